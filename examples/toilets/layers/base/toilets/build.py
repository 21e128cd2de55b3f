"""Rows of a list of public toilets → features. Vectorised.

What does not live here: reading the CSV (feeds.formats.documents.municipal_toilets).
"""

from __future__ import annotations

import polars as pl

from layers.base.toilets.columns import TOILETS
from layers.context import Built, FeedContext, TextTables
from layers.frames import GEOMETRY, conform, text_or_null, wkb_points
from terms.ids import feature_id_prefix

_SOURCE = {
    "toilet_name": "名称",
    "toilet_name_kana": "名称_カナ",
    "toilet_name_en": "名称_英語",
    "address": "住所",
    "opens_at_local": "利用開始時間",
    "closes_at_local": "利用終了時間",
}
_YES = {"is_wheelchair_accessible": "車椅子使用者用トイレ有無", "has_ostomate_equipment": "オストメイト設置トイレ有無"}


def _yes(column: str) -> pl.Expr:
    return pl.when(pl.col(column) == "有").then(True).when(pl.col(column) == "無").then(False)


def build(tables: TextTables, context: FeedContext) -> Built:
    """`toilets`, satisfying its declaration. The key is the list's number, or, where that is absent or repeated, the
    row's line: `_row`."""
    table = tables.get("toilets")
    if table is None:
        return Built({"toilets": conform(pl.DataFrame(), TOILETS)})
    texts = table.select("_row", *text_or_null(table, [*_SOURCE.values(), *_YES.values(), "NO", "緯度", "経度"]))
    rows = texts.with_columns(
        lon=pl.col("経度").cast(pl.Float64, strict=False), lat=pl.col("緯度").cast(pl.Float64, strict=False)
    )
    placed = rows.filter((pl.col("lat").abs() <= 90).fill_null(False) & (pl.col("lon").abs() <= 180).fill_null(False))
    skipped = {"toilet_without_position": len(rows) - len(placed)} if len(placed) < len(rows) else {}
    is_key = pl.col("NO").is_not_null() & pl.col("NO").is_unique()
    key = pl.when(is_key).then(pl.col("NO")).otherwise(pl.format("row-{}", "_row"))
    frame = placed.with_columns(
        pl.format("{}{}", pl.lit(feature_id_prefix(context.feed, "toilets")), key).alias("feature_id"),
        pl.lit(str(context.feed)).alias("feed"),
        *(pl.col(source).alias(name) for name, source in _SOURCE.items()),
        *(_yes(source).alias(name) for name, source in _YES.items()),
        wkb_points(placed["lon"].to_numpy(), placed["lat"].to_numpy()).alias(GEOMETRY),
    )
    return Built({"toilets": conform(frame, TOILETS)}, skipped)
