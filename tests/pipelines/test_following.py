"""Following: what stands at an address becomes a version once, and nothing out there breaks the one who asks.

Servers here listen on loopback. Not here: which addresses may be called (tests/terms/test_outside.py), when a source is
due (tests/catalog/test_sources.py).
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog import feeds, intake, orgs, sources, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from catalog.open import open_catalog
from catalog.store import FolderStore
from pipelines.asking import Follower
from pipelines.fetching import Fetcher, Validators
from pipelines.outside import Caller
from pipelines.workshop import clock, holder_name
from terms.faults import set_hook
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")


@dataclass
class Reader:
    """A home with the feed uno/bus, and a follower that may call loopback."""

    home: Path
    catalog: Catalog
    now: Any = field(default_factory=clock)
    fetcher: Fetcher = field(default_factory=lambda: Fetcher(Caller(loopback=True), 5.0, 10_000))

    def follow(self, url: str) -> None:
        sources.put_source(self.catalog, KEY, url, actor="t", now=self.now)

    def follower(self) -> Follower:
        return Follower(self.catalog, self.fetcher, holder_name("t"), now=lambda: self.now, chance=lambda: 1.0)

    def ask(self) -> str:
        """Ask when it is due; the words."""
        self.now = max(self.now, self.source.next_at)
        found = self.follower().ask_one()
        assert found is not None
        return found[1].words

    @property
    def source(self) -> sources.SourceRow:
        return sources.get_source(self.catalog, KEY)

    @property
    def sizes(self) -> list[int]:
        """Of the feed's versions, oldest first."""
        return [one.size_bytes for one in reversed(versions.list_versions(self.catalog, KEY))]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    home = tmp_path / "home"
    catalog = open_catalog(f"sqlite:///{home / 'futae.db'}", FolderStore(home / "store"))
    orgs.add_org(catalog, "uno", now=clock())
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], now=clock())
    yield Reader(home, catalog)
    set_hook(None)
    catalog.close()


def fetch(url: str, **more: Any) -> tuple[Any, bytes]:
    sink = io.BytesIO()
    given = {"caller": Caller(loopback=True), "total_s": 5.0, "max_bytes": 10_000, **more}
    return Fetcher(**given).fetch(url, Validators(), sink), sink.getvalue()


def test_new_bytes_are_a_version_and_what_is_known_is_not_sent_again(reader: Reader, shelf: Any, thing: Any) -> None:
    name = ("Content-Disposition", 'attachment; filename="GTFS-JP.zip"')
    stamp = ("Last-Modified", "Wed, 01 Apr 2026 00:00:00 GMT")
    shelf.things["/f"] = thing(b"one", etag='"1"', headers=(name, stamp, ("Content-Type", "application/zip")))
    reader.follow(shelf.url("/f"))
    assert reader.ask() == "version 1 came, 3 bytes"
    [row] = versions.list_versions(reader.catalog, KEY)
    assert (row.file_name, row.media_type, row.received_by) == ("GTFS-JP.zip", "application/zip", "key:follower")
    first = reader.source
    assert (first.etag, first.last_modified, first.number, first.status) == ('"1"', stamp[1], 1, 200)
    assert first.next_at == reader.now + timedelta(hours=24)
    assert reader.ask() == "nothing new"
    sent = shelf.seen[1][1]
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', stamp[1])
    assert (reader.source.etag, reader.source.status, reader.source.changed_at) == ('"1"', 304, first.changed_at)
    shelf.things["/f"].body, shelf.things["/f"].etag = b"other", '"2"'
    assert reader.ask() == "version 2 came, 5 bytes"
    assert (reader.sizes, reader.source.etag, reader.source.number) == ([3, 5], '"2"', 2)


def test_the_same_bytes_without_a_validator_make_nothing(reader: Reader, shelf: Any, thing: Any) -> None:
    shelf.things["/f"] = thing(b"one")
    reader.follow(shelf.url("/f"))
    came = reader.ask(), reader.source.changed_at
    assert reader.ask() == "the same bytes as version 1"
    assert (reader.sizes, reader.source.changed_at, came[0]) == ([3], came[1], "version 1 came, 3 bytes")


def test_another_address_forgets_what_the_first_one_said(reader: Reader, shelf: Any, thing: Any) -> None:
    shelf.things |= {"/f": thing(b"one", etag='"1"'), "/g": thing(b"two", etag='"1"')}
    reader.follow(shelf.url("/f"))
    reader.ask()
    reader.follow(shelf.url("/g"))
    assert reader.ask() == "version 2 came, 3 bytes"
    assert "if-none-match" not in shelf.seen[1][1]


