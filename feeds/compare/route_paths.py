"""The way of each route in one version: the different orders of stops its trips call in, and the line of each.

A line is the trip's shape where the feed has it, else the stops themselves. What does not live here: which routes are
told of (`on_map`), which route is which (`same_service`).
"""

from __future__ import annotations

import polars as pl

from feeds.cells import integer, number
from feeds.compare.view import FeedView, columns

MOST_LINES = 8
"""Lines drawn of one route at most: those most trips take."""
MOST_POINTS = 400
"""Points of one line at most; of longer ones each second, third … point stays, and the last."""

Lines = list[list[list[float]]]


def patterns(one: FeedView, calls: pl.DataFrame) -> pl.DataFrame:
    """The different orders of stops of each route: route_id, pattern (stop numbers of `calls` as text), trips (how
    many take it), trip (the first that does); the most taken first."""
    orders = calls.drop_nulls("stop").group_by("trip", maintain_order=True).agg(pattern=pl.col("stop").cast(pl.String))
    told = orders.with_columns(pl.col("pattern").list.join(",")).join(
        one.trips.select("trip", "route_id"), on="trip", maintain_order="left"
    )
    counted = told.group_by("route_id", "pattern").agg(trips=pl.len(), trip=pl.col("trip").min())
    return counted.sort("route_id", "trips", "trip", descending=[False, True, False])


def lines_of(one: FeedView, wanted: pl.DataFrame) -> dict[str, Lines]:
    """route_id → lines of [lon, lat] in degrees, of the patterns in `wanted` (as `patterns` gives them), each once."""
    trips = wanted.join(one.trips.select("trip", "shape_id"), on="trip", maintain_order="left")
    shapes = _shapes(one, trips["shape_id"])
    by_shape = trips.join(shapes, on="shape_id", maintain_order="left")
    by_stops = trips.join(by_shape, on=["route_id", "trip"], how="anti", maintain_order="left")
    stops = _stops(one, by_stops["trip"])
    drawn = (by_shape, by_stops.join(stops, on="trip", maintain_order="left"))
    found = pl.concat([frame.select("route_id", "trips", "trip", "line") for frame in drawn])
    ordered = found.sort("route_id", "trips", "trip", descending=[False, True, False])
    told: dict[str, Lines] = {}
    for route_id, line in ordered.select("route_id", "line").iter_rows():
        lines = told.setdefault(route_id, [])
        points = _thinned(line)
        if len(lines) < MOST_LINES and points not in lines:
            lines.append(points)
    return told


def _shapes(one: FeedView, shape_ids: pl.Series) -> pl.DataFrame:
    """shape_id and line ([lon, lat] in order, two points at least) of those shapes that can be drawn."""
    names = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")
    rows = columns(one.tables, "shapes", names).filter(
        pl.col("shape_id") != "", pl.col("shape_id").is_in(shape_ids.unique().implode())
    )
    read = rows.select(
        "shape_id", lon=number("shape_pt_lon"), lat=number("shape_pt_lat"), order=integer("shape_pt_sequence")
    )
    placed = read.filter(pl.col("lat").is_between(-90, 90), pl.col("lon").is_between(-180, 180)).drop_nulls("order")
    return _as_lines(placed.sort("shape_id", "order", maintain_order=True), "shape_id")


def _stops(one: FeedView, trips: pl.Series) -> pl.DataFrame:
    """trip and line through the places of the stops it calls at."""
    calls = one.calls.filter(pl.col("trip").is_in(trips.implode()))
    placed = calls.join(one.stops.select("stop", "lon", "lat"), on="stop", maintain_order="left").drop_nulls("lon")
    return _as_lines(placed, "trip")


def _as_lines(points: pl.DataFrame, by: str) -> pl.DataFrame:
    point = pl.concat_list(pl.col("lon").round(5), pl.col("lat").round(5))
    return points.group_by(by, maintain_order=True).agg(line=point).filter(pl.col("line").list.len() > 1)


def _thinned(line: list[list[float]]) -> list[list[float]]:
    step = -(-len(line) // MOST_POINTS)
    kept = line[::step]
    return kept if kept[-1] == line[-1] else [*kept, line[-1]]
