"""GTFS and GTFS-JP: the files of one feed → text tables, notices, and a clean copy for the canonical engine.

Every file is read as text only; what it says is judged elsewhere. What does not live here: finding the feed in its
container (feeds.formats.look), parsing (text_csv), declarations (gtfs_schema), rules (feeds.rules).
"""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from feeds.archive import Archive, Entry
from feeds.formats.encodings import Decoded, to_utf8
from feeds.formats.engine_view import EngineView, Irregular, engine_view
from feeds.formats.gtfs_schema import KNOWN
from feeds.formats.look import is_junk
from feeds.formats.text_csv import MAX_COLUMNS, Flaw, Parsed, outer_spaces, parse
from feeds.formats.texts import READING
from feeds.tables import ROW, TextFile, TextTables, is_table_stem
from terms.notices import Notice

_LARGEST_EXTRA, _MOST_EXTRAS = 64 << 20, 50
"""Of .txt files that GTFS does not name, so many are read as tables, each up to this size in bytes."""


@dataclass(frozen=True, slots=True)
class GtfsRead:
    """One feed as read. `archive_path` is a folder or a file named .zip with the tables at its top in UTF-8; None when
    the feed is unreadable, and the notices say why. `view` is what stands there, as the canonical engine counts it."""

    tables: TextTables
    notices: tuple[Notice, ...]
    archive_path: Path | None
    view: EngineView | None = None


@dataclass(frozen=True, slots=True)
class _FileRead:
    file: TextFile
    frame: pl.DataFrame | None = None
    notices: tuple[Notice, ...] = ()
    mended: bytes | None = None
    irregular: Irregular | None = None


def read_gtfs(archive: Archive, folder: str, work: Path) -> GtfsRead:
    """Read the feed that stands in `folder` of an archive ('' is the top). `work` is a folder for the clean copy that
    is written when the engine could not read the original. Never raises for bad data."""
    tables: dict[str, pl.DataFrame] = {}
    files: list[TextFile] = []
    notices: list[Notice] = []
    mended: dict[str, bytes] = {}
    irregular: dict[str, Irregular] = {}
    extras = 0
    for entry in _entries(archive, folder):
        name = entry.name[len(folder) :]
        extras += not _is_known(name)
        read = _read_file(archive, entry, name, extras <= _MOST_EXTRAS)
        if isinstance(read, Notice):
            return GtfsRead(TextTables(tables, tuple(files)), (*notices, read), None)
        files.append(read.file)
        notices.extend(read.notices)
        if read.frame is not None:
            tables[name[:-4]] = read.frame
        if read.mended is not None:
            mended[name] = read.mended
        if read.irregular is not None:
            irregular[name[:-4]] = read.irregular
    whole = TextTables(tables, tuple(files))
    view = engine_view(whole, irregular, tuple(file for file in files if not _is_known(file.name)))
    mended |= {f"{stem}.txt": _csv(frame) for stem, frame in view.changed.items()}
    path = _clean_copy(archive, folder, mended, view.left_out, work)
    return GtfsRead(whole, (*notices, *view.notices), path, view)


def _csv(frame: pl.DataFrame) -> bytes:
    """The table as CSV in UTF-8, without our column of line numbers."""
    return frame.drop(ROW).write_csv().encode()


def _entries(archive: Archive, folder: str) -> list[Entry]:
    return [entry for entry in archive.entries if entry.name.startswith(folder) and not is_junk(entry.name)]


def _is_known(name: str) -> bool:
    """Whether GTFS or GTFS-JP has a table in a file of that name (any …_jp.txt belongs to GTFS-JP)."""
    stem = name.removesuffix(".txt")
    return name.endswith(".txt") and (stem in KNOWN or stem.endswith("_jp"))


def _read_file(archive: Archive, entry: Entry, name: str, takes_extras: bool) -> _FileRead | Notice:
    """One file: a table when its name ends in .txt and stands at the top of the feed, otherwise only listed."""
    stem, is_known = name.removesuffix(".txt"), _is_known(name)
    is_table = name.endswith(".txt") and "/" not in name and is_table_stem(stem)
    if not is_table or (not is_known and (entry.size_bytes > _LARGEST_EXTRA or not takes_extras)):
        return _FileRead(TextFile(name, entry.size_bytes))
    raw = archive.read(entry)
    if isinstance(raw, Notice):
        return raw
    decoded = to_utf8(raw)
    parsed = parse(decoded.data)
    is_mended = decoded.was_changed or any(flaw.kind in ("nul", "cr") for flaw in parsed.flaws)
    if not is_known and (is_mended or parsed.flaws or decoded.encoding == "unknown"):
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


def _clean_copy(archive: Archive, folder: str, mended: dict[str, bytes], left_out: frozenset[str], work: Path) -> Path:
    """Where the canonical engine reads: the original when it can, else a stored zip of the mended feed."""
    is_sound = not mended and not left_out
    if is_sound and not archive.is_zip:
        return archive.path / folder
    if is_sound and not folder and archive.path.suffix == ".zip":
        return archive.path
    target = work / "feed.zip"
    if is_sound and not folder:
        _link(archive.path, target)
        return target
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        for entry in _entries(archive, folder):
            name = entry.name[len(folder) :]
            if "/" in name or not name.isprintable() or name in left_out:
                continue
            data = mended[name] if name in mended else _content_for_engine(archive, entry)
            clean.writestr(zipfile.ZipInfo(name), data)
    return target


def _content_for_engine(archive: Archive, entry: Entry) -> bytes:
    """The bytes of a file the engine may read; for any other an empty one, so that its name is still reported."""
    if not entry.name.endswith((".txt", ".geojson")):
        return b""
    data = archive.read(entry)
    return b"" if isinstance(data, Notice) else data


def _link(source: Path, target: Path) -> None:
    """The same file under a name that ends in .zip, which the engine insists on."""
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)
