"""The files of one GTFS or GTFS-JP feed → text tables, and notices about how they are written.

Every file is read as text only; what it says is judged elsewhere. What does not live here: parsing (text_csv),
declarations (gtfs_schema), the copy for the canonical engine (gtfs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from feeds.archive import Archive, Entry
from feeds.formats.encodings import Decoded, to_utf8
from feeds.formats.engine_view import Irregular
from feeds.formats.gtfs_schema import KNOWN
from feeds.formats.look import is_junk
from feeds.formats.text_csv import MAX_COLUMNS, Flaw, Parsed, outer_spaces, parse
from feeds.formats.texts import READING
from feeds.tables import TextFile, is_table_stem
from terms.notices import Notice

_LARGEST_EXTRA, _MOST_EXTRAS = 64 << 20, 50
"""Of .txt files that GTFS does not name, so many are read as tables, each up to this size in bytes."""


@dataclass(frozen=True, slots=True)
class FilesRead:
    """`tables` by stem, `files` all that were found, `notices` in their order. `mended` by file name: bytes that a
    reader of good files can take, where the original is not; `irregular` by stem. `is_damaged`: the last notice says
    why the feed is unreadable."""

    tables: Mapping[str, pl.DataFrame]
    files: tuple[TextFile, ...]
    notices: tuple[Notice, ...]
    mended: Mapping[str, bytes]
    irregular: Mapping[str, Irregular]
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class _FileRead:
    file: TextFile
    frame: pl.DataFrame | None = None
    notices: tuple[Notice, ...] = ()
    mended: bytes | None = None
    irregular: Irregular | None = None


def read_files(archive: Archive, folder: str, leave: frozenset[str] = frozenset()) -> FilesRead:
    """Read the files of the feed that stands in `folder` of an archive ('' is the top), but those named in `leave`.
    Never raises for bad data."""
    tables: dict[str, pl.DataFrame] = {}
    files: list[TextFile] = []
    notices: list[Notice] = []
    mended: dict[str, bytes] = {}
    irregular: dict[str, Irregular] = {}
    extras = 0
    for entry in entries_of(archive, folder):
        name = entry.name[len(folder) :]
        if name in leave:
            continue
        extras += not is_known(name)
        read = _read_file(archive, entry, name, extras <= _MOST_EXTRAS)
        if isinstance(read, Notice):
            return FilesRead(tables, tuple(files), (*notices, read), mended, irregular, is_damaged=True)
        files.append(read.file)
        notices.extend(read.notices)
        if read.frame is not None:
            tables[name[:-4]] = read.frame
        if read.mended is not None:
            mended[name] = read.mended
        if read.irregular is not None:
            irregular[name[:-4]] = read.irregular
    return FilesRead(tables, tuple(files), tuple(notices), mended, irregular)


def entries_of(archive: Archive, folder: str) -> list[Entry]:
    """The files of the feed in that folder, without what desktop systems add."""
    return [entry for entry in archive.entries if entry.name.startswith(folder) and not is_junk(entry.name)]


def is_known(name: str) -> bool:
    """Whether GTFS or GTFS-JP has a table in a file of that name (any …_jp.txt belongs to GTFS-JP)."""
    stem = name.removesuffix(".txt")
    return name.endswith(".txt") and (stem in KNOWN or stem.endswith("_jp"))


def _read_file(archive: Archive, entry: Entry, name: str, takes_extras: bool) -> _FileRead | Notice:
    """One file: a table when its name ends in .txt and stands at the top of the feed, otherwise only listed."""
    stem, is_ours = name.removesuffix(".txt"), is_known(name)
    is_table = name.endswith(".txt") and "/" not in name and is_table_stem(stem)
    if not is_table or (not is_ours and (entry.size_bytes > _LARGEST_EXTRA or not takes_extras)):
        return _FileRead(TextFile(name, entry.size_bytes))
    raw = archive.read(entry)
    if isinstance(raw, Notice):
        return raw
    decoded = to_utf8(raw)
    parsed = parse(decoded.data)
    is_mended = decoded.was_changed or any(flaw.kind in ("nul", "cr") for flaw in parsed.flaws)
    if not is_ours and (is_mended or parsed.flaws or decoded.encoding == "unknown"):
        return _FileRead(TextFile(name, entry.size_bytes, decoded.encoding))
    notices = (*_encoding_notices(name, decoded), *(_flaw_notice(name, flaw) for flaw in parsed.flaws))
    file = TextFile(name, entry.size_bytes, decoded.encoding, None if parsed.frame is None else stem)
    mended = parsed.data if is_mended else None
    if any(flaw.kind == "columns" for flaw in parsed.flaws):
        mended = b",".join(parsed.data.lstrip().split(b"\n", 1)[0].split(b",", MAX_COLUMNS)[:MAX_COLUMNS])
    return _FileRead(file, parsed.frame, notices, mended, _irregular(parsed))


def _irregular(parsed: Parsed) -> Irregular:
    surplus = next((flaw for flaw in parsed.flaws if flaw.kind == "extra"), Flaw("extra", 0))
    return Irregular(surplus.count, surplus.row, outer_spaces(parsed.data))


def _encoding_notices(name: str, decoded: Decoded) -> tuple[Notice, ...]:
    if decoded.encoding in ("utf-8", "utf-8-sig"):
        return ()
    if decoded.encoding == "unknown":
        row = decoded.data.count(b"\n", 0, max(0, decoded.bad_at)) + 1
        return (READING["text_not_utf8"].at(table=name, row=row, expected="UTF-8"),)
    if decoded.encoding == "utf-16":
        return (READING["text_utf16"].at(table=name, value="UTF-16", expected="UTF-8"),)
    shown = {"cp932": "Shift_JIS (CP932)", "euc_jp": "EUC-JP"}[decoded.encoding]
    return (READING["jp_bad_encoding"].at(table=name, value=shown, expected="UTF-8"),)


def _flaw_notice(name: str, flaw: Flaw) -> Notice:
    if flaw.kind == "columns":
        return READING["text_too_many_columns"].at(table=name, value=flaw.count, expected=str(MAX_COLUMNS))
    if flaw.kind == "sparse":
        return READING["text_rows_too_short"].at(table=name, value=flaw.count)
    code = {"nul": "nul_bytes", "cr": "line_ends", "quotes": "quotes_irregular", "extra": "extra_cells"}[flaw.kind]
    return READING[f"text_{code}"].at(table=name, row=flaw.row, count=flaw.count)
