"""Declaration of the places layer: what the API, the tiles, the contract and the documentation read.

Source of the attribute meanings: ../shared/formats/base_map.md §6, marked seen (2021 file) or unverified.
What does not live here: how the columns are filled (`build.py`).
"""

from __future__ import annotations

from terms.columns import COMMON, Collection, Column, Kind, Mark

FORMATS = ("ksj-n03",)
SCHEMA_VERSION = "1"

_N03 = "国土数値情報 N03"

PLACES = Collection(
    name="places",
    layer="places",
    floor="base",
    geometry="Polygon",
    title_ja="行政区域",
    title_en="Administrative areas",
    description_ja="国土数値情報 N03 の市区町村。同じ行政区域コードの面は一つにまとめる。",
    description_en="Municipalities of N03; polygons of one administrative code make one feature.",
    columns=(
        *COMMON,
        Column("place_code", Kind.TEXT, "行政区域コード", "code, 5 digits", source=f"{_N03}_007", in_tiles=True),
        Column("place_name", Kind.TEXT, "行政区域名", "name as the source writes it", source=f"{_N03}_003, 004",
               in_tiles=True),
        Column("prefecture_name", Kind.TEXT, "都道府県名", "prefecture", source=f"{_N03}_001", in_tiles=True),
        Column("subprefecture_name", Kind.TEXT, "支庁・振興局名", "subprefecture", source=f"{_N03}_002"),
        Column("county_name", Kind.TEXT, "郡・政令都市名", "county or designated city", source=f"{_N03}_003"),
        Column("municipality_name", Kind.TEXT, "市区町村名", "city, ward, town or village", source=f"{_N03}_004"),
        Column("ward_name", Kind.TEXT, "政令指定都市の行政区名", "ward of a designated city (2024 and later)",
               source=f"{_N03}_005", mark=Mark.UNVERIFIED),
        Column("as_of_on", Kind.DATE, "基準日", "the day the edition describes", source="file name N03-YY_PP_YYMMDD",
               mark=Mark.INFERRED),
        Column("part_count", Kind.INTEGER, "面の数", "how many source polygons", required=True, source="Futae"),
    ),
    detail_zoom=10,
)  # fmt: skip

COLLECTIONS = (PLACES,)
