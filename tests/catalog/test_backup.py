"""Backup and restore: what comes back is what was there, generations share bytes, nothing filled is written over.

Not here: a backup beside a running service and SIGKILL (tests/system/test_backup.py).
"""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog import agents, audit, backup, orgs, sessions, tombstones
from catalog.db import Catalog, read, write
from catalog.keys import add_key
from catalog.open import open_catalog
from catalog.secrets import secret
from catalog.store import FolderStore
from catalog.tables import metadata
from terms.errors import BadRequest, Conflict, KeyUnknown, NotThere, StoreError


def rows_of(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    with read(catalog) as conn:
        return {
            table.name: sorted((tuple(row) for row in conn.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
        }


@pytest.fixture
def filled(catalog: Catalog, make) -> Catalog:
    """Two feeds, versions in several states, a release, a key, an agent, a secret, a tombstone."""
    bus, tram = make.feed("uno/bus"), make.feed("uno/tram", audience="org:uno")
    make.version(bus, b"one", "ready")
    make.version(bus, b"two", "failed")
    make.version(tram, b"three")
    make.version(tram, b"buried")
    tombstones.bury(catalog, tram, 2, reason="court order", actor="local", now=make.now)
    add_key(catalog, "uno", {"upload"}, ("gakko",), person="佐藤", now=make.now)
    orgs.add_org(catalog, "daiko", now=make.now)
    agents.put_agent(catalog, "uno", "daiko", now=make.now)
    secret(catalog, "links", now=make.now)
    make.release(releases_lease(catalog, make.now), "public", "org:uno")
    return catalog


def releases_lease(catalog: Catalog, now: datetime) -> int:
    from catalog import releases

    fencing = releases.take_lease(catalog, releases.PUBLISHER, "test", now=now, ttl_s=60)
    assert fencing is not None
    return fencing


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[[str], Catalog]:
    opened: list[Catalog] = []

    def empty(name: str = "new") -> Catalog:
        home = tmp_path / name
        opened.append(open_catalog(f"sqlite:///{home / 'futae.db'}", FolderStore(home / "store")))
        return opened[-1]

    yield empty
    for one in opened:
        one.close()


def test_what_comes_back_is_what_was_there(filled, elsewhere, tmp_path, now):
    made = backup.backup(filled, tmp_path / "b", now=now)
    assert (made.generation, made.missing) == ("20200115T030000Z", ())
    new = elsewhere()
    back = backup.restore(tmp_path / "b", new)
    assert rows_of(new) == rows_of(filled)
    assert back.rows == made.rows == sum(len(rows) for rows in rows_of(filled).values())
    kept = set(new.store.list())
    assert kept == set(filled.store.list()) - {
        sha for sha in filled.store.list() if filled.store.read(sha) == b"buried"
    }
    assert len(kept) == made.files == back.new_files
    assert all(new.store.read(sha) == filled.store.read(sha) for sha in kept)


def test_nobody_is_signed_in_in_a_backup_or_a_restored_home(filled, elsewhere, tmp_path, now):
    token, session = sessions.begin(filled, add_key(filled, "uno", {"upload"}, now=now), now=now)
    made = backup.backup(filled, tmp_path / "b", now=now)
    rows = sqlite3.connect(tmp_path / "b" / made.generation / backup.ROWS)
    assert rows.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    rows.close()
    new = elsewhere()
    backup.restore(tmp_path / "b", new)
    with pytest.raises(KeyUnknown):
        sessions.prove(new, [token], session.proof, now=now)
    assert sessions.prove(filled, [token], session.proof, now=now).caller == session.caller


def test_numbers_go_on_after_a_restore(filled, elsewhere, tmp_path, now):
    backup.backup(filled, tmp_path / "b", now=now)
    new = elsewhere()
    backup.restore(tmp_path / "b", new)
    for catalog in (filled, new):
        with write(catalog) as conn:
            audit.note(conn, actor="test", action="test", subject="uno", now=now)
    assert rows_of(new) == rows_of(filled)


def test_a_second_one_copies_only_what_is_new_and_the_first_can_still_be_had(filled, make, elsewhere, tmp_path, now):
    first = backup.backup(filled, tmp_path / "b", now=now)
    before = rows_of(filled)
    make.version(make.feed("uno/ferry"), b"four")
    second = backup.backup(filled, tmp_path / "b", now=now + timedelta(days=1))
    assert (second.new_files, second.new_bytes, second.files) == (1, 4, first.files + 1)
    assert backup.generations(tmp_path / "b") == [first.generation, second.generation]
    old, new = elsewhere("old"), elsewhere("new")
    backup.restore(tmp_path / "b", old, first.generation)
    backup.restore(tmp_path / "b", new)
    assert rows_of(old) == before
    assert rows_of(new) == rows_of(filled)


def test_older_ones_go_with_what_only_they_need(filled, tmp_path, now):
    folder = tmp_path / "b"
    for days in range(3):
        backup.backup(filled, folder, now=now + timedelta(days=days))
    FolderStore(folder / "store").put(b"of a backup that was killed")
    gone = backup.forget(folder, 1)
    assert gone == ["20200115T030000Z", "20200116T030000Z"]
    (left,) = backup.generations(folder)
    assert set(FolderStore(folder / "store").list()) == set((folder / left / "names.txt").read_text().split())
    assert backup.forget(folder, 1) == []
    with pytest.raises(BadRequest, match="1 generation"):
        backup.forget(folder, 0)


def test_only_the_owner_may_read_it(filled, tmp_path, now):
    made = backup.backup(filled, tmp_path / "b", now=now)
    rows = tmp_path / "b" / made.generation / "catalog.sqlite"
    assert [stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "b", rows.parent, rows)] == [0o700, 0o700, 0o600]
    assert sorted(p.name for p in rows.parent.iterdir()) == ["backup.json", "catalog.sqlite", "names.txt"]


def test_a_filled_home_is_refused(filled, elsewhere, tmp_path, now):
    backup.backup(filled, tmp_path / "b", now=now)
    before = rows_of(filled)
    with pytest.raises(Conflict, match="empty home"):
        backup.restore(tmp_path / "b", filled)
    assert rows_of(filled) == before


def test_what_is_not_there_is_said(elsewhere, filled, tmp_path, now):
    with pytest.raises(NotThere, match="holds no backup"):
        backup.restore(tmp_path / "nothing", elsewhere())
    backup.backup(filled, tmp_path / "b", now=now)
    with pytest.raises(NotThere, match=r"holds no backup 20300101T000000Z; it holds 20200115T030000Z"):
        backup.restore(tmp_path / "b", elsewhere(), "20300101T000000Z")
    with pytest.raises(Conflict, match="already there"):
        backup.backup(filled, tmp_path / "b", now=now)


def test_damaged_bytes_are_neither_kept_nor_restored(filled, elsewhere, tmp_path, now):
    backup.backup(filled, tmp_path / "b", now=now)
    store = FolderStore(tmp_path / "b" / "store")
    name = next(sha for sha in store.list() if store.read(sha) == b"one")
    store.local_path(name).write_bytes(b"eno")
    new = elsewhere()
    with pytest.raises(StoreError, match="damaged"):
        backup.restore(tmp_path / "b", new)
    assert rows_of(new)["feeds"] == []
    filled.store.local_path(name).write_bytes(b"eno")
    with pytest.raises(StoreError, match="damaged"):
        backup.backup(filled, tmp_path / "c", now=now)
    assert backup.generations(tmp_path / "c") == []


def test_bytes_that_a_home_lacks_are_named(filled, tmp_path, now):
    name = next(sha for sha in filled.store.list() if filled.store.read(sha) == b"one")
    filled.store.delete(name)
    assert backup.backup(filled, tmp_path / "b", now=now).missing == (name,)
