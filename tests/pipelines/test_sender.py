"""The sender on a home with events: what is due arrives, signed, once recorded, whatever the receivers do.

Receivers are HTTP servers on loopback. Not here: kills (tests/system/test_notify_kills.py), mail (test_mailing.py).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog import deliveries, feeds, intake, live, orgs, releases, targets, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from catalog.open import open_catalog
from catalog.store import FolderStore
from catalog.targets import WEBHOOK, Target, Wanted
from pipelines.outside import Caller
from pipelines.posting import MAX_BODY, Poster, body_of
from pipelines.postroom import Postroom
from pipelines.sender import Sender
from pipelines.timekeeper import Timekeeper
from pipelines.workshop import clock
from terms.ids import FeedKey
from terms.settings import read_settings
from terms.webhooks import verify

KEY = FeedKey("uno", "bus")
URL = "https://futae.example.jp"


@dataclass
class Office:
    """A catalog with the feed uno/bus, and a sender that may call loopback."""

    catalog: Catalog

    def hook(self, address: str, name: str = "app", *kinds: str) -> tuple[Target, str | None]:
        wanted = Wanted(address, kinds)
        return targets.put_target(self.catalog, "uno", WEBHOOK, name, wanted, actor="t", now=clock())

    def check(self, data: bytes = b"1", state: str = "ready") -> versions.VersionRow:
        """A version that was checked: an event."""
        row = intake.receive(self.catalog, KEY, [data], file_name="f.zip", media_type="application/zip",
                             max_bytes=1000, caller=LOCAL, now=clock())  # fmt: skip
        versions.claim(self.catalog, "w", now=clock(), lease_s=60)
        facts = {"last_on": "2026-12-31"}
        return versions.finish(
            self.catalog, row.version_id, "w", state=state, facts=facts, report_sha=None, now=clock()
        )

    def sender(self, caller: Caller | None = None, **more: Any) -> Sender:
        poster = Poster(caller or Caller(loopback=True), URL, clock)
        return Sender(self.catalog, "host:1@1:sender", {WEBHOOK: poster.send}, **more)

    def run(self, sender: Sender | None = None, idle_s: float = 0) -> bool:
        return (sender or self.sender()).run(threading.Event(), idle_s)

    def states(self) -> list[tuple[str, str, int]]:
        """Target, state and number of tries, oldest first."""
        rows = deliveries.list_deliveries(self.catalog, "uno")
        return [(one.target, one.state, one.attempts) for one in reversed(rows)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    home = tmp_path / "home"
    catalog = open_catalog(f"sqlite:///{home / 'futae.db'}", FolderStore(home / "store"))
    orgs.add_org(catalog, "uno", now=clock())
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], title="宇野バス", now=clock())
    yield Office(catalog)
    catalog.close()


@pytest.fixture
def receiver(receiving: Callable[..., Any]) -> Iterator[Any]:
    with receiving() as started:
        yield started


def test_what_arrives_can_be_verified(office: Office, receiver: Any) -> None:
    _, secret = office.hook(f"http://127.0.0.1:{receiver.port}/futae")
    office.check()
    change = live.set_live(office.catalog, KEY, 1, actor="k", now=clock(), reason="春のダイヤ")
    assert office.run()
    assert office.states() == [("app", "sent", 1), ("app", "sent", 1)]
    rows = {one.kind: one.message_id for one in deliveries.list_deliveries(office.catalog, "uno")}
    assert secret is not None
    ids = [verify(secret, headers, body, time.time()) for _, headers, body in receiver.seen]
    assert ids == [rows["checked"], rows["published"]]
    path, headers, body = receiver.seen[1]
    assert (path, headers["content-type"], headers["user-agent"]) == ("/futae", "application/json", "Futae-Webhooks/1")
    told = json.loads(body)
    assert told.pop("timestamp").endswith("Z")
    base = f"{URL}/v1/feeds/uno/bus"
    assert told == {
        "type": "published",
        "data": {
            "org": "uno", "feed": "uno/bus", "title": "宇野バス", "version": 1, "audience": "public", "change": change,
            "how": "publish", "reason": "春のダイヤ", "last_service_on": "2026-12-31",
            "links": {"feed": base, "events": f"{base}/events.atom", "version": f"{base}/versions/1",
                      "report": f"{base}/versions/1/report"},
        },
    }  # fmt: skip


def test_a_body_is_the_same_at_each_try_and_small(office: Office, receiver: Any) -> None:
    office.hook(f"http://127.0.0.1:{receiver.port}/")
    office.check()
    live.set_live(office.catalog, KEY, 1, actor="k", now=clock(), reason="長" * 100_000)
    receiver.answers = [500, 204]
    office.run()
    for one in deliveries.list_deliveries(office.catalog, "uno"):
        if one.state == "sent":
            deliveries.replay(office.catalog, "uno", one.delivery_id, actor="k", now=clock())
    office.run()
    (_, first, body), (_, second, again) = receiver.seen[1:]
    assert len(body) <= MAX_BODY
    assert (body, first["webhook-id"]) == (again, second["webhook-id"])


def test_refusals_wait_and_say_why(office: Office, receiver: Any) -> None:
    office.hook(f"http://127.0.0.1:{receiver.port}/")
    office.check()
    receiver.status, receiver.headers = 302, (("Location", f"http://127.0.0.1:{receiver.port}/elsewhere"),)
    office.run()
    [row] = deliveries.list_deliveries(office.catalog, "uno")
    assert (row.state, row.outcome) == ("waiting", "302 Found: redirects are not followed")
    assert [path for path, _, _ in receiver.seen] == ["/"]


@pytest.mark.parametrize(
    ("status", "headers", "state", "disabled"),
    [
        (204, (), "sent", False), (201, (), "sent", False), (400, (), "waiting", False),
        (503, (("Retry-After", "600"),), "waiting", False), (599, (), "waiting", False), (410, (), "failed", True),
    ],
)  # fmt: skip
def test_what_an_answer_means(
    office: Office, receiver: Any, status: int, headers: tuple[tuple[str, str], ...], state: str, disabled: bool
) -> None:
    office.hook(f"http://127.0.0.1:{receiver.port}/")
    office.check()
    receiver.status, receiver.headers = status, headers
    office.run()
    [row] = deliveries.list_deliveries(office.catalog, "uno")
    assert (row.state, row.tries[0].status) == (state, status)
    if status == 503:
        assert 590 < (row.next_at - clock()).total_seconds() <= 600
    [target] = targets.list_targets(office.catalog, "uno", WEBHOOK)
    assert (target.disabled_at is not None) == disabled


def test_without_the_setting_this_machine_is_not_called(office: Office, receiver: Any) -> None:
    office.hook(f"http://127.0.0.1:{receiver.port}/")
    office.hook(f"https://hooks.example.jp:{receiver.port}/", "second")
    office.check()
    office.run(office.sender(Caller(resolve=lambda _host, _port: ["169.254.169.254"])))
    rows = deliveries.list_deliveries(office.catalog, "uno")
    assert [one.state for one in rows] == ["waiting", "waiting"]
    assert rows[1].outcome == "the address must begin with https://"
    assert "169.254.169.254, which is not an address of the public internet" in rows[0].outcome
    assert receiver.seen == []


def test_a_slow_receiver_holds_up_no_other(office: Office, receiver: Any) -> None:
    office.hook(f"http://127.0.0.1:{receiver.port}/")
    go_on, asked = threading.Event(), threading.Event()
    poster = Poster(Caller(loopback=True), URL, clock)

    def send(event: Any, target: Target) -> deliveries.Outcome:
        if target.name == "slow":
            asked.set()
            assert go_on.wait(30)
        return poster.send(event, target)

    office.hook(f"http://127.0.0.1:{receiver.port}/slow", "slow")
    for number in range(5):
        office.check(b"%d" % number)
    sender = Sender(office.catalog, "host:1@1:sender", {WEBHOOK: send})
    thread = threading.Thread(target=office.run, args=(sender,))
    thread.start()
    try:
        assert asked.wait(30)
        end = time.monotonic() + 30
        while len(receiver.seen) < 5 and time.monotonic() < end:
            time.sleep(0.02)
        assert [path for path, _, _ in receiver.seen] == ["/"] * 5
    finally:
        go_on.set()
        thread.join()
    assert {state for _, state, _ in office.states()} == {"sent"}


def test_our_own_failure_is_a_failed_try(office: Office) -> None:
    office.hook("https://example.jp/")
    office.check()

    def send(_event: Any, _target: Target) -> deliveries.Outcome:
        raise ZeroDivisionError

    office.run(Sender(office.catalog, "host:1@1:sender", {WEBHOOK: send}))
    assert office.states() == [("app", "waiting", 1)]
    assert deliveries.list_deliveries(office.catalog, "uno")[0].outcome == "our own failure: ZeroDivisionError"


def test_two_senders_do_not_send_doubly(office: Office, receiver: Any) -> None:
    office.hook(f"http://127.0.0.1:{receiver.port}/")
    for number in range(4):
        office.check(b"%d" % number)
    other = "elsewhere:1@1:sender"
    fencing = releases.take_lease(office.catalog, deliveries.LEASE, other, now=clock(), ttl_s=60)
    assert not office.run()
    assert receiver.seen == []
    assert fencing is not None
    releases.give_lease(office.catalog, deliveries.LEASE, other, fencing=fencing, now=clock())
    assert office.run()
    assert len(receiver.seen) == 4
    assert releases.lease_holder(office.catalog, deliveries.LEASE) == ""


def test_it_ends_when_the_lease_is_lost(office: Office) -> None:
    office.hook("https://example.jp/")
    office.check()

    def send(_event: Any, _target: Target) -> deliveries.Outcome:
        later = datetime(2100, 1, 1, tzinfo=UTC)
        assert releases.take_lease(office.catalog, deliveries.LEASE, "other", now=later, ttl_s=60) is not None
        return deliveries.Outcome(True, "200")

    office.run(Sender(office.catalog, "host:1@1:sender", {WEBHOOK: send}), idle_s=30)
    assert office.states() == [("app", "waiting", 1)]  # whoever has the lease sends it again, under the same id


def test_a_body_beyond_all_measure_names_the_feed_only() -> None:
    from catalog.events import Event

    facts = {f"n{i}": "x" * 2000 for i in range(20)}
    event = Event(1, "evt_" + "0" * 32, KEY, "t", 1, "published", "public", True, facts, clock())
    assert json.loads(body_of(event, URL))["data"] == {"feed": "uno/bus", "version": 1}


class _Shop:
    """What the timekeeper asks of a workshop."""

    def __init__(self, catalog: Catalog, home: Path, **environ: str) -> None:
        self.catalog, self.now = catalog, clock
        self.settings = read_settings({"FUTAE_HOME": str(home), "FUTAE_TODAY": "2026-12-20", **environ})


class _Process:
    """A process that runs until it is told to end."""

    returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.returncode = 0

    def wait(self, timeout: float | None = None) -> int:
        return 0


def test_the_timekeeper_tells_of_days(office: Office, tmp_path: Path) -> None:
    office.hook("https://example.jp/", "app", "expiring")
    office.check()
    keeper = Timekeeper(_Shop(office.catalog, tmp_path), threading.Event())  # type: ignore[arg-type]
    keeper.keep()
    assert deliveries.list_deliveries(office.catalog, "uno") == []
    live.set_live(office.catalog, KEY, 1, actor="k", now=clock())
    for _ in range(3):
        keeper.keep()
    [row] = deliveries.list_deliveries(office.catalog, "uno")
    assert (row.kind, row.number) == ("expiring", 1)


def test_the_postroom_starts_one_process_while_anything_is_due(office: Office, tmp_path: Path) -> None:
    started: list[_Process] = []
    instant = [0.0]

    def start(_settings: Any) -> Any:
        started.append(_Process())
        return started[-1]

    def room(**environ: str) -> Postroom:
        shop = _Shop(office.catalog, tmp_path, **environ)
        return Postroom(shop, start=start, monotonic=lambda: instant[0])  # type: ignore[arg-type]

    post = room()
    post.look()
    assert started == []
    office.hook("https://example.jp/")
    office.check()
    room(FUTAE_SEND="0").look()
    assert started == []
    post.look()
    post.look()
    assert len(started) == 1
    started[0].returncode = 0
    post.look()
    assert len(started) == 1  # another host's sender may be at work: not at once again
    instant[0] = 11
    post.look()
    assert len(started) == 2
    post.close()
    assert started[1].returncode == 0
