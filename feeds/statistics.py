"""Statistics of one feed: its days, and the routes of its most usual day. Text tables in, plain JSON out; never raises
for bad data, but says what is missing and why.

Names carry units: `_s` seconds, `_m` metres, `_kmh`; times are HH:MM:SS after the service day's 0:00 and may pass 24.
Days and trips are counted by us (`statistics_tables`), headways, durations, distances and speeds are gtfs-kit's
(`statistics_kit`). What does not live here: storing and serving it (pipelines.afterwork, api).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

from feeds.statistics_kit import ENGINE, HEADWAY_FROM, HEADWAY_TO, KitDay, kit_day
from feeds.statistics_tables import NOTES, SCHEMA, Days, Missing, Trips, read_days, read_trips
from feeds.tables import TextTables, read_tables

Json = dict[str, Any]


def boxed(input_path: Path, _out: Path, *, received_on: str) -> Json:
    """`feed_statistics` over a folder of Parquet text tables: the function called in a box."""
    return feed_statistics(TextTables(read_tables(input_path)), received_on=date.fromisoformat(received_on))


def feed_statistics(tables: TextTables, *, received_on: date) -> Json:
    """The statistics of a feed; see api.models_statistics for every field. `received_on` only chooses which dates are
    told one by one of a calendar that has too many."""
    missing = Missing()
    trips = read_trips(tables, missing)
    days = read_days(tables, trips, received_on, missing)
    usual = days.usual()
    day = pl.DataFrame(schema=trips.frame.schema)
    kit = KitDay(pd.DataFrame(), pd.DataFrame())
    if usual:
        chosen = days.services.filter(pl.col("day_on") == usual[0])
        day = trips.frame.join(chosen, on="service_id", how="semi", maintain_order="left")
        kit = kit_day(tables, trips, chosen, usual[0], missing)
    return {
        "schema": SCHEMA,
        "made_with": ENGINE,
        "status": _status(usual is not None, missing),
        "missing": missing.as_list(),
        "first_on": _day(days.first_on),
        "last_on": _day(days.last_on),
        "service_days": days.count,
        "service_by_date": _by_date(days),
        "reference_date": _day(usual[0]) if usual else None,
        "reference_days": usual[1] if usual else 0,
        "trips": _trips(day, kit),
        "departures_by_hour": _by_hour(day, trips),
        "headway_from": HEADWAY_FROM,
        "headway_to": HEADWAY_TO,
        "routes": _routes(tables, day, kit),
    }


def _status(any_service: bool, missing: Missing) -> str:
    """'none' without a day of service, 'partial' when figures are lacking, else 'full' (it may have notes)."""
    if not any_service:
        return "none"
    return "partial" if set(missing.counts) - NOTES else "full"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _time(value: Any) -> str | None:
    """Seconds, or gtfs-kit's text, as HH:MM:SS."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or math.isnan(value):
        return None
    return f"{int(value) // 3600:02}:{int(value) // 60 % 60:02}:{int(value) % 60:02}"


def _number(value: Any, factor: float = 1.0, digits: int = 0) -> float | int | None:
    """A finite number in another unit, rounded; None for what is not there."""
    if value is None or value is pd.NA or not math.isfinite(value):
        return None
    return round(float(value) * factor, digits) if digits else round(float(value) * factor)


def _by_date(days: Days) -> list[Json]:
    return [
        {
            "date": row["day_on"].isoformat(),
            "trips": row["trips"],
            "routes": row["routes"],
            "first_departure": _time(row["begins_s"]),
            "last_departure": _time(row["ends_s"]),
        }
        for row in days.dates.iter_rows(named=True)
    ]


