"""SIGKILL at every fault point of this room, then open again: nothing acknowledged lost, no half state."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from datetime import UTC, datetime

import pytest

from catalog import live, releases, versions
from catalog.db import Catalog
from catalog.open import open_catalog
from catalog.store import FolderStore
from terms.canonical import sha256_hex
from terms.faults import FAULT_POINTS
from terms.ids import FeedKey

KEY = FeedKey("org", "feed")
ROOM = [name for name in FAULT_POINTS if name.split(".")[0] in ("store", "intake", "live")]


def whole(catalog: Catalog, database_url: str) -> None:
    """What must hold at any time: every row's bytes are there and are theirs, numbers have no gaps, live is ready."""
    rows = versions.list_versions(catalog, KEY)
    assert [row.number for row in rows] == list(range(len(rows), 0, -1))
    for row in rows:
        assert sha256_hex(catalog.store.read(row.sha256)) == row.sha256
    for name in catalog.store.list():
        catalog.store.read(name)
    for one in live.live_rows(catalog):
        assert (one.version.state, one.version.live_change) == ("ready", one.change)
    changes = live.list_changes(catalog)
    assert [row.change for row in changes] == list(range(1, len(changes) + 1))
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        plain.close()


def test_points_of_this_room() -> None:
    assert len(ROOM) == 6


@pytest.mark.parametrize("point", ROOM)
def test_killed_at(catalog: Catalog, make, child, database_url: str, store: FolderStore, point: str) -> None:
    make.feed(str(KEY))
    catalog.close()
    dying = child("die", point, "the bytes")
    out, err = dying.communicate(timeout=60)
    assert (dying.returncode, err) == (-signal.SIGKILL, "")
    acknowledged = dict(line.split(maxsplit=1) for line in out.splitlines())

    again = open_catalog(database_url, FolderStore(store.root))
    whole(again, database_url)
    rows = versions.list_versions(again, KEY)
    assert bool(rows) == (point not in ("store.put.before_rename", "store.put.after_rename", "intake.before_register"))
    if "received" in acknowledged:
        number, sha256 = acknowledged["received"].split()
        assert (rows[0].number, rows[0].sha256) == (int(number), sha256)
    if "live" in acknowledged:
        assert live.live_of(again, KEY).change == int(acknowledged["live"])
    if point == "live.after_change":
        assert live.live_of(again, KEY).version.number == 1
    again.close()

    carried_on, err = child("die", "none", "other bytes").communicate(timeout=60)
    assert err == ""
    assert carried_on.splitlines()[-1].startswith("live")
    again = open_catalog(database_url, FolderStore(store.root))
    whole(again, database_url)
    left = list((store.root / "tmp").iterdir())
    assert len(left) == (point == "store.put.before_rename")
    assert FolderStore(store.root).clean_temporary(datetime.now(UTC)) == len(left)
    again.close()


def test_claim_of_the_killed_is_taken_over(catalog: Catalog, make, child) -> None:
    make.feed(str(KEY))
    child("die", "live.before_change", "x").communicate(timeout=60)
    [row] = versions.list_versions(catalog, KEY)
    assert (row.state, versions.list_claims(catalog)) == ("checking", {row.version_id: "dying"})
    assert versions.drop_claims(catalog, "dying") == 1
    assert [one.attempt for one in make.claim()] == [2]


def assert_last_wish_stands(catalog: Catalog, key: FeedKey, acknowledged: list[str]) -> None:
    """One writer, so the last publication it was promised is live, or still waits for its check."""
    promised = [int(line.split()[2]) for line in acknowledged if line.startswith(f"asked {key} ")]
    if promised and not versions.get_version(catalog, key, promised[-1]).publish_wanted:
        assert live.live_of(catalog, key).version.number >= promised[-1]


def test_killed_at_random_moments(catalog: Catalog, make, child, database_url: str) -> None:
    for name in ("w0", "w1", "common", "feed"):
        make.feed(f"org/{name}")
    chance = random.Random(7)
    for _ in range(3):
        running = [child("publish_many", "w0", 500), child("publish_many", "w1", 500), child("release", "p", 500)]
        time.sleep(1.0 + chance.random())
        acknowledged = []
        for process in running:
            process.kill()
            acknowledged += process.communicate(timeout=60)[0].split("\n")[:-1]
        whole(catalog, database_url)
        for line in acknowledged:
            words = line.split()
            if words[0] == "asked":
                row = versions.get_version(catalog, FeedKey.parse(words[1]), int(words[2]))
                assert row.sha256 == words[3]
                assert row.publish_wanted or row.live_change or row.state == "ready"
                assert catalog.store.exists(row.sha256)
            elif words[0] == "released":
                release = releases.get_release(catalog, int(words[1]))
                assert releases.load_manifest(catalog, release, "public").release == release.number
        for name in ("w0", "w1"):
            assert_last_wish_stands(catalog, FeedKey("org", name), acknowledged)
        numbers = [row.number for row in releases.list_releases(catalog, 10_000)]
        assert numbers == list(range(len(numbers), 0, -1))
        holders = set(versions.list_claims(catalog).values())
        assert holders <= {"w0", "w1"}
        for holder in holders:
            versions.drop_claims(catalog, holder)
