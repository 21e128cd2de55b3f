"""Glyph ranges: made once from the fonts beside the page, kept in memory and in the home's cache.

What does not live here: drawing them (tiles.glyphs), the fonts (web).
"""

from __future__ import annotations

import os
import re
import threading
import uuid
from pathlib import Path

from terms.canonical import sha256_hex
from terms.errors import BadRequest, NotThere
from tiles.glyphs import glyph_range, parse_range

CACHE_VERSION = "1"
"""Raised when `tiles.glyphs` draws otherwise."""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Glyphs:
    """Glyph ranges of the fonts in one folder."""

    def __init__(self, fonts: Path, cache: Path) -> None:
        self._fonts, self._cache = fonts, cache
        self._held: dict[tuple[str, int], bytes] = {}
        self._digests: dict[Path, str] = {}
        self._lock = threading.Lock()

    def get(self, stack: str, text: str) -> bytes:
        """The protocol buffer of a range such as '0-255' for the first font of the stack that is here. Raises
        BadRequest for a range that is none, NotThere when no font of the stack is here."""
        try:
            start = parse_range(text)
        except ValueError as error:
            raise BadRequest(str(error)) from error
        font, name = self._font(stack)
        held = self._held.get((name, start))
        if held is None:
            with self._lock:  # drawing is heavy: one at a time, and each range once
                held = self._held.get((name, start)) or self._make(font, name, start)
                self._held[name, start] = held
        return held

    def _font(self, stack: str) -> tuple[Path, str]:
        have = {_plain(path.stem): path for path in sorted(self._fonts.glob("*.ttf"))} if self._fonts.is_dir() else {}
        for name in (one.strip() for one in stack.split(",")):
            if _plain(name) in have:
                return have[_plain(name)], name
        raise NotThere(f"no font {stack!r} here" if have else "no font is built here; `make web` builds the page")

    def _make(self, font: Path, name: str, start: int) -> bytes:
        data = font.read_bytes()
        digest = self._digests.setdefault(font, sha256_hex(data)[:16])
        path = self._cache / f"{CACHE_VERSION}-{digest}-{sha256_hex(name.encode())[:8]}-{start}.pbf"
        if path.is_file():
            return path.read_bytes()
        made = glyph_range(data, start, name)
        self._cache.mkdir(parents=True, exist_ok=True)
        temporary = self._cache / f"{path.name}.{os.getpid()}.{uuid.uuid4().hex}"
        temporary.write_bytes(made)
        temporary.replace(path)
        return made
