"""Glyph ranges for map labels: 256 characters of a font as signed distance fields in the glyphs protocol buffer.

Source: MapLibre Style, "glyphs"; message `glyphs` { stacks = 1 { name = 1, range = 2, glyphs = 3 { id = 1, bitmap = 2,
width = 3, height = 4, left = 5 (zigzag), top = 6 (zigzag), advance = 7 } } }, 24 pixels per em, 3 pixels of border.
What does not live here: the font (given as bytes), serving.
"""

from __future__ import annotations

import ctypes
import io
import re
from typing import Any

import numpy as np
import numpy.typing as npt

EM = 24
"""Pixels per em, by the format."""
BORDER = 3
RADIUS = 8.0
"""Pixels of distance over which the field runs from 0 to 255."""
CUTOFF = 0.25
"""The outline lies at 255 × (1 - 0.25)."""
FINE = 4
"""Glyphs are drawn so many times larger, measured, and sampled down."""
ASCENDER = 27
"""Pixels from the top of the line to the baseline, the same for every font, so that stacks share a baseline."""

DRAWN = "1"
"""Raised when glyphs come out otherwise than before; part of the names under which they are kept."""
LAST_START = 0xFF00
"""The protocol's last range: characters beyond U+FFFF have none."""

Pixels = npt.NDArray[np.float64]


def glyph_range(font: bytes, start: int, name: str) -> bytes:
    """The protocol buffer of characters start…start+255 of an OpenType or TrueType font; characters it lacks are
    absent. `name` is the font stack it answers to. Raises ValueError when start is not a multiple of 256 in
    0…65280, or the bytes are no font."""
    if start % 256 or not 0 <= start <= LAST_START:
        raise ValueError(f"no glyph range begins at {start}")
    import freetype  # only where glyphs are drawn

    face = _face(font)
    face.set_pixel_sizes(0, EM * FINE)
    flags = freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING
    glyphs = []
    for code in range(start, start + 256):
        index = face.get_char_index(code)
        if index:
            face.load_glyph(index, flags)
            glyphs.append(_glyph(code, face.glyph))
    stack = _text(1, name) + _text(2, f"{start}-{start + 255}") + b"".join(_bytes(3, g) for g in glyphs)
    return _bytes(1, stack)


def covered(font: bytes) -> list[int]:
    """Starts of the ranges in which the font has any character. Raises ValueError when the bytes are no font."""
    return sorted({code - code % 256 for code, _ in _face(font).get_chars() if code < LAST_START + 256})


def parse_range(text: str) -> int:
    """'0-255' → 0; raises ValueError for anything that is not a range of the protocol."""
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", text, re.ASCII)
    if not found or int(found[2]) != int(found[1]) + 255 or int(found[1]) % 256 or int(found[1]) > LAST_START:
        raise ValueError(f"not a glyph range: {text!r}")
    return int(found[1])


def distance_field(ink: Pixels) -> npt.NDArray[np.uint8]:
    """Coverage 0…1 at FINE times the size, (height·FINE, width·FINE), → field (height + 2·BORDER, width + 2·BORDER):
    192 on the outline, more inside."""
    from scipy.ndimage import distance_transform_edt

    pad = BORDER * FINE
    inside = np.pad(ink, pad) >= 0.5
    outer = distance_transform_edt(~inside)
    inner = distance_transform_edt(inside)
    # a pixel's distance is to the centre of the next pixel of the other kind: the outline lies half a pixel before
    signed = np.where(inside, -(inner - 0.5), outer - 0.5) / FINE
    height, width = signed.shape[0] // FINE, signed.shape[1] // FINE
    mean = signed.reshape(height, FINE, width, FINE).mean(axis=(1, 3))
    field = np.round(255.0 - 255.0 * (mean / RADIUS + CUTOFF))
    return np.asarray(np.clip(field, 0, 255), dtype=np.uint8)


def _face(font: bytes) -> Any:
    import freetype  # only where glyphs are drawn

    try:
        return freetype.Face(io.BytesIO(font))
    except freetype.FT_Exception as error:
        raise ValueError(f"not a font: {error}") from error


def _glyph(code: int, slot: Any) -> bytes:
    bitmap = slot.bitmap
    advance = round(slot.advance.x / 64 / FINE)
    out = _number(1, code)
    if not bitmap.width or not bitmap.rows:
        return out + _number(3, 0) + _number(4, 0) + _signed(5, 0) + _signed(6, -ASCENDER) + _number(7, advance)
    # freetype-py's own `buffer` makes a list of every pixel, a third of the time
    pixels = ctypes.string_at(bitmap._FT_Bitmap.buffer, bitmap.rows * bitmap.pitch)
    rows = np.frombuffer(pixels, dtype=np.uint8).reshape(bitmap.rows, bitmap.pitch)[:, : bitmap.width]
    left, top = _whole(slot.bitmap_left), -_whole(-slot.bitmap_top)
    ink = _on_pixels(rows / 255.0, slot.bitmap_left - left * FINE, top * FINE - slot.bitmap_top)
    height, width = ink.shape[0] // FINE, ink.shape[1] // FINE
    out += _bytes(2, distance_field(ink).tobytes()) + _number(3, width) + _number(4, height)
    return out + _signed(5, left) + _signed(6, top - ASCENDER) + _number(7, advance)


def _whole(fine: int) -> int:
    """Fine pixels → whole pixels, rounded down."""
    return fine // FINE


def _on_pixels(ink: Pixels, left: int, top: int) -> Pixels:
    """The ink moved right and down by fine pixels and filled up to whole pixels."""
    height, width = ink.shape[0] + top, ink.shape[1] + left
    return np.pad(ink, ((top, -height % FINE), (left, -width % FINE)))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _signed(field: int, value: int) -> bytes:
    return _number(field, value * 2 if value >= 0 else -value * 2 - 1)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
