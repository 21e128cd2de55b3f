"""The index of a collection's rows: where each lies, how heavy it is, and a digest of what tiles show of it.

An index is small and is kept beside each feed's part, so that a release can be planned without opening geometry.
What does not live here: the plan (tiles.quadtree), cutting (tiles.cut).
"""

from __future__ import annotations

from hashlib import blake2b, sha256
from typing import Any

import numpy as np
import polars as pl
import shapely

from terms.canonical import canonical_json
from terms.geo import Bounds
from tiles.cells import Cell
from tiles.rows import ORDER, attribute_frame, drawable, geometries
from tiles.spec import TileLayer, TileSpec

VERTICES_PER_WEIGHT = 50
"""So many vertices weigh as much as one feature (DESIGN §6)."""

INDEX_SCHEMA: dict[str, pl.DataType] = {
    "feature_id": pl.String(),
    "valid_from_at": pl.Datetime("us", "UTC"),
    "layer": pl.String(),
    "digest": pl.Binary(),
    "west": pl.Float64(),
    "south": pl.Float64(),
    "east": pl.Float64(),
    "north": pl.Float64(),
    "weight": pl.Float64(),
}


def empty_index() -> pl.DataFrame:
    """An index without rows."""
    return pl.DataFrame(schema=INDEX_SCHEMA)


def index_rows(frame: pl.DataFrame, layer: TileLayer) -> pl.DataFrame:
    """One row (INDEX_SCHEMA) for each drawable row of the feature frame, in the frame's order. `digest` is 16 bytes
    over the layer, its attributes as tiles carry them and the WKB; bounds are degrees; `weight` is
    1 + vertices/50. Rows that cannot be drawn make none (compare the heights to count them)."""
    shapes = geometries(frame)
    keep = drawable(shapes, layer.geometry)
    shapes, frame = shapes[keep], frame.filter(pl.Series(keep))
    box = shapely.bounds(shapes)
    return pl.DataFrame(
        {
            "feature_id": frame["feature_id"],
            "valid_from_at": frame["valid_from_at"],
            "layer": pl.repeat(layer.name, frame.height, dtype=pl.String, eager=True),
            "digest": _digests(frame, layer),
            "west": box[:, 0],
            "south": box[:, 1],
            "east": box[:, 2],
            "north": box[:, 3],
            "weight": 1.0 + shapely.get_num_coordinates(shapes) / VERTICES_PER_WEIGHT,
        },
        schema=INDEX_SCHEMA,
    )


def _digests(frame: pl.DataFrame, layer: TileLayer) -> pl.Series:
    """The only walk over rows in Python: one C call each (1.3 µs); polars' own hash is not stable across machines."""
    salt = blake2b(canonical_json([layer.name, [[a.name, a.kind] for a in layer.attributes]]), digest_size=16).digest()
    words = attribute_frame(frame, layer.attributes).select(pl.struct(pl.all()).struct.json_encode()).to_series()
    rows = zip(words.to_list(), frame["geometry"].to_list(), strict=True)
    hashed = [blake2b(w.encode() + g, digest_size=16, key=salt).digest() for w, g in rows]
    return pl.Series("digest", hashed, dtype=pl.Binary)


def members(index: pl.DataFrame, cell: Cell, spec: TileSpec) -> pl.DataFrame:
    """The index rows whose box meets what the cell's detail tiles see (borders count): all that any tile inside the
    cell can show, for overview tiles show only what lies in them or within 1/64 of a tile of the detail zoom."""
    return index.filter(meets(cell.seen(spec.detail_zoom), *map(pl.col, ("west", "south", "east", "north"))))


def meets(box: Bounds, west: Any, south: Any, east: Any, north: Any) -> Any:
    """Which boxes meet that one, borders counted: sides as polars expressions give an expression, as arrays a mask."""
    return (west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south)


def pick(frame: pl.DataFrame, rows: pl.DataFrame, layer: str) -> pl.DataFrame:
    """The rows of a feature frame that stand in the index rows under that layer: `cut_cell`'s input."""
    keys = rows.filter(pl.col("layer") == layer).select(ORDER)
    return frame.join(keys, on=list(ORDER), how="semi", nulls_equal=True)


def cell_digest(rows: pl.DataFrame) -> str:
    """SHA-256 over the members' digests whatever their order: equal digest (and spec), equal tiles."""
    return sha256(b"".join(rows["digest"].sort().to_list())).hexdigest()


def index_bounds(index: pl.DataFrame) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all rows in degrees; None when there are none."""
    if index.is_empty():
        return None
    low, high = index.select("west", "south").min().row(0), index.select("east", "north").max().row(0)
    return tuple(float(np.float64(v)) for v in (*low, *high))  # type: ignore[return-value]
