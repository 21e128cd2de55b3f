"""Builders for the tests of comparing: a small feed, changed file by file, as text tables.

What does not live here: the feed itself (tests/feeds/conftest.py: feed_files).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from feeds.compare.compare import compare
from feeds.formats.text_csv import parse

Tables = dict[str, pl.DataFrame]
Edit = tuple[str, str]


@pytest.fixture(scope="session")
def make_tables(feed_files: dict[str, str]) -> Callable[..., Tables]:
    """The small feed with texts replaced: `make_tables(stops=("港前", "港"))`, several as a list of pairs; `files` adds
    or replaces whole files (None: leaves one out)."""

    def _make(files: dict[str, str | None] | None = None, **edits: Edit | list[Edit]) -> Tables:
        texts: dict[str, str | None] = {**feed_files}
        for stem, given in edits.items():
            text = texts[f"{stem}.txt"] or ""
            for old, new in given if isinstance(given, list) else [given]:
                assert old in text, f"{old} is not in {stem}.txt"
                text = text.replace(old, new)
            texts[f"{stem}.txt"] = text
        found = {}
        for name, text in (texts | (files or {})).items():
            frame = None if text is None else parse(text.encode()).frame
            if frame is not None:
                found[name.removesuffix(".txt")] = frame
        return found

    return _make


@pytest.fixture(scope="session")
def told(make_tables: Callable[..., Tables]) -> Callable[..., dict[str, Any]]:
    """The document of comparing the small feed with its edited form (or `old` with it)."""

    def _told(files: dict[str, str | None] | None = None, old: Tables | None = None, **edits: Any) -> dict[str, Any]:
        return compare(make_tables() if old is None else old, make_tables(files, **edits))

    return _told
