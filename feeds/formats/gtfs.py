"""GTFS and GTFS-JP: one feed → its text tables, notices, and a clean copy for the canonical engine.

What does not live here: finding the feed in its container (feeds.formats.look), reading its files (gtfs_files),
declarations (gtfs_schema), what the engine is given (engine_view), rules (feeds.rules).
"""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from feeds.archive import Archive, Entry
from feeds.formats.engine_view import EngineView, engine_view
from feeds.formats.gtfs_files import entries_of, is_known, read_files
from feeds.tables import ROW, TextTables
from terms.notices import Notice


@dataclass(frozen=True, slots=True)
class GtfsRead:
    """One feed as read. `archive_path` is a folder or a file named .zip with the tables at its top in UTF-8; None when
    the feed is unreadable, and the notices say why. `view` is what stands there, as the canonical engine counts it."""

    tables: TextTables
    notices: tuple[Notice, ...]
    archive_path: Path | None
    view: EngineView | None = None


def read_gtfs(archive: Archive, folder: str, work: Path) -> GtfsRead:
    """Read the feed that stands in `folder` of an archive ('' is the top). `work` is a folder for the clean copy that
    is written when the engine could not read the original. Never raises for bad data."""
    read = read_files(archive, folder)
    whole = TextTables(read.tables, read.files)
    if read.is_damaged:
        return GtfsRead(whole, read.notices, None)
    view = engine_view(whole, read.irregular, tuple(file for file in read.files if not is_known(file.name)))
    mended = {**read.mended, **{f"{stem}.txt": _csv(frame) for stem, frame in view.changed.items()}}
    path = _clean_copy(archive, folder, mended, view.left_out, work)
    return GtfsRead(whole, (*read.notices, *view.notices), path, view)


def _csv(frame: pl.DataFrame) -> bytes:
    """The table as CSV in UTF-8, without our column of line numbers."""
    return frame.drop(ROW).write_csv().encode()


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
        for entry in entries_of(archive, folder):
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
