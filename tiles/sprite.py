"""The sprite: all icons on one PNG sheet, with the JSON that says where each stands, for any pixel ratio.

Source: MapLibre Style, "sprite"; PNG, third edition. Icons are signed distance fields (`sdf`), so that a style colours
them. Equal input gives equal pixels. What does not live here: the drawings (tiles.icons), serving (api).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tiles.icons import HALF, ICONS, Shape

PAD = 3
"""Pixels around a drawing in which the field runs out; so wide may a halo be."""
SIDE = 2 * (HALF + PAD)
"""Pixels of one icon on the sheet, at ratio 1."""
RADIUS = 8.0
"""Pixels over which the field runs from 0 to 255 (as that of glyphs)."""
OUTLINE = 0.75
"""Where the outline lies in the field."""
FINE = 4
"""Every pixel is the mean of FINE × FINE distances."""


def sheet_json(ratio: int, icons: Mapping[str, Shape] = ICONS) -> dict[str, dict[str, Any]]:
    """Icon → its place on the sheet, in pixels of the sheet."""
    side = SIDE * ratio
    return {
        name: {"x": at * side, "y": 0, "width": side, "height": side, "pixelRatio": ratio, "sdf": True}
        for at, name in enumerate(sorted(icons))
    }


def sheet_png(ratio: int, icons: Mapping[str, Shape] = ICONS) -> bytes:
    """The sheet: icons in one row by name, black, their fields in the alpha channel."""
    alpha = np.concatenate([field(icons[name], ratio) for name in sorted(icons)], axis=1)
    return _png(alpha)


def field(shape: Shape, ratio: int) -> npt.NDArray[np.uint8]:
    """One icon's field, SIDE × ratio pixels each way."""
    fine = ratio * FINE
    places = (np.arange(SIDE * fine) + 0.5) / fine - SIDE / 2
    x, y = np.meshgrid(places, places)
    side = SIDE * ratio
    mean = shape(x, y).reshape(side, FINE, side, FINE).mean(axis=(1, 3))
    return np.asarray(np.clip(np.round(255.0 * (OUTLINE - mean / RADIUS)), 0, 255), dtype=np.uint8)


def _png(alpha: npt.NDArray[np.uint8]) -> bytes:
    """Eight bits RGBA, black."""
    height, width = alpha.shape
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    pixels[:, :, 3] = alpha
    unfiltered = np.zeros((height, 1 + width * 4), dtype=np.uint8)
    unfiltered[:, 1:] = pixels.reshape(height, width * 4)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(unfiltered.tobytes(), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
