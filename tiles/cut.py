"""Cutting: the shards of leaves of the quadtree from whole features.

`cut_cells(frames, cells, spec)` gives the same tiles as one cut of the whole world would (tests/tiles/test_seams.py),
for any cells at or above the detail zoom. What does not live here: which cells, and which of them together
(tiles.quadtree), which rows (tiles.index.members), generalising (tiles.pyramid), the tile of a cell above the leaves
(tiles.overview).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from tiles.archive import write_archive
from tiles.cells import Cell
from tiles.engine import EngineLayer, EngineTiles, encode
from tiles.index import meets
from tiles.label_points import with_labels
from tiles.pyramid import Level, raw_size
from tiles.rows import ORDER, Geometries, attribute_frame, drawable, geometries
from tiles.spec import TileSpec
from tiles.tileid import tile_id, within

Tiles = dict[int, bytes]
Boxes = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CutCell:
    """What was cut. `archive`: PMTiles v3, b'' without tiles; `summary`: the cell's overview rows for `cut_node`, b''
    without rows; `largest_tile`: bytes, uncompressed; `tiles`: how many."""

    archive: bytes
    summary: bytes
    largest_tile: int
    tiles: int


def cut_cell(frames: Mapping[str, pl.DataFrame], cell: Cell, spec: TileSpec) -> CutCell:
    """`cut_cells` of one cell."""
    return cut_cells(frames, (cell,), spec)[cell]


def cut_cells(frames: Mapping[str, pl.DataFrame], cells: Sequence[Cell], spec: TileSpec) -> dict[Cell, CutCell]:
    """The shards of leaves: of each, all its tiles from the cell's own zoom (or min_zoom) to max_zoom, and its summary.
    `frames`: layer name → feature frame holding at least the cells' members, in any order; more rows change nothing,
    nor does it which cells are cut together. Together is quicker: the engine cuts a line whole, looking at every tile
    of its box, and does that once for all cells. Raises ValueError for a cell below the detail zoom, KeyError for a
    layer the spec does not know."""
    for cell in cells:
        if cell.z > spec.detail_zoom:
            raise ValueError(f"{cell} lies below detail zoom {spec.detail_zoom}")
    near = {name: _near(frame, spec, name) for name, frame in with_labels(frames, spec).items()}
    near = {layer.name: near[layer.name] for layer in spec.layers if layer.name in near and near[layer.name].height}
    shapes = {name: geometries(frame) for name, frame in near.items()}
    detail = _detail(near, shapes, spec)
    boxes = {name: shapely.bounds(many) for name, many in shapes.items()}
    return {cell: _cut(detail, _seen(near, boxes, cell, spec), cell, spec) for cell in cells}


def _near(frame: pl.DataFrame, spec: TileSpec, name: str) -> pl.DataFrame:
    """The drawable rows in the order tiles hold them."""
    keep = drawable(geometries(frame), spec.layer(name).geometry)
    return frame.filter(pl.Series(keep, dtype=pl.Boolean)).sort(*ORDER, maintain_order=True)


def _detail(near: Mapping[str, pl.DataFrame], shapes: Mapping[str, Geometries], spec: TileSpec) -> EngineTiles | None:
    """The detail tiles of all that is near."""
    layers = {
        name: EngineLayer(shapes[name], attribute_frame(frame, spec.layer(name).attributes))
        for name, frame in near.items()
    }
    return encode(layers, spec.detail_zoom, spec.max_zoom)


def _seen(
    near: Mapping[str, pl.DataFrame], boxes: Mapping[str, Boxes], cell: Cell, spec: TileSpec
) -> dict[str, pl.DataFrame]:
    """Of all that is near, what the cell sees (as tiles.index.members); layers without such rows are absent."""
    box = cell.seen(spec.detail_zoom)
    out = {}
    for name, frame in near.items():
        keep = meets(box, *boxes[name].T)
        if keep.any():
            out[name] = frame.filter(pl.Series(keep))
    return out


def _cut(detail: EngineTiles | None, seen: Mapping[str, pl.DataFrame], cell: Cell, spec: TileSpec) -> CutCell:
    tiles = _inside(detail, cell)
    level = Level.of_features(seen, cell, spec)
    while level.zoom > cell.z:
        level = level.up()
        tiles.update({tile_id(level.zoom, x, y): tile for (x, y), tile in level.tiles().items()})
    return packed(tiles, level.summary(cell), cell, spec)


def _inside(detail: EngineTiles | None, cell: Cell) -> Tiles:
    """Those of the detail tiles that are the cell's own."""
    if detail is None:
        return {}
    ids, offsets, lengths = detail.directory.tiles()
    keep = within(ids, cell)
    return {
        int(i): detail.archive[int(o) : int(o) + int(n)]
        for i, o, n in zip(ids[keep], offsets[keep], lengths[keep], strict=True)
    }


def packed(tiles: Tiles, summary: bytes, cell: Cell, spec: TileSpec) -> CutCell:
    """Tiles by number as an archive, with what the caller must know of it."""
    ids = np.array(sorted(tiles), dtype=np.uint64)
    blobs = [tiles[int(i)] for i in ids]
    archive = write_archive(ids, blobs, metadata=spec.metadata(), bounds=cell.bounds)
    return CutCell(archive, summary, max(map(raw_size, blobs), default=0), len(blobs))
