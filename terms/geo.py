"""Places and bounds in OGC:CRS84 (longitude, latitude, degrees).

What does not live here: geometry operations (shapely, in layers and tiles).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One position, OGC:CRS84 degrees."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """An axis-aligned box west, south, east, north in OGC:CRS84 degrees (never across the antimeridian)."""

    west: float
    south: float
    east: float
    north: float

    def as_list(self) -> list[float]:
        """`[west, south, east, north]`, the order of GeoJSON and TileJSON."""
        return [self.west, self.south, self.east, self.north]

    @classmethod
    def of(cls, values: Iterable[float]) -> Bounds:
        """From four numbers west, south, east, north."""
        west, south, east, north = (float(v) for v in values)
        return cls(west, south, east, north)

    def union(self, other: Bounds | None) -> Bounds:
        """The smallest box around both."""
        if other is None:
            return self
        return Bounds(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
        )


def union_all(many: Iterable[Bounds | None]) -> Bounds | None:
    """The smallest box around all that are not None; None when there is none."""
    out: Bounds | None = None
    for one in many:
        if one is not None:
            out = one.union(out)
    return out
