"""What the readers of the N03 containers hand to the N03 reader. What does not live here: reading, judging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from terms.notices import Notice


@dataclass(frozen=True, slots=True)
class Given:
    """Features as {"properties": {name: value}, "geometry": GeoJSON geometry, shapely geometry or Rings}; the name of
    the reference system ('' when the file names none); the encoding of its texts; what was found on the way."""

    features: list[dict[str, Any]]
    crs: str = ""
    encoding: str = "utf-8"
    notices: tuple[Notice, ...] = ()
