"""Trimming lines to what a cell can see: whole segments near it, every vertex as it was.

A long line would be cut into tiles along its whole length once for every leaf it touches. Segments whose box does not
meet the cell's grown box are left out; those kept keep their vertices, so no tile inside the cell differs (tests/tiles
holds sharded builds to the bytes of one cut of the world). What does not live here: clipping at borders, which adds
vertices and changes tiles; polygons, which stay whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from terms.geo import Bounds
from tiles.rows import Geometries


def _seen(ends: npt.NDArray[np.float64], box: Bounds) -> npt.NDArray[np.bool_]:
    """Which segments (n × 4: x0 y0 x1 y1) have a box that meets `box`."""
    low = np.minimum(ends[:, :2], ends[:, 2:])
    high = np.maximum(ends[:, :2], ends[:, 2:])
    seen: npt.NDArray[np.bool_] = (
        (low[:, 0] <= box.east) & (high[:, 0] >= box.west) & (low[:, 1] <= box.north) & (high[:, 1] >= box.south)
    )
    return seen


def trim_lines(shapes: Geometries, box: Bounds) -> Geometries:
    """The same geometries, in order, lines that reach beyond `box` cut down to the runs of segments that meet it; a
    line of which nothing does stays as it is."""
    bounds = shapely.bounds(shapes)
    beyond = (
        (bounds[:, 0] < box.west) | (bounds[:, 1] < box.south) | (bounds[:, 2] > box.east) | (bounds[:, 3] > box.north)
    )
    if not beyond.any():
        return shapes
    out = shapes.copy()
    places = np.flatnonzero(beyond)
    parts, owner = shapely.get_parts(shapes[places], return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    start = np.flatnonzero(part[1:] == part[:-1])
    ends = np.hstack([xy[start], xy[start + 1]])
    keep = _seen(ends, box)
    start, ends = start[keep], ends[keep]
    if not len(start):
        return out
    begins = np.ones(len(start), dtype=bool)
    begins[1:] = (start[1:] != start[:-1] + 1) | (part[start[1:]] != part[start[:-1]])
    run = np.cumsum(begins) - 1
    points = np.concatenate([ends[begins, :2], ends[:, 2:]])
    order = np.argsort(np.concatenate([run[begins], run]), kind="stable")
    index = np.concatenate([run[begins], run])[order]
    runs = shapely.linestrings(points[order], indices=index)
    holder = owner[part[start[begins]]]
    seen = np.unique(holder)
    joined = shapely.multilinestrings(runs, indices=np.searchsorted(seen, holder))
    single = shapely.get_num_geometries(joined) == 1
    joined[single] = shapely.get_geometry(joined[single], 0)
    out[places[seen]] = joined
    return out
