"""Cell: one square of the web mercator pyramid, named z/x/y as in tile addresses; a quadtree leaf is such a cell.

What does not live here: which cells a tileset has (tiles.quadtree), arrays of positions (tiles.mercator).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from terms.geo import Bounds

GROWN_BY = 1 / 16
"""Share of its own span, in degrees, by which a cell is grown on each side. The tile engine's buffer is 5 % of a
tile's span in degrees (tried, freestiler 0.3.0), so no tile inside a cell sees anything outside the grown cell."""

_DEEPEST = 24


def _lat(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Zoom `z`, column `x` from the west, row `y` from the north. Ordered by zoom, then column, then row."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        """Raises ValueError for a cell outside the pyramid."""
        if not (0 <= self.z <= _DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z):
            raise ValueError(f"no such cell: {self.z}/{self.x}/{self.y}")

    def __str__(self) -> str:
        return f"{self.z}/{self.x}/{self.y}"

    @classmethod
    def parse(cls, text: str) -> Cell:
        """From 'z/x/y'; raises ValueError for anything else."""
        parts = text.split("/")
        if len(parts) != 3 or not all(p.isascii() and p.isdecimal() for p in parts):
            raise ValueError(f"not a cell: {text!r}")
        return cls(int(parts[0]), int(parts[1]), int(parts[2]))

    @property
    def children(self) -> tuple[Cell, Cell, Cell, Cell]:
        """The four cells one zoom below, north-west, north-east, south-west, south-east."""
        z, x, y = self.z + 1, self.x * 2, self.y * 2
        return Cell(z, x, y), Cell(z, x + 1, y), Cell(z, x, y + 1), Cell(z, x + 1, y + 1)

    @property
    def parent(self) -> Cell:
        """The cell above; raises ValueError for 0/0/0."""
        if self.z == 0:
            raise ValueError("0/0/0 has no parent")
        return Cell(self.z - 1, self.x >> 1, self.y >> 1)

    @property
    def ancestors(self) -> tuple[Cell, ...]:
        """All cells above, the nearest first, 0/0/0 last."""
        return tuple(Cell(self.z - up, self.x >> up, self.y >> up) for up in range(1, self.z + 1))

    def contains(self, other: Cell) -> bool:
        """True when `other` is this cell or lies below it."""
        down = other.z - self.z
        return down >= 0 and other.x >> down == self.x and other.y >> down == self.y

    @property
    def bounds(self) -> Bounds:
        """The cell's box in OGC:CRS84 degrees."""
        n = 1 << self.z
        return Bounds(self.x / n * 360 - 180, _lat((self.y + 1) / n), (self.x + 1) / n * 360 - 180, _lat(self.y / n))

    @property
    def grown(self) -> Bounds:
        """The box grown by 1/16 of its span on each side: what any tile inside the cell can see."""
        box = self.bounds
        dx, dy = (box.east - box.west) * GROWN_BY, (box.north - box.south) * GROWN_BY
        return Bounds(box.west - dx, box.south - dy, box.east + dx, box.north + dy)

    def seen(self, zoom: int) -> Bounds:
        """The box grown by 1/16 of what a tile of `zoom` spans at the equator: what any tile inside the cell from
        `zoom` downward can see. The deeper `zoom`, the less a change far away touches this cell."""
        box, margin = self.bounds, 360.0 / (1 << max(zoom, self.z)) * GROWN_BY
        return Bounds(box.west - margin, box.south - margin, box.east + margin, box.north + margin)


ROOT = Cell(0, 0, 0)
"""The whole world."""
