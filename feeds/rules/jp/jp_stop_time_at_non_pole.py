"""jp_stop_time_at_non_pole: a bus stops at a place that stops.txt does not call a pole (location_type 0 or blank).

Counted once for each place; the canonical location_with_unexpected_stop_time names every line and blocks.
Not here: stops that are not there at all (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, known, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each place; details: stop_times (how many lines), type."""
    stops, times = known(tables, "stops", "stop_id", "location_type"), known(tables, "stop_times", "stop_id")
    if stops is None or times is None:
        return nothing()
    others = stops.filter(~cell("location_type").is_in(["", "0"]))
    if not others.height:
        return nothing()
    types = others.select(cell("stop_id"), cell("location_type").alias("type")).unique("stop_id", keep="first")
    at = times.select("_row", cell("stop_id")).join(types, on="stop_id", how="inner")
    places = at.group_by("stop_id").agg(
        pl.col("_row").min(), pl.col("type").first(), stop_times=pl.len().cast(pl.Int64)
    )
    found = places.sort("_row")
    details = {name: pl.col(name) for name in ("type", "stop_times")}
    return many(found, "stop_times.txt", column="stop_id", stop_id=pl.col("stop_id"), **details)


RULES = (
    Rule(
        code="jp_stop_time_at_non_pole",
        text=words(
            ja=(
                "stop_times.txt（{row}行目ほか計{stop_times}件）の stop_id「{value}」は標柱ではありません"
                "（location_type {type}）。",
                "バスが停まる標柱（location_type 0）の stop_id にしてください。",
            ),
            en=(
                "stop_id “{value}” (stop_times.txt row {row}, {stop_times} row(s) in all) is not a pole "
                "(location_type {type}).",
                "Use the stop_id of the pole (location_type 0) at which the bus stops.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 stop_times.txt; GTFS Schedule reference, stop_times.stop_id",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
