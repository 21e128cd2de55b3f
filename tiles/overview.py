"""The cells above the leaves: one overview tile each, made from the summaries of the cells below, never from features.

What does not live here: the leaves and their summaries (tiles.cut), how rows are generalised (tiles.pyramid).
"""

from __future__ import annotations

from collections.abc import Sequence

from tiles.cells import Cell
from tiles.cut import CutCell, packed
from tiles.pyramid import Level
from tiles.spec import TileSpec
from tiles.tileid import tile_id


def cut_node(children: Sequence[bytes], cell: Cell, spec: TileSpec) -> CutCell:
    """The one tile of a cell above the leaves and its own summary, from the summaries of its (up to four) children, in
    any order; empty ones count as absent. Raises ValueError for a cell at or below the detail zoom, StoreError for
    bytes that are no summary."""
    if cell.z >= spec.detail_zoom:
        raise ValueError(f"{cell} is not above detail zoom {spec.detail_zoom}")
    level = Level.of_summaries(sorted(children), cell.z + 1, spec).up()
    tile = level.tiles().get((cell.x, cell.y))
    return packed({tile_id(cell.z, cell.x, cell.y): tile} if tile else {}, level.summary(cell), cell, spec)
