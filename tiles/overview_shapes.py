"""Overview of a line or polygon layer: whole features, simplified zoom by zoom, in the tiles they touch.

At the detail zoom each feature is given to the tiles it touches (grown by 1/64); above, a tile has the rows of its four
children. Where a tile would hold more than CAP_FEATURES or CAP_VERTICES, the greatest features stay: a tile's rows
depend on the features alone, never on where the quadtree was split. What does not live here: the geometry
(tiles.shapes), encoding and the pyramid (tiles.pyramid).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import shapely

from tiles.cells import Cell
from tiles.engine import EngineLayer
from tiles.rows import Geometries, attribute_frame, geometries
from tiles.shapes import GRID_ZOOMS, coarser, mercator_size, off_grid, onto_grid
from tiles.spec import TileLayer

CAP_FEATURES = 4_000
CAP_VERTICES = 100_000

_TILE = 1 << GRID_ZOOMS
_GROWN = _TILE // 64
_KEY = ("__id", "__from")


@dataclass(frozen=True, slots=True)
class ShapeLevel:
    """Features at one zoom. `rows`: `__row`, `__id`, `__from`, `__size`, `__wkb` (grid units), overview attributes;
    `pairs`: `__row`, `__x`, `__y`, which feature is in which tile."""

    layer: TileLayer
    zoom: int
    rows: pl.DataFrame
    pairs: pl.DataFrame

    @classmethod
    def of_features(cls, frame: pl.DataFrame, layer: TileLayer, cell: Cell, zoom: int) -> ShapeLevel:
        """From whole drawable features, for the tiles of `zoom` inside the cell."""
        whole = geometries(frame)
        shapes, keep = onto_grid(whole, layer.geometry, zoom)
        frame = frame.filter(pl.Series(keep))
        rows = attribute_frame(frame, layer.overview).with_columns(
            frame["feature_id"].alias("__id"),
            frame["valid_from_at"].alias("__from"),
            pl.Series("__size", mercator_size(whole[keep], layer.geometry), dtype=pl.Float64),
            pl.Series("__wkb", shapely.to_wkb(shapes).tolist(), dtype=pl.Binary),
        )
        return cls(layer, zoom, _numbered(rows), _touched(shapes, cell, zoom))._capped()

    @classmethod
    def of_summaries(cls, frames: Sequence[pl.DataFrame], layer: TileLayer, zoom: int) -> ShapeLevel:
        """From `at` of several cells of that zoom. A feature in several cells becomes one row: its geometry at a zoom
        is the same wherever it was made."""
        many = pl.concat(frames)
        rows = _numbered(many.drop("__x", "__y").unique(list(_KEY), keep="first", maintain_order=True))
        keys = rows.select("__row", *_KEY)
        pairs = many.join(keys, on=list(_KEY), how="left", nulls_equal=True).select("__row", "__x", "__y")
        return cls(layer, zoom, rows, pairs)

    def up(self) -> ShapeLevel:
        """One zoom above."""
        shapes, keep = coarser(_shapes(self.rows), self.layer.geometry)
        rows = self.rows.filter(pl.Series(keep, dtype=pl.Boolean)).with_columns(
            pl.Series("__wkb", shapely.to_wkb(shapes).tolist(), dtype=pl.Binary)
        )
        pairs = (
            self.pairs.join(rows.select("__row"), on="__row", how="semi")
            .select("__row", pl.col("__x") // 2, pl.col("__y") // 2)
            .unique(maintain_order=True)
        )
        return ShapeLevel(self.layer, self.zoom - 1, rows, pairs)._capped()

    def at(self, cell: Cell) -> pl.DataFrame:
        """The rows of one cell of this zoom, lossless."""
        inside = self.pairs.filter((pl.col("__x") == cell.x) & (pl.col("__y") == cell.y))
        return self.rows.join(inside, on="__row").drop("__row").sort(*_KEY)

    def tiles(self) -> dict[tuple[int, int], pl.DataFrame]:
        """Rows of each tile of this zoom, by column and row."""
        parts = self.pairs.partition_by("__x", "__y", as_dict=True, include_key=False)
        return {(int(k[0]), int(k[1])): self.rows[part["__row"].to_numpy()] for k, part in parts.items()}

    def ranked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of one tile, the greatest first."""
        return rows.sort("__size", *_KEY, descending=[True, False, False])

    def drawn(self, rows: pl.DataFrame) -> EngineLayer:
        """What the engine gets for these rows."""
        rows = rows.sort(*_KEY)
        return EngineLayer(off_grid(_shapes(rows), self.zoom), rows.select([a.name for a in self.layer.overview]))

    def _capped(self) -> ShapeLevel:
        """Without the smallest features of tiles that are too full, and without features in no tile."""
        pairs = self.pairs
        if self.rows.height > CAP_FEATURES or int(shapely.get_num_coordinates(_shapes(self.rows)).sum()) > CAP_VERTICES:
            pairs = self._fitting(pairs)
        rows = self.rows.join(pairs.select("__row").unique(), on="__row", how="semi", maintain_order="left")
        places = rows.select("__row", pl.int_range(pl.len(), dtype=pl.Int64).alias("__place"))
        pairs = pairs.join(places, on="__row").select(pl.col("__place").alias("__row"), "__x", "__y")
        return ShapeLevel(self.layer, self.zoom, _numbered(rows), pairs.sort("__x", "__y", "__row"))

    def _fitting(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The pairs that fit under the caps of their tile; a vertex counts in the tile where it lies."""
        vertices, row = shapely.get_coordinates(_shapes(self.rows), return_index=True)
        at = np.floor(vertices / _TILE).astype(np.int64)
        inside = (
            pl.DataFrame({"__row": self.rows["__row"].to_numpy()[row], "__x": at[:, 0], "__y": at[:, 1]})
            .group_by("__row", "__x", "__y")
            .agg(pl.len().cast(pl.Int64).alias("__vertices"))
        )
        ranks = self.ranked(self.rows.select("__row", *_KEY, "__size")).select("__row").with_row_index("__rank")
        return (
            pairs.join(inside, on=["__row", "__x", "__y"], how="left")
            .join(ranks, on="__row")
            .sort("__x", "__y", "__rank")
            .with_columns(
                pl.col("__vertices").fill_null(0).cum_sum().over("__x", "__y"),
                pl.int_range(pl.len()).over("__x", "__y").alias("__place"),
            )
            .filter(
                (pl.col("__place") < CAP_FEATURES) & ((pl.col("__vertices") <= CAP_VERTICES) | (pl.col("__place") == 0))
            )
            .select("__row", "__x", "__y")
        )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("__row"))


def _shapes(rows: pl.DataFrame) -> Geometries:
    out: Geometries = shapely.from_wkb(rows["__wkb"].to_numpy())
    return out


def _touched(shapes: Geometries, cell: Cell, zoom: int) -> pl.DataFrame:
    """Pairs of row and tile of `zoom` inside the cell which the feature touches: first by box, then exactly."""
    down = zoom - cell.z
    low: npt.NDArray[np.int64] = np.array([cell.x << down, cell.y << down])
    high = low + (1 << down) - 1
    box = shapely.bounds(shapes).reshape(-1, 4)
    first = np.floor((box[:, :2] - _GROWN) / _TILE).astype(np.int64)
    last = np.floor((box[:, 2:] + _GROWN) / _TILE).astype(np.int64)
    unsure = (last > first).any(axis=1)
    first, last = np.maximum(first, low), np.minimum(last, high)
    spans = np.maximum(last - first + 1, 0)
    counts = spans.prod(axis=1)
    row = np.repeat(np.arange(len(shapes)), counts)
    step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    wide = np.maximum(spans[row, 0], 1)
    x, y = first[row, 0] + step % wide, first[row, 1] + step // wide
    keep = _touches(shapes, row, x, y, unsure[row])
    return pl.DataFrame({"__row": row[keep], "__x": x[keep], "__y": y[keep]}, schema=dict.fromkeys(
        ("__row", "__x", "__y"), pl.Int64()))  # fmt: skip


def _touches(
    shapes: Geometries,
    row: npt.NDArray[np.int64],
    x: npt.NDArray[np.int64],
    y: npt.NDArray[np.int64],
    unsure: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    keep = np.ones(len(row), dtype=bool)
    ask = np.flatnonzero(unsure)
    if len(ask):
        shapely.prepare(shapes)
        west, north = x[ask] * _TILE, y[ask] * _TILE
        boxes = shapely.box(west - _GROWN, north - _GROWN, west + _TILE + _GROWN, north + _TILE + _GROWN)
        keep[ask] = shapely.intersects(shapes[row[ask]], boxes)
    return keep
