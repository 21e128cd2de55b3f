"""Ties between layers: which administrative area a stop lies in (`municipality`).

A tie is never an attribute of the stop: it has two sources, so it is a row of a link table, an artifact with the
licences of both. Published borders are simplified, so a stop on a quay may lie outside every area: the nearest area
within MAX_DISTANCE_M is taken and its distance kept; farther stops are counted as missed.
What does not live here: storing the tables (pipelines).
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import polars as pl

from layers.frames import shapes_of

LINK = "municipality"
MAX_DISTANCE_M = 2_000.0
SCHEMA_VERSION = "1"
_METRIC = 3857  # conformal: the nearest there is the nearest on the ground at this scale; metres need the local factor


def _frame(frame: pl.DataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    data = {c: frame[c].to_list() for c in columns}
    return gpd.GeoDataFrame(data, geometry=shapes_of(frame), crs=4326).to_crs(_METRIC)


def municipality_links(stops: pl.DataFrame, places: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """(feature_id, place_feature_id, place_code, distance_m) sorted by feature_id, and how many stops were missed.

    `distance_m` is 0 inside an area, else metres to its border (spherical Mercator, corrected by the cosine of the
    latitude: below 0.5 % off within MAX_DISTANCE_M). Where two areas are equally near, the smaller code wins."""
    schema = {"feature_id": pl.String, "place_feature_id": pl.String, "place_code": pl.String, "distance_m": pl.Float64}
    if not len(stops) or not len(places):
        return pl.DataFrame(schema=schema), len(stops)
    left = _frame(stops, ["feature_id"])
    right = _frame(places, ["feature_id", "place_code"]).rename(columns={"feature_id": "place_feature_id"})
    factor = np.cos(np.radians(left.to_crs(4326).geometry.y.to_numpy()))
    reach = MAX_DISTANCE_M / max(float(factor.min()), 0.01)
    joined = gpd.sjoin_nearest(left, right, how="inner", max_distance=reach, distance_col="d")
    rows = pl.DataFrame(
        {
            "feature_id": pl.Series(joined["feature_id"].tolist(), dtype=pl.String),
            "place_feature_id": pl.Series(joined["place_feature_id"].tolist(), dtype=pl.String),
            "place_code": pl.Series(joined["place_code"].tolist(), dtype=pl.String),
            "distance_m": np.round(joined["d"].to_numpy() * factor[joined.index.to_numpy()], 1),
        },
        schema=schema,
    ).filter(pl.col("distance_m") <= MAX_DISTANCE_M)
    tied = rows.sort("feature_id", "distance_m", "place_code", "place_feature_id").unique(
        "feature_id", keep="first", maintain_order=True
    )
    return tied, stops["feature_id"].n_unique() - len(tied)
