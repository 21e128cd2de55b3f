"""gtfs-kit's route statistics of one day: our tables typed as it wants them, what would make it raise left out.

gtfs-kit (with pandas and geopandas) is imported here and nowhere else. It is handed the trips of one day only, so that
what it does row by row stays bounded. Source: gtfs_kit.routes.compute_route_stats, gtfs_kit.trips.compute_trip_stats.
What does not live here: trips and days (`statistics_tables`), the answer's shape (`statistics`).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

import gtfs_kit
import pandas as pd
import polars as pl

from feeds.cells import integer, number
from feeds.statistics_tables import Missing, Trips
from feeds.tables import TextTables

HEADWAY_FROM, HEADWAY_TO = "07:00:00", "19:00:00"
MAX_EXPANDED = 400_000
"""Rows of stop_times that the trips of frequencies.txt may become."""
NEAR_DEGREES = 15.0
"""A position farther than this from the median of all, in latitude or longitude, is taken for a mistake: gtfs-kit
measures in one UTM zone, which one such position would move."""
ENGINE = f"gtfs-kit {version('gtfs-kit')}"
_SERVICE = "the day"


@dataclass(frozen=True, slots=True)
class KitDay:
    """gtfs-kit's frames of one day: `routes` as compute_route_stats gives them, `trips` as compute_trip_stats does;
    both empty when nothing of the day has times."""

    routes: pd.DataFrame
    trips: pd.DataFrame


def _positions(frame: pl.DataFrame, lat: str, lon: str) -> pl.DataFrame:
    """Rows whose position lies on the globe and near the others."""
    good = frame.with_columns(number(lat), number(lon)).filter(
        pl.col(lat).is_between(-90, 90), pl.col(lon).is_between(-180, 180)
    )
    near = [(pl.col(c) - pl.col(c).median()).abs() <= NEAR_DEGREES for c in (lat, lon)]
    return good.filter(near)


def _stops(tables: TextTables) -> pl.DataFrame:
    stops = tables.get("stops")
    if stops is None or not tables.has("stops", "stop_id", "stop_lat", "stop_lon"):
        return pl.DataFrame(schema={"stop_id": pl.String, "stop_lat": pl.Float64, "stop_lon": pl.Float64})
    placed = _positions(stops.select("stop_id", "stop_lat", "stop_lon"), "stop_lat", "stop_lon")
    return placed.drop_nulls("stop_id").unique("stop_id", keep="first", maintain_order=True)


def _shapes(tables: TextTables, wanted: pl.Series) -> pl.DataFrame:
    """The points of the shapes that are wanted and are lines."""
    names = {"shape_id": pl.String, "shape_pt_lat": pl.Float64, "shape_pt_lon": pl.Float64}
    shapes = tables.get("shapes")
    if shapes is None or not tables.has("shapes", *names, "shape_pt_sequence"):
        return pl.DataFrame(schema={**names, "shape_pt_sequence": pl.Int64})
    mine = shapes.filter(pl.col("shape_id").is_in(wanted.drop_nulls().unique().implode()))
    points = _positions(
        mine.select(*names, integer("shape_pt_sequence")).drop_nulls("shape_pt_sequence"),
        "shape_pt_lat",
        "shape_pt_lon",
    )
    return points.filter(pl.struct("shape_pt_lat", "shape_pt_lon").n_unique().over("shape_id") >= 2)


def _times(at_s: str) -> pl.Expr:
    """Seconds as HH:MM:SS, which may pass 24."""
    value = pl.col(at_s)
    return pl.format(
        "{}:{}:{}",
        (value // 3600).cast(pl.String).str.zfill(2),
        (value // 60 % 60).cast(pl.String).str.zfill(2),
        (value % 60).cast(pl.String).str.zfill(2),
    )


def _day_trips(trips: Trips, missing: Missing, chosen: pl.DataFrame) -> pl.DataFrame:
    """The day's trips with first and last time; a route without any direction is taken as one direction."""
    day = trips.frame.join(chosen, on="service_id", how="semi", maintain_order="left")
    timed = day.drop_nulls(["first_s", "last_s"])
    missing.add("untimed_trips", day.height - timed.height)
    without = timed.filter(pl.col("direction_id").is_null().all().over("route_id"))
    missing.add("no_direction", without["route_id"].n_unique())
    direction = pl.when(pl.col("direction_id") == 1).then(1).otherwise(0)
    return timed.with_columns(direction_id=direction.cast(pl.Int64), service_id=pl.lit(_SERVICE))


