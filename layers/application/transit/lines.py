"""Lines of routes: distinct segments from shapes.txt, else from the order of stops, merged. Vectorised.

A route's line is the union of the distinct segments its trips run, so that many variants over the same street are drawn
once. Source: GTFS Schedule, shapes.txt, stop_times.txt. What does not live here: attributes of routes (`routes.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import shapely
from pyproj import Geod

from layers.application.transit.service import Service
from layers.context import TextTables
from layers.frames import text_or_null

_GEOD = Geod(ellps="WGS84")
_ENDS = ["x0", "y0", "x1", "y1"]


def shape_points(tables: TextTables) -> pl.DataFrame:
    """shapes.txt as shape_id, seq, x, y in order; points that cannot be read or lie outside CRS84 are left out."""
    table = tables.get("shapes")
    needed = {"shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"}
    if table is None or not needed <= set(table.columns):
        return pl.DataFrame(schema={"shape_id": pl.String, "seq": pl.Int64, "x": pl.Float64, "y": pl.Float64})
    return (
        table.select(
            *text_or_null(table, ["shape_id"]),
            seq=pl.col("shape_pt_sequence").str.strip_chars().cast(pl.Int64, strict=False),
            x=pl.col("shape_pt_lon").str.strip_chars().cast(pl.Float64, strict=False),
            y=pl.col("shape_pt_lat").str.strip_chars().cast(pl.Float64, strict=False),
        )
        .drop_nulls()
        .filter((pl.col("x").abs() <= 180) & (pl.col("y").abs() <= 90))
        .sort("shape_id", "seq", maintain_order=True)
    )


def _pairs(points: pl.DataFrame, chain: str) -> pl.DataFrame:
    """Consecutive points of one chain as segments x0 y0 x1 y1; zero-length ones dropped."""
    return (
        points.with_columns(x1=pl.col("x").shift(-1), y1=pl.col("y").shift(-1), _next=pl.col(chain).shift(-1))
        .filter(pl.col("_next") == pl.col(chain))
        .rename({"x": "x0", "y": "y0"})
        .filter((pl.col("x0") != pl.col("x1")) | (pl.col("y0") != pl.col("y1")))
        .drop("_next")
    )


def _from_shapes(tables: TextTables, trips: pl.DataFrame) -> pl.DataFrame:
    used = trips.drop_nulls(["route_id", "shape_id"]).select("route_id", "shape_id").unique(maintain_order=True)
    segments = _pairs(shape_points(tables), "shape_id")
    return used.join(segments, on="shape_id").select("route_id", "shape_id", *_ENDS)


def _from_stops(service: Service, stops: pl.DataFrame, trips: pl.DataFrame) -> pl.DataFrame:
    points = (
        service.calls.join(trips.select("trip_id", "route_id").drop_nulls(), on="trip_id")
        .join(stops.select("stop_id", x="lon", y="lat"), on="stop_id")
        .sort("trip_id", "stop_sequence", maintain_order=True)
    )
    return _pairs(points, "trip_id").select("route_id", *_ENDS)


def _merge(segments: pl.DataFrame) -> tuple[list[str], Any, pl.DataFrame]:
    """Distinct undirected segments per route → (route ids, merged lines, route_id + network_length_m)."""
    swap = (pl.col("x0") > pl.col("x1")) | ((pl.col("x0") == pl.col("x1")) & (pl.col("y0") > pl.col("y1")))
    ordered = segments.select(
        "route_id",
        *[pl.when(swap).then(a).otherwise(b).alias(b) for a, b in zip(["x1", "y1", "x0", "y0"], _ENDS, strict=True)],
    )
    unique = ordered.unique().sort("route_id", *_ENDS)
    coordinates = unique.select(_ENDS).to_numpy()
    _, _, metres = _GEOD.inv(coordinates[:, 0], coordinates[:, 1], coordinates[:, 2], coordinates[:, 3])
    lengths = (
        unique.with_columns(m=pl.Series(np.asarray(metres, dtype=float)))
        .group_by("route_id")
        .agg(network_length_m=pl.col("m").sum().round(1))
    )
    ids = unique["route_id"].unique(maintain_order=True)
    index = unique["route_id"].rle_id().to_numpy().astype(np.intp)
    lines = shapely.linestrings(coordinates.reshape(-1, 2, 2))
    return ids.to_list(), shapely.line_merge(shapely.multilinestrings(lines, indices=index)), lengths


def route_lines(tables: TextTables, service: Service, stops: pl.DataFrame) -> pl.DataFrame:
    """route_id, geometry (WKB), network_length_m, has_shape. Trips whose shape is missing are drawn from stop to stop;
    has_shape says that every part of the line came from shapes.txt."""
    shaped = _from_shapes(tables, service.trips)
    drawn = shaped.select("shape_id").unique()
    bare = service.trips.join(drawn, on="shape_id", how="anti")
    unshaped = _from_stops(service, stops, bare)
    segments = pl.concat([shaped.drop("shape_id"), unshaped])
    if not len(segments):
        return pl.DataFrame(
            schema={
                "route_id": pl.String,
                "geometry": pl.Binary,
                "network_length_m": pl.Float64,
                "has_shape": pl.Boolean,
            }
        )
    ids, lines, lengths = _merge(segments)
    guessed = set(unshaped["route_id"].unique())
    return pl.DataFrame(
        {
            "route_id": ids,
            "geometry": pl.Series(list(shapely.to_wkb(lines)), dtype=pl.Binary),
            "has_shape": [i not in guessed for i in ids],
        }
    ).join(lengths, on="route_id", how="left")
