"""All glyph ranges of a font as files, made once: `python -m tiles.glyph_files FONT FOLDER`.

    FOLDER/NotoSansJP-Regular-0123456789abcdef-1/12288-12543.pbf.gz

The sub-folder names the font, its bytes and the way of drawing, so files of another font or drawing are never read; it
appears whole or not at all. What does not live here: drawing (tiles.glyphs), fetching the font (web), serving (api).
"""

from __future__ import annotations

import gzip
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from terms.canonical import sha256_hex
from tiles.glyphs import DRAWN, covered, glyph_range

LEVEL = 6
"""Of gzip: distance fields shrink to half; more effort saves no byte that counts."""


def folder_name(font: bytes, stem: str) -> str:
    """The sub-folder of one font as it is drawn now; `stem` is the font's file name without its ending."""
    return f"{stem}-{sha256_hex(font)[:16]}-{DRAWN}"


def file_name(start: int) -> str:
    """The file of a range: 0 → '0-255.pbf.gz'."""
    return f"{start}-{start + 255}.pbf.gz"


def draw(font: bytes, stem: str, start: int) -> bytes:
    """A range as its file holds it: gzip, equal for equal fonts. Raises ValueError as `glyph_range` does."""
    return gzip.compress(glyph_range(font, start, stem), LEVEL, mtime=0)


def draw_all(font: Path, folder: Path, processes: int | None = None) -> Path:
    """Every range the font has characters in, into its sub-folder of `folder`; at once when that is there already.
    `processes`: how many draw side by side (default: one a core). Raises OSError, ValueError when it is no font."""
    data = font.read_bytes()
    made = folder / folder_name(data, font.stem)
    if made.is_dir():
        return made
    begun = made.with_name(f"{made.name}.{os.getpid()}.begun")
    begun.mkdir(parents=True)
    try:
        with ProcessPoolExecutor(processes) as pool:
            list(pool.map(partial(_draw_file, font, begun), covered(data)))
        begun.rename(made)
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return made


def _draw_file(font: Path, folder: Path, start: int) -> None:
    (folder / file_name(start)).write_bytes(draw(font.read_bytes(), font.stem, start))


def main(arguments: list[str]) -> int:
    """The command; returns its exit code."""
    if len(arguments) != 2:
        sys.stderr.write("python -m tiles.glyph_files FONT FOLDER\n")
        return 2
    made = draw_all(Path(arguments[0]), Path(arguments[1]))
    sizes = [path.stat().st_size for path in made.iterdir()]
    sys.stdout.write(f"{len(sizes)} glyph ranges, {sum(sizes) / 1e6:.1f} MB, in {made}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
