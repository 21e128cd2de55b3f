"""Two generated versions of one GTFS feed, as large as one likes: the second differs as a timetable revision does.

All of it is invented and a pure function of the number of stop times. What does not live here: comparing (bench/diff).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

CALLS, TRIPS_OF_ROUTE = 50, 40
"""Stops of a trip, trips of a route."""


def write_pair(folder: Path, stop_times: int) -> tuple[Path, Path]:
    """`old.zip` and `new.zip` with that many stop times (a multiple of CALLS × TRIPS_OF_ROUTE is met exactly)."""
    folder.mkdir(parents=True, exist_ok=True)
    old = feed_tables(max(2, stop_times // (CALLS * TRIPS_OF_ROUTE)))
    paths = folder / "old.zip", folder / "new.zip"
    for path, tables in zip(paths, (old, _revised(old)), strict=True):
        write_feed(path, tables)
    return paths


def feed_tables(routes: int) -> dict[str, pl.DataFrame]:
    """The tables of a plain GTFS feed of that many routes, by stem."""
    route, trip, call = pl.col("route"), pl.col("trip"), pl.col("call")
    lines = pl.DataFrame({"route": range(routes)})
    trips = lines.join(pl.DataFrame({"trip": range(TRIPS_OF_ROUTE)}), how="cross")
    calls = trips.join(pl.DataFrame({"call": range(CALLS)}), how="cross")
    stops = lines.join(pl.DataFrame({"call": range(CALLS)}), how="cross")
    trip_id = pl.format("R{}_{}", route, trip)
    second = 6 * 3600 + trip * 1_200 + call * 90
    hour, minute = (second // 3600).cast(pl.String).str.zfill(2), (second // 60 % 60).cast(pl.String).str.zfill(2)
    clock = hour + ":" + minute + ":" + (second % 60).cast(pl.String).str.zfill(2)
    road = (route // 2).cast(pl.String)  # two routes share a road
    stop_id = pl.concat_str([road, pl.lit("_"), call.cast(pl.String)])  # pl.format panics here in polars 2.1.0
    return {
        "agency": pl.DataFrame({"agency_id": ["A"], "agency_name": ["A"], "agency_url": ["https://example.org/"],
                                "agency_timezone": ["Asia/Tokyo"]}),
        "stops": stops.filter(route % 2 == 0).select(
            stop_id=stop_id, stop_name=pl.format("停留所{}", route * 100 + call),
            stop_lat=(34 + route * 0.002).round(6), stop_lon=(133 + call * 0.004).round(6), zone_id=stop_id),
        "routes": lines.select(route_id=pl.format("R{}", route), agency_id=pl.lit("A"),
                               route_short_name=(route + 1).cast(pl.String), route_type=pl.lit(3)),
        "trips": trips.select(route_id=pl.format("R{}", route), service_id=pl.when(trip % 4 == 3).then(
            pl.lit("土日祝")).otherwise(pl.lit("平日")), trip_id=trip_id, trip_headsign=pl.format("行先{}", route)),
        "stop_times": calls.select(trip_id=trip_id, arrival_time=clock, departure_time=clock, stop_id=stop_id,
                                   stop_sequence=call + 1, stop_headsign=pl.format("行先{}", route),
                                   pickup_type=(call == CALLS - 1).cast(pl.Int8),
                                   drop_off_type=(call == 0).cast(pl.Int8)),
        "calendar": pl.DataFrame({"service_id": ["平日", "土日祝"], **{
            day: [int(n < 5), int(n >= 5)] for n, day in enumerate(
                ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))},
            "start_date": ["20240401"] * 2, "end_date": ["20250331"] * 2}),
        "fare_attributes": pl.DataFrame({"fare_id": ["F200"], "price": ["200"], "currency_type": ["JPY"],
                                         "payment_method": ["0"], "transfers": ["0"]}),
    }  # fmt: skip


def _revised(old: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """One route in fifty leaves five minutes later, one trip in fifty is gone, some stops are renamed and moved, the
    fare rises."""
    new = dict(old)
    number = pl.col("trip_id").str.extract(r"R(\d+)_").cast(pl.Int64)
    gone = pl.col("trip_id").str.ends_with("_7") & (number % 2 == 0)
    late = number % 50 == 1
    second = pl.col("arrival_time").str.slice(3, 2).cast(pl.Int64) + 5
    hour = pl.col("arrival_time").str.slice(0, 2).cast(pl.Int64) + second // 60
    clock = pl.concat_str(
        hour.cast(pl.String).str.zfill(2), pl.lit(":"), (second % 60).cast(pl.String).str.zfill(2),
        pl.col("arrival_time").str.slice(5, 3),
    )  # fmt: skip
    later = pl.when(late).then(clock).otherwise(pl.col("arrival_time"))
    times = old["stop_times"].filter(~gone)
    new["stop_times"] = times.with_columns(arrival_time=later, departure_time=later)
    new["trips"] = old["trips"].filter(~gone)
    every = pl.int_range(pl.len()) % 100 == 5
    new["stops"] = old["stops"].with_columns(
        pl.when(every).then(pl.col("stop_name") + "前").otherwise(pl.col("stop_name")).alias("stop_name"),
        pl.when(every).then(pl.col("stop_lat") + 0.0005).otherwise(pl.col("stop_lat")).round(6).alias("stop_lat"),
    )
    new["calendar"] = old["calendar"].with_columns(end_date=pl.lit("20260331"))
    new["fare_attributes"] = old["fare_attributes"].with_columns(price=pl.lit("220"))
    return new


def write_feed(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """The tables as a zip; the same bytes each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for stem, frame in tables.items():
            buffer = io.BytesIO()
            frame.write_csv(buffer)
            archive.writestr(zipfile.ZipInfo(f"{stem}.txt"), buffer.getvalue(), zipfile.ZIP_DEFLATED)
