"""SIGKILL at every fault point of telling: after a restart every event is delivered, by its id exactly once, and its
success is recorded once; and a service that tells by itself. Not here: publishing's own points (test_kill_points).

The receiver is an HTTP server on loopback in the test's own process.
"""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from catalog import deliveries, events, intake, releases, targets, versions
from catalog.deliveries import INTERRUPTED, LEASE
from catalog.keys import LOCAL
from catalog.targets import WEBHOOK, Wanted
from pipelines.workshop import clock
from terms.faults import FAULT_POINTS
from terms.ids import FeedKey
from terms.webhooks import verify

pytestmark = pytest.mark.long
BUS = "town/bus"
KEY = FeedKey.parse(BUS)
OF_DAYS = ("notify.before_event", "notify.after_event")
OF_SENDING = [name for name in FAULT_POINTS if name.startswith("notify.") and name not in OF_DAYS]
PASSES = [*OF_SENDING, *(f"{name}:3" for name in OF_SENDING if name != "notify.after_lease")]
EVENTS = 5
LONG_S = 240.0
"""For a worker, a check and a sender to start one after another on a busy machine."""
LOOPBACK = {"FUTAE_OUTSIDE_LOOPBACK": "1", "FUTAE_OUTSIDE_SECONDS": "60"}
"""The receiver may be called, and has its time on a busy machine."""
LAST_DAYS = "2020-12-25"
"""Six days before the last service day of the house's feeds."""


@pytest.fixture
def receiver(receiving: Any) -> Iterator[Any]:
    with receiving() as started:
        yield started


def told(house: Any) -> list[events.Event]:
    with house.catalog() as catalog:
        return events.events_of_feed(catalog, KEY, audience=None, limit=1000)[::-1]


def log_of(house: Any) -> list[deliveries.DeliveryRow]:
    with house.catalog() as catalog:
        return deliveries.list_deliveries(catalog, KEY.org, limit=1000)[::-1]


def hook(house: Any, port: int, *kinds: str) -> str:
    """A webhook that leads to the receiver; its secret."""
    with house.catalog() as catalog:
        wanted = Wanted(f"http://127.0.0.1:{port}/", kinds)
        _, secret = targets.put_target(catalog, KEY.org, WEBHOOK, "app", wanted, actor="t", now=clock())
    assert secret is not None
    return secret


def assert_told_once(house: Any, receiver: Any, secret: str) -> Counter[str]:
    """Every event arrived, signed, and is recorded once; returns how often each id arrived."""
    arrived = Counter(verify(secret, headers, body, time.time()) for _, headers, body in receiver.seen)
    rows = log_of(house)
    assert set(arrived) == {one.message_id for one in rows}
    assert Counter(one.message_id for one in rows) == dict.fromkeys(arrived, 1)
    for one in rows:
        assert one.state == "sent", one
        assert Counter(t.status for t in one.tries)[204] == 1, one
        assert arrived[one.message_id] <= len(one.tries)
    for bodies in _by_id(receiver).values():
        assert len(bodies) == 1  # doubles are the same bytes
    return arrived


def _by_id(receiver: Any) -> dict[str, set[bytes]]:
    found: dict[str, set[bytes]] = {}
    for _, headers, body in receiver.seen:
        found.setdefault(headers["webhook-id"], set()).add(body)
    return found


@pytest.fixture
def house(tools: Any, tmp_path: Any) -> Iterator[Any]:
    """A house whose worker sends nothing by itself, with five events that wait."""
    made = tools.House(tmp_path / "home", FUTAE_SEND="0", **LOOPBACK)
    made.furnish(BUS)
    yield made
    made.end_all()


def fill(house: Any) -> None:
    """So many versions that were checked."""
    with house.catalog() as catalog:
        for number in range(EVENTS):
            row = intake.receive(catalog, KEY, [b"%d" % number], file_name="f.zip", media_type="application/zip",
                                 max_bytes=100, caller=LOCAL, now=clock())  # fmt: skip
            versions.claim(catalog, "t", now=clock(), lease_s=60)
            versions.finish(catalog, row.version_id, "t", state="blocked", facts={}, report_sha=None, now=clock())


