"""The quadtree of a tileset: which cells are cut as one shard, and which together, from the weights of the rows alone.

Where the seams lie never changes a tile (tiles.cut), so the plan is free to keep yesterday's seams.
What does not live here: rows and digests (tiles.index), cutting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from tiles.cells import ROOT, Cell
from tiles.mercator import to_unit
from tiles.spec import TileSpec
from tiles.tileid import tile_id

GROUP_WEIGHT = 60_000.0
"""So much, and no more, is cut together: some hundred megabytes, and what a killed cut loses."""
DEEPEST = 12
"""No cell is split below this zoom, nor below the spec's detail zoom: a cell above a leaf has only overview tiles."""

Boxes = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


def divide(index: pl.DataFrame, spec: TileSpec, previous: Sequence[Cell] = ()) -> dict[Cell, Rows]:
    """The leaves, sorted: disjoint cells which together hold every tile that has anything to show, each with the row
    numbers of its members (`tiles.index.members`). A cell is split while its weight is above `leaf_weight`; one that
    was split in `previous` stays split until its weight falls below half of it, so that one changed feature moves no
    seam. A row weighs in a cell by the share of its box inside, so a long line or a great polygon does not force splits
    that help nobody. Without rows there are no leaves."""
    was_split = {ancestor for leaf in previous for ancestor in leaf.ancestors}
    degrees = index.select("west", "south", "east", "north").to_numpy().astype(np.float64)
    walk = _Walk(degrees, _unit(degrees), index["weight"].to_numpy().astype(np.float64), spec, was_split)
    return dict(sorted(walk.leaves(ROOT, np.arange(index.height)), key=lambda leaf: leaf[0]))


def plan(index: pl.DataFrame, spec: TileSpec, previous: Sequence[Cell] = ()) -> tuple[Cell, ...]:
    """The leaves alone."""
    return tuple(divide(index, spec, previous))


def groups(leaves: Mapping[Cell, Rows], weight: npt.NDArray[np.float64]) -> Iterator[tuple[list[Cell], Rows]]:
    """The cells (with their members, as `divide` gives them) in groups to be cut together, neighbours beside each
    other, each group with the rows that are members of any of its cells, once. A group is full when these weigh
    GROUP_WEIGHT. `weight`: of each row."""
    group: list[Cell] = []
    total, inside = 0.0, np.zeros(len(weight), dtype=np.bool_)
    for cell in sorted(leaves, key=_along):
        new = leaves[cell][~inside[leaves[cell]]]
        if group and total + weight[new].sum() > GROUP_WEIGHT:
            yield group, np.flatnonzero(inside)
            group, total, new = [], 0.0, leaves[cell]
            inside[:] = False
        group.append(cell)
        total += float(weight[new].sum())
        inside[new] = True
    if group:
        yield group, np.flatnonzero(inside)


def _along(cell: Cell) -> int:
    """Where the cell lies on the Hilbert curve of the deepest zoom."""
    down = DEEPEST - cell.z
    return tile_id(DEEPEST, cell.x << down, cell.y << down)


def nodes(leaves: Iterable[Cell]) -> tuple[Cell, ...]:
    """All cells above the leaves, the deepest first: the order in which `cut_node` can make them."""
    above = {ancestor for leaf in leaves for ancestor in leaf.ancestors}
    return tuple(sorted(above, key=lambda c: (-c.z, c.x, c.y)))


def _unit(degrees: Boxes) -> Boxes:
    west, north = to_unit(degrees[:, 0], degrees[:, 3])
    east, south = to_unit(degrees[:, 2], degrees[:, 1])
    return np.column_stack([west, north, east, south])


def _share(low: Boxes, high: Boxes, start: float, stop: float, last: bool) -> Boxes:
    """Share of each interval low…high inside start…stop; a point counts where start ≤ it < stop."""
    span = high - low
    inside = np.clip(np.minimum(high, stop) - np.maximum(low, start), 0.0, None)
    at_point = (low >= start) & ((low <= stop) if last else (low < stop))
    return np.where(span > 0, inside / np.where(span > 0, span, 1.0), at_point)


class _Walk:
    """One way down the tree; row numbers narrow at every step, so the whole plan costs a few passes. `degrees` are the
    west, south, east and north sides, `unit` the same in the unit square, a row each."""

    def __init__(self, degrees: Boxes, unit: Boxes, weight: Boxes, spec: TileSpec, was_split: set[Cell]) -> None:
        self.degrees = tuple(np.ascontiguousarray(side) for side in degrees.T)
        self.unit, self.weight = unit, weight
        self.limit, self.was_split = spec.leaf_weight, was_split
        self.detail_zoom, self.deepest = spec.detail_zoom, min(DEEPEST, spec.detail_zoom)

    def leaves(self, cell: Cell, candidates: Rows) -> Iterator[tuple[Cell, Rows]]:
        """The leaves below a cell, from the rows that touch the one above it: whatever a cell sees, its parent does."""
        rows = self._touching(cell, candidates)
        if not len(rows):
            return
        if self._splits(cell, rows):
            for child in cell.children:
                yield from self.leaves(child, rows)
        else:
            yield cell, rows

    def _splits(self, cell: Cell, rows: Rows) -> bool:
        if cell.z >= self.deepest:
            return False
        if cell not in self.was_split:
            # no row weighs more in a cell than in all: most leaves are known without looking at shares
            return float(self.weight[rows].sum()) > self.limit and self._weight_in(cell, rows) > self.limit
        return self._weight_in(cell, rows) >= self.limit / 2

    def _touching(self, cell: Cell, rows: Rows) -> Rows:
        """Those of the rows whose box meets what the cell sees, side after side, so that each looks at fewer rows."""
        box, (west, south, east, north) = cell.seen(self.detail_zoom), self.degrees
        rows = rows[west[rows] <= box.east]
        rows = rows[east[rows] >= box.west]
        rows = rows[south[rows] <= box.north]
        return rows[north[rows] >= box.south]

    def _weight_in(self, cell: Cell, rows: Rows) -> float:
        n, u = 1 << cell.z, self.unit[rows]
        across = _share(u[:, 0], u[:, 2], cell.x / n, (cell.x + 1) / n, cell.x == n - 1)
        down = _share(u[:, 1], u[:, 3], cell.y / n, (cell.y + 1) / n, cell.y == n - 1)
        return float((self.weight[rows] * across * down).sum())
