"""Overview of a point layer: counts on a grid, summed upward four to one.

A tile is 16 × 16 grid cells (32 pixels each). All numbers are whole: a parent is the exact sum of its children, in any
order, so an overview tile is the same wherever the quadtree was split. What does not live here: encoding and the
pyramid (tiles.pyramid).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from tiles.cells import Cell
from tiles.engine import EngineLayer
from tiles.mercator import to_degrees, to_unit
from tiles.rows import attribute_frame, geometries
from tiles.spec import COUNT, TileLayer

GRID_ZOOMS = 4
"""A tile is 2^4 grid cells wide."""
_FINE = 30
"""Positions are summed in units of 2^-30 of the world (4 cm at the equator)."""
_PIXELS = 12
"""Drawn positions are whole pixels of the 4096-pixel tile, rounded down, so that none falls on the next tile."""


@dataclass(frozen=True, slots=True)
class PointLevel:
    """Grid cells at one zoom: `__gx`, `__gy` (numbers at zoom + 4), `count` (features by feature_id), `__sx`, `__sy`
    (summed positions), and the overview attributes where `count` is 1."""

    layer: TileLayer
    zoom: int
    frame: pl.DataFrame

    @classmethod
    def of_features(cls, frame: pl.DataFrame, layer: TileLayer, cell: Cell, zoom: int) -> PointLevel:
        """From whole drawable features: those whose centroid lies in the cell. A feature with several rows (validity
        in parts) in one grid cell counts once, by its latest row."""
        shapes = geometries(frame)
        if shapely.get_type_id(shapes).any():  # a point (0) is its own centre
            shapes = shapely.centroid(shapes)
        x, y = to_unit(shapely.get_x(shapes), shapely.get_y(shapes))
        top = (1 << _FINE) - 1
        fine = [np.minimum((v * (1 << _FINE)).astype(np.int64), top) for v in (x, y)]
        shift = _FINE - zoom - GRID_ZOOMS
        rows = (
            attribute_frame(frame, layer.overview)
            .with_columns(
                pl.Series("__gx", fine[0] >> shift),
                pl.Series("__gy", fine[1] >> shift),
                pl.Series("__sx", fine[0]),
                pl.Series("__sy", fine[1]),
                frame["feature_id"].alias("__id"),
                frame["valid_from_at"].alias("__from"),
                pl.lit(1, dtype=pl.Int64).alias(COUNT),
            )
            .filter(_in_cell(cell, zoom))
            .sort("__id", "__from", nulls_last=False)
            .unique(["__gx", "__gy", "__id"], keep="last", maintain_order=True)
        )
        return cls(layer, zoom, _summed(rows, layer))

    @classmethod
    def of_summaries(cls, frames: Sequence[pl.DataFrame], layer: TileLayer, zoom: int) -> PointLevel:
        """From `at` of several cells of that zoom."""
        return cls(layer, zoom, _summed(pl.concat(frames), layer))

    def up(self) -> PointLevel:
        """One zoom above."""
        frame = self.frame.with_columns(pl.col("__gx") // 2, pl.col("__gy") // 2)
        return PointLevel(self.layer, self.zoom - 1, _summed(frame, self.layer))

    def at(self, cell: Cell) -> pl.DataFrame:
        """The rows of one cell, lossless."""
        return self.frame.filter(_in_cell(cell, self.zoom))

    def tiles(self) -> dict[tuple[int, int], pl.DataFrame]:
        """Rows of each tile of this zoom, by column and row."""
        keyed = self.frame.with_columns(_tile("__gx").alias("__x"), _tile("__gy").alias("__y"))
        parts = keyed.partition_by("__x", "__y", as_dict=True, include_key=False)
        return {(int(k[0]), int(k[1])): part for k, part in parts.items()}

    def apart(self, right: int, low: int) -> pl.DataFrame:
        """Rows of every second tile of this zoom: column and row leave `right` and `low` when halved. No two of these
        tiles are neighbours."""
        return self.frame.filter((_tile("__gx") % 2 == right) & (_tile("__gy") % 2 == low))

    def of_tile(self, x: int, y: int) -> pl.DataFrame:
        """Rows of one tile."""
        return self.frame.filter((_tile("__gx") == x) & (_tile("__gy") == y))

    def ranked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of one tile, the fullest first."""
        return rows.sort(COUNT, "__gx", "__gy", descending=[True, False, False])

    def drawn(self, rows: pl.DataFrame) -> EngineLayer:
        """What the engine gets for these rows: the mean position of each grid cell."""
        rows = rows.sort("__gx", "__gy")
        shift, width = _FINE - self.zoom - _PIXELS, float(1 << (self.zoom + _PIXELS))
        mean = [(rows[s] // rows[COUNT]).to_numpy() >> shift for s in ("__sx", "__sy")]
        lon, lat = to_degrees(mean[0] / width, mean[1] / width)
        return EngineLayer(shapely.points(lon, lat), rows.select(COUNT, *(a.name for a in self.layer.overview)))


def _tile(grid: str) -> pl.Expr:
    return pl.col(grid) // (1 << GRID_ZOOMS)


def _in_cell(cell: Cell, zoom: int) -> pl.Expr:
    wide = 1 << (zoom + GRID_ZOOMS - cell.z)
    return (pl.col("__gx") // wide == cell.x) & (pl.col("__gy") // wide == cell.y)


def _summed(rows: pl.DataFrame, layer: TileLayer) -> pl.DataFrame:
    names = [a.name for a in layer.overview]
    alone = pl.col(COUNT) == 1
    return (
        rows.group_by("__gx", "__gy")
        .agg(pl.col(COUNT, "__sx", "__sy").sum(), pl.col(names).first())
        .with_columns([pl.when(alone).then(pl.col(n)).otherwise(None).alias(n) for n in names])
        .select("__gx", "__gy", COUNT, "__sx", "__sy", *names)
        .sort("__gx", "__gy")
    )
