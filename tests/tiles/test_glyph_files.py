"""Glyph files: every range of a font drawn once, whole folders only. Not here: drawing (test_glyphs)."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from tiles import glyph_files
from tiles.glyphs import DRAWN, covered, glyph_range

FONT = Path(__file__).parents[2] / "web/dist/fonts/NotoSansJP-Regular.ttf"
RANGES = [0, 0x3000]


@pytest.fixture
def font(tmp_path):
    if not FONT.exists():
        pytest.skip("the page's font is not built (make web)")
    return Path(shutil.copy(FONT, tmp_path / "Some-Regular.ttf"))


def test_the_font_of_the_page_has_japanese(font):
    starts = covered(font.read_bytes())
    assert {0, 0x3000, 0x4E00, 0x6F00, 0x9F00, 0xFF00} <= set(starts)
    assert starts == sorted(starts)
    assert all(start % 256 == 0 and start <= 0xFF00 for start in starts)


def test_all_ranges_are_drawn_once(font, tmp_path, monkeypatch):
    monkeypatch.setattr(glyph_files, "covered", lambda _font: RANGES)
    made = glyph_files.draw_all(font, tmp_path / "out", processes=1)
    assert made.parent == tmp_path / "out"
    assert made.name == glyph_files.folder_name(font.read_bytes(), "Some-Regular")
    assert made.name.startswith("Some-Regular-")
    assert made.name.endswith(f"-{DRAWN}")
    assert sorted(path.name for path in made.iterdir()) == ["0-255.pbf.gz", "12288-12543.pbf.gz"]
    held = (made / "0-255.pbf.gz").read_bytes()
    assert gzip.decompress(held) == glyph_range(font.read_bytes(), 0, "Some-Regular")
    assert held == glyph_files.draw(font.read_bytes(), "Some-Regular", 0)
    (made / "0-255.pbf.gz").unlink()
    assert glyph_files.draw_all(font, tmp_path / "out") == made
    assert not (made / "0-255.pbf.gz").exists()  # what is there is not looked into again


def test_what_is_not_whole_does_not_appear(font, tmp_path, monkeypatch):
    monkeypatch.setattr(glyph_files, "covered", lambda _font: [0, 1])
    with pytest.raises(ValueError, match="range"):
        glyph_files.draw_all(font, tmp_path / "out", processes=1)
    assert list((tmp_path / "out").iterdir()) == []


def test_the_command(font, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(glyph_files, "covered", lambda _font: [0x3000])
    assert glyph_files.main([]) == 2
    assert glyph_files.main([str(font), str(tmp_path / "out")]) == 0
    assert "1 glyph ranges, 0.1 MB" in capsys.readouterr().out