def test_redirects_are_followed_a_few_times(shelf: Any, thing: Any) -> None:
    shelf.things |= {f"/{i}": thing(status=302, headers=(("Location", f"/{i + 1}"),)) for i in range(9)}
    shelf.things["/5"] = thing(b"there")
    assert fetch(shelf.url("/0"))[1] == b"there"
    shelf.things["/5"] = thing(status=307, headers=(("Location", shelf.url("/6")),))
    found, data = fetch(shelf.url("/0"))
    assert (found.words, found.failed, data) == ("more than 5 redirects", True, b"")
    shelf.things["/a"] = thing(status=301)
    assert fetch(shelf.url("/a"))[0].words == "301 without a place to go on to"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("https://169.254.169.254/latest/meta-data/", "169.254.169.254, which is not"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254, which is not"),
        ("https://10.0.0.1:8443/", "10.0.0.1, which is not"),
        ("https://[fe80::1]/", "fe80::1, which is not"),
        ("https://metadata.google.internal/", "169.254.169.254, which is not"),
        ("ftp://example.jp/f.zip", "must begin with https"),
        ("file:///etc/passwd", "must begin with https"),
        ("https://user:word@example.jp/", "must not hold a user"),
        ("https://example.jp:22/", "port 22 is not called"),
    ],
)
def test_a_redirect_to_what_is_not_public_is_refused_also_in_tests(
    shelf: Any, thing: Any, place: str, words: str
) -> None:
    """`loopback` lets this machine be called and nothing else that is not public."""
    shelf.things["/f"] = thing(status=302, headers=(("Location", place),))

    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "127.0.0.1" else ["169.254.169.254"]

    found, _ = fetch(shelf.url("/f"), caller=Caller(loopback=True, resolve=resolve))
    assert found.failed
    assert words in found.words
    assert len(shelf.seen) == 1


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("169.254.169.254",), ("8.8.8.8", "127.0.0.1"), ("::1",)])
def test_a_public_name_that_leads_inside_is_not_called(shelf: Any, thing: Any, addresses: tuple[str, ...]) -> None:
    shelf.things["/f"] = thing(b"inside")
    port = shelf.server_address[1]
    found, data = fetch(f"https://example.jp:{port}/f", caller=Caller(resolve=lambda _host, _port: list(addresses)))
    assert ("not an address of the public internet" in found.words, data, shelf.seen) == (True, b"", [])
    assert fetch(shelf.url("/f"), caller=Caller())[0].words == "the address must begin with https://"


def test_a_hop_resolves_its_own_name_anew(shelf: Any, thing: Any) -> None:
    """A name that led to a public place at the first hop and leads inside at the second is refused at the second."""
    port = shelf.server_address[1]
    shelf.things["/f"] = thing(status=302, headers=(("Location", f"http://a.example.jp:{port}/g"),))
    answers = [["127.0.0.1"], ["192.168.0.1"]]
    found, _ = fetch(f"http://a.example.jp:{port}/f", caller=Caller(loopback=True, resolve=lambda *_: answers.pop(0)))
    assert "192.168.0.1, which is not" in found.words
    assert answers == []


def test_too_large_too_slow_and_broken_off(shelf: Any, thing: Any) -> None:
    shelf.things["/large"] = thing(b"x" * 10_001)
    assert fetch(shelf.url("/large"))[0].words == "the file is larger than 10,000 bytes"
    shelf.things["/slow"] = thing(b"x" * 1000, drip_s=0.05)
    begun = time.monotonic()
    assert fetch(shelf.url("/slow"), total_s=1.0)[0].words == "no answer within 1 seconds"
    assert time.monotonic() - begun < 10
    shelf.things["/short"] = thing(b"x" * 10, headers=(("Content-Length", "20"), ("Connection", "close")))
    found, _ = fetch(shelf.url("/short"))
    assert (found.words, found.failed) == ("the connection broke: RemoteProtocolError", True)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert "no connection" in fetch(f"http://127.0.0.1:{closed.getsockname()[1]}/")[0].words


def test_answers_that_are_no_file(shelf: Any, thing: Any) -> None:
    html, coded = ("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")
    shelf.things |= {
        "/login": thing(b"<html>", headers=(html,)),
        "/gzip": thing(b"x", headers=(coded,)),
        "/empty": thing(b""),
        "/busy": thing(b"later", 503, headers=(("Retry-After", "7200"),)),
        "/same": thing(b"", 304),
    }
    words = [fetch(shelf.url(path))[0].words for path in ("/login", "/gzip", "/empty", "/none", "/same")]
    assert words == [
        "a web page stands there, not a file", "the file came coded as gzip, which was not asked for",
        "the file is empty", "404 Not Found", "304 Not Modified, though nothing was known before",
    ]  # fmt: skip
    assert fetch(shelf.url("/busy"))[0].wait_s == 7200


def test_failures_wait_longer_and_longer_and_end_with_success(reader: Reader, shelf: Any, thing: Any) -> None:
    reader.follow(shelf.url("/f"))
    waits = []
    for _ in range(10):
        assert reader.ask() == "404 Not Found"
        waits.append((reader.source.next_at - reader.now).total_seconds())
    assert waits == [600, 1200, 2400, 4800, 9600, 19200, 38400, 76800, 86400, 86400]
    assert (reader.source.failures, reader.sizes) == (10, [])
    shelf.things["/f"] = thing(b"one")
    reader.ask()
    assert (reader.source.failures, reader.source.outcome) == (0, "version 1 came, 3 bytes")


