"""SIGKILL at every fault point of afterwork: the products before or the products after, never half of one; and a
service that makes them by itself. Not here: publishing's own points (test_kill_points).
"""

from __future__ import annotations

import io
import json
import shutil
import signal
import zipfile
from contextlib import suppress

import httpx
import pytest

from catalog import products, releases
from catalog.products import STATISTICS, UNIFIED
from pipelines.afterwork import LEASE
from terms.canonical import sha256_hex
from terms.faults import FAULT_POINTS

pytestmark = pytest.mark.long
BUS, TRAM = "town/bus", "town/tram"
POINTS = [name for name in FAULT_POINTS if name.startswith("afterwork.")]
PASSES = [*POINTS, *(f"{name}:2" for name in POINTS if name != "afterwork.after_lease"), "store.put.before_rename:3",
          "store.put.after_rename:2"]  # fmt: skip
NAMES = [(STATISTICS, BUS), (STATISTICS, TRAM), (UNIFIED, "")]


@pytest.fixture(scope="module")
def published(tmp_path_factory, tools):
    """A house with both feeds live and nothing made beside the release."""
    house = tools.House(tmp_path_factory.mktemp("published") / "home", FUTAE_AFTERWORK_IDLE_S="0")
    try:
        key = house.furnish(BUS, TRAM)
        _, client = house.api(key)
        change = 0
        for feed in (BUS, TRAM):
            client.upload(feed, tools.gtfs_zip(feed), publish=True)
            change += 1
        house.worker()
        client.wait_change(change)
        tools.wait_rest(house)
    finally:
        house.end_all()
    return house, key


@pytest.fixture
def house(published, tmp_path, tools):
    original, _ = published
    shutil.copytree(original.home, tmp_path / "home", ignore=shutil.ignore_patterns("wake"))
    made = tools.House(tmp_path / "home", FUTAE_AFTERWORK_IDLE_S="0")
    yield made
    made.end_all()


def assert_whole(house) -> list[tuple[str, str]]:
    """Every product that has a row has its bytes, and they can be read; returns their names."""
    with house.catalog() as catalog:
        rows = products.list_products(catalog)
        for row in rows:
            data = catalog.store.read(row.sha256)
            assert (sha256_hex(data), len(data)) == (row.sha256, row.size_bytes)
            if row.product == STATISTICS:
                assert json.loads(data)["feed"] == row.subject
            else:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    assert archive.testzip() is None
    return [(row.product, row.subject) for row in rows]


@pytest.mark.parametrize("point", PASSES)
def test_killed_at(house, tools, point):
    dying = house.start("-m", "futae.hooks", "pipelines.afterwork", fault=point)
    tools.until(f"death at {point}", lambda: dying.poll() is not None)
    assert dying.returncode == -signal.SIGKILL, house.words()
    assert set(assert_whole(house)) < set(NAMES)
    again = house.start("-m", "pipelines.afterwork")
    tools.until("the end", lambda: again.poll() is not None)
    assert again.returncode == 0, house.words()
    assert assert_whole(house) == NAMES
    with house.catalog() as catalog:
        assert releases.lease_holder(catalog, LEASE) == ""
    tools.assert_whole(house)


def test_two_processes_at_once_make_each_product_once(house, tools):
    both = [house.start("-m", "pipelines.afterwork") for _ in range(2)]
    tools.until("both ends", lambda: all(one.poll() is not None for one in both))
    assert [one.returncode for one in both] == [0, 0]
    assert assert_whole(house) == NAMES
    with house.catalog() as catalog:
        assert len({row.made_at for row in products.list_products(catalog)}) == len(NAMES)


def test_a_service_makes_them_by_itself_and_ends_with_its_parent(published, house, tools):
    _, key = published
    served = tools.House(house.home, FUTAE_AFTERWORK_IDLE_S="0.5")
    try:
        child, client = served.serve(key)

        def given() -> bool:
            with suppress(httpx.HTTPStatusError):
                return client.get("/v1/gtfs/unified.zip").is_success
            return False

        tools.until("the unified feed", given)
        assert client.get(f"/v1/feeds/{BUS}/statistics").json()["version"] == 1
        client.upload(BUS, tools.gtfs_zip(BUS, 2), publish=True)
        tools.until("the newer one", lambda: _versions(client).get(BUS) == 2)
        assert served.end(child) == 0
    finally:
        served.end_all()


def _versions(client) -> dict[str, int]:
    with suppress(httpx.HTTPStatusError):
        return {one["feed"]: one["version"] for one in client.get("/v1/gtfs/unified").json()["feeds"]}
    return {}
