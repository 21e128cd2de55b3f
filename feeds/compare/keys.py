"""By which columns the rows of a table are told apart, for the raw diff: the key of GTFS, or one that pairs best.

fare_rules are paired by where the fare holds, so that another fare between the same stops is a changed row and not two
rows. A table nobody declared is paired by its first …_id column, else row by row. Source: GTFS Schedule reference,
primary keys; GTFS-JP edition 2. What does not live here: pairing (`raw`), columns and their titles (gtfs_schema).
"""

from __future__ import annotations

from collections.abc import Sequence

from feeds.formats.gtfs_schema import TABLES

_OTHERS: dict[str, tuple[str, ...]] = {
    "fare_rules": ("route_id", "origin_id", "destination_id", "contains_id"),
    "translations": ("table_name", "field_name", "language", "record_id", "record_sub_id", "field_value"),
    "transfers": ("from_stop_id", "to_stop_id", "from_trip_id", "to_trip_id", "from_route_id", "to_route_id"),
    "attributions": ("attribution_id", "agency_id", "route_id", "trip_id", "organization_name"),
    "pathways": ("pathway_id",),
    "levels": ("level_id",),
    "location_groups": ("location_group_id",),
    "booking_rules": ("booking_rule_id",),
    "rider_categories": ("rider_category_id",),
    "fare_media": ("fare_media_id",),
    "fare_products": ("fare_product_id", "rider_category_id", "fare_media_id"),
    "fare_leg_rules": ("network_id", "from_area_id", "to_area_id", "from_timeframe_group_id", "to_timeframe_group_id"),
    "fare_transfer_rules": ("from_leg_group_id", "to_leg_group_id", "fare_product_id", "transfer_count"),
    "areas": ("area_id",),
    "networks": ("network_id",),
    "route_networks": ("route_id",),
    "timeframes": ("timeframe_group_id", "start_time", "end_time", "service_id"),
    "feed_info": (),
}
_OLD_TRANSLATIONS = ("trans_id", "lang")


def key_of(stem: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that pair the rows of a table that has `columns`. Empty where the rows have no key at all: then they
    are paired in the order they stand in when the table has one row by nature (feed_info), else by everything."""
    if stem == "translations" and "table_name" not in columns:
        return tuple(name for name in _OLD_TRANSLATIONS if name in columns)
    declared = _OTHERS.get(stem)
    if declared is None and stem in TABLES:
        declared = TABLES[stem].key
    if declared is not None:
        return tuple(name for name in declared if name in columns)
    return tuple(name for name in columns if name.endswith("_id"))[:1]


def is_paired(stem: str, key: Sequence[str]) -> bool:
    """Whether a row that differs may be the same row changed: it has a key, or the table has one row by nature."""
    return bool(key) or stem == "feed_info"
