"""The small map of the Dagster page: what is drawn where, and that it stays small."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import polars as pl
import shapely

from pipelines.thumbnails import HEIGHT, MARGIN, WIDTH, as_markdown, thumbnail


def frame(*shapes):
    return pl.DataFrame({"geometry": [shapely.to_wkb(one) for one in shapes]}, schema={"geometry": pl.Binary})


def inked(png: bytes) -> np.ndarray:
    """(row, column) of every inked pixel."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">IIBBBBB", png[16:29]) == (WIDTH, HEIGHT, 1, 3, 0, 0, 0)
    at = png.index(b"IDAT")
    (size,) = struct.unpack(">I", png[at - 4 : at])
    rows = np.frombuffer(zlib.decompress(png[at + 4 : at + 4 + size]), dtype=np.uint8).reshape(HEIGHT, 1 + WIDTH // 8)
    assert not rows[:, 0].any()
    return np.argwhere(np.unpackbits(rows[:, 1:], axis=1))


def test_points_fill_the_picture_north_up():
    found = inked(thumbnail(frame(shapely.Point(-1, -1), shapely.Point(1, 1))))
    assert len(found) == 18
    (top, right), (bottom, left) = found[found[:, 0].argmin()], found[found[:, 0].argmax()]
    assert (top, bottom) == (MARGIN - 1, HEIGHT - MARGIN + 1)
    assert right > left


def test_degrees_of_longitude_are_shortened_by_the_latitude():
    found = inked(thumbnail(frame(shapely.LineString([(0, 59), (0, 61)]), shapely.LineString([(-1, 60), (1, 60)]))))
    tall, wide = np.ptp(found[:, 0]), np.ptp(found[:, 1])
    assert tall == HEIGHT - 2 * MARGIN
    assert abs(wide - tall / 2) <= 1


def test_two_lines_are_not_joined_and_areas_are_outlined():
    apart = inked(thumbnail(frame(shapely.LineString([(0, 0), (0, 1)]), shapely.LineString([(1, 0), (1, 1)]))))
    assert len(np.unique(apart[:, 1])) == 2
    ring = inked(thumbnail(frame(shapely.box(0, 0, 1, 1))))
    inside = ring[(ring[:, 0] > MARGIN + 2) & (ring[:, 0] < HEIGHT - MARGIN - 2)]
    assert len(np.unique(inside[:, 1])) == 2


def test_one_point_and_nothing():
    assert len(inked(thumbnail(frame(shapely.Point(135, 35))))) == 9
    assert thumbnail(frame()) is None
    assert thumbnail(frame(shapely.Point())) is None


def test_many_features_stay_small():
    rng = np.random.default_rng(7)
    lines = [shapely.LineString(rng.normal([135, 35], 0.2, (200, 2))) for _ in range(200)]
    for many in (lines, [shapely.Point(*at) for at in rng.normal([135, 35], 0.2, (20_000, 2))]):
        assert len(thumbnail(frame(*many))) < 10_000


def test_markdown_holds_the_bytes():
    words = as_markdown(b"\x00\x01", "map")
    assert words == "![map](data:image/png;base64,AAE=)"
    assert base64.b64decode(words.split("base64,")[1][:-1]) == b"\x00\x01"
