"""Feature frames: polars tables with the columns of a collection's declaration and a WKB `geometry` in OGC:CRS84.

What does not live here: what any one layer's columns mean (layers/*/columns.py), files on disk (layers.items).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from terms.columns import Collection, Kind

GEOMETRY = "geometry"

DTYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.NUMBER: pl.Float64(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.INSTANT: pl.Datetime("us", "UTC"),
    Kind.DATE: pl.Date(),
}


def schema_of(collection: Collection) -> dict[str, pl.DataType]:
    """Column name → polars type, `geometry` last."""
    return {**{c.name: DTYPES[c.kind] for c in collection.columns}, GEOMETRY: pl.Binary()}


def conform(frame: pl.DataFrame, collection: Collection) -> pl.DataFrame:
    """The frame with exactly the declared columns in order and type, sorted by (feature_id, valid_from_at); a declared
    column the frame lacks becomes null, an undeclared one is dropped."""
    have = set(frame.columns)
    if not have:
        return pl.DataFrame(schema=schema_of(collection))  # of nothing, select would make one row of nulls
    columns = [
        (pl.col(name).cast(dtype) if name in have else pl.lit(None, dtype=dtype)).alias(name)
        for name, dtype in schema_of(collection).items()
    ]
    return frame.select(columns).sort("feature_id", "valid_from_at", nulls_last=False, maintain_order=True)


def wkb_points(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> pl.Series:
    """WKB points of two equally long arrays in degrees."""
    return wkb_series(shapely.points(lon, lat))


def wkb_series(geometries: Any) -> pl.Series:
    """A polars Binary series from an array of shapely geometries."""
    return pl.Series(GEOMETRY, list(shapely.to_wkb(geometries)), dtype=pl.Binary)


def shapes_of(frame: pl.DataFrame) -> Any:
    """The shapely geometries of a feature frame, as a NumPy array."""
    return shapely.from_wkb(frame[GEOMETRY].to_numpy())


def text_or_null(frame: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    """Expressions for these text columns, stripped; empty or absent cells become null."""
    have = set(frame.columns)
    out = []
    for name in names:
        if name in have:
            stripped = pl.col(name).str.strip_chars()
            out.append(pl.when(stripped == "").then(None).otherwise(stripped).alias(name))
        else:
            out.append(pl.lit(None, dtype=pl.String).alias(name))
    return out
