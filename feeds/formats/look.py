"""Which format a stranger's file is, found by looking at bytes and names, never by the extension of the file alone.

What does not live here: reading it (feeds.formats.gtfs, feeds.formats.documents), refusing containers (feeds.archive).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.archive import Archive, ArchiveLimits, Entry, looks_like_zip, open_archive
from feeds.formats.gtfs_schema import CORE, KNOWN
from feeds.formats.n03_texts import FORMAT as N03
from feeds.formats.texts import READING
from terms.notices import Notice

if TYPE_CHECKING:
    from feeds.formats.document import Document

UNKNOWN, GTFS = "unknown", "gtfs"

_SIGNS = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel (.xls)"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)
_NAMES_SHOWN = 4
_MOST_LOOKED_AT = 16
"""Of so many files of a zip the content is looked at for each format."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. `format` is 'gtfs', that of a document or 'unknown' (then the notices say why). GTFS: `archive`
    and the `folder` in it ('' or ending in '/'). A document: which one, its `data` and its `name`. N03 as a shapefile:
    `parts`, its files by their extension with its dot."""

    format: str
    notices: tuple[Notice, ...] = ()
    archive: Archive | None = None
    folder: str = ""
    data: bytes = b""
    name: str = ""
    document: Document | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)


def look(path: Path, file_name: str, work: Path, limits: ArchiveLimits | None = None) -> Look:
    """Find the format of a file or folder. `work` is an empty folder for the one zip that may stand inside another.
    Raises OSError only when `path` itself cannot be read."""
    bounds = limits or ArchiveLimits()
    if path.is_dir() or (path.stat().st_size and looks_like_zip(path)):
        opened = open_archive(path, bounds)
        return _in_archive(opened, work, bounds.max_depth, ()) if isinstance(opened, Archive) else _no(*opened)
    size = path.stat().st_size
    if size == 0:
        return _no(READING["file_empty"].at())
    if size > bounds.max_entry_bytes:
        at_most = str(bounds.max_entry_bytes)
        return _no(READING["archive_entry_too_large"].at(table=file_name, value=size, expected=at_most))
    data = path.read_bytes()
    for one in _documents():
        if one.is_it(data):
            return Look(one.format, data=data, name=file_name, document=one)
    code = "archive_not_zip" if file_name.lower().endswith(".zip") else "format_unknown"
    return _no(READING[code].at(seen=describe(data)))


def _documents() -> tuple[Document, ...]:
    """All formats of one document. Loaded for what is no feed only: shapely and Arrow are half of a feed's start."""
    from feeds.formats.documents.registry import documents

    return documents()


def describe(data: bytes) -> str:
    """A word for what bytes look like, for people who sent the wrong file."""
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    for sign, name in _SIGNS:
        if head.startswith(sign):
            return name
    if head[:1] == b"<":
        return "HTML" if b"<html" in head.lower() or b"<!doctype html" in head.lower() else "XML"
    if head[:1] in (b"{", b"["):
        return "JSON"
    return "binary" if b"\0" in head or not head else "text"


def _no(*notices: Notice) -> Look:
    return Look(UNKNOWN, notices)


def is_junk(name: str) -> bool:
    """Files that desktop systems add by themselves."""
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last.startswith("._") or last in (".DS_Store", "Thumbs.db", "desktop.ini")


def _in_archive(archive: Archive, work: Path, depth: int, so_far: tuple[Notice, ...]) -> Look:
    """GTFS at the top, else in one folder, else a document, else the same in the one zip inside."""
    files = [entry for entry in archive.entries if not is_junk(entry.name)]
    folders = _gtfs_folders(files)
    if "" in folders:
        return Look(GTFS, so_far, archive)
    if len(folders) == 1:
        inside = READING["archive_in_subfolder"].at(value=folders[0])
        return Look(GTFS, (*so_far, inside), archive, folders[0])
    if folders:
        return _no(*so_far, READING["archive_ambiguous"].at(value=_listed(folders)))
    found = _document_in(archive, files, so_far)
    if found is not None:
        return found
    zips = [entry for entry in files if entry.name.lower().endswith(".zip")]
    if len(zips) == 1:
        return _in_nested(archive, zips[0], work, depth, so_far)
    if zips:
        return _no(*so_far, READING["archive_ambiguous"].at(value=_listed([entry.name for entry in zips])))
    names = _listed([entry.name for entry in files]) if files else "—"
    return _no(*so_far, READING["format_unknown"].at(seen=f"ZIP: {names}" if archive.is_zip else names))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")


