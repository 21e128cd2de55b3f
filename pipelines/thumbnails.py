"""A small map of features as PNG: where they lie, at one glance on the Dagster page. Frame in, bytes out.

Nothing of a map service: lines and points on an empty ground, north up, longitudes shortened by the cosine of the
middle latitude. Of many features or vertices an even part is drawn. What does not live here: tiles (tiles.cut).
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

WIDTH, HEIGHT, MARGIN = 288, 192, 8
MOST_FEATURES, MOST_VERTICES = 1_500, 8_000
PALETTE = bytes((247, 247, 244, 37, 99, 165))
"""Ground and ink."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def thumbnail(frame: pl.DataFrame) -> bytes | None:
    """A PNG of at most some kB; None when there is nothing to draw. `frame` has `geometry` as WKB in CRS84."""
    if not len(frame):
        return None
    some = frame["geometry"].gather_every(-(-len(frame) // MOST_FEATURES))
    pieces = shapely.get_parts(shapely.from_wkb(some.to_numpy()))
    is_line = bool((shapely.get_dimensions(pieces) > 0).any())
    pieces = shapely.get_rings(pieces) if (shapely.get_dimensions(pieces) > 1).any() else pieces
    points, owner = shapely.get_coordinates(pieces, return_index=True)
    if not len(points):
        return None
    kept = _some(owner) if is_line else np.ones(len(owner), dtype=bool)
    pixels, owner = _to_pixels(points[kept]), owner[kept]
    canvas = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    if is_line:
        _draw_lines(canvas, pixels, owner)
    else:
        _draw_dots(canvas, pixels)
    return _png(canvas)


def as_markdown(png: bytes, words: str) -> str:
    """The picture inside a line of Markdown, as Dagster's page shows it."""
    return f"![{words}](data:image/png;base64,{base64.b64encode(png).decode()})"


def _some(owner: Ints) -> NDArray[np.bool_]:
    """Which vertices are drawn: the first and last of every feature, and an even part of the others."""
    change = np.flatnonzero(np.diff(owner))
    kept: NDArray[np.bool_] = np.arange(len(owner)) % -(-len(owner) // MOST_VERTICES) == 0
    kept[np.concatenate([[0], change, change + 1, [len(owner) - 1]])] = True
    return kept


def _to_pixels(points: Floats) -> Floats:
    """Longitude and latitude → column and row, the whole fitted into the canvas."""
    low, high = points.min(axis=0), points.max(axis=0)
    squeeze = np.array([max(float(np.cos(np.radians((low[1] + high[1]) / 2))), 0.01), 1.0])
    size = np.maximum((high - low) * squeeze, 1e-9)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN], dtype=np.float64)
    scale = float(np.min(room / size))
    offset = np.array([WIDTH, HEIGHT]) / 2
    found: Floats = (points - (low + high) / 2) * squeeze * scale * np.array([1.0, -1.0]) + offset
    return found


def _draw_dots(canvas: NDArray[np.uint8], pixels: Floats) -> None:
    """Three by three pixels each."""
    at = np.floor(pixels).astype(np.int64)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            _ink(canvas, at[:, 0] + dx, at[:, 1] + dy)


def _draw_lines(canvas: NDArray[np.uint8], pixels: Floats, owner: Ints) -> None:
    """Every stretch between two vertices of one line or ring, a dot each pixel. `owner`: which line a vertex is of."""
    begin, end = pixels[:-1], pixels[1:]
    same = owner[:-1] == owner[1:]
    length = np.abs(end - begin).max(axis=1)
    begin, end, count = begin[same], end[same], np.ceil(length[same]).astype(np.int64) + 1
    first = np.repeat(np.cumsum(count) - count, count)
    share = (np.arange(int(count.sum())) - first) / np.repeat(count, count)
    dots = np.repeat(begin, count, axis=0) + np.repeat(end - begin, count, axis=0) * share[:, None]
    at = np.floor(dots).astype(np.int64)
    _ink(canvas, at[:, 0], at[:, 1])


def _ink(canvas: NDArray[np.uint8], x: Ints, y: Ints) -> None:
    inside = (x >= 0) & (x < WIDTH) & (y >= 0) & (y < HEIGHT)
    canvas[y[inside], x[inside]] = 1


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(canvas: NDArray[np.uint8]) -> bytes:
    """One bit a pixel with a palette of two colours (PNG, third edition, §11)."""
    rows = np.packbits(canvas, axis=1)
    raw = np.concatenate([np.zeros((len(rows), 1), dtype=np.uint8), rows], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", PALETTE),
            _chunk(b"IDAT", zlib.compress(raw, 6)),
            _chunk(b"IEND", b""),
        )
    )
