"""The sprite: drawings, the sheet and its places; what the style names stands on it. Not here: serving."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from tiles.icons import HALF, ICONS, bar, box, cut, disc, joined, polygon, ring
from tiles.sprite import PAD, SIDE, field, sheet_json, sheet_png
from tiles.style_icons import NONE, ROUTE_ICONS, STOP_ICONS


def at(shape, *points):
    x, y = (np.array([p[i] for p in points], dtype=float) for i in (0, 1))
    return shape(x, y).tolist()


def read_png(data):
    """Width, height and RGBA rows of an unfiltered PNG; checks every sum."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", data, place + 8 + length) == (zlib.crc32(kind + body),)
        chunks[kind], place = body, place + 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *how = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert how == [8, 6, 0, 0, 0]
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + width * 4)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 4)


def test_distances_of_the_shapes():
    assert at(disc(1, 0, 2), (1, 0), (4, 0)) == [-2.0, 1.0]
    assert at(ring(0, 0, 4, 2), (4, 0), (0, 0), (0, 6)) == [-1.0, 3.0, 1.0]
    assert at(box(-2, -1, 2, 1), (0, 0), (5, 5), (0, 3)) == [-1.0, 5.0, 2.0]
    assert at(bar(0, 0, 4, 0, 2), (2, 0), (2, 3), (7, 0)) == [-1.0, 2.0, 2.0]
    square = polygon((-1, -1), (1, -1), (1, 1), (-1, 1))
    assert at(square, (0, 0), (3, 0), (1, 0)) == [-1.0, 2.0, 0.0]
    assert at(joined(disc(0, 0, 1), disc(4, 0, 1)), (0, 0), (3, 0)) == [-1.0, 0.0]
    assert at(cut(disc(0, 0, 3), disc(0, 0, 1)), (0, 0), (2, 0)) == [1.0, -1.0]


def test_a_field_is_192_or_so_on_the_outline_and_falls_by_32_a_pixel():
    made = field(disc(0, 0, 4), 1)
    middle = SIDE // 2
    assert made.shape == (SIDE, SIDE)
    assert np.array_equal(made, made.T)
    assert made[middle, middle] == 255
    row = made[middle, middle + 4 : middle + 7].astype(int)
    assert 170 < row[0] < 191  # half a pixel outside
    assert set(np.diff(row)) <= {-31, -32}


@pytest.mark.parametrize("name", ICONS)
def test_every_drawing_has_ink_and_stays_within_its_square(name):
    places = (np.arange(-120, 120) + 0.5) / 10
    x, y = np.meshgrid(places, places)
    ink = ICONS[name](x, y) < 0
    assert 0.1 < ink.sum() / (20 * HALF) ** 2 < 0.7
    assert np.abs(x[ink]).max() < HALF
    assert np.abs(y[ink]).max() < HALF


def test_drawings_are_told_apart():
    made = [field(shape, 1).tobytes() for shape in ICONS.values()]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("ratio", [1, 2])
def test_the_sheet_holds_each_icon_where_the_places_say(ratio):
    pixels, places = read_png(sheet_png(ratio)), sheet_json(ratio)
    assert list(places) == sorted(ICONS)
    assert pixels.shape == (SIDE * ratio, SIDE * ratio * len(ICONS), 4)
    assert not pixels[:, :, :3].any()
    for name, place in places.items():
        assert (place["pixelRatio"], place["sdf"]) == (ratio, True)
        x, y, width, height = (place[k] for k in ("x", "y", "width", "height"))
        there = pixels[y : y + height, x : x + width, 3]
        assert np.array_equal(there, field(ICONS[name], ratio))
        assert there[: (PAD - 1) * ratio].max() < 192  # room for a halo
    assert sheet_png(ratio) == sheet_png(ratio)


def test_every_icon_the_style_names_is_drawn_and_every_drawing_is_named():
    assert (set(STOP_ICONS) | set(ROUTE_ICONS)) - {NONE} == set(ICONS)
