"""The lines of stop_times.txt in the order in which buses run, and one trip for each stop pattern of a route.

Made once for a judgement (`RuleContext.once`). Five million lines in another order need more memory than the lines
themselves, so they are given in pieces. What does not live here: rules that use it (`jp/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from feeds.rules.rule import RuleContext, cell, known
from feeds.tables import TextTables

PIECE = 500_000
KEPT = ("arrival_time", "departure_time", "pickup_type", "drop_off_type", "shape_dist_traveled")
_ODD = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Visits:
    """stop_times.txt by trip and sequence. `table`, in the order of the file: `_row`, `trip_id`, `stop_id`, `_trip` (a
    number), of `KEPT` what is there, cells as sent; `order`: which line comes when, None when as in the file."""

    table: pl.DataFrame
    order: pl.Series | None

    def rows(self, places: pl.Series) -> pl.DataFrame:
        """The lines at those places of the order."""
        return self.table[places if self.order is None else self.order.gather(places)]

    def column(self, name: str) -> pl.Series:
        """A whole column in order."""
        return self.table[name] if self.order is None else self.table[name].gather(self.order)

    def pieces(self, overlap: int = 0) -> Iterator[pl.DataFrame]:
        """The lines in order, `PIECE` at a time, each with the last `overlap` lines of the piece before."""
        for start in range(0, self.table.height, PIECE):
            before = min(overlap, start)
            place, length = start - before, PIECE + before
            yield self.table.slice(place, length) if self.order is None else self.table[self.order.slice(place, length)]


def visits(tables: TextTables, context: RuleContext) -> Visits | None:
    """All visits of buses at stops; None without trips, stops or sequences."""
    return context.once("visits", lambda: _visits(tables))


def patterns(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    """The visits of one trip for each route and sequence of stops (with where one may board and alight): the first such
    trip in the file. Also `route_id`, `_at` (ordinal number in the trip) and `_calls` (how many there are)."""
    return context.once("patterns", lambda: _patterns(tables, context))


def _visits(tables: TextTables) -> Visits | None:
    times = known(tables, "stop_times", "trip_id", "stop_id", "stop_sequence")
    if times is None:
        return None
    kept = [column for column in KEPT if column in times.columns]
    calls = times.select("_row", "trip_id", "stop_id", *kept, _trip=pl.col("trip_id").rle_id())
    heads = _heads(calls["_trip"])
    if heads.len() != calls["trip_id"].gather(heads).n_unique():  # some trip does not stand together
        calls = calls.with_columns(_trip=pl.col("trip_id").cast(pl.Categorical).to_physical().cast(pl.UInt32))
    sequence = pl.col("stop_sequence").cast(pl.Int32, strict=False).fill_null(0).cast(pl.Int64)
    keys = times.select(key=calls["_trip"].cast(pl.Int64) * (1 << 32) + sequence)
    if keys["key"].is_sorted():
        return Visits(calls, None)
    return Visits(calls, keys.select(pl.arg_sort_by("key", maintain_order=True)).to_series())


def _heads(trip: pl.Series) -> pl.Series:
    """Where a trip begins."""
    return (trip != trip.shift(1)).fill_null(value=True).arg_true()


def _patterns(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    calls, trips = visits(tables, context), known(tables, "trips", "trip_id", "route_id")
    if calls is None or trips is None:
        return None
    trip = calls.column("_trip")
    heads = _heads(trip)
    runs = pl.DataFrame({"_head": heads, "_calls": heads.shift(-1, fill_value=trip.len()) - heads})
    named = runs.with_columns(calls.rows(heads).select(cell("trip_id")).to_series(), _signs(calls, runs))
    routes = trips.select(cell("trip_id"), cell("route_id")).unique("trip_id", keep="first")
    found = named.join(routes, on="trip_id", how="inner").sort("_head")
    chosen = found.unique(["route_id", "sign", "_calls"], keep="first", maintain_order=True)
    place = pl.int_ranges("_head", pl.col("_head") + pl.col("_calls"))
    lines = chosen.select("route_id", pl.col("_calls").cast(pl.Int64), place=place).explode("place")
    each = calls.rows(lines["place"].cast(pl.UInt32)).hstack(lines.drop("place"))
    return each.with_columns(_at=pl.int_range(pl.len(), dtype=pl.Int64).over("_trip"))


def _signs(calls: Visits, runs: pl.DataFrame) -> pl.Series:
    """A number for each trip's sequence of stops: 64 bits of wrapping sums, which tell two sequences apart but for one
    case in 10^19."""
    seen = [("stop_id", 1), *((c, n) for n, c in enumerate(KEPT[2:4], 2) if c in calls.table.columns)]
    stop = pl.sum_horizontal(pl.col(column).hash(seed) for column, seed in seen)
    ordinal = runs.select(pl.int_ranges(0, "_calls", dtype=pl.UInt32)).to_series().explode()
    mixed, at = [], 0
    for part in calls.pieces():
        place = ordinal.slice(at, part.height).cast(pl.UInt64).rename("place")
        mixed.append(part.select((stop ^ (place * pl.lit(_ODD, dtype=pl.UInt64))).hash(9)).to_series())
        at += part.height
    sums = pl.concat(mixed).cum_sum()
    ends = sums.gather((runs["_head"] + runs["_calls"] - 1).cast(pl.UInt32))
    return (ends - ends.shift(1, fill_value=0)).rename("sign")