def send_all(house: Any, tools: Any) -> None:
    again = house.start("-m", "pipelines.sender")
    tools.until("all to be sent", lambda: all(one.state == "sent" for one in log_of(house)), every=0.3)
    assert house.end(again) == 0, house.words()
    with house.catalog() as catalog:
        assert releases.lease_holder(catalog, LEASE) == ""


@pytest.mark.parametrize("point", PASSES)
def test_killed_at(house: Any, tools: Any, receiver: Any, point: str) -> None:
    secret = hook(house, receiver.port)
    fill(house)
    dying = house.start("-m", "futae.hooks", "pipelines.sender", fault=point)
    tools.until(f"death at {point}", lambda: dying.poll() is not None)
    assert dying.returncode == -signal.SIGKILL, house.words()
    name, _, count = point.partition(":")
    before = int(count or 1) - (name != "notify.after_record")
    assert [one.state for one in log_of(house)].count("sent") == (0 if name == "notify.after_lease" else before)
    send_all(house, tools)
    arrived = assert_told_once(house, receiver, secret)
    assert len(arrived) == EVENTS
    doubles = {one: n for one, n in arrived.items() if n > 1}
    assert list(doubles.values()) == ([2] if name == "notify.after_send" else [])
    broken = [t for one in log_of(house) for t in one.tries if t.outcome == INTERRUPTED]
    assert len(broken) == (1 if name in ("notify.after_begin", "notify.after_send") else 0)


def test_two_senders_at_once_send_each_once(house: Any, tools: Any, receiver: Any) -> None:
    secret = hook(house, receiver.port)
    fill(house)
    both = [house.start("-m", "pipelines.sender") for _ in range(2)]
    tools.until("all to be sent", lambda: all(one.state == "sent" for one in log_of(house)), every=0.3)
    tools.until("one to give way", lambda: any(one.poll() == 0 for one in both))
    assert set(assert_told_once(house, receiver, secret).values()) == {1}


@pytest.mark.parametrize("point", OF_DAYS)
def test_killed_while_a_day_is_told(tools: Any, tmp_path: Any, receiver: Any, point: str) -> None:
    house = tools.House(tmp_path / "home", FUTAE_TODAY=LAST_DAYS, FUTAE_AFTERWORK_IDLE_S="0", **LOOPBACK)
    try:
        key = house.furnish(BUS)
        secret = hook(house, receiver.port, "expiring")
        _, client = house.api(key)
        client.upload(BUS, tools.gtfs_zip(BUS), publish=True)
        dying = house.worker(point)
        tools.until(f"death at {point}", lambda: dying.poll() is not None, LONG_S)
        assert dying.returncode == -signal.SIGKILL, house.words()
        expiring = [one for one in told(house) if one.kind == "expiring"]
        assert len(expiring) == (point == "notify.after_event")
        house.worker()
        tools.until("the day to be told", lambda: [one.state for one in log_of(house)] == ["sent"], LONG_S)
        tools.wait_rest(house)
        assert_told_once(house, receiver, secret)
        [one] = [one for one in told(house) if one.kind == "expiring"]
        assert (one.number, one.facts["days_left"]) == (1, 6)
        tools.assert_whole(house)
    finally:
        house.end_all()


def test_a_service_tells_by_itself(tools: Any, tmp_path: Any, receiver: Any) -> None:
    house = tools.House(tmp_path / "home", FUTAE_AFTERWORK_IDLE_S="0", **LOOPBACK)
    try:
        child, client = house.serve(house.furnish(BUS))
        asked = {"url": f"http://127.0.0.1:{receiver.port}/futae"}
        secret = client.put("/v1/orgs/town/webhooks/app", json=asked).json()["secret"]
        client.upload(BUS, tools.gtfs_zip(BUS), publish=True)
        tools.until("both events", lambda: len(receiver.seen) >= 2, LONG_S)
        client.post(f"/v1/feeds/{BUS}/versions/1/withdraw", json={"reason": "wrong fares"})
        tools.until("the third", lambda: len(receiver.seen) >= 3, LONG_S)
        assert [json.loads(body)["type"] for _, _, body in receiver.seen[:3]] == ["checked", "published", "withdrawn"]
        tools.until("the log", lambda: all(one.state == "sent" for one in log_of(house)))
        assert set(assert_told_once(house, receiver, secret).values()) == {1}
        assert house.end(child) == 0
    finally:
        house.end_all()
