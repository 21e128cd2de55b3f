"""Feature frames as tiles want them: drawable rows only, in a fixed order, attributes renamed and scalar.

What does not live here: hashing and bounds (tiles.index), the engine (tiles.engine).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from terms.columns import Kind
from tiles.mercator import MAX_LAT
from tiles.spec import Attribute, GeometryKind

ORDER = ("feature_id", "valid_from_at")
"""Key of a row and the order of rows in every tile (nulls first); the engine's bytes depend on the order."""

_TYPE_IDS: dict[GeometryKind, tuple[int, int]] = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6)}
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"

Geometries = npt.NDArray[np.object_]


def geometries(frame: pl.DataFrame) -> Geometries:
    """The frame's `geometry` column as shapely objects, two-dimensional; None where it is null or not WKB."""
    wkb = frame.get_column("geometry").to_numpy()
    out: Geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    if shapely.has_z(out).any():  # copying all costs as much as reading them
        out = shapely.force_2d(out)
    return out


def drawable(shapes: Geometries, kind: GeometryKind) -> npt.NDArray[np.bool_]:
    """Which geometries a layer of that kind can draw: of its kind, not empty, finite, and touching the part of the
    world the pyramid covers (points beyond ±85.0511° have no tile). The rest makes no index row and no tile."""
    box = shapely.bounds(shapes)
    fits: npt.NDArray[np.bool_] = np.isin(shapely.get_type_id(shapes), _TYPE_IDS[kind]) & ~shapely.is_empty(shapes)
    with np.errstate(invalid="ignore"):
        fits &= np.isfinite(box).all(axis=1) & (box[:, 1] <= MAX_LAT) & (box[:, 3] >= -MAX_LAT)
        fits &= (box[:, 0] <= 180.0) & (box[:, 2] >= -180.0)
    return fits


def _scalar(attribute: Attribute) -> pl.Expr:
    column = pl.col(attribute.source)
    match attribute.kind:
        case Kind.INSTANT:
            column = column.dt.convert_time_zone("UTC").dt.strftime(_INSTANT)
        case Kind.DATE:
            column = column.dt.strftime("%Y-%m-%d")
        case Kind.INTEGER:
            column = column.cast(pl.Int64)
        case Kind.NUMBER:
            column = column.cast(pl.Float64).fill_nan(None)
        case Kind.BOOLEAN:
            column = column.cast(pl.Boolean)
        case Kind.TEXT:
            column = column.cast(pl.String)
    return column.alias(attribute.name)


def attribute_frame(frame: pl.DataFrame, attributes: Sequence[Attribute]) -> pl.DataFrame:
    """The attributes under their tile names: text, Int64, Float64 or Boolean. INSTANT becomes ISO 8601 UTC to the
    second with Z, DATE ISO 8601; a null or NaN stays null, and null is absent in tiles."""
    return frame.select([_scalar(a) for a in attributes])
