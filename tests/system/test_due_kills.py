"""Scheduled publication under two workers and SIGKILL at its own fault points: it happens once, after a restart too.

Not here: publishing's other points (test_kill_points), rules of schedules (tests/catalog/test_schedules.py).
"""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest

from catalog import live, schedules
from pipelines.workshop import clock
from terms.clocks import instant_text
from terms.faults import FAULT_POINTS
from terms.ids import FeedKey

pytestmark = pytest.mark.long
BUS = "town/bus"
POINTS = [name for name in FAULT_POINTS if name.startswith("schedule.")]


def _ready(house, tools) -> tuple[object, object]:
    """Version 1 live, version 2 ready; the service's client and the worker."""
    key = house.furnish(BUS)
    _, client = house.api(key)
    worker = house.worker()
    client.upload(BUS, tools.gtfs_zip(BUS, 1), publish=True)
    client.wait_change(1)
    client.upload(BUS, tools.gtfs_zip(BUS, 2))
    tools.wait_rest(house)
    return client, worker


def _set(client, seconds: float) -> str:
    at = instant_text(clock() + timedelta(seconds=seconds))
    return client.post(f"/v1/feeds/{BUS}/versions/2/publish", json={"at": at}).json()["schedule"]["due_at"]


def _states(house) -> tuple[list[str], list[str]]:
    with house.catalog() as catalog:
        rows = schedules.list_schedules(catalog, FeedKey.parse(BUS))
        return [one.state for one in rows], [one.kind for one in live.list_changes(catalog)]


def _once(house, client, tools) -> None:
    client.wait_change(2)
    tools.wait_rest(house)
    assert _states(house) == (["done"], ["publish", "publish"])
    tools.assert_served(client, {BUS: 2})
    tools.assert_whole(house)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at(house, tools, point):
    client, worker = _ready(house, tools)
    house.end(worker, signal.SIGKILL)
    dying = house.worker(point)
    _set(client, 10)
    tools.until(f"death at {point}", lambda: dying.poll() is not None)
    assert dying.returncode == -signal.SIGKILL, house.words()
    done = point == "schedule.after_change"
    assert _states(house) == (["done"] if done else ["waiting"], ["publish"] * (1 + done))
    tools.assert_whole(house)
    house.worker()
    _once(house, client, tools)


def test_due_while_nobody_works_and_two_workers_start(house, tools):
    client, worker = _ready(house, tools)
    assert house.end(worker) == 0
    due = _set(client, 10)
    tools.until("its time to come", lambda: instant_text(clock()) > due)
    assert _states(house) == (["waiting"], ["publish"])
    both = [house.worker(), house.worker()]
    _once(house, client, tools)
    assert [one.poll() for one in both] == [None, None]


def test_wakes_at_its_time(house, tools):
    client, _ = _ready(house, tools)
    _set(client, 15)
    due = client.get(f"/v1/feeds/{BUS}/schedules").json()["schedules"][0]["due_at"]
    tools.until("the publication", lambda: _states(house)[0] == ["done"], every=0.2)
    with house.catalog() as catalog:
        [one] = schedules.list_schedules(catalog, FeedKey.parse(BUS))
    assert instant_text(one.due_at) == due
    late_s = (one.ended_at - one.due_at).total_seconds()
    print(f"late by {late_s:.3f} s")
    assert 0 <= late_s < 5
    _once(house, client, tools)
