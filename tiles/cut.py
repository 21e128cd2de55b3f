"""Cutting: the shard of one leaf of the quadtree from whole features.

`cut_cell(frames, cell, spec)` gives the same tiles as one cut of the whole world would (tests/tiles/test_seams.py), for
any cell at or above the detail zoom. What does not live here: which cells (tiles.quadtree), which rows
(tiles.index.members), generalising (tiles.pyramid), the tile of a cell above the leaves (tiles.overview).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from tiles.archive import write_archive
from tiles.cells import Cell
from tiles.engine import EngineLayer, encode
from tiles.label_points import with_labels
from tiles.pyramid import Level, raw_size
from tiles.rows import ORDER, attribute_frame, drawable, geometries
from tiles.spec import TileSpec
from tiles.tileid import tile_id, within

Tiles = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class CutCell:
    """What was cut. `archive`: PMTiles v3, b'' without tiles; `summary`: the cell's overview rows for `cut_node`, b''
    without rows; `largest_tile`: bytes, uncompressed; `tiles`: how many."""

    archive: bytes
    summary: bytes
    largest_tile: int
    tiles: int


def cut_cell(frames: Mapping[str, pl.DataFrame], cell: Cell, spec: TileSpec) -> CutCell:
    """The shard of a leaf: all its tiles from the cell's own zoom (or min_zoom) to max_zoom, and its summary. `frames`:
    layer name → feature frame holding at least the cell's members, in any order; more rows change nothing. Raises
    ValueError for a cell below the detail zoom, KeyError for a layer the spec does not know."""
    if cell.z > spec.detail_zoom:
        raise ValueError(f"{cell} lies below detail zoom {spec.detail_zoom}")
    near = {name: _near(frame, spec, name) for name, frame in with_labels(frames, spec).items()}
    near = {layer.name: near[layer.name] for layer in spec.layers if layer.name in near and near[layer.name].height}
    tiles = _detail_tiles(near, cell, spec)
    level = Level.of_features(near, cell, spec)
    while level.zoom > cell.z:
        level = level.up()
        tiles.update({tile_id(level.zoom, x, y): tile for (x, y), tile in level.tiles().items()})
    return packed(tiles, level.summary(cell), cell, spec)


def _near(frame: pl.DataFrame, spec: TileSpec, name: str) -> pl.DataFrame:
    """The drawable rows in the order tiles hold them."""
    keep = drawable(geometries(frame), spec.layer(name).geometry)
    return frame.filter(pl.Series(keep, dtype=pl.Boolean)).sort(*ORDER, maintain_order=True)


def _detail_tiles(near: Mapping[str, pl.DataFrame], cell: Cell, spec: TileSpec) -> Tiles:
    layers = {
        name: EngineLayer(geometries(frame), attribute_frame(frame, spec.layer(name).attributes))
        for name, frame in near.items()
    }
    made = encode(layers, max(spec.detail_zoom, cell.z), spec.max_zoom)
    if made is None:
        return {}
    ids, offsets, lengths = made.directory.tiles()
    keep = within(ids, cell)
    return {
        int(i): made.archive[int(o) : int(o) + int(n)]
        for i, o, n in zip(ids[keep], offsets[keep], lengths[keep], strict=True)
    }


def packed(tiles: Tiles, summary: bytes, cell: Cell, spec: TileSpec) -> CutCell:
    """Tiles by number as an archive, with what the caller must know of it."""
    ids = np.array(sorted(tiles), dtype=np.uint64)
    blobs = [tiles[int(i)] for i in ids]
    archive = write_archive(ids, blobs, metadata=spec.metadata(), bounds=cell.bounds)
    return CutCell(archive, summary, max(map(raw_size, blobs), default=0), len(blobs))
