"""Items on disk: feature frames as GeoParquet, and the index that finds a row by feature id.

GeoParquet 1.1: WKB, OGC:CRS84, a `bbox` struct column, rows in Hilbert order, row groups of 5,000 (DESIGN §7).
Equal frames give equal bytes. What does not live here: asking (layers.query), storing (catalog).
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from layers.frames import GEOMETRY, shapes_of
from layers.idhash import id_hashes
from terms.columns import Collection
from terms.geo import Bounds

ROW_GROUP = 5_000
MEDIA_TYPE = "application/vnd.apache.parquet"
SCHEMA_VERSION = "1"
_TYPES = {"Point": ["Point"], "LineString": ["LineString", "MultiLineString"], "Polygon": ["Polygon", "MultiPolygon"]}
_WORLD = (-180.0, -90.0, 180.0, 90.0)


def frame_bounds(frame: pl.DataFrame) -> Bounds | None:
    """The bounds of all geometries; None for an empty frame."""
    if not len(frame):
        return None
    return Bounds.of(shapely.total_bounds(shapes_of(frame)))


def _geo_metadata(collection: Collection, bounds: Sequence[float]) -> bytes:
    column = {
        "encoding": "WKB",
        "geometry_types": _TYPES[collection.geometry],
        "bbox": list(bounds),
        "covering": {"bbox": {k: ["bbox", k] for k in ("xmin", "ymin", "xmax", "ymax")}},
    }
    geo = {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    return json.dumps(geo, sort_keys=True).encode()


def _ordered(frame: pl.DataFrame) -> tuple[pl.DataFrame, Any]:
    """Rows in Hilbert order of the whole world (ties by feature_id), with their bounds."""
    shapes = shapely.from_wkb(frame[GEOMETRY].to_numpy())
    distance = gpd.GeoSeries(shapes, crs=4326).hilbert_distance(total_bounds=_WORLD).to_numpy()
    order = np.lexsort((np.arange(len(frame)), distance))
    return frame[order.tolist()], shapely.bounds(shapes)[order]


def to_geoparquet(frame: pl.DataFrame, collection: Collection) -> bytes:
    """GeoParquet bytes of a frame that satisfies its contract (sorted by feature_id; may be empty)."""
    ordered, boxes = _ordered(frame) if len(frame) else (frame, np.empty((0, 4)))
    table = ordered.to_arrow(compat_level=pl.CompatLevel.oldest())
    names = ("xmin", "ymin", "xmax", "ymax")
    bbox = pa.StructArray.from_arrays([pa.array(boxes[:, i], pa.float64()) for i in range(4)], names=list(names))
    table = table.append_column("bbox", bbox)
    bounds = shapely.total_bounds(shapes_of(frame)).tolist() if len(frame) else [0.0, 0.0, 0.0, 0.0]
    table = table.replace_schema_metadata({b"geo": _geo_metadata(collection, bounds)})
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=ROW_GROUP, compression="zstd", write_statistics=True)
    return sink.getvalue()


def from_geoparquet(data: bytes) -> pl.DataFrame:
    """The feature frame back, sorted by (feature_id, valid_from_at), without the bbox column."""
    table = pq.read_table(io.BytesIO(data)).drop_columns(["bbox"])
    frame = pl.from_arrow(table.replace_schema_metadata(None))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a Parquet table is always a frame")
    return frame.with_columns(pl.col(GEOMETRY).cast(pl.Binary)).sort("feature_id", "valid_from_at", nulls_last=False)


def id_index(data: bytes) -> bytes:
    """The id index of a GeoParquet file: hash of feature_id (uint64) → row number, sorted by hash, as Parquet."""
    ids = pq.read_table(io.BytesIO(data), columns=["feature_id"])["feature_id"].to_pylist()
    hashes = id_hashes(ids)
    order = np.argsort(hashes, kind="stable")
    sink = io.BytesIO()
    pq.write_table(
        pa.table({"hash": pa.array(hashes[order], pa.uint64()), "row": pa.array(order.astype(np.uint32), pa.uint32())}),
        sink,
        compression="zstd",
    )
    return sink.getvalue()
