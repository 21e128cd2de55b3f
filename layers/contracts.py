"""Contracts: a pandera schema made from a collection's declaration; used only while building.

Every frame that leaves a layer satisfies its contract, else the build fails before anything is stored.
What does not live here: the declarations, and checks of one layer alone (its own `contract.py`).
"""

from __future__ import annotations

import pandera.polars as pa
import polars as pl
import shapely

from layers.frames import DTYPES, GEOMETRY, shapes_of
from terms.columns import Collection, Column
from terms.errors import FutaeError

_MULTI = {"Point": ("Point",), "LineString": ("LineString", "MultiLineString"), "Polygon": ("Polygon", "MultiPolygon")}


class ContractBroken(FutaeError):
    """A frame does not satisfy its contract: a defect of the layer, never of the data."""


def _column(column: Column) -> pa.Column:
    checks = [pa.Check.isin(list(column.values))] if column.values else []
    return pa.Column(DTYPES[column.kind], checks=checks, nullable=not column.required, required=True)


def schema(collection: Collection) -> pa.DataFrameSchema:
    """The pandera schema of a collection: exact columns, types, required values, unique (feature_id, valid_from_at)."""
    columns = {c.name: _column(c) for c in collection.columns}
    columns[GEOMETRY] = pa.Column(pl.Binary(), nullable=False)
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=["feature_id", "valid_from_at"])


def enforce(frame: pl.DataFrame, collection: Collection) -> pl.DataFrame:
    """Return the frame if it satisfies the contract; raises ContractBroken naming the collection and what failed."""
    try:
        schema(collection).validate(frame)
    except (pa.errors.SchemaError, pa.errors.SchemaErrors) as error:
        raise ContractBroken(f"{collection.name}: {str(error)[:500]}") from error
    shapes = shapes_of(frame)
    allowed = {shapely.GeometryType[name.upper()].value for name in _MULTI[collection.geometry]}
    wrong = ~pl.Series(shapely.get_type_id(shapes)).is_in(list(allowed))
    if wrong.any():
        raise ContractBroken(f"{collection.name}: {int(wrong.sum())} geometries are not {collection.geometry}")
    bounds = shapely.bounds(shapes)
    if len(frame) and not (abs(bounds[:, [0, 2]]) <= 180).all() & (abs(bounds[:, [1, 3]]) <= 90).all():
        raise ContractBroken(f"{collection.name}: geometries outside CRS84")
    return frame
