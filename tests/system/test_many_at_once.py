"""Ninety real feeds pushed by four clients at once: few releases, all that may be published in the last one.

Not here: what the rules say of each file (tests/feeds/rules), speed (bench).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from catalog import reports, versions
from terms.ids import FeedKey

pytestmark = [pytest.mark.long, pytest.mark.real]
CLIENTS, MOST_RELEASES, PUBLISHABLE = 4, 20, 85
TODAY = "2019-06-03"
EXIT = {"ready": 0, "blocked": 1, "unreadable": 2}


@pytest.fixture
def files(shared_data: Path) -> list[Path]:
    """The ninety files."""
    found = sorted((shared_data / "gtfs-jp").glob("*.zip"))
    if len(found) != 90:
        pytest.skip(f"{len(found)} files in gtfs-jp, 90 wanted")
    return found


class Watch:
    """Samples the memory of the worker and its box while the block runs."""

    def __init__(self, service: psutil.Process) -> None:
        self.service, self.peak = service, {"worker": 0, "box": 0, "api": 0}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.25):
            for name, rss in self._sample():
                self.peak[name] = max(self.peak[name], rss)

    def _sample(self) -> Iterator[tuple[str, int]]:
        for child in self.service.children(recursive=True):
            try:
                words, rss = " ".join(child.cmdline()), child.memory_info().rss
            except psutil.Error:
                continue
            yield ("worker" if "pipelines.worker" in words else "box" if "boxes" in words else "api"), rss


def _push(house, url: str, key: str, feed: str, path: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "futae.cli", "push", path, "--feed", feed, "--url", url, "--publish"]
    environ = {**os.environ, "FUTAE_KEY": key}
    done = subprocess.run(
        [*map(str, command), "--key", key], env=environ, capture_output=True, text=True, check=False, timeout=600
    )
    return done.returncode, done.stdout + done.stderr


def _blocking(catalog, feed: str) -> list[str]:
    report = reports.get_report(catalog, FeedKey.parse(feed), 1)
    return [f"{t.code} × {t.total}" for t in report.totals if t.blocking] if report else []


def _ends(house, feeds: list[str]) -> dict[str, tuple[str, list[str]]]:
    """feed → state and blocking codes of its version."""
    with house.catalog() as catalog:
        return {
            feed: (versions.get_version(catalog, FeedKey.parse(feed), 1).state, _blocking(catalog, feed))
            for feed in feeds
        }


def test_ninety_feeds_by_four_clients(tmp_path, tools, files, capsys):
    house = tools.House(
        tmp_path / "home", FUTAE_SERVE_UNSTATED="1", FUTAE_TODAY=TODAY, FUTAE_RELEASE_EVERY_S="4"
    )  # the seconds between releases are those of the product
    feeds = {f"many/f{n:02}": path for n, path in enumerate(files)}
    try:
        key = house.furnish(*feeds, licence="unknown")
        service, client = house.serve(key, "--today", TODAY)
        url, begun = str(client.base_url), time.monotonic()
        with Watch(psutil.Process(service.pid)) as watch, ThreadPoolExecutor(CLIENTS) as clients:
            done = dict(zip(feeds, clients.map(lambda one: _push(house, url, key, *one), feeds.items()), strict=True))
            pushed = time.monotonic() - begun
            tools.wait_rest(house, 180)
        took, release = time.monotonic() - begun, client.current()
        ends = _ends(house, list(feeds))
        with capsys.disabled():
            print(f"\n{'feed':<10} {'file':<44} {'state':<11} blocking")
            for feed, (state, codes) in ends.items():
                print(f"{feed:<10} {feeds[feed].name:<44} {state:<11} {', '.join(codes)}")
            mib = {name: f"{peak / 2**20:,.0f} MiB" for name, peak in watch.peak.items()}
            print(f"{len(feeds)} feeds: pushed in {pushed:.0f} s, all served after {took:.0f} s; "
                  f"{release['release']} releases; peak resident memory {mib}")  # fmt: skip
        assert {feed: code for feed, (code, _) in done.items()} == {feed: EXIT[s] for feed, (s, _) in ends.items()}
        ready = {feed for feed, (state, _) in ends.items() if state == "ready"}
        assert {f["feed"] for f in release["feeds"]} == ready
        assert len(ready) == PUBLISHABLE
        assert release["release"] <= MOST_RELEASES
        assert all(codes for state, codes in ends.values() if state != "ready"), "blocked without a code"
        tools.assert_whole(house)
    finally:
        house.end_all()