def test_a_withdrawn_feed_is_not_asked_and_withdrawn_bytes_are_a_failure(
    reader: Reader, shelf: Any, thing: Any
) -> None:
    from catalog.tombstones import bury

    shelf.things["/f"] = thing(b"one")
    reader.follow(shelf.url("/f"))
    row = intake.receive(reader.catalog, KEY, [b"one"], file_name="f", media_type="x", max_bytes=9, caller=LOCAL,
                         now=clock())  # fmt: skip
    bury(reader.catalog, KEY, row.number, reason="court", actor="t", now=clock())
    assert reader.ask() == "version 1 was withdrawn for legal reasons: court"
    bury(reader.catalog, KEY, None, reason="court", actor="t", now=clock())
    reader.now += timedelta(days=9)
    assert reader.follower().ask_one() is None


def test_what_is_set_anew_or_removed_meanwhile_takes_nothing_in(reader: Reader, shelf: Any, thing: Any) -> None:
    shelf.things["/f"] = thing(b"one")
    reader.follow(shelf.url("/f"))
    fetcher = reader.fetcher

    class Slow(Fetcher):
        def fetch(self, *given: Any, **more: Any) -> Any:
            found = fetcher.fetch(*given, **more)
            sources.remove_source(reader.catalog, KEY, actor="t", now=clock())
            return found

    reader.fetcher = Slow(fetcher.caller, fetcher.total_s, fetcher.max_bytes)
    assert reader.follower().ask_one() is None
    assert reader.sizes == []


def test_an_end_interrupts_a_body_and_the_source_stays_due(reader: Reader, shelf: Any, thing: Any) -> None:
    shelf.things["/f"] = thing(b"x" * 1000, drip_s=0.02)
    reader.follow(shelf.url("/f"))
    stop, wake = threading.Event(), threading.Event()
    thread = threading.Thread(target=reader.follower().run, args=(stop, wake))
    thread.start()
    while not shelf.seen:
        time.sleep(0.01)
    stop.set()
    wake.set()
    thread.join(timeout=5)
    assert not thread.is_alive()
    assert (reader.source.claim_holder, reader.source.asked_at, reader.source.failures) == (None, None, 0)


@pytest.mark.long
def test_the_worker_itself_follows_and_its_log_holds_no_key(
    reader: Reader, shelf: Any, thing: Any, repository: Path
) -> None:
    shelf.things["/f?key=verysecret"] = thing(b"one")
    reader.follow(shelf.url("/f?key=verysecret"))
    environ = {**os.environ, "PYTHONPATH": str(repository), "FUTAE_HOME": str(reader.home),
               "FUTAE_OUTSIDE_LOOPBACK": "1"}  # fmt: skip
    command = [sys.executable, "-m", "pipelines.worker"]
    with subprocess.Popen(command, cwd=repository, env=environ, text=True, stderr=subprocess.PIPE) as worker:
        ends_at = time.monotonic() + 120
        while time.monotonic() < ends_at and reader.source.asked_at is None:
            time.sleep(0.1)
        worker.terminate()
        _, log = worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert "uno/bus at http://127.0.0.1" in log
    assert "version 1 came, 3 bytes" in log
    assert "verysecret" not in log


KILLED = """
import os, sys
from pathlib import Path
from catalog.open import open_catalog
from catalog.store import FolderStore
from pipelines.asking import Follower
from pipelines.fetching import Fetcher
from pipelines.outside import Caller
from pipelines.workshop import holder_name
from terms.faults import set_hook

home, point = Path(sys.argv[1]), sys.argv[2]
set_hook(lambda name: os._exit(9) if name == point else None)
catalog = open_catalog(f"sqlite:///{home / 'futae.db'}", FolderStore(home / "store"))
Follower(catalog, Fetcher(Caller(loopback=True), 5.0, 10_000), holder_name("t")).ask_one()
"""


@pytest.mark.parametrize("point", ["follow.after_claim", "follow.after_fetch", "intake.before_register",
                                   "intake.after_register", "follow.after_intake"])  # fmt: skip
def test_killed_anywhere_it_is_asked_again_and_taken_in_once(
    reader: Reader, shelf: Any, thing: Any, repository: Path, point: str
) -> None:
    shelf.things["/f"] = thing(b"one", etag='"1"')
    reader.follow(shelf.url("/f"))
    done = subprocess.run([sys.executable, "-c", KILLED, str(reader.home), point], cwd=repository, timeout=60,
                          env={**os.environ, "PYTHONPATH": str(repository)}, check=False)  # fmt: skip
    assert done.returncode == 9
    assert reader.follower().ask_one() is None  # the claim stands until somebody sees that its holder is dead
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    thread = threading.Thread(target=reader.follower().run, args=(stop, stop))
    thread.start()
    thread.join(timeout=20)
    assert (reader.sizes, reader.source.etag, reader.source.number) == ([3], '"1"', 1)
