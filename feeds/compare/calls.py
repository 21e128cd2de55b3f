"""The calls of a version in order: stop_times as numbers of trips, stops and seconds.

What is known of each different word is found once, then told for each row. Source: GTFS Schedule reference,
stop_times.txt. What does not live here: the other tables of a version (`view`).
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from feeds.cells import integer, seconds
from feeds.compare.coded import Coded
from feeds.compare.ordering import nth

_NONE = {"trip": pl.UInt32, "stop": pl.UInt32, "at_s": pl.Int32, "nth": pl.UInt32}


def calls_of(times: Coded | None, trips: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """trip, stop, at_s, nth (see `FeedView`) of a table in normal form; `trips` has trip and trip_id, `stops` stop and
    stop_id."""
    if times is None:
        return pl.DataFrame(schema=_NONE)
    trip = _told(times, "trip_id", pl.UInt32, _number_in(trips.select(word="trip_id", number="trip")))
    stop = _told(times, "stop_id", pl.UInt32, _number_in(stops.select(word="stop_id", number="stop")))
    order = _told(times, "stop_sequence", pl.Int32, _whole)
    departs, arrives = (_told(times, name, pl.Int32, _second) for name in ("departure_time", "arrival_time"))
    rows = pl.DataFrame({"trip": trip, "stop": stop, "at_s": departs.fill_null(arrives), "order": order})
    rows = rows.drop_nulls(["trip", "order"])
    place = pl.col("trip").cast(pl.Int64) * 2**32 + pl.col("order")
    if not rows.select(place).to_series().is_sorted():
        rows = rows.sort("trip", "order", maintain_order=True)
    return rows.select("trip", "stop", "at_s", pl.Series("nth", nth(rows["trip"].to_numpy()), dtype=pl.UInt32))


def _told(times: Coded, column: str, kind: type[pl.DataType], read: Callable[[pl.DataFrame], pl.Series]) -> pl.Series:
    """What `read` makes of the words (a frame with `word`), for each row; null where there is no such column."""
    if column not in times.words:
        return pl.repeat(None, times.height, dtype=kind, eager=True)
    return times.told(column, read(times.words[column].alias("word").to_frame()))


def _number_in(known: pl.DataFrame) -> Callable[[pl.DataFrame], pl.Series]:
    """By `word` the `number` that stands beside it."""
    return lambda words: words.join(known, on="word", how="left", maintain_order="left")["number"]


def _whole(words: pl.DataFrame) -> pl.Series:
    return words.select(integer("word").cast(pl.Int32, strict=False)).to_series()


def _second(words: pl.DataFrame) -> pl.Series:
    return words.select(seconds("word").cast(pl.Int32)).to_series()
