"""jp_coordinates_outside_japan: a stop outside latitude 20–46 and longitude 122–154.

Not here: numbers that are no coordinates (canonical), stops far from their line (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.cells import number
from feeds.rules.rule import Rule, RuleContext, cell, every_edition, known, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each stop, of its latitude; value: latitude, longitude. Places on Earth only."""
    stops = known(tables, "stops", "stop_id", "stop_lat", "stop_lon")
    if stops is None:
        return nothing()
    read = stops.select("_row", "stop_lat", "stop_lon", "stop_id", lat=number("stop_lat"), lon=number("stop_lon"))
    on_earth = pl.col("lat").is_between(-90, 90) & pl.col("lon").is_between(-180, 180)
    inside = pl.col("lat").is_between(20, 46) & pl.col("lon").is_between(122, 154)
    seen = pl.concat_str([cell("stop_lat"), cell("stop_lon")], separator=", ")
    return many(read.filter(on_earth, ~inside), "stops.txt", column="stop_lat", value=seen, stop_id=cell("stop_id"))


RULES = (
    Rule(
        code="jp_coordinates_outside_japan",
        text=words(
            ja=(
                "stops.txt {row}行目の停留所（{stop_id}）の位置（緯度・経度 {value}）が日本の範囲の外です。",
                "小数点の位置や、緯度・経度の数字の打ち間違いを確かめてください。",
            ),
            en=(
                "The stop in row {row} of stops.txt ({stop_id}) lies at {value} (latitude, longitude), outside Japan.",
                "Check the decimal point and the digits of latitude and longitude.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="A box around Japan: latitude 20 to 46, longitude 122 to 154 (by gtfs_jp.md)",
        mark=Mark.INFERRED,
        check=check,
    ),
)