def _gtfs_folders(files: list[Entry]) -> list[str]:
    """Folders ('' is the top, others end in '/') that hold a core table, or two files that GTFS names."""
    stems: dict[str, set[str]] = defaultdict(set)
    for entry in files:
        folder, slash, last = entry.name.rpartition("/")
        if last.lower().endswith(".txt"):
            stems[folder + slash].add(last[:-4].lower())
    return sorted(folder for folder, names in stems.items() if names & CORE or len(names & KNOWN) >= 2)


def _document_in(archive: Archive, files: list[Entry], so_far: tuple[Notice, ...]) -> Look | None:
    """The one document in a zip or folder, else N03 as a shapefile, else a document that is last (a KSJ zip holds the
    same areas as GeoJSON, shapefile and GML); None when there is none of them."""
    for is_last in (False, True):
        for one in _documents():
            seen = _one_document(archive, files, so_far, one) if one.is_last == is_last else None
            if seen is not None:
                return seen
        shapefile = None if is_last else _n03_shapefile(archive, files, so_far)
        if shapefile is not None:
            return shapefile
    return None


def _one_document(archive: Archive, files: list[Entry], so_far: tuple[Notice, ...], one: Document) -> Look | None:
    """The document of this format; None when no file is it."""
    names = one.pick([entry.name for entry in files if entry.name.lower().endswith(one.endings)])[:_MOST_LOOKED_AT]
    hits = []
    for entry in files:
        if entry.name in names:
            data = archive.read(entry)
            if isinstance(data, Notice):
                return _no(*so_far, data)
            if one.is_it(data):
                hits.append(Look(one.format, so_far, data=data, name=entry.name.rpartition("/")[2], document=one))
    if len(hits) > 1:
        return _no(*so_far, READING["archive_ambiguous"].at(value=_listed([hit.name for hit in hits])))
    return hits[0] if hits else None


def _n03_shapefile(archive: Archive, files: list[Entry], so_far: tuple[Notice, ...]) -> Look | None:
    """The one shapefile of N03, told by the fields of its .dbf; None when there is none."""
    from feeds.formats.ksj_n03 import SHAPEFILE, is_n03_dbf, pick_n03  # as `_documents`

    stems = []
    for name in pick_n03([entry.name for entry in files if entry.name.lower().endswith(".dbf")]):
        head = archive.read(next(entry for entry in files if entry.name == name))
        if isinstance(head, Notice):
            return _no(*so_far, head)
        if is_n03_dbf(head):
            stems.append(name[:-4])
    if len(stems) > 1:
        return _no(*so_far, READING["archive_ambiguous"].at(value=_listed([f"{stem}.shp" for stem in stems])))
    if not stems:
        return None
    parts: dict[str, bytes] = {}
    for entry in files:
        stem, ending = entry.name[:-4], entry.name[-4:].lower()
        if stem.lower() == stems[0].lower() and ending in SHAPEFILE:
            data = archive.read(entry)
            if isinstance(data, Notice):
                return _no(*so_far, data)
            parts[ending] = data
    return Look(N03, so_far, name=stems[0].rpartition("/")[2] + ".shp", parts=parts)


def _in_nested(archive: Archive, entry: Entry, work: Path, depth: int, so_far: tuple[Notice, ...]) -> Look:
    if depth <= 0:
        return _no(*so_far, READING["archive_nested_too_deep"].at(table=entry.name))
    data = archive.read(entry)
    if isinstance(data, Notice):
        return _no(*so_far, data)
    inner = work / f"inner{depth}.zip"
    inner.write_bytes(data)
    if not looks_like_zip(inner):
        return _no(*so_far, READING["archive_not_zip"].at(seen=describe(data)))
    nested = READING["archive_nested_zip"].at(table=entry.name)
    opened = open_archive(inner, archive.limits)
    if not isinstance(opened, Archive):
        return _no(*so_far, nested, *opened)
    return _in_archive(opened, work, depth - 1, (*so_far, nested))
