"""Web mercator as arrays: degrees to the unit square (x from the west, y from the north) and back.

What does not live here: scalar cells (tiles.cells), geometry objects (tiles.shapes).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MAX_LAT = 85.0511287798066
"""Latitude of the pyramid's upper edge, degrees; what lies beyond has no place on the map."""

Floats = npt.NDArray[np.float64]


def to_unit(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees → x, y in 0…1. Latitudes beyond ±85.0511 are moved to the edge, longitudes beyond ±180 too."""
    x = np.clip((lon + 180.0) / 360.0, 0.0, 1.0)
    sine = np.sin(np.radians(np.clip(lat, -MAX_LAT, MAX_LAT)))
    y = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi)
    return x, np.clip(y, 0.0, 1.0)


def to_degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """x, y in 0…1 → longitude, latitude in degrees."""
    return x * 360.0 - 180.0, np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y))))
