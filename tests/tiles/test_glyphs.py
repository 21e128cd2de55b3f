"""Glyph ranges: the distance field, the protocol buffer, and a Japanese font where the page's packages are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tiles.glyphs import ASCENDER, BORDER, FINE, distance_field, glyph_range, parse_range

WEB = Path(__file__).parents[2] / "web"
FONTS = (
    WEB / "node_modules/@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
    WEB / "dist/fonts/NotoSansJP-Regular.ttf",
)


@pytest.fixture(scope="module")
def font():
    for path in FONTS:
        if path.exists():
            return path.read_bytes()
    pytest.skip("the page's font package is not installed (web/node_modules)")


def read_fields(data):
    """(field, value) of a protocol buffer message: whole numbers or bytes."""

    def number(at):
        value = shift = 0
        while True:
            octet = data[at]
            at, value, shift = at + 1, value | (octet & 0x7F) << shift, shift + 7
            if octet < 0x80:
                return value, at

    at = 0
    while at < len(data):
        key, at = number(at)
        value, at = number(at)
        if key & 7 == 2:
            value, at = data[at : at + value], at + value
        yield key >> 3, value


def signed(value):
    return (value >> 1) ^ -(value & 1)


def glyphs_of(data):
    ((field, stack),) = read_fields(data)
    assert field == 1
    parts = list(read_fields(stack))
    glyphs = {}
    for glyph in (dict(read_fields(v)) for k, v in parts if k == 3):
        glyphs[chr(glyph[1])] = glyph
    return dict(parts[:2]), glyphs


def test_field_of_a_square():
    field = distance_field(np.ones((8 * FINE, 8 * FINE)))
    assert field.shape == (8 + 2 * BORDER, 8 + 2 * BORDER)
    assert (field == field.T).all()
    assert (field == field[::-1, ::-1]).all()
    middle = field[7].astype(int)
    assert middle[BORDER - 1] < 192 < middle[BORDER]
    assert middle[BORDER - 1] + middle[BORDER] == pytest.approx(2 * 191.25, abs=2)
    assert np.diff(middle[:5]).tolist() == pytest.approx([32] * 4, abs=1)


def test_japanese_glyphs(font):
    heads, glyphs = glyphs_of(glyph_range(font, 0x3000, "Noto Sans JP Regular"))
    assert heads == {1: b"Noto Sans JP Regular", 2: b"12288-12543"}
    assert len(glyphs) > 180
    for glyph in glyphs.values():
        if 2 in glyph:
            assert len(glyph[2]) == (glyph[3] + 2 * BORDER) * (glyph[4] + 2 * BORDER)
    ka = glyphs["か"]
    assert ka[7] == 24
    assert 18 <= ka[3] <= 24
    assert -12 <= signed(ka[6]) <= -3
    pixels = np.frombuffer(ka[2], dtype=np.uint8).reshape(ka[4] + 6, ka[3] + 6)
    assert 0.1 < (pixels >= 192).mean() < 0.5
    assert (pixels[0] < 192).all()
    assert (pixels[:, 0] < 192).all()


def test_latin_glyphs_stand_on_the_baseline(font):
    _, glyphs = glyphs_of(glyph_range(font, 0, "Noto Sans JP Regular"))
    for letter in "AEHx1":
        assert signed(glyphs[letter][6]) + ASCENDER - glyphs[letter][4] in (-1, 0)
    assert signed(glyphs["g"][6]) + ASCENDER - glyphs["g"][4] < -3
    assert 2 not in glyphs[" "]
    assert 4 <= glyphs[" "][7] <= 8
    assert "\x00" not in glyphs


def test_same_range_same_bytes(font):
    assert glyph_range(font, 0xFF00, "a") == glyph_range(font, 0xFF00, "a")


def test_a_range_the_font_lacks_is_empty(font):
    assert glyphs_of(glyph_range(font, 0x1200, "a"))[1] == {}


@pytest.mark.parametrize("start", [1, -256, 65_536])
def test_no_such_range(start):
    with pytest.raises(ValueError, match="range"):
        glyph_range(b"", start, "a")


def test_no_font():
    with pytest.raises(ValueError, match="not a font"):
        glyph_range(b"nothing", 0, "a")


def test_ranges_as_they_are_asked():
    assert parse_range("0-255") == 0
    assert parse_range("12288-12543") == 12288
    for text in ("", "0-256", "1-256", "65536-65791", "0-255.pbf", "-256--1", "０-255"):
        with pytest.raises(ValueError, match="glyph range"):
            parse_range(text)
