"""SIGKILL at every fault point of sweeping and burying: what is served stays whole, and what was begun is ended next.

Not here: publishing's own points (test_kill_points), what is swept (tests/pipelines/test_sweep.py).
"""

from __future__ import annotations

import os
import shutil
import signal
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from catalog import releases, tables, tombstones, versions
from catalog.db import write
from catalog.marks import hashes_in
from catalog.parts import parts_of
from pipelines.workshop import clock
from terms.faults import FAULT_POINTS
from terms.ids import FeedKey

pytestmark = pytest.mark.long
BUS, TRAM = "town/bus", "town/tram"
HURRY_S = 300.0
KEEP_NONE = {"FUTAE_KEEP_RELEASES_DAYS": "0", "FUTAE_KEEP_RELEASES_MONTHS": "0", "FUTAE_AFTERWORK_IDLE_S": "0"}
GC = ("-m", "futae.cli", "gc", "--unmarked-for", "0", "--home")
BURY = ("-m", "futae.cli", "bury", BUS, "--reason", "court order", "--home")
POINTS = [n for n in FAULT_POINTS if n.startswith("gc.") and n != "gc.after_buried"] + ["gc.after_bytes:3"]
BURIALS = [*[(BURY, n) for n in FAULT_POINTS if n.startswith("bury.")], (BURY, "publisher.after_manifest"),
           (GC, "gc.after_rows"), (GC, "gc.after_bytes:5"), (GC, "gc.after_buried")]  # fmt: skip


def grow_old(house) -> None:
    """Everything was put and made ten days ago."""
    then = clock() - timedelta(days=10)
    with house.catalog() as catalog:
        for sha in catalog.store.list():
            os.utime(catalog.store.local_path(sha), (then.timestamp(),) * 2)
        with write(catalog) as conn:
            conn.execute(tables.artifacts.update().values(made_at=then))


@pytest.fixture(scope="module")
def published(tmp_path_factory, tools):
    """A house in which three releases were made: the current one has version 2 of one feed and all of the other."""
    house = tools.House(tmp_path_factory.mktemp("published") / "home", **KEEP_NONE)
    try:
        key = house.furnish(BUS, TRAM)
        _, client = house.api(key)
        house.worker()
        for change, (feed, edition) in enumerate([(BUS, 1), (TRAM, 1), (BUS, 2)], 1):
            client.upload(feed, tools.gtfs_zip(feed, edition), publish=True)
            client.wait_change(change, HURRY_S)
        tools.wait_rest(house, HURRY_S)
    finally:
        house.end_all()
    grow_old(house)
    return house, key


@pytest.fixture
def copied(published, tmp_path, tools):
    original, key = published
    shutil.copytree(original.home, tmp_path / "home", ignore=shutil.ignore_patterns("wake"))
    house = tools.House(tmp_path / "home", **KEEP_NONE)
    yield house, key
    house.end_all()


def rows_without_bytes(house) -> set[str]:
    with house.catalog() as catalog, catalog.engine.connect() as conn:
        named = set(conn.execute(sa.select(tables.artifacts.c.sha256)).scalars())
        return {sha for sha in named if not catalog.store.exists(sha)}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at(copied, tools, point):
    house, key = copied
    dying = house.start(*GC, house.home, fault=point)
    tools.until(f"death at {point}", lambda: dying.poll() is not None, HURRY_S)
    assert dying.returncode == -signal.SIGKILL, house.words()
    tools.assert_whole(house)
    assert rows_without_bytes(house) == set()

    again = house.start(*GC, house.home)
    assert again.wait(timeout=HURRY_S) == 0, house.words()
    tools.assert_whole(house)
    assert rows_without_bytes(house) == set()
    with house.catalog() as catalog:
        assert [row.number for row in releases.list_releases(catalog)] == [3]
        assert releases.lease_holder(catalog, "gc") == releases.lease_holder(catalog, releases.PUBLISHER) == ""

    _, client = house.api(key)
    tools.assert_served(client, {BUS: 2, TRAM: 1})
    house.worker()
    client.wait_change(client.make_live(BUS, 1), HURRY_S)  # its cells are swept, its features are not
    tools.assert_served(client, {BUS: 1, TRAM: 1})
    tools.assert_whole(house)


@pytest.mark.parametrize(("command", "point"), BURIALS, ids=[point for _, point in BURIALS])
def test_killed_while_burying_or_sweeping_what_is_buried(copied, tools, command, point):
    house, key = copied
    if command is GC:
        assert house.start(*BURY, house.home).wait(timeout=HURRY_S) == 0, house.words()
    dying = house.start(*command, house.home, fault=point)
    tools.until(f"death at {point}", lambda: dying.poll() is not None, HURRY_S)
    assert dying.returncode == -signal.SIGKILL, house.words()
    with house.catalog() as catalog:
        version = versions.get_version(catalog, FeedKey.parse(BUS), 2)
        stones = tombstones.list_tombstones(catalog)
        assert (version.state == "withdrawn") == bool(stones) == (point != "bury.before_row")
        assert catalog.store.exists(version.sha256) or command is GC

    for again in (BURY, GC):
        assert house.start(*again, house.home).wait(timeout=HURRY_S) == 0, house.words()
    assert rows_without_bytes(house) == set()
    _, client = house.api(key)
    tools.assert_served(client, {TRAM: 1})
    for path in ("/v1/releases/3", f"/v1/feeds/{BUS}/current.zip", f"/v1/feeds/{BUS}/versions/2/file"):
        with pytest.raises(httpx.HTTPStatusError, match="410") as refused:
            client.get(path)
        assert "court order" in refused.value.response.json()["detail"] or path == "/v1/releases/3"
    with house.catalog() as catalog:
        (stone,) = tombstones.list_tombstones(catalog)
        assert stone.swept_at is not None
        assert not catalog.store.exists(version.sha256)
        others = set(hashes_in(versions.get_version(catalog, FeedKey.parse(TRAM), 1).facts))  # equal tables of another
        own = set(hashes_in(version.facts)) - others
        assert own
        assert not any(catalog.store.exists(sha) for sha in own)
        assert not parts_of(catalog, version.version_id)


def test_sweeping_beside_a_service_that_publishes(copied, tools):
    """The feed goes back and forth between its versions while everything unmarked is swept again and again."""
    house, key = copied
    _, client = house.serve(key)
    for turn in range(4):
        change = client.make_live(BUS, 1 if turn % 2 == 0 else 2)
        sweeps = [house.start(*GC, house.home) for _ in range(2)]
        client.wait_change(change, HURRY_S)
        assert {one.wait(timeout=HURRY_S) for one in sweeps} <= {0, 1}, house.words()
        assert 0 in {one.returncode for one in sweeps}, house.words()
        tools.assert_served(client, {BUS: 1 if turn % 2 == 0 else 2, TRAM: 1})
    tools.wait_rest(house, HURRY_S)
    assert rows_without_bytes(house) == set()
    tools.assert_whole(house)
