"""Thirty deaths of the whole service at random moments of upload, check and publication; then it starts again.

Clients go on sending and note what they were promised. Not here: named fault points (test_kill_points).
"""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from catalog import live, releases, versions
from terms.canonical import sha256_hex
from terms.errors import NotThere
from terms.ids import FeedKey

pytestmark = pytest.mark.long
FEEDS = ("town/bus", "town/tram", "port/ferry")
WAITING = ("received", "checking")
ROUNDS, SEED, LIMIT_S, SLOW_S = 30, 20_200_115, 600.0, 10.0


@dataclass
class Sender:
    """One client of one feed: sends one edition after the other and publishes each, and notes what was acknowledged."""

    feed: str
    make: Callable[[str, int], bytes]
    by_post: bool
    edition: int = 1
    sent: dict[int, str] = field(default_factory=dict)
    """number → sha256 of every acknowledged upload"""
    asked: int = 0
    """the newest number whose publication was acknowledged"""
    change: int = 0
    release: int = 0
    followed: int = 0
    """the newest acknowledged number"""
    surprises: list[str] = field(default_factory=list)

    def run(self, client: httpx.Client, stop: threading.Event) -> None:
        """Send until stopped; a service that died is the tester's doing, any other failure a surprise."""
        while not stop.is_set():
            try:
                self._one(client)
            except httpx.TransportError:
                stop.wait(0.05)
            except httpx.HTTPStatusError as error:
                if error.response.status_code == 404 and error.request.url.path.endswith("/current"):
                    stop.wait(0.1)  # nothing was released yet
                    continue
                self.surprises.append(f"{error.response.status_code} {error.request.url} {error.response.text[:300]}")
                stop.wait(0.2)

    def _one(self, client) -> None:
        """Follow the last version to its end and publish it; then send the next."""
        if self.followed:
            self._follow(client, self.followed)
        self.edition += 1  # one that was not acknowledged is not sent again
        data = self.make(self.feed, self.edition)
        version = client.upload(self.feed, data, publish=not self.by_post)
        if version["sha256"] != sha256_hex(data):
            self.surprises.append(f"{version} is not what was sent")
        self.sent[version["number"]] = version["sha256"]
        self.followed = version["number"]
        if not self.by_post:
            self.asked = version["number"]

    def _follow(self, client, number: int) -> None:
        while (state := client.get(f"/v1/feeds/{self.feed}/versions/{number}").json()["state"]) in WAITING:
            time.sleep(0.1)
        if self.by_post and state == "ready" and self.asked < number:
            self.change = client.make_live(self.feed, number)
            self.asked = number
        release = client.current()["release"]
        if release < self.release:
            self.surprises.append(f"the pointer went back from {self.release} to {release}")
        self.release = release


def _promises_kept(house, senders: list[Sender]) -> None:
    with house.catalog() as catalog:
        current = releases.current(catalog)
        for sender in senders:
            key = FeedKey.parse(sender.feed)
            rows = {row.number: row for row in versions.list_versions(catalog, key)}
            assert {number: rows[number].sha256 for number in sender.sent} == sender.sent
            for number in sender.sent:
                assert catalog.store.exists(rows[number].sha256)
            ends = {
                row.number: (row.state, row.reason) for row in rows.values() if row.state not in (*WAITING, "ready")
            }
            assert set(ends.values()) <= {("failed", versions.GAVE_UP)}, "five deaths may end a check, nothing else"
            assert current is None or current.number >= sender.release
            if sender.asked and sender.asked not in ends:
                assert rows[sender.asked].publish_wanted or _live(catalog, key) >= sender.asked
            if sender.change:
                assert live.live_of(catalog, key).change >= sender.change


def _live(catalog, key: FeedKey) -> int:
    try:
        return int(live.live_of(catalog, key).version.number)
    except NotThere:
        return 0


def _what_went_on(house, tools) -> str:
    """What the service was at when it died, by what it left behind."""
    left = tools.restless(house)
    run = any(isinstance(one, dict) for one in left)
    lease = any(isinstance(one, str) and one.endswith(":worker") for one in left[len(_claims(house)) :])
    words = [word for word, was in (("checking", run), ("publishing", lease)) if was]
    return " and ".join(words) or ("about to begin" if left else "idle")


def _claims(house) -> dict[int, str]:
    with house.catalog() as catalog:
        return versions.list_claims(catalog)


def test_thirty_deaths(house, tools, capsys):
    chance, begun, seen, died = random.Random(SEED), time.monotonic(), set(), Counter()
    key = house.furnish(*FEEDS)
    senders = [Sender(feed, tools.gtfs_zip, by_post=feed == FEEDS[1]) for feed in FEEDS]
    rounds = 0
    while rounds < ROUNDS:
        assert time.monotonic() - begun < LIMIT_S, f"only {rounds} rounds in {LIMIT_S} s"
        seconds = chance.uniform(0.0, 7.0)
        if rounds >= ROUNDS // 2 and not all(s.asked for s in senders):
            seconds += SLOW_S  # this machine is so busy that lives end before the worker is ready
        _one_life(house, tools, key, senders, seconds)
        died[_what_went_on(house, tools)] += 1
        _promises_kept(house, senders)
        tools.assert_whole(house, seen)
        rounds += 1
    took = time.monotonic() - begun
    _, client = house.serve(key)
    tools.wait_rest(house)
    tools.assert_served(client, _served_of(house))
    tools.assert_whole(house)
    _promises_kept(house, senders)
    with house.catalog() as catalog:
        made = releases.current(catalog).number
        tries = Counter(row.attempt for s in senders for row in versions.list_versions(catalog, FeedKey.parse(s.feed)))
    sent = sum(len(s.sent) for s in senders)
    with capsys.disabled():
        print(f"\n{rounds} deaths in {took:.0f} s, while: {dict(died)}; acknowledged uploads {sent}, releases {made},")
        print(f"versions by attempts {dict(sorted(tries.items()))}")
    assert [s.surprises for s in senders] == [[]] * 3
    assert all(s.asked for s in senders)


def _served_of(house) -> dict[str, int]:
    with house.catalog() as catalog:
        return {str(row.feed.key): row.version.number for row in live.live_rows(catalog)}


def _one_life(house, tools, key: str, senders: list[Sender], seconds: float) -> None:
    """Serve, send for some seconds after the service answers, and end all of it at once."""
    service, client = house.serve(key)
    stop = threading.Event()
    clients = [tools.Client(str(client.base_url), key) for _ in senders]
    threads = [
        threading.Thread(target=sender.run, args=(own, stop)) for sender, own in zip(senders, clients, strict=True)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    assert service.poll() is None, house.words()
    house.end(service, signal.SIGKILL)
    stop.set()
    for thread, own in zip(threads, clients, strict=True):
        thread.join()
        own.close()
    house.end_all()
