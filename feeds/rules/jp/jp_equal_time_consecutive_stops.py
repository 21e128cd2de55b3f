"""jp_equal_time_consecutive_stops: a bus leaves one stop and reaches the next in the same minute and second.

Counted once for each pair of stops, at the first trip; stops where nobody may board or alight do not count.
Not here: times that run backwards (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.journeys import visits
from feeds.rules.rule import Rule, RuleContext, cell, every_edition, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for each pair; details: stop_id, previous_stop_id, trip_id (the first), trips (how many)."""
    calls = visits(tables, context)
    if calls is None or not {"arrival_time", "departure_time"} <= set(calls.table.columns):
        return nothing()
    shut = [pl.col(column) == "1" for column in ("pickup_type", "drop_off_type") if column in calls.table.columns]
    is_open = ~pl.all_horizontal(shut).fill_null(value=False) if len(shut) == 2 else pl.col("_trip").is_not_null()
    same_trip = pl.col("_trip") == pl.col("_trip").shift(1)
    at_once = pl.col("arrival_time") == pl.col("departure_time").shift(1)
    hits = (same_trip & at_once & is_open & is_open.shift(1)).fill_null(value=False).arg_true()
    found = [_pairs(part, part.select(hits).to_series()) for part in calls.pieces(overlap=1)]
    lines = pl.concat(found).filter(cell("arrival_time") != "")
    pairs = lines.group_by("before", "stop_id").agg(
        pl.col("_row", "trip_id", "arrival_time").sort_by("_row").first(), trips=pl.len().cast(pl.Int64)
    )
    return many(
        pairs.sort("_row"), "stop_times.txt", column="arrival_time",
        stop_id=cell("stop_id"), previous_stop_id=cell("before"), trip_id=cell("trip_id"), trips=pl.col("trips"),
    )  # fmt: skip


def _pairs(calls: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    before = calls["stop_id"].gather(at - 1).rename("before")
    return calls.select("_row", "trip_id", "stop_id", "arrival_time")[at].with_columns(before)


RULES = (
    Rule(
        code="jp_equal_time_consecutive_stops",
        text=words(
            ja=(
                "停留所 {previous_stop_id} の発と次の停留所 {stop_id} の着が同じ時刻（{value}）です（stop_times.txt "
                "{row}行目、便 {trip_id} ほか計{trips}便）。",
                "分単位の時刻なら、距離に応じて秒まで入れて、後の停留所が遅くなるようにしてください。",
            ),
            en=(
                "The bus leaves stop {previous_stop_id} and reaches the next stop {stop_id} at the same time, {value} "
                "(stop_times.txt row {row}, trip {trip_id}, {trips} trip(s) in all).",
                "Where times are whole minutes, spread them over the distance in seconds so that the later stop "
                "is later.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 stop_times.txt; v3, v4 same (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