def _shaped(day: pl.DataFrame, calls: pl.DataFrame, stops: pl.DataFrame, shapes: pl.DataFrame, missing: Missing) -> Any:
    """The day's trips, `shape_id` null where gtfs-kit could not measure: no line, or an end without position."""
    lined = pl.col("shape_id").is_in(shapes["shape_id"].unique().implode()).fill_null(value=False)
    ends = calls.group_by("trip_id").agg(first=pl.col("stop_id").first(), last=pl.col("stop_id").last())
    known = stops["stop_id"].implode()
    placed = ends.select("trip_id", placed=pl.col("first").is_in(known) & pl.col("last").is_in(known))
    looked = day.join(placed, on="trip_id", how="left", maintain_order="left").with_columns(lined=lined)
    missing.add("no_shape", looked.filter(~pl.col("lined")).height)
    missing.add("no_position", looked.filter("lined", ~pl.col("placed")).height)
    usable = pl.when(pl.col("lined") & pl.col("placed")).then("shape_id")
    return looked.with_columns(shape_id=usable).drop("lined", "placed")


def _kit_feed(
    tables: TextTables, trips: Trips, chosen: pl.DataFrame, on: date, missing: Missing
) -> gtfs_kit.Feed | None:
    """A gtfs_kit.Feed of one day and one service; None when no trip of the day has times."""
    day = _day_trips(trips, missing, chosen)
    if not day.height:
        return None
    calls = trips.calls.join(day, on="trip_id", how="semi", maintain_order="left")
    stops, shapes = _stops(tables), _shapes(tables, day["shape_id"])
    day = _shaped(day, calls, stops, shapes, missing)
    unplaced = calls.select("stop_id").unique().join(stops, on="stop_id", how="anti")
    middle = stops.select(pl.col("stop_lat", "stop_lon").median()) if stops.height else None
    filled = unplaced.with_columns(
        stop_lat=pl.lit(middle["stop_lat"][0] if middle is not None else 0.0),
        stop_lon=pl.lit(middle["stop_lon"][0] if middle is not None else 0.0),
    )
    used = stops.join(calls, on="stop_id", how="semi", maintain_order="left")
    times = calls.select("trip_id", "stop_id", "stop_sequence", departure_time=_times("at_s"))
    routes = day.select("route_id").unique().with_columns(route_short_name=pl.lit("-"), route_type=pl.lit(3))
    frequencies = trips.frequencies.join(day, on="trip_id", how="semi").select(
        "trip_id", start_time=_times("start_s"), end_time=_times("end_s"), headway_secs="headway_s"
    )
    text_day = on.strftime("%Y%m%d")
    return gtfs_kit.Feed(
        dist_units="m",
        stops=_pandas(pl.concat([used, filled])),
        routes=_pandas(routes),
        trips=_pandas(day.select("trip_id", "route_id", "service_id", "direction_id", "shape_id")),
        stop_times=_pandas(times.with_columns(arrival_time="departure_time")),
        calendar_dates=pd.DataFrame({"service_id": [_SERVICE], "date": [text_day], "exception_type": [1]}),
        shapes=_pandas(shapes) if shapes.height else None,
        frequencies=_pandas(frequencies) if frequencies.height else None,
    )


def _pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """As gtfs-kit's own reader types it: text as `string`, numbers as numpy's, absent as NA."""
    made = pd.DataFrame(frame.to_dict(as_series=False))
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return made.astype(dict.fromkeys(texts, "string"))


def _expanded(feed: gtfs_kit.Feed, trips: Trips, missing: Missing) -> gtfs_kit.Feed:
    """Trips instead of frequencies, unless they would be too many."""
    if feed.frequencies is None:
        return feed
    day = pl.Series("trip_id", list(feed.trips["trip_id"]))
    calls = trips.calls.group_by("trip_id").len("calls")
    many = trips.frame.filter(pl.col("trip_id").is_in(day.implode())).join(calls, on="trip_id")
    rows = many.select((pl.col("runs") * pl.col("calls")).sum()).item()
    if rows > MAX_EXPANDED:
        missing.add("frequencies_too_many", feed.frequencies["trip_id"].nunique())
        return feed
    return gtfs_kit.expand_frequencies(feed)


def kit_day(tables: TextTables, trips: Trips, chosen: pl.DataFrame, on: date, missing: Missing) -> KitDay:
    """gtfs-kit's statistics of the trips of the services `chosen` (service_id), as those of the date `on`."""
    feed = _kit_feed(tables, trips, chosen, on, missing)
    if feed is None:
        return KitDay(pd.DataFrame(), pd.DataFrame())
    text_day = on.strftime("%Y%m%d")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas' words about gtfs-kit's own code
            feed = _expanded(feed, trips, missing)
            stats = gtfs_kit.compute_trip_stats(feed, compute_dist_from_shapes=True)
            routes = gtfs_kit.compute_route_stats(
                feed, [text_day], stats, headway_start_time=HEADWAY_FROM, headway_end_time=HEADWAY_TO
            )
    except Exception as error:  # noqa: BLE001 - gtfs-kit raises what pandas, shapely or pyproj raise on data that it
        # did not foresee; the statistics then say so and hold the rest
        missing.add("reckoning_failed", 1, f"{type(error).__name__}: {error}"[:200])
        return KitDay(pd.DataFrame(), pd.DataFrame())
    return KitDay(routes, stats)
