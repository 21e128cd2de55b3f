"""The lines of stop_times.txt in the order in which buses run, and one trip for each stop pattern of a route.

Made once for a judgement (`RuleContext.once`). What does not live here: rules that use it (`jp/`).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import RuleContext, cell, known
from feeds.tables import TextTables

KEPT = ("arrival_time", "departure_time", "pickup_type", "drop_off_type", "shape_dist_traveled")


def visits(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    """stop_times.txt by trip and sequence: `_row`, `trip_id`, `stop_id`, `_trip` (a number), of `KEPT` what is there.
    None without trips, stops or sequences. Cells are as sent."""
    return context.once("visits", lambda: _visits(tables))


def patterns(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    """The visits of one trip for each route and sequence of stops (with where one may board and alight): the first such
    trip in the file. Also `route_id`, `_at` (ordinal number in the trip) and `_calls` (how many there are)."""
    return context.once("patterns", lambda: _patterns(tables, context))


def _visits(tables: TextTables) -> pl.DataFrame | None:
    times = known(tables, "stop_times", "trip_id", "stop_id", "stop_sequence")
    if times is None:
        return None
    kept = [column for column in KEPT if column in times.columns]
    calls = times.select(
        "_row", "trip_id", "stop_id", *kept,
        _at=pl.col("stop_sequence").cast(pl.Int64, strict=False), _trip=pl.col("trip_id").rle_id(),
    )  # fmt: skip
    if not _is_ordered(calls):
        calls = calls.sort("trip_id", "_at", maintain_order=True).with_columns(_trip=pl.col("trip_id").rle_id())
    return calls.drop("_at")


def _is_ordered(calls: pl.DataFrame) -> bool:
    """Each trip stands together, its sequence rising."""
    runs, trips = calls.select(pl.col("_trip").max() + 1, pl.col("trip_id").n_unique()).row(0)
    falls = (pl.col("_trip") == pl.col("_trip").shift(1)) & (pl.col("_at") < pl.col("_at").shift(1))
    return bool(runs == trips and not calls.select(falls.any()).item())


def _patterns(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    calls, trips = visits(tables, context), known(tables, "trips", "trip_id", "route_id")
    if calls is None or trips is None:
        return None
    signs = [pl.col("stop_id").hash(1), *(pl.col(c).hash(n) for n, c in enumerate(KEPT[2:4], 2) if c in calls.columns)]
    numbered = calls.select(
        "_trip", at=pl.int_range(pl.len(), dtype=pl.UInt64).over("_trip"), sign=pl.sum_horizontal(signs)
    )
    # wrapping arithmetic: 64 bits tell two sequences apart but for one case in 10^19
    mixed = (pl.col("sign") ^ (pl.col("at") * pl.lit(0x9E3779B97F4A7C15, dtype=pl.UInt64))).hash(9)
    each = numbered.group_by("_trip", maintain_order=True).agg(sign=mixed.sum(), calls=pl.len().cast(pl.Int64))
    first = calls.select("_trip", cell("trip_id")).unique("_trip", keep="first", maintain_order=True)
    routes = trips.select(cell("trip_id"), cell("route_id")).unique("trip_id", keep="first")
    known_trips = each.join(first, on="_trip").join(routes, on="trip_id", how="inner").sort("_trip")
    chosen = known_trips.unique(["route_id", "sign", "calls"], keep="first", maintain_order=True)
    lines = calls.join(chosen.select("_trip", "route_id", _calls="calls"), on="_trip", how="inner")
    return lines.with_columns(_at=pl.int_range(pl.len(), dtype=pl.Int64).over("_trip"))
