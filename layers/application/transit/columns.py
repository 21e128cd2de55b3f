"""Declaration of the transit layer: what the API, the tiles, the contract and the documentation read.

Standard library and terms only. What does not live here: how the columns are filled (`build.py`).
"""

from __future__ import annotations

from terms.columns import COMMON, Collection, Column, Kind, Mark

FORMATS = ("gtfs", "gtfs-jp")
SCHEMA_VERSION = "1"

_S = "GTFS Schedule, stops.txt"
_R = "GTFS Schedule, routes.txt"
_T = "GTFS Schedule, translations.txt; GTFS-JP translations.txt"
_OURS = "Futae: stop_times.txt × calendar.txt, calendar_dates.txt, frequencies.txt"


def _names(word: str, ja: str, en: str, source: str) -> tuple[Column, ...]:
    return (
        Column(
            f"{word}_name", Kind.TEXT, f"{ja}名称", f"{en} name as the source writes it", in_tiles=True, source=source
        ),
        Column(f"{word}_name_ja", Kind.TEXT, f"{ja}名称（日本語）", f"{en} name in Japanese", in_tiles=True, source=_T),
        Column(
            f"{word}_name_kana", Kind.TEXT, f"{ja}名称の読み", f"{en} name, reading (ja-Hrkt)", in_tiles=True, source=_T
        ),
        Column(f"{word}_name_en", Kind.TEXT, f"{ja}名称（英語）", f"{en} name in English", in_tiles=True, source=_T),
    )


_SERVICE = (
    Column("first_service_on", Kind.DATE, "運行開始日", "first service day", source=_OURS),
    Column("last_service_on", Kind.DATE, "運行終了日", "last service day", in_tiles=True, source=_OURS),
    Column(
        "trips_per_day",
        Kind.NUMBER,
        "1日あたり便数",
        "trips per service day of the feed, mean over its service days",
        required=True,
        unit="1/d",
        source=_OURS,
        mark=Mark.TRIED,
        in_tiles=True,
    ),
)

STOPS = Collection(
    name="stops",
    layer="transit",
    floor="application",
    geometry="Point",
    title_ja="停留所・標柱",
    title_en="Stops",
    description_ja="GTFS の stops.txt の各行。位置のない行は数えて除く。",
    description_en="Rows of GTFS stops.txt that have a position; the others are counted as skipped.",
    columns=(
        *COMMON,
        Column("stop_id", Kind.TEXT, "停留所・標柱ID", "stop id", required=True, source=_S),
        Column("stop_code", Kind.TEXT, "停留所・標柱番号", "public stop number", in_tiles=True, source=_S),
        *_names("stop", "停留所・標柱", "stop", _S),
        Column("stop_desc", Kind.TEXT, "停留所・標柱付加情報", "description", source=_S),
        Column(
            "location_type",
            Kind.INTEGER,
            "停留所・標柱区分",
            "0 stop or pole, 1 station or stop place, 2 entrance, 3 node, 4 boarding area",
            required=True,
            source=_S,
            in_tiles=True,
        ),
        Column("parent_station_id", Kind.TEXT, "親駅情報", "stop_id of the parent station", in_tiles=True, source=_S),
        Column("platform_code", Kind.TEXT, "のりば情報", "platform", in_tiles=True, source=_S),
        Column("zone_id", Kind.TEXT, "運賃エリアID", "fare zone", source=_S),
        Column("wheelchair_boarding_code", Kind.TEXT, "車椅子情報", "wheelchair boarding (0, 1, 2)", source=_S),
        *_SERVICE,
    ),
    detail_zoom=11,
)

ROUTES = Collection(
    name="routes",
    layer="transit",
    floor="application",
    geometry="LineString",
    title_ja="経路",
    title_en="Routes",
    description_ja="GTFS の routes.txt の各行。線は shapes.txt から、なければ停車順から作る。",
    description_en="Rows of GTFS routes.txt; lines from shapes.txt, else from the order of stops.",
    columns=(
        *COMMON,
        Column("route_id", Kind.TEXT, "経路ID", "route id", required=True, source=_R),
        Column("agency_id", Kind.TEXT, "事業者ID", "agency id", source=_R),
        Column(
            "agency_name", Kind.TEXT, "事業者名称", "agency name", in_tiles=True, source="GTFS Schedule, agency.txt"
        ),
        Column("route_short_name", Kind.TEXT, "経路略称", "short name", in_tiles=True, source=_R),
        Column("route_long_name", Kind.TEXT, "経路名", "long name", in_tiles=True, source=_R),
        *_names("route", "経路", "route", "route_short_name, else route_long_name"),
        Column("route_desc", Kind.TEXT, "経路情報", "description", source=_R),
        Column("route_type", Kind.INTEGER, "経路タイプ", "route type (3 = bus)", in_tiles=True, source=_R),
        Column("route_color", Kind.TEXT, "経路色", "colour, #rrggbb", in_tiles=True, source=_R),
        Column("route_text_color", Kind.TEXT, "経路文字色", "text colour, #rrggbb", in_tiles=True, source=_R),
        Column("jp_parent_route_id", Kind.TEXT, "路線ID", "line this route belongs to", source="GTFS-JP, routes.txt"),
        Column(
            "has_shape",
            Kind.BOOLEAN,
            "描画情報の有無",
            "line comes from shapes.txt",
            required=True,
            in_tiles=True,
            source="Futae",
        ),
        Column(
            "network_length_m",
            Kind.NUMBER,
            "延長",
            "length of all distinct segments, geodesic",
            required=True,
            unit="m",
            source="Futae: WGS 84 ellipsoid",
            mark=Mark.TRIED,
        ),
        *_SERVICE,
    ),
    detail_zoom=11,
)

COLLECTIONS = (STOPS, ROUTES)
