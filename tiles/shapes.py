"""Simplifying lines and polygons on a grid of whole numbers, one zoom at a time.

At zoom z the world is 2^(z+10) grid units wide: a tile is 1,024 units, half a pixel of a 512-pixel tile each. Every
vertex is rounded by itself, so that neighbours keep one common border and the result depends on the feature alone,
never on the cell it is cut in. What does not live here: which tiles a feature belongs to (tiles.overview_shapes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from tiles.mercator import to_degrees, to_unit
from tiles.rows import Geometries
from tiles.spec import GeometryKind

GRID_ZOOMS = 10
"""A tile is 2^10 grid units wide."""

LINE_TOLERANCE = 1.0
"""Douglas-Peucker distance for lines, grid units (half a pixel)."""
SHORTEST_LINE = 4.0
"""Lines shorter than this are dropped, grid units (two pixels)."""
SMALLEST_RING = 4.0
"""Rings (islands, holes) of a smaller area are dropped, square grid units (one pixel)."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def onto_grid(shapes: Geometries, kind: GeometryKind, zoom: int) -> tuple[Geometries, Mask]:
    """Geometries in degrees → simplified multi-geometries in grid units of `zoom`, and which of the input they are
    (the rest is too small to show)."""
    scale = float(1 << (zoom + GRID_ZOOMS))

    def snapped(degrees: Floats) -> Floats:
        x, y = to_unit(degrees[:, 0], degrees[:, 1])
        return np.rint(np.column_stack([x, y]) * scale)

    return _simplified(shapes, kind, snapped)


def coarser(shapes: Geometries, kind: GeometryKind) -> tuple[Geometries, Mask]:
    """Grid units of one zoom → those of the zoom above; halves round to even. Mask as in `onto_grid`."""
    return _simplified(shapes, kind, lambda units: np.rint(units / 2.0))


def off_grid(shapes: Geometries, zoom: int) -> Geometries:
    """Grid units of `zoom` → degrees."""
    scale = float(1 << (zoom + GRID_ZOOMS))

    def back(units: Floats) -> Floats:
        return np.column_stack(to_degrees(units[:, 0] / scale, units[:, 1] / scale))

    out: Geometries = shapely.transform(shapes, back)
    return out


def mercator_size(shapes: Geometries, kind: GeometryKind) -> Floats:
    """Length or area in the unit square: the rank of a feature where a tile cannot hold all."""
    units = shapely.transform(shapes, lambda d: np.column_stack(to_unit(d[:, 0], d[:, 1])))
    out: Floats = shapely.length(units) if kind == "line" else shapely.area(units)
    return out


def _simplified(shapes: Geometries, kind: GeometryKind, move: object) -> tuple[Geometries, Mask]:
    if not len(shapes):
        return shapes, np.zeros(0, dtype=bool)
    moved = shapely.transform(shapes, move)
    if kind == "line":
        ragged = _Ragged.of(shapely.simplify(moved, LINE_TOLERANCE, preserve_topology=False), kind)
        out, keep = ragged.without_repeats().without_short_parts().geometries()
        long_enough = shapely.length(out) >= SHORTEST_LINE
        keep[np.flatnonzero(keep)[~long_enough]] = False
        return out[long_enough], keep
    ragged = _Ragged.of(moved, kind).without_repeats().without_straight_vertices().without_small_rings()
    return ragged.geometries()


