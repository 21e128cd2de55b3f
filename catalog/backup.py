"""Backup and restore: all rows in one snapshot and all bytes they name, in a folder that holds many generations.

    FOLDER/store/aa/bb/SHA256        bytes of all generations, each once
    FOLDER/20261126T040000Z/         one generation: catalog.sqlite, names.txt (its bytes), backup.json (written last)

Rows are copied table by table through SQLAlchemy, so that a home on SQLite can be restored on PostgreSQL and the other
way. Bytes are in the store before a row names them, so all that the snapshot names is there afterwards, as long as
nothing is swept meanwhile: the caller holds the sweeper's lease. What only a buried version needs is not copied, nor
are sessions of browsers: who finds a backup, or opens a restored home, must not find anybody signed in. What does not
live here: that lease and the command (futae.backing_up), the history of Dagster's runs (of no home's truth).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Integer, func, select, text

from catalog import marks, releases
from catalog.db import Catalog, read, write
from catalog.open import head_revision, open_catalog
from catalog.store import FolderStore, Store, sync_folder
from catalog.tables import metadata
from terms.errors import BadRequest, Conflict, NotThere, StoreError
from terms.faults import fault

ROWS, NAMES, SAYS, STORE = "catalog.sqlite", "names.txt", "backup.json", "store"
_STAMP = "%Y%m%dT%H%M%SZ"
_GENERATION = re.compile(r"\d{8}T\d{6}Z")
_PART = "part-"
_BATCH = 1_000
_LEFT_OUT = frozenset({"sessions"})


@dataclass(frozen=True, slots=True)
class Backup:
    """One generation: its name (the UTC instant it began), how many rows and files it holds, how many files and bytes
    were new in the folder, the revision of its tables, and names that rows speak of but that were not in the store."""

    generation: str
    rows: int
    files: int
    new_files: int
    new_bytes: int
    revision: str
    missing: tuple[str, ...] = ()


def backup(catalog: Catalog, folder: Path, *, now: datetime) -> Backup:
    """Make a generation in `folder` (made when absent, readable by its owner only: it holds the home's secrets).

    Raises Conflict when another backup writes there or one of the same second is there, StoreError for damaged
    bytes. Killed anywhere it leaves the generations before it whole, and the next one goes on with the bytes copied."""
    stamp = now.astimezone(UTC).strftime(_STAMP)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        if (folder / stamp).exists():
            raise Conflict(f"{folder / stamp} is already there")
        _remove_parts(folder)
        part = folder / f"{_PART}{stamp}"
        part.mkdir(mode=0o700)
        rows = _snapshot(catalog, part / ROWS)
        fault("backup.after_rows")
        named, taken_up = _named(part / ROWS, catalog.store)
        sink = FolderStore(folder / STORE)
        names, new_files, new_bytes = _copy_files(catalog.store, sink, sorted(named | taken_up))
        fault("backup.after_files")
        missing = tuple(sorted(named - set(names)))
        made = Backup(stamp, rows, len(names), new_files, new_bytes, head_revision(), missing)
        _write(part / NAMES, "".join(f"{name}\n" for name in names))
        _write(part / SAYS, json.dumps(asdict(made), indent=2) + "\n")
        part.rename(folder / stamp)
        sync_folder(folder)
    return made


def generations(folder: Path) -> list[str]:
    """Whole generations, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(p.name for p in folder.iterdir() if _GENERATION.fullmatch(p.name) and (p / SAYS).is_file())


def forget(folder: Path, keep: int) -> list[str]:
    """Keep the newest `keep` generations (1 or more) and remove the others with the bytes that only they name; returns
    which went. Raises BadRequest, Conflict."""
    if keep < 1:
        raise BadRequest("keep 1 generation or more")
    with _alone(folder):
        all_of = generations(folder)
        gone = all_of[:-keep]
        for name in gone:
            (folder / name / SAYS).unlink()  # from here on it is no generation
            shutil.rmtree(folder / name)
        if gone:
            wanted = {sha for name in generations(folder) for sha in _names(folder / name)}
            store = FolderStore(folder / STORE)
            for sha in set(store.list()) - wanted:
                store.delete(sha)
    return gone


def restore(folder: Path, catalog: Catalog, generation: str | None = None) -> Backup:
    """Fill an empty home with a generation (default: the newest): bytes first, rows in one transaction at the end, so
    that a restore that was killed can be run again. An older Futae's rows are migrated on the way.

    Raises NotThere without such a generation, Conflict when the home is not empty, StoreError for damaged bytes,
    NewerDatabase for a newer Futae's backup."""
    known = generations(folder)
    name = generation or (known[-1] if known else "")
    if name not in known:
        raise NotThere(
            f"{folder} holds no backup {name}".rstrip() + (f"; it holds {', '.join(known)}" if known else "")
        )
    _refuse_filled(catalog)
    source = FolderStore(folder / STORE)
    _, new_files, new_bytes = _copy_files(source, catalog.store, _names(folder / name), all_there=True)
    fault("restore.after_files")
    with tempfile.TemporaryDirectory(prefix="futae-restore-") as temporary:
        copy = Path(temporary) / ROWS
        shutil.copyfile(folder / name / ROWS, copy)
        old = open_catalog(f"sqlite:///{copy}", source)
        try:
            with read(old) as rows_of, write(catalog) as rows_to:
                _refuse_filled(catalog)
                rows = _copy_rows(rows_of, rows_to)
        finally:
            old.close()
    said = json.loads((folder / name / SAYS).read_text())
    return Backup(name, rows, said["files"], new_files, new_bytes, head_revision(), tuple(said["missing"]))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Conflict(f"another backup writes to {folder}") from error
    finally:
        os.close(handle)


def _remove_parts(folder: Path) -> None:
    for left in folder.glob(f"{_PART}*"):
        shutil.rmtree(left)


def _snapshot(catalog: Catalog, path: Path) -> int:
    """All rows as they stood at one moment, as a SQLite database of its own; returns how many."""
    path.touch(mode=0o600)
    target = open_catalog(f"sqlite:///{path}", catalog.store)
    try:
        with read(catalog) as rows_of, write(target) as rows_to:
            return _copy_rows(rows_of, rows_to)
    finally:
        target.close()


def _copy_rows(source: Connection, target: Connection) -> int:
    """Every row of every table but those left out, parents first; what the target's tables held (the licence table's
    words) goes."""
    for table in reversed(metadata.sorted_tables):
        target.execute(table.delete())
    count = 0
    for table in metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        for batch in source.execute(select(table)).mappings().partitions(_BATCH):
            target.execute(table.insert(), [dict(row) for row in batch])
            count += len(batch)
    if target.dialect.name == "postgresql":
        _raise_sequences(target)
    return count


def _raise_sequences(target: Connection) -> None:
    """PostgreSQL gives numbers from sequences, which know nothing of rows that brought their own."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            most = target.execute(select(func.max(column))).scalar()
            if most is not None:
                ask = text("SELECT setval(pg_get_serial_sequence(:table, :column), :most)")
                target.execute(ask, {"table": table.name, "column": column.name, "most": most})


def _copy_files(source: Store, sink: Store, names: list[str], *, all_there: bool = False) -> tuple[list[str], int, int]:
    """Copy what `sink` lacks; returns the names it has afterwards, and how many files and bytes were new. Bytes that
    are not in `source` are passed over unless `all_there`. Raises StoreError when bytes are not those of their
    name."""
    kept, new_files, new_bytes = [], 0, 0
    for name in names:
        if not sink.exists(name):
            try:
                path = source.local_path(name)
                size = path.stat().st_size
                put = sink.put_file(path)
            except StoreError:
                if all_there:
                    raise
                continue
            if put != name:
                sink.delete(put)
                raise StoreError(f"the bytes of {name} are damaged: they are those of {put}")
            new_files, new_bytes = new_files + 1, new_bytes + size
        kept.append(name)
    return kept, new_files, new_bytes


def _named(rows: Path, store: Store) -> tuple[set[str], set[str]]:
    """What the rows of a snapshot ask for, and the bytes of all artifacts (a publisher takes bytes up again by the row
    of their artifact). A manifest that is not there names nothing but itself."""
    catalog = open_catalog(f"sqlite:///{rows}", store)
    try:
        made = marks.artifact_marks(catalog)
        kept = releases.list_releases(catalog, 1 << 30)
        found = {sha for row in kept for sha in row.manifests.values()}
        whole = [row for row in kept if all(store.exists(sha) for sha in row.manifests.values())]
        found |= marks.marks_of_rows(catalog) | marks.marks_of_releases(catalog, whole)
        marks.spread(found, made)
    finally:
        catalog.close()
    return found, {row.sha256 for row in made}


def _names(generation: Path) -> list[str]:
    return (generation / NAMES).read_text().split()


def _refuse_filled(catalog: Catalog) -> None:
    with read(catalog) as conn:
        for table in metadata.sorted_tables:
            if table.name != "licences" and conn.execute(select(table).limit(1)).first() is not None:
                raise Conflict("restore fills an empty home only: name another one with --home")


def _write(path: Path, words: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
