"""SIGKILL at every named fault point, on a house with two live feeds; then everything starts again.

Each scenario says through which door a new version comes to the point: `api` (an upload with publish=true), `publish`
(an upload, then POST publish), `worker` (its publisher too). A point that is not passed fails. Not here: random
moments (test_random_kills), the catalog alone (tests/catalog/test_kill.py), afterwork (test_afterwork_kills), sweeping
(test_keeping_kills), scheduled publication (test_due_kills), backups (test_backup), telling (test_notify_kills).
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from terms.canonical import sha256_hex
from terms.faults import FAULT_POINTS
from terms.ids import FeedKey

pytestmark = pytest.mark.long
BUS, TRAM = "town/bus", "town/tram"
ELSEWHERE = ("afterwork.", "gc.", "bury.", "schedule.", "backup.", "restore.", "notify.", "follow.")
SCENARIOS = [
    *[("api", f"store.put.{name}_rename") for name in ("before", "after")],
    *[("worker", f"store.put.before_rename{n}") for n in ("", ":14", ":18")],
    *[("worker", f"store.put.after_rename{n}") for n in (":9", ":21")],
    ("api", "intake.before_register"),
    ("api", "intake.after_register"),
    *[("worker", name) for name in FAULT_POINTS if name.startswith("worker.")],
    *[(door, f"live.{name}_change") for name in ("before", "after") for door in ("publish", "worker")],
    *[("worker", name) for name in FAULT_POINTS if name.startswith("publisher.")],
]  # fmt: skip


@dataclass
class Acknowledged:
    """What the service promised before somebody died."""

    version: dict[str, object] | None = None
    asked: bool = False
    change: int | None = None
    notes: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory, tools) -> Iterator[tuple[object, str]]:
    """A house in which both feeds are live in release 1 or 2, and its key; every scenario works on a copy."""
    house = tools.House(tmp_path_factory.mktemp("furnished") / "home")
    try:
        key = house.furnish(BUS, TRAM)
        _, client = house.api(key)
        for feed in (BUS, TRAM):
            client.upload(feed, tools.gtfs_zip(feed), publish=True)
        house.worker()
        client.wait_change(2)
        tools.wait_rest(house)
        tools.assert_served(client, {BUS: 1, TRAM: 1})
    finally:
        house.end_all()
    return house, key


@pytest.fixture
def copied(furnished, tmp_path, tools):
    """A copy of the furnished house."""
    original, key = furnished
    shutil.copytree(original.home, tmp_path / "home", ignore=shutil.ignore_patterns("wake"))
    house = tools.House(tmp_path / "home")
    yield house, key
    house.end_all()


def test_every_point_has_a_scenario(capsys):
    met = {point.partition(":")[0] for _, point in SCENARIOS}
    with capsys.disabled():
        print("\nfault points:", *(f"\n  {name}: {words}" for name, words in FAULT_POINTS.items()))
    assert met | {name for name in FAULT_POINTS if name.startswith(ELSEWHERE)} == set(FAULT_POINTS)


def _send(tools, house, key, door: str, point: str, data: bytes) -> tuple[Acknowledged, subprocess.Popen[bytes]]:
    """Walk to the point through the door; what was promised on the way, and the process that died there."""
    told = Acknowledged()
    api, client = house.api(key, fault="" if door == "worker" else point)
    dying = house.worker(point) if door == "worker" else api
    try:
        told.version = client.upload(BUS, data, publish=door != "publish")
        told.asked = door != "publish"
        if door == "publish":
            helper = house.worker()
            tools.until("the check", lambda: _state(client) == "ready")
            house.end(helper, signal.SIGKILL)
            told.change = client.make_live(BUS, 2)
    except httpx.TransportError as error:
        told.notes.append(f"{door}: {error!r}")
    tools.until(f"death at {point}", lambda: dying.poll() is not None)
    assert dying.returncode == -signal.SIGKILL, house.words()
    assert bool(told.notes) == (door != "worker"), told.notes
    return told, dying


def _state(client) -> str:
    return str(client.get(f"/v1/feeds/{BUS}/versions/2").json()["state"])


def _promises_kept(house, told: Acknowledged, data: bytes) -> None:
    """Right after the death, before anything starts again."""
    from catalog import live, versions

    with house.catalog() as catalog:
        rows = {row.number: row for row in versions.list_versions(catalog, FeedKey.parse(BUS))}
        if told.version is not None:
            assert rows[2].sha256 == told.version["sha256"] == sha256_hex(data)
            assert catalog.store.read(rows[2].sha256) == data
        if told.asked:
            assert rows[2].publish_wanted or live.live_of(catalog, FeedKey.parse(BUS)).version.number == 2
        if told.change is not None:
            assert live.live_of(catalog, FeedKey.parse(BUS)).change >= told.change
        assert live.live_of(catalog, FeedKey.parse(TRAM)).version.number == 1


@pytest.mark.parametrize(("door", "point"), SCENARIOS, ids=[f"{door}-{point}" for door, point in SCENARIOS])
def test_killed_at(copied, tools, door: str, point: str):
    house, key = copied
    data = tools.gtfs_zip(BUS, 2)
    told, _ = _send(tools, house, key, door, point, data)
    house.end_all()
    _promises_kept(house, told, data)
    tools.assert_whole(house)

    api, client = house.api(key)
    served = {f["feed"]: f["version"] for f in client.current()["feeds"]}
    assert served in ({BUS: 1, TRAM: 1}, {BUS: 2, TRAM: 1})
    tools.assert_served(client, served)

    worker = house.worker()
    if told.change is None and not told.asked:  # the client was promised nothing and sends again
        again = client.upload(BUS, data, publish=True)
        assert again["number"] == 2
        assert again["again"] == (door == "publish" or point == "intake.after_register")
    tools.wait_rest(house, seconds=45)
    tools.assert_served(client, {BUS: 2, TRAM: 1})
    tools.assert_whole(house)
    assert (api.poll(), worker.poll()) == (None, None)
    _runs_ended_well(house, tools)


def _runs_ended_well(house, tools) -> None:
    """Every run has an end, and the version's last run succeeded; at most two attempts were counted."""
    from catalog import versions

    with house.catalog() as catalog:
        row = versions.get_version(catalog, FeedKey.parse(BUS), 2)
    assert row.state == "ready"
    assert row.attempt <= 2
    ends = tools.run_ends(house, row.version_id)
    assert ends[-1] == "SUCCESS" or (len(ends), row.attempt) == (1, 1)
    assert set(ends) <= {"SUCCESS", "FAILURE"}
