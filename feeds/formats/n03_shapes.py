"""A geometry of a stranger → a valid polygon, or the code that says why not.

Source: RFC 7946 §3.1 (positions are longitude, latitude; rings are closed, four positions or more). What does not live
here: attributes and notices (feeds.formats.ksj_n03).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_TYPES = ("Polygon", "MultiPolygon")
_MOST_MEETINGS, _CROWDED = 100_000, 40
"""A shape in which so many pairs of edges meet, and so many for each edge, is left out: to test it takes seconds, to
mend it minutes (360,000 meetings: 3 s, 1.4 million: 22 s). In a sound ring each edge meets its two neighbours."""
_LOOKED_AT, _MANY_RINGS = 500, 50


@dataclass(frozen=True, slots=True)
class Shaped:
    """`shape` is a valid Polygon or MultiPolygon in two dimensions, `seen` '' or what was mended in it; or `shape` is
    None, `code` the notice and `seen` what was there."""

    shape: shapely.Geometry | None
    code: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Rings:
    """The rings of one polygon as another reader found them: n × 2 longitude and latitude, the outer one first."""

    rings: tuple[NDArray[np.float64], ...]


def shape_of(geometry: Any) -> Shaped:
    """Make a polygon of a decoded GeoJSON geometry, or of one that another reader made. Never raises for bad data."""
    if geometry is None or geometry == {}:
        return Shaped(None, "n03_geometry_missing")
    if isinstance(geometry, shapely.Geometry):
        return _of_shapely(geometry)
    if isinstance(geometry, Rings):
        return _shaped("Surface", lambda: [[_checked(ring) for ring in geometry.rings]])
    kind = geometry.get("type") if isinstance(geometry, dict) else type(geometry).__name__
    if kind not in _TYPES:
        return Shaped(None, "n03_geometry_type", str(kind))
    given = geometry.get("coordinates")
    polygons = [given] if kind == "Polygon" else given
    return _shaped(kind, lambda: [[_ring(ring) for ring in polygon] for polygon in polygons])


def _of_shapely(shape: shapely.Geometry) -> Shaped:
    if shape.is_empty:
        return Shaped(None, "n03_geometry_missing")
    if shape.geom_type not in _TYPES:
        return Shaped(None, "n03_geometry_type", shape.geom_type)
    return _shaped(shape.geom_type, lambda: [_rings_of(part) for part in shapely.get_parts(shape)])


def _rings_of(polygon: shapely.Polygon) -> list[NDArray[np.float64]]:
    return [_checked(shapely.get_coordinates(ring)) for ring in shapely.get_rings(polygon)]


def _shaped(kind: str, read: Callable[[], list[list[NDArray[np.float64]]]]) -> Shaped:
    """The polygon of the rings that `read` gives, polygon by polygon."""
    try:
        rings = read()
        flat = [ring for polygon in rings for ring in polygon]
        off = _off_earth(flat)
        if off is not None:
            return off
        if len(flat) > _MANY_RINGS and is_tangled(flat):
            return Shaped(None, "n03_geometry_tangled", _size_of(flat))
        parts = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in rings]
        shape = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
        if shape.is_valid and not shape.is_empty:
            return Shaped(shape)
        return Shaped(None, "n03_geometry_tangled", _size_of(flat)) if is_tangled(flat) else _mended(shape)
    except (ValueError, TypeError, IndexError, OverflowError, shapely.errors.ShapelyError):
        return Shaped(None, "n03_geometry_broken", kind)


def _ring(positions: Any) -> NDArray[np.float64]:
    """n × 2; raises ValueError for fewer than four positions or anything that is no number."""
    if not isinstance(positions, list):
        raise ValueError("ring")
    return _checked(np.array([position[:2] for position in positions], dtype=np.float64))


def _checked(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ring itself; raises ValueError for fewer than four positions or anything that is no number."""
    if len(ring) < 4:
        raise ValueError("ring")
    if ring.ndim != 2 or ring.shape[1] != 2 or not np.isfinite(ring).all():
        raise ValueError("ring")
    return ring


def _off_earth(rings: list[NDArray[np.float64]]) -> Shaped | None:
    """The refusal of coordinates that are no longitude and latitude; swapped ones of Japan are told apart."""
    if not rings:
        raise ValueError("no ring")
    points = np.concatenate(rings)
    (low_x, low_y), (high_x, high_y) = points.min(axis=0), points.max(axis=0)
    if low_x >= -180 and high_x <= 180 and low_y >= -90 and high_y <= 90:
        return None
    is_swapped = low_x >= 20 and high_x <= 46 and low_y >= 122 and high_y <= 155
    code = "n03_coordinates_swapped" if is_swapped else "n03_coordinates_out_of_range"
    return Shaped(None, code, f"{points[0][0]:g}, {points[0][1]:g}")


def is_tangled(rings: list[NDArray[np.float64]]) -> bool:
    """Whether so many edges cross or touch each other that the polygon costs minutes; estimated from some of the edges
    and by their boxes, in much less than a second."""
    lines = shapely.linestrings(np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings]))
    looked_at = lines[:: max(1, len(lines) // _LOOKED_AT)]
    met = len(shapely.STRtree(lines).query(looked_at)[0]) / len(looked_at)
    return bool(met > _CROWDED and met * len(lines) / 2 > _MOST_MEETINGS)


def _size_of(rings: list[NDArray[np.float64]]) -> str:
    """Number of rings and of points."""
    return f"{len(rings)} / {sum(len(ring) for ring in rings)}"


def _mended(shape: shapely.Geometry) -> Shaped:
    """The polygonal parts of what GEOS makes of an invalid shape."""
    reason = shapely.is_valid_reason(shape)
    mended = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(shapely.get_parts(mended)) if part.geom_type == "Polygon"]
    parts = [part for part in parts if not part.is_empty and part.area > 0]
    if not parts:
        return Shaped(None, "n03_geometry_broken", reason)
    return Shaped(parts[0] if len(parts) == 1 else shapely.union_all(parts), seen=reason)
