"""The boxed entries of comparing: two strangers' files, or the text tables that versions keep → the document of
`compare` on disk, for kept versions with the map of what changed.

What does not live here: the process and its limits (boxes), words and pages (`words`, `page`), who asks (futae).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from feeds.archive import Archive, ArchiveLimits
from feeds.compare.coded import Coded, Coder, Table
from feeds.compare.compare import compared
from feeds.compare.normal import LARGE
from feeds.compare.on_map import change_map, in_short
from feeds.compare.sides import both
from feeds.compare.values import Json
from feeds.formats import look as looking
from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.formats.flex_locations import read_locations
from feeds.formats.gtfs import read_gtfs
from feeds.formats.gtfs_files import read_files
from feeds.formats.reading import ReadingRule
from feeds.formats.text_pieces import frames
from feeds.formats.texts import READING
from feeds.tables import read_tables
from terms.notices import Notice

DOCUMENT, MAP = "diff.json", "diff.geojson"
SIDES = ("old", "new")


def diff_files(
    input_path: Path, out_dir: Path, *, names: Mapping[str, str], limits: Mapping[str, int] | None = None
) -> Json:
    """Compare `input_path/old` with `input_path/new` (each a folder that holds the file, or folder of tables, that was
    sent under its name of `names`). Writes `out_dir/diff.json`; gives {"unreadable": {side: [{code, ja, en}]}}, empty
    when both were read. Never raises for bad data; OSError when files cannot be read."""
    found = _read_both(input_path, Path(out_dir), names, ArchiveLimits(**(limits or {})))
    refused = {s: [_said(one) for one in notices] for s, notices in found.items() if not isinstance(notices, dict)}
    tables = [one for one in found.values() if isinstance(one, dict)]
    found.clear()
    if not refused:
        document = compared(tables.pop(0), tables.pop(0))[0]  # nobody else holds them: they go when they are done
        _write(document, Path(out_dir) / DOCUMENT)
    return {"unreadable": refused}


def diff_tables(input_path: Path, out_dir: Path) -> Json:
    """Compare the text tables in `input_path/old` and `input_path/new`. Writes `out_dir/diff.json`, with `map` (how
    many stops and routes changed, where), and `out_dir/diff.geojson`; gives equal, how many lines and unexplained rows,
    and map. OSError when a table cannot be read."""
    document, seen = compared(*(read_tables(Path(input_path) / side) for side in SIDES))
    drawn = change_map(seen)
    short = in_short(drawn)
    _write({**document, "map": short}, Path(out_dir) / DOCUMENT)
    _write(drawn, Path(out_dir) / MAP)
    unexplained = sum(one["rows"] for one in document["unexplained"])
    return {"equal": document["equal"], "lines": len(document["lines"]), "unexplained": unexplained, "map": short}


def _write(value: Json, path: Path) -> None:
    """As JSON; lone surrogates, which UTF-8 has no bytes for, become `?`."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(text.encode("utf-8", "replace").decode(), encoding="utf-8")


def _read_both(
    input_path: Path, out_dir: Path, names: Mapping[str, str], limits: ArchiveLimits
) -> dict[str, dict[str, Table] | tuple[Notice, ...]]:
    def read(side: str) -> dict[str, Table] | tuple[Notice, ...]:
        return _tables(input_path / side / names[side], names[side], out_dir, limits)

    return dict(zip(SIDES, both(read, *SIDES), strict=True))


def _tables(path: Path, name: str, out_dir: Path, limits: ArchiveLimits) -> dict[str, Table] | tuple[Notice, ...]:
    """The text tables of a GTFS feed; else why there are none."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=out_dir) as work:
        found = looking.look(path, name, Path(work), limits)
        if found.archive is None:
            return found.notices or (READING["format_unknown"].at(seen=found.format),)
        tables = _lean_tables(found.archive, found.folder)
        if not tables:
            read = read_gtfs(found.archive, found.folder, Path(work))  # says all that is wrong
            return (*found.notices, *read.notices) or (READING["format_unknown"].at(seen=found.format),)
        locations = read_locations(found.archive, found.folder)
        more = {} if locations is None else {LOCATIONS: locations}
        return {**tables, **more}


def _lean_tables(archive: Archive, folder: str) -> dict[str, Table]:
    """The tables of the feed, large ones coded while they are read; none when a file is damaged."""
    large: dict[str, Table] = {}
    for entry in archive.entries:
        stem = entry.name.removeprefix(folder).removesuffix(".txt")
        if stem in LARGE and entry.name == f"{folder}{stem}.txt":
            table = _coded(frames(archive.pieces(entry)))
            large |= {} if table is None else {stem: table}
    read = read_files(archive, folder, frozenset(f"{stem}.txt" for stem in large))
    return {} if read.is_damaged else {**read.tables, **large}


def _coded(pieces: Iterator[pl.DataFrame | None]) -> Coded | None:
    """The table; None when it cannot be read in pieces."""
    coder = Coder()
    for piece in pieces:
        if piece is None:
            return None
        coder.add(piece)
    return coder.done()


def _said(notice: Notice) -> Json:
    rule: ReadingRule | None = READING.get(notice.code)
    if rule is None:
        return {"code": notice.code, "ja": notice.code, "en": notice.code}
    facts: dict[str, Any] = {"table": notice.table, "row": notice.row, "column": notice.column, "value": notice.value,
                             "expected": notice.expected, **notice.details}  # fmt: skip
    words = {"ja": rule.text.ja.message, "en": rule.text.en.message}
    return {"code": notice.code, **{lang: text.format_map(_Facts(facts)) for lang, text in words.items()}}


class _Facts(dict[str, Any]):
    """What a message asks for and the notice does not say is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"