@dataclass(frozen=True, slots=True)
class _Ragged:
    """Many multi-geometries as one array of vertices; each *_starts array holds start numbers and the end.
    Lines: path → part (the same thing) → feature. Polygons: path = ring → part = polygon → feature."""

    kind: GeometryKind
    vertices: Floats
    path_starts: Ints
    part_starts: Ints
    feature_starts: Ints

    @classmethod
    def of(cls, shapes: Geometries, kind: GeometryKind) -> _Ragged:
        type_id, vertices, offsets = shapely.to_ragged_array(shapes, include_z=False)
        many = [np.asarray(o, dtype=np.int64) for o in offsets]
        if type_id in (shapely.GeometryType.LINESTRING, shapely.GeometryType.POLYGON):
            many.append(np.arange(len(shapes) + 1))
        if kind == "line":
            many.insert(1, np.arange(len(many[0])))
        return cls(kind, np.asarray(vertices, dtype=np.float64), *many)

    def _paths(self) -> Ints:
        return np.repeat(np.arange(len(self.path_starts) - 1), np.diff(self.path_starts))

    def _with_vertices(self, keep: Mask) -> _Ragged:
        kept = np.concatenate([[0], np.cumsum(keep)])
        return _Ragged(self.kind, self.vertices[keep], kept[self.path_starts], self.part_starts, self.feature_starts)

    def without_repeats(self) -> _Ragged:
        """Without vertices equal to the one before."""
        keep = np.ones(len(self.vertices), dtype=bool)
        keep[1:] = (np.diff(self.vertices, axis=0) != 0).any(axis=1)
        keep[self.path_starts[:-1][np.diff(self.path_starts) > 0]] = True
        return self._with_vertices(keep)

    def without_straight_vertices(self) -> _Ragged:
        """Without vertices on a straight way from the one before to the one after (exact: whole numbers)."""
        if len(self.vertices) < 3:
            return self
        path = self._paths()
        step = np.diff(self.vertices, axis=0)
        before, after = step[:-1], step[1:]
        cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
        ahead = (before * after).sum(axis=1) > 0
        keep = np.ones(len(self.vertices), dtype=bool)
        keep[1:-1] = (cross != 0) | ~ahead | (path[:-2] != path[1:-1]) | (path[2:] != path[1:-1])
        return self._with_vertices(keep)

    def without_short_parts(self) -> _Ragged:
        """Lines: without parts of a single vertex."""
        return self._with_paths(np.diff(self.path_starts) >= 2)

    def without_small_rings(self) -> _Ragged:
        """Polygons: without rings below SMALLEST_RING; a polygon goes with its outer ring."""
        path = self._paths()
        origin = self.vertices[np.minimum(self.path_starts[:-1], len(self.vertices) - 1)]
        local = self.vertices - origin[path]
        cross = np.zeros(len(local))
        cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
        last = self.path_starts[1:][np.diff(self.path_starts) > 0] - 1
        cross[last] = 0.0
        area = np.abs(np.bincount(path, weights=cross, minlength=len(self.path_starts) - 1)) / 2
        keep = (area >= SMALLEST_RING) & (np.diff(self.path_starts) >= 4)
        part = np.repeat(np.arange(len(self.part_starts) - 1), np.diff(self.part_starts))
        outer = np.zeros(len(self.part_starts) - 1, dtype=bool)
        filled = np.diff(self.part_starts) > 0
        outer[filled] = keep[self.part_starts[:-1][filled]]
        return self._with_paths(keep & outer[part])

    def _with_paths(self, keep: Mask) -> _Ragged:
        paths = np.concatenate([[0], np.cumsum(keep)])
        vertices = keep[self._paths()]
        sizes = np.diff(self.path_starts)[keep]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        parts = paths[self.part_starts]
        live = np.diff(parts) > 0
        kept_parts = np.concatenate([[0], np.cumsum(live)])
        return _Ragged(
            self.kind,
            self.vertices[vertices],
            starts,
            np.concatenate([parts[:-1][live], parts[-1:]]),
            kept_parts[self.feature_starts],
        )

    def geometries(self) -> tuple[Geometries, Mask]:
        """Multi-geometries of the features that still have parts, and which those are."""
        keep = np.diff(self.feature_starts) > 0
        features = np.concatenate([self.feature_starts[:-1][keep], self.feature_starts[-1:]])
        if self.kind == "line":
            kind = shapely.GeometryType.MULTILINESTRING
            offsets: tuple[Ints, ...] = (self.path_starts, features)
        else:
            kind, offsets = shapely.GeometryType.MULTIPOLYGON, (self.path_starts, self.part_starts, features)
        if not keep.any():
            return np.zeros(0, dtype=object), keep
        out: Geometries = shapely.from_ragged_array(kind, self.vertices, offsets)
        return out, keep
