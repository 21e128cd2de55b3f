"""Of trips that are in both versions, which leave at other times and which call at other stops, stop by stop.

Calls are told apart by stop, not by stop_sequence: a stop put in between moves no time. What does not live here: which
trip is which (`same_service`), lines (`service_lines`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from feeds.compare.raw import TableDiff
from feeds.compare.same_service import Same
from feeds.compare.view import FeedView


@dataclass(frozen=True, slots=True)
class TripChanges:
    """`retimed`: old, new (trip_ids), calls, earlier_s, later_s (greatest shifts, Int32); `recalled`: old, new, begun
    and ended (how many calls are new or gone)."""

    retimed: pl.DataFrame
    recalled: pl.DataFrame


def trip_changes(old: FeedView, new: FeedView, same: Same, diffs: Mapping[str, TableDiff]) -> TripChanges:
    """Compare the calls of every pair of trips that the raw diff of stop_times touches or that is paired as near."""
    touched = _touched(diffs.get("stop_times"))
    pairs = same.trips.filter(
        pl.col("old").is_in(touched.implode()) | pl.col("new").is_in(touched.implode()) | (pl.col("how") == "near")
    ).filter(pl.col("how").is_in(["id", "near"]))
    numbers = (
        pairs.select("old", "new")
        .with_row_index("pair")
        .join(old.trips.select(old="trip_id", was="trip"), on="old", maintain_order="left")
        .join(new.trips.select(new="trip_id", now="trip"), on="new", maintain_order="left")
    )
    before = _calls(same.calls, numbers.select("pair", trip="was"))
    after = _calls(new.calls, numbers.select("pair", trip="now"))
    both = before.join(after, on=["pair", "stop", "again"], how="full", coalesce=True)
    told = (
        both.with_columns(shift=pl.col("at_s_right") - pl.col("at_s"))
        .group_by("pair")
        .agg(
            begun=pl.col("here").is_null().sum(),
            ended=pl.col("here_right").is_null().sum(),
            calls=((pl.col("shift") != 0) | _one_blank()).sum(),
            earlier_s=-pl.col("shift").min().clip(None, 0),
            later_s=pl.col("shift").max().clip(0),
        )
    )
    named = numbers.select("pair", "old", "new").join(told, on="pair", maintain_order="left")
    retimed = named.filter(pl.col("calls") > 0).select("old", "new", "calls", "earlier_s", "later_s")
    recalled = named.filter(pl.col("begun") + pl.col("ended") > 0).select("old", "new", "begun", "ended")
    return TripChanges(retimed, recalled)


def _one_blank() -> pl.Expr:
    """A time that is given in one of the versions only, at a call that both have."""
    both = pl.col("here").is_not_null() & pl.col("here_right").is_not_null()
    return both & (pl.col("at_s").is_null() != pl.col("at_s_right").is_null())


def _touched(diff: TableDiff | None) -> pl.Series:
    if diff is None or "trip_id" not in diff.columns:
        return pl.Series("trip_id", [], dtype=pl.String)
    return pl.concat([one["trip_id"] for one in (diff.added, diff.removed, diff.before)]).unique()


def _calls(calls: pl.DataFrame, trips: pl.DataFrame) -> pl.DataFrame:
    """pair, stop, again (which call of the trip at that stop, from 0), at_s, here."""
    rows = calls.join(trips, on="trip", maintain_order="left").with_columns(stop=pl.col("stop").fill_null(2**32 - 1))
    again = pl.int_range(pl.len(), dtype=pl.UInt32).over("pair", "stop")
    return rows.select("pair", "stop", "at_s", again=again, here=pl.lit(value=True))
