"""How much runs, and when: trips with their service days, aggregated to stops, routes and the feed. Vectorised.

Source: GTFS Schedule, trips.txt, stop_times.txt, calendar.txt, calendar_dates.txt, frequencies.txt.
What does not live here: geometry (`lines.py`), reading (feeds).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from feeds.service import service_days
from layers.context import FeedContext, TextTables
from layers.frames import text_or_null
from terms.clocks import local_midnight_utc

_NO_ID = pl.DataFrame(schema={"trip_id": pl.String})


@dataclass(frozen=True, slots=True)
class Service:
    """`trips`: trip_id, route_id, shape_id, runs (trips a service day stands for), days, first_on, last_on, end_s.
    `calls`: trip_id, stop_id, stop_sequence, in trip and stop order. `feed_days`: days on which anything runs."""

    trips: pl.DataFrame
    calls: pl.DataFrame
    feed_days: int


def seconds(column: str) -> pl.Expr:
    """H:MM:SS → seconds after the service day's 0:00 (may pass 24 h); null where it cannot be read."""
    parts = pl.col(column).str.strip_chars().str.extract_groups(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$")
    field = [parts.struct.field(str(i)).cast(pl.Int64, strict=False) for i in (1, 2, 3)]
    return field[0] * 3600 + field[1] * 60 + field[2]


def _runs(tables: TextTables) -> pl.DataFrame:
    """trip_id → how many departures its frequencies stand for (frequencies.txt: headway_secs over start..end)."""
    table = tables.get("frequencies")
    needed = {"trip_id", "start_time", "end_time", "headway_secs"}
    if table is None or not needed <= set(table.columns):
        return _NO_ID.with_columns(runs=pl.lit(None, dtype=pl.Float64))
    span = seconds("end_time") - seconds("start_time")
    headway = pl.col("headway_secs").cast(pl.Float64, strict=False)
    return (
        table.with_columns(runs=pl.when(headway > 0).then((span / headway).ceil()))
        .group_by("trip_id")
        .agg(pl.col("runs").sum())
    )


def _calls(tables: TextTables) -> pl.DataFrame:
    table = tables.get("stop_times")
    if table is None or not {"trip_id", "stop_id", "stop_sequence"} <= set(table.columns):
        return pl.DataFrame(
            schema={"trip_id": pl.String, "stop_id": pl.String, "stop_sequence": pl.Int64, "end_s": pl.Int64}
        )
    have = set(table.columns)
    times = [seconds(c) for c in ("departure_time", "arrival_time") if c in have]
    return (
        table.select(
            *text_or_null(table, ["trip_id", "stop_id"]),
            pl.col("stop_sequence").str.strip_chars().cast(pl.Int64, strict=False),
            (pl.max_horizontal(times) if times else pl.lit(None, dtype=pl.Int64)).alias("end_s"),
        )
        .drop_nulls(["trip_id", "stop_id", "stop_sequence"])
        .sort("trip_id", "stop_sequence", maintain_order=True)
    )


def calls_in_zones(tables: TextTables) -> int:
    """Rows of stop_times.txt that call in a zone or a group of stops instead of at a stop (GTFS Schedule,
    stop_times.txt, location_id and location_group_id)."""
    table = tables.get("stop_times")
    if table is None:
        return 0
    rows = table.select(text_or_null(table, ["stop_id", "location_id", "location_group_id"]))
    in_zone = pl.col("location_id").is_not_null() | pl.col("location_group_id").is_not_null()
    return rows.filter(pl.col("stop_id").is_null() & in_zone).height


def service_of(tables: TextTables) -> Service:
    """Trips joined with their service days; trips of a service without a day keep days = 0."""
    days = service_days(tables).days
    per_service = days.group_by("service_id").agg(
        days=pl.len().cast(pl.Float64), first_on=pl.col("day_on").min(), last_on=pl.col("day_on").max()
    )
    calls = _calls(tables)
    ends = calls.group_by("trip_id").agg(pl.col("end_s").max())
    table = tables.get("trips")
    if table is None:
        table = pl.DataFrame(schema={"trip_id": pl.String})
    trips = (
        table.select(text_or_null(table, ["trip_id", "route_id", "service_id", "shape_id"]))
        .drop_nulls("trip_id")
        .unique("trip_id", keep="first", maintain_order=True)
        .join(per_service, on="service_id", how="left")
        .join(_runs(tables), on="trip_id", how="left")
        .join(ends, on="trip_id", how="left")
        .with_columns(pl.col("runs").fill_null(1.0), pl.col("days").fill_null(0.0))
    )
    used = days.join(trips.select("service_id").unique(), on="service_id", how="semi")
    return Service(trips, calls.drop("end_s"), used["day_on"].n_unique())


def summary(service: Service, keyed: pl.DataFrame, key: str) -> pl.DataFrame:
    """One row per value of `key`: trips_per_day, first_service_on, last_service_on, end_s. `keyed` has trip_id and
    `key`; a trip counts once per key however often it calls there."""
    per_day = (pl.col("runs") * pl.col("days")).sum() / max(service.feed_days, 1)
    return (
        keyed.select(key, "trip_id")
        .unique(maintain_order=True)
        .join(service.trips.drop(key, strict=False), on="trip_id")
        .group_by(key)
        .agg(
            trips_per_day=per_day.round(2),
            first_service_on=pl.col("first_on").min(),
            last_service_on=pl.col("last_on").max(),
            end_s=pl.col("end_s").max(),
        )
    )


def with_validity(frame: pl.DataFrame, context: FeedContext) -> pl.DataFrame:
    """Add valid_from_at and valid_to_at: from the begin of the first service day to the end of the last one (later
    where its trips run past 24:00), in the feed's time zone; rows without service take the feed's own span."""
    tz = context.timezone
    first = pl.col("first_service_on").fill_null(pl.lit(context.first_on, dtype=pl.Date))
    last = pl.col("last_service_on").fill_null(pl.lit(context.last_on, dtype=pl.Date))
    named = frame.with_columns(_first=first, _last=last, _over=(pl.col("end_s").fill_null(0) - 86_400).clip(0))
    dates = {d for c in ("_first", "_last") for d in named[c].unique() if d is not None}
    begins = {d: local_midnight_utc(d, tz) for d in dates}
    ends = {d: local_midnight_utc(d + timedelta(days=1), tz) for d in dates}
    utc = pl.Datetime("us", "UTC")

    def look(column: str, table: dict[date, object]) -> pl.Expr:
        return pl.col(column).replace_strict(list(table), list(table.values()), default=None, return_dtype=utc)

    if not dates:
        empty = pl.lit(None, dtype=utc)
        return named.with_columns(valid_from_at=empty, valid_to_at=empty)
    return named.with_columns(
        valid_from_at=look("_first", dict(begins)),
        valid_to_at=look("_last", dict(ends)) + pl.duration(seconds=pl.col("_over")),
    )
