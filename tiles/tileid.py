"""Tile numbers of PMTiles v3: zooms in order, each zoom along a Hilbert curve (specification v3, section 4.1).

What does not live here: directories (tiles.archive).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tiles.cells import Cell

Ids = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

_STARTS = np.array([(4**z - 1) // 3 for z in range(28)], dtype=np.int64)


def tile_id(z: int, x: int, y: int) -> int:
    """The number of one tile."""
    out: int = ((1 << 2 * z) - 1) // 3
    for bit in range(z - 1, -1, -1):
        s = 1 << bit
        right, low = int(x & s > 0), int(y & s > 0)
        out += s * s * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = s - 1 - x, s - 1 - y
            x, y = y, x
    return out


def tile_ids(z: int, x: Ints, y: Ints) -> Ids:
    """The numbers of many tiles of one zoom."""
    x, y = x.astype(np.int64), y.astype(np.int64)
    out = np.full(x.shape, _STARTS[z], dtype=np.int64)
    for bit in range(z - 1, -1, -1):
        s = 1 << bit
        right, low = (x & s) > 0, (y & s) > 0
        out += s * s * ((3 * right) ^ low)
        turned, swapped = right & ~low, ~low
        x, y = np.where(turned, s - 1 - x, x), np.where(turned, s - 1 - y, y)
        x, y = np.where(swapped, y, x), np.where(swapped, x, y)
    return out.astype(np.uint64)


def cells_of(ids: Ids) -> tuple[Ints, Ints, Ints]:
    """Zoom, column and row of each tile number."""
    numbers = ids.astype(np.int64)
    z = np.searchsorted(_STARTS, numbers, side="right").astype(np.int64) - 1
    rest = numbers - _STARTS[z]
    x, y = np.zeros_like(rest), np.zeros_like(rest)
    for bit in range(int(z.max(initial=0))):
        s, live = 1 << bit, bit < z
        right = (rest // 2) & 1
        low = (rest ^ right) & 1
        flat = live & (low == 0)
        turned = flat & (right == 1)
        x, y = np.where(turned, s - 1 - x, x), np.where(turned, s - 1 - y, y)
        x, y = np.where(flat, y, x), np.where(flat, x, y)
        x, y = np.where(live, x + s * right, x), np.where(live, y + s * low, y)
        rest = np.where(live, rest // 4, rest)
    return z, x, y


def within(ids: Ids, cell: Cell) -> npt.NDArray[np.bool_]:
    """Which tiles are the cell or lie below it."""
    z, x, y = cells_of(ids)
    down = z - cell.z
    shift = np.maximum(down, 0)
    out: npt.NDArray[np.bool_] = (down >= 0) & (x >> shift == cell.x) & (y >> shift == cell.y)
    return out
