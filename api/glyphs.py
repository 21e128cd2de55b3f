"""Glyph ranges: read from those built beside the page; what is not built is drawn once and kept in the home's cache.

What does not live here: drawing them (tiles.glyphs), building them all (tiles.glyph_files), the fonts (web).
"""

from __future__ import annotations

import os
import re
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path

from terms.canonical import sha256_hex
from terms.errors import BadRequest, NotThere
from tiles.glyph_files import draw, file_name, folder_name
from tiles.glyphs import parse_range

BUILT = "glyphs"
"""Folder beside the fonts with the ranges built by `make web`."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A range as it is sent: the protocol buffer in gzip, and the hash its ETags are made of."""

    zipped: bytes
    digest: str


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Glyphs:
    """Glyph ranges of the fonts in one folder."""

    def __init__(self, fonts: Path, cache: Path) -> None:
        self._fonts, self._cache = fonts, cache
        self._held: dict[tuple[Path, int], Glyph] = {}
        self._read: dict[Path, tuple[bytes, str]] = {}
        self._lock = threading.Lock()

    def get(self, stack: str, text: str) -> Glyph:
        """The range such as '0-255' of the first font of the stack that is here. Raises BadRequest for a range that is
        none, NotThere when no font of the stack is here."""
        try:
            start = parse_range(text)
        except ValueError as error:
            raise BadRequest(str(error)) from error
        font = self._font(stack)
        held = self._held.get((font, start))
        if held is None:
            with self._lock:  # drawing is heavy: one at a time, and each range once
                held = self._held.get((font, start)) or self._find(font, start)
                self._held[font, start] = held
        return held

    def _font(self, stack: str) -> Path:
        have = {_plain(path.stem): path for path in sorted(self._fonts.glob("*.ttf"))} if self._fonts.is_dir() else {}
        for name in stack.split(","):
            if _plain(name) in have:
                return have[_plain(name)]
        raise NotThere(f"no font {stack!r} here" if have else "no font is built here; `make web` builds the page")

    def _find(self, font: Path, start: int) -> Glyph:
        if font not in self._read:
            data = font.read_bytes()
            self._read[font] = data, folder_name(data, font.stem)
        data, folder = self._read[font]
        for place in (self._fonts / BUILT, self._cache):
            path = place / folder / file_name(start)
            if path.is_file():
                zipped = path.read_bytes()
                break
        else:
            zipped = draw(data, font.stem, start)
            self._keep(self._cache / folder / file_name(start), zipped)
        return Glyph(zipped, sha256_hex(zipped)[:32])

    def _keep(self, path: Path, zipped: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.{uuid.uuid4().hex}")
        temporary.write_bytes(zipped)
        temporary.replace(path)
