"""Continuity of identifiers: how many ids of each table persist, and old → new where an operator renumbered.

What does not live here: finding out which is which (`same_stops`, `same_service`).
"""

from __future__ import annotations

import polars as pl

from feeds.compare.keys import key_of
from feeds.compare.pairing import empty_pairs
from feeds.compare.same_service import Same
from feeds.compare.values import Json
from feeds.compare.view import FeedView

MOST_MAPPED = 20_000
"""Pairs of ids told of one table; the totals are always true."""
_TIMES = frozenset({"stop_times", "calendar_dates", "frequencies", "fare_rules", "transfers", "translations"})


def continuity(old: FeedView, new: FeedView, same: Same) -> list[Json]:
    """For each table with ids of its own: table, column, old, new (how many ids), kept, renumbered, ended, begun, and
    map: old, new, confidence, how ('name', 'reading', 'place', 'legs', 'times', 'near', 'days', 'trips')."""
    pairs = {"stops": same.stops, "routes": same.routes, "trips": same.trips, "calendar": same.services,
             "calendar_dates": same.services, "shapes": same.shapes}  # fmt: skip
    found = []
    apart = _TIMES - ({"calendar_dates"} if "calendar" not in {*old.tables, *new.tables} else set())
    for stem in sorted({*old.tables, *new.tables} - apart):
        ids = [_ids(one, stem) for one in (old, new)]
        column = ids[0].name or ids[1].name
        if column:
            found.append({"table": stem, "column": column, **_counted(ids[0], ids[1], pairs.get(stem))})
    return found


def _ids(one: FeedView, stem: str) -> pl.Series:
    """The different ids of a table that has some; a nameless series otherwise."""
    frame = one.tables.get(stem)
    key = key_of(stem, frame.columns)[:1] if frame is not None else ()
    if frame is None or not key or not key[0].endswith("_id"):
        return pl.Series("", [], dtype=pl.String)
    ids = frame.select(pl.col(key[0]).fill_null("").str.strip_chars().unique()).to_series()
    return ids.filter(ids != "")


def _counted(old: pl.Series, new: pl.Series, pairs: pl.DataFrame | None) -> Json:
    both = old.filter(old.is_in(new.implode()))
    found = empty_pairs() if pairs is None else pairs
    found = found.filter(pl.col("old").is_in(old.implode()), pl.col("new").is_in(new.implode()))
    other = found.filter(pl.col("how") != "id")
    kept = len(both) if pairs is None else found.height - other.height
    told = other.sort("old").head(MOST_MAPPED).with_columns(pl.col("confidence").round(2))
    return {
        "old": len(old), "new": len(new), "kept": kept, "renumbered": other.height,
        "ended": len(old) - kept - other.height, "begun": len(new) - kept - other.height, "map": told.to_dicts(),
    }  # fmt: skip