def _by_hour(day: pl.DataFrame, trips: Trips) -> list[int]:
    """Trips that begin in each hour of the clock; 24:00 and later are counted at 0:00 and later."""
    single = day.join(trips.frequencies, on="trip_id", how="anti").select(at_s="first_s")
    many = day.join(trips.frequencies, on="trip_id").select(
        at_s=pl.int_ranges(pl.col("start_s"), pl.col("end_s"), pl.col("headway_s"))
    )
    begins = pl.concat([single, many.explode("at_s").cast(pl.Int64)]).drop_nulls()
    hours = begins.group_by(hour=pl.col("at_s") // 3600 % 24).len()
    found = dict(zip(hours["hour"].to_list(), hours["len"].to_list(), strict=True))
    return [int(found.get(hour, 0)) for hour in range(24)]


def _trips(day: pl.DataFrame, kit: KitDay) -> Json:
    """All trips of the reference date together."""
    stats = kit.trips
    if stats.empty:
        durations = distances = speeds = stops = pd.Series(dtype=float)
    else:
        moving = stats[stats["duration"] > 0]
        durations, distances, stops = moving["duration"], moving["distance"].dropna(), moving["num_stops"]
        speeds = moving["speed"].dropna()
    return {
        "count": int(day["runs"].sum()) if day.height else 0,
        "timed": len(durations),
        "duration_mean_s": _number(durations.mean(), 3600),
        "duration_least_s": _number(durations.min(), 3600),
        "duration_most_s": _number(durations.max(), 3600),
        "distance_mean_m": _number(distances.mean(), 1000),
        "distance_total_m": _number(distances.sum(), 1000) if len(distances) else None,
        "speed_mean_kmh": _number(speeds.mean(), digits=1),
        "stops_mean": _number(stops.mean(), digits=1),
    }


def _names(tables: TextTables) -> dict[str, str]:
    """route_id → short name, else long name, else the id."""
    routes = tables.get("routes")
    if routes is None or "route_id" not in routes.columns:
        return {}
    wanted = [c for c in ("route_short_name", "route_long_name") if c in routes.columns]
    named = routes.select(
        "route_id",
        name=pl.coalesce(*(pl.when(pl.col(c).str.len_bytes() > 0).then(pl.col(c)) for c in wanted), pl.col("route_id")),
    ).drop_nulls("route_id")
    return dict(zip(named["route_id"].to_list(), named["name"].to_list(), strict=True))


def _routes(tables: TextTables, day: pl.DataFrame, kit: KitDay) -> list[Json]:
    """One entry for each route that runs on the reference date, by route_id."""
    counted = (
        day.group_by("route_id")
        .agg(trips=pl.col("runs").sum(), begins_s=pl.col("begins_s").min(), ends_s=pl.col("ends_s").max())
        .sort("route_id")
    )
    names = _names(tables)
    reckoned: Mapping[str, Json] = (
        {} if kit.routes.empty else {str(r["route_id"]): r for r in kit.routes.to_dict(orient="records")}
    )
    return [_route(row, names, reckoned.get(row["route_id"], {})) for row in counted.iter_rows(named=True)]


def _route(row: Json, names: Mapping[str, str], kit: Json) -> Json:
    mean = kit.get("mean_headway")
    return {
        "route_id": row["route_id"],
        "name": names.get(row["route_id"], row["route_id"]),
        "trips": row["trips"],
        "trips_timed": int(kit.get("num_trips", 0)),
        "stop_patterns": int(kit.get("num_stop_patterns", 0)),
        "is_bidirectional": bool(kit["is_bidirectional"]) if kit else None,
        "first_departure": _time(row["begins_s"]),
        "last_departure": _time(row["ends_s"]),
        "last_arrival": _time(kit.get("end_time")),
        "headway_min": _number(mean, digits=1),
        "headway_mean_s": _number(mean, 60),
        "headway_least_s": _number(kit.get("min_headway"), 60),
        "headway_most_s": _number(kit.get("max_headway"), 60),
        "peak_trips": _number(kit.get("peak_num_trips")),
        "peak_from": _time(kit.get("peak_start_time")),
        "peak_to": _time(kit.get("peak_end_time")),
        "duration_mean_s": _number(kit.get("mean_trip_duration"), 3600),
        "distance_mean_m": _number(kit.get("mean_trip_distance"), 1000),
        "service_distance_m": _number(kit.get("service_distance"), 1000),
        "service_duration_s": _number(kit.get("service_duration"), 3600),
        "speed_kmh": _number(kit.get("service_speed"), digits=1),
    }
