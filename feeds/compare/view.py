"""One version as values: stops, routes, trips, calls and service days, small enough to hold two versions at once.

Of equal ids the first row counts (the raw diff keeps all). Vectorised; what cannot be read is null.
Source: GTFS Schedule reference, stops.txt, routes.txt, trips.txt, stop_times.txt, frequencies.txt, translations.txt.
What does not live here: reading the calls (`calls`), comparing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from feeds.cells import integer, number, seconds
from feeds.compare.calls import calls_of
from feeds.compare.coded import Coded, Table
from feeds.rules.readings import READING, rows_in, translations_of
from feeds.service import service_days
from feeds.tables import TextTables


@dataclass(frozen=True, slots=True)
class FeedView:
    """`stops`: stop (UInt32, the number used in calls), stop_id, name, reading, kind (location_type, '0' when blank),
    platform, lon, lat (degrees, null when unreadable). `routes`: route_id, name. `trips`: trip (UInt32), trip_id,
    route_id, service_id, shape_id, headsign, runs (departures a frequency stands for, else 1), first_s and last_s
    (first and last departure of those runs, seconds of the service day). `calls`: trip, stop (null when stops.txt does
    not have it), at_s (Int32), nth (UInt32, from 0 within the trip), in order. `days`: service_id, day_on. `tables` are
    all but stop_times."""

    tables: Mapping[str, pl.DataFrame]
    stops: pl.DataFrame
    routes: pl.DataFrame
    trips: pl.DataFrame
    calls: pl.DataFrame
    days: pl.DataFrame


def view(lean: Mapping[str, Table]) -> FeedView:
    """Read what is compared of tables in normal form, of which stop_times is coded."""
    tables = {stem: table for stem, table in lean.items() if isinstance(table, pl.DataFrame)}
    stops = _stops(tables)
    trips = _trips(tables)
    given = lean.get("stop_times")
    calls = calls_of(given if isinstance(given, Coded) else None, trips, stops)
    text = TextTables(tables)
    return FeedView(tables, stops, _routes(tables), _timed(trips, calls, tables), calls, service_days(text).days)


def columns(tables: Mapping[str, pl.DataFrame], stem: str, names: Sequence[str]) -> pl.DataFrame:
    """Those columns of a table in normal form, '' where absent; no rows when there is no such table."""
    frame = tables.get(stem)
    if frame is None:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    have = set(frame.columns)
    cells = (pl.col(n) if n in have else pl.lit("").alias(n) for n in names)
    return frame.select(*cells) if have.intersection(names) else pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def by_id(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The first row of each id that is not blank, in the order of the file."""
    return frame.filter(pl.col(name) != "").unique(name, keep="first", maintain_order=True)


def readings(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """`source` and `id` ('' for none) of stop names with their `reading` (ja-Hrkt), from either layout."""
    found = translations_of(TextTables(tables))
    if found is None:
        return pl.DataFrame(schema=dict.fromkeys(("source", "id", "reading"), pl.String))
    rows = rows_in(found, READING).filter(
        pl.col("table").is_in(["", "stops"]), pl.col("field").is_in(["", "stop_name"])
    )
    return rows.select("source", "id", reading="translation")


def _stops(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    names = ("stop_id", "stop_name", "location_type", "platform_code", "stop_lat", "stop_lon")
    read = readings(tables)
    texts = read.filter(pl.col("source") != "").unique("source", keep="first").select("source", by_text="reading")
    ids = read.filter(pl.col("id") != "").unique("id", keep="first").select("id", by_row="reading")
    rows = by_id(columns(tables, "stops", names), "stop_id")
    told = rows.join(texts, left_on="stop_name", right_on="source", how="left", maintain_order="left").join(
        ids, left_on="stop_id", right_on="id", how="left", maintain_order="left"
    )
    lat, lon = number("stop_lat"), number("stop_lon")
    placed = lat.is_between(-90, 90) & lon.is_between(-180, 180) & ((lat != 0) | (lon != 0))
    return told.with_row_index("stop").select(
        "stop",
        "stop_id",
        name="stop_name",
        reading=pl.coalesce("by_row", "by_text", pl.lit("")),
        kind=pl.when(pl.col("location_type") == "").then(pl.lit("0")).otherwise(pl.col("location_type")),
        platform="platform_code",
        lon=pl.when(placed).then(lon),
        lat=pl.when(placed).then(lat),
    )


def _routes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    rows = by_id(columns(tables, "routes", ("route_id", "route_short_name", "route_long_name")), "route_id")
    short, long = pl.col("route_short_name"), pl.col("route_long_name")
    both = pl.when(long.str.starts_with(short)).then(long).otherwise(short + pl.lit(" ") + long)
    name = pl.when(long == "").then(short).when(short == "").then(long).otherwise(both)
    return rows.select("route_id", name=name)


def _trips(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    names = ("trip_id", "route_id", "service_id", "shape_id", "trip_headsign")
    rows = by_id(columns(tables, "trips", names), "trip_id").with_row_index("trip")
    return rows.rename({"trip_headsign": "headsign"})


def times(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Those columns of times of day as Int32 seconds; each different text is read once."""
    for name in names:
        texts = frame.select(pl.col(name).unique())
        read = texts.with_columns(_s=seconds(name).cast(pl.Int32))
        frame = frame.with_columns(
            frame.select(name).join(read, on=name, how="left", maintain_order="left")["_s"].alias(name)
        )
    return frame


def _timed(trips: pl.DataFrame, calls: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Trips with runs, first_s and last_s; those of frequencies run from the first window's start to the last run."""
    ends = calls.group_by("trip").agg(first_s=pl.col("at_s").first(), calls=pl.len())
    names = ("trip_id", "start_time", "end_time", "headway_secs")
    windows = times(columns(tables, "frequencies", names), "start_time", "end_time").select(
        "trip_id", "start_time", "end_time", integer("headway_secs")
    )
    good = windows.drop_nulls().filter(pl.col("headway_secs") > 0, pl.col("end_time") > pl.col("start_time"))
    many = (
        good.with_columns(runs=-((pl.col("start_time") - pl.col("end_time")) // pl.col("headway_secs")))
        .group_by("trip_id")
        .agg(
            runs=pl.col("runs").sum(),
            begin=pl.col("start_time").min(),
            end=(pl.col("start_time") + (pl.col("runs") - 1) * pl.col("headway_secs")).max(),
        )
    )
    told = trips.join(ends, on="trip", how="left", maintain_order="left").join(
        many, on="trip_id", how="left", maintain_order="left"
    )
    return told.with_columns(
        runs=pl.col("runs").fill_null(1).clip(1, 100_000).cast(pl.Int64),
        last_s=pl.coalesce("end", "first_s").cast(pl.Int64),
        first_s=pl.coalesce("begin", "first_s").cast(pl.Int64),
        calls=pl.col("calls").fill_null(0),
    ).drop("begin", "end")
