"""SIGKILL at every fault point of sweeping: what is served stays whole, and the next sweep ends what was begun.

Not here: publishing's own points (test_kill_points), what is swept (tests/pipelines/test_sweep.py).
"""

from __future__ import annotations

import os
import shutil
import signal
from datetime import timedelta

import pytest
import sqlalchemy as sa

from catalog import releases, tables
from catalog.db import write
from pipelines.workshop import clock
from terms.faults import FAULT_POINTS

pytestmark = pytest.mark.long
BUS, TRAM = "town/bus", "town/tram"
KEEP_NONE = {"FUTAE_KEEP_RELEASES_DAYS": "0", "FUTAE_KEEP_RELEASES_MONTHS": "0", "FUTAE_AFTERWORK_IDLE_S": "0"}
GC = ("-m", "futae.cli", "gc", "--unmarked-for", "0", "--home")
POINTS = [name for name in FAULT_POINTS if name.startswith("gc.")] + ["gc.after_bytes:3"]


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
            client.wait_change(change)
        tools.wait_rest(house)
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
    tools.until(f"death at {point}", lambda: dying.poll() is not None)
    assert dying.returncode == -signal.SIGKILL, house.words()
    tools.assert_whole(house)
    assert rows_without_bytes(house) == set()

    again = house.start(*GC, house.home)
    assert again.wait(timeout=120) == 0, house.words()
    tools.assert_whole(house)
    assert rows_without_bytes(house) == set()
    with house.catalog() as catalog:
        assert [row.number for row in releases.list_releases(catalog)] == [3]
        assert releases.lease_holder(catalog, "gc") == releases.lease_holder(catalog, releases.PUBLISHER) == ""

    _, client = house.api(key)
    tools.assert_served(client, {BUS: 2, TRAM: 1})
    house.worker()
    client.wait_change(client.make_live(BUS, 1))  # its cells are swept, its features are not
    tools.assert_served(client, {BUS: 1, TRAM: 1})
    tools.assert_whole(house)


def test_sweeping_beside_a_service_that_publishes(copied, tools):
    """The feed goes back and forth between its versions while everything unmarked is swept again and again."""
    house, key = copied
    _, client = house.serve(key)
    for turn in range(4):
        change = client.make_live(BUS, 1 if turn % 2 == 0 else 2)
        sweeps = [house.start(*GC, house.home) for _ in range(2)]
        client.wait_change(change)
        assert {one.wait(timeout=120) for one in sweeps} <= {0, 1}, house.words()
        assert 0 in {one.returncode for one in sweeps}, house.words()
        tools.assert_served(client, {BUS: 1 if turn % 2 == 0 else 2, TRAM: 1})
    tools.wait_rest(house)
    assert rows_without_bytes(house) == set()
    tools.assert_whole(house)
