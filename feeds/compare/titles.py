"""What people call tables and columns of GTFS and GTFS-JP, in Japanese and English. No sentences live here."""

from __future__ import annotations

from feeds.formats.gtfs_schema import TABLES

_TABLES = {
    "transfers": ("乗換", "transfers"), "attributions": ("著作・帰属", "attributions"),
    "pathways": ("構内通路", "pathways"), "levels": ("階", "levels"), "areas": ("エリア", "areas"),
    "stop_areas": ("停留所とエリア", "stops of areas"), "networks": ("路線網", "networks"),
    "route_networks": ("経路と路線網", "routes of networks"), "timeframes": ("時間帯", "timeframes"),
    "rider_categories": ("利用者区分", "rider categories"), "fare_media": ("支払手段", "fare media"),
    "fare_products": ("運賃商品", "fare products"),
    "fare_leg_rules": ("区間運賃の決まり", "fare leg rules"),
    "fare_transfer_rules": ("乗継運賃の決まり", "fare transfer rules"),
    "booking_rules": ("予約の決まり", "booking rules"),
    "location_groups": ("乗降区域の組", "location groups"),
    "locations.geojson": ("乗降区域", "zones of flexible service"),
}  # fmt: skip


def title_of(stem: str, column: str, lang: str) -> str:
    """The title of a table, or of its column; the bare name where nobody gave it one."""
    side = 0 if lang == "ja" else 1
    table = TABLES.get(stem)
    if not column:
        if table is not None:
            return (table.title_ja, table.title_en)[side]
        return _TABLES[stem][side] if stem in _TABLES else stem
    found = next((c for c in table.columns if c.name == column), None) if table is not None else None
    return column if found is None else (found.title_ja, found.title_en)[side]
