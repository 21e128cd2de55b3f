"""A GeoJSON geometry of a stranger → a valid polygon, or the code that says why not.

Source: RFC 7946 §3.1 (positions are longitude, latitude; rings are closed, four positions or more). What does not live
here: attributes and notices (feeds.formats.ksj_n03).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_TYPES = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Shaped:
    """`shape` is a valid Polygon or MultiPolygon in two dimensions, `seen` '' or what was mended in it; or `shape` is
    None, `code` the notice and `seen` what was there."""

    shape: shapely.Geometry | None
    code: str = ""
    seen: str = ""


def shape_of(geometry: Any) -> Shaped:
    """Make a polygon of a decoded GeoJSON geometry. Never raises for bad data."""
    if geometry is None or geometry == {}:
        return Shaped(None, "n03_geometry_missing")
    kind = geometry.get("type") if isinstance(geometry, dict) else type(geometry).__name__
    if kind not in _TYPES:
        return Shaped(None, "n03_geometry_type", str(kind))
    given = geometry.get("coordinates")
    try:
        rings = [[_ring(ring) for ring in polygon] for polygon in ([given] if kind == "Polygon" else given)]
        off = _off_earth([ring for polygon in rings for ring in polygon])
        if off is not None:
            return off
        parts = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in rings]
        return _valid(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
    except (ValueError, TypeError, IndexError, OverflowError, shapely.errors.ShapelyError):
        return Shaped(None, "n03_geometry_broken", str(kind))


def _ring(positions: Any) -> NDArray[np.float64]:
    """n × 2; raises ValueError for fewer than four positions or anything that is no number."""
    if not isinstance(positions, list) or len(positions) < 4:
        raise ValueError("ring")
    ring = np.array([position[:2] for position in positions], dtype=np.float64)
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


def _valid(shape: shapely.Geometry) -> Shaped:
    """The shape itself when valid, else mended to its polygonal parts."""
    if shape.is_valid and not shape.is_empty:
        return Shaped(shape)
    reason = shapely.is_valid_reason(shape)
    mended = shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(shapely.get_parts(mended)) if part.geom_type == "Polygon"]
    parts = [part for part in parts if not part.is_empty and part.area > 0]
    if not parts:
        return Shaped(None, "n03_geometry_broken", reason)
    return Shaped(parts[0] if len(parts) == 1 else shapely.union_all(parts), seen=reason)
