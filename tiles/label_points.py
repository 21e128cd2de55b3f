"""Label layers: one point inside each polygon, so that a name stands once, not in every tile and on every island.

The point lies inside the largest part of the feature and depends on the feature alone. What does not live here: how
points are cut and aggregated (as those of any point layer), what is written there (tiles.style).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
import shapely

from tiles.rows import Geometries, drawable, geometries
from tiles.spec import TileSpec


def inner_points(polygons: Geometries) -> Geometries:
    """A point inside the largest part of each (multi)polygon; none may be empty."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    first = np.flatnonzero(np.diff(owner[order], prepend=-1))
    out: Geometries = shapely.point_on_surface(parts[order[first]])
    return out


def with_labels(frames: Mapping[str, pl.DataFrame], spec: TileSpec) -> dict[str, pl.DataFrame]:
    """The frames, and one for each label layer of the spec: the rows of the layer it labels, at their inner points."""
    out = dict(frames)
    for layer in spec.layers:
        frame = frames.get(layer.labels) if layer.labels else None
        if frame is None:
            continue
        shapes = geometries(frame)
        keep = drawable(shapes, "polygon")
        points = shapely.to_wkb(inner_points(shapes[keep]))
        wkb = pl.Series("geometry", list(points), dtype=pl.Binary)
        out[layer.name] = frame.filter(pl.Series(keep, dtype=pl.Boolean)).with_columns(wkb)
    return out
