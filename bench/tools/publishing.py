"""Sending version after version of one feed to a service of its own, and the tables of what that took.

What does not live here: one version's way (sender), which homes and feeds (bench/publish.py, bench/nation.py).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.tools.figures import mebibytes, percentile, seconds, table
from bench.tools.homes import settings_of
from bench.tools.releases import Rebuilt, base_file, current_manifest, rebuilt_since
from bench.tools.sender import STEPS, Sender, Timing
from bench.tools.service import Service, service
from bench.tools.versions import write_version
from catalog.keys import add_key
from pipelines.workshop import clock, open_home
from terms.ids import FeedKey

DAYS_IN = 60
"""The service answers as of so many days after the feed's first service day."""


@dataclass(frozen=True, slots=True)
class FeedRun:
    """One feed's versions: when each step of each ended, what each release rebuilt, the memory of the processes."""

    stem: str
    feed: FeedKey
    today: str
    timings: list[Timing]
    rebuilt: list[Rebuilt]
    peaks: dict[str, int]
    together: int

    @property
    def served(self) -> list[float]:
        """Seconds from the upload to the moved stop on the map, of every version."""
        return [t.served_s for t in self.timings]


def new_key(home: Path) -> str:
    """A key that may do everything in the home."""
    catalog = open_home(settings_of(home))
    try:
        return add_key(catalog, "*", {"upload", "publish", "admin"}, now=clock())
    finally:
        catalog.close()


def _send_all(running: Service, key: str, feed: FeedKey, source: Path, count: int, pause_s: float) -> list[Timing]:
    timings = []
    with tempfile.TemporaryDirectory() as folder, Sender(running.url, key) as sender:
        for number in range(1, count + 1):
            change = write_version(source, Path(folder) / f"{feed.feed}-{number}.zip", number)
            timings.append(sender.send(feed, change))
            change.path.unlink()
            time.sleep(pause_s)
    return timings


def publish_many(home: Path, key: str, stem: str, feed: FeedKey, *, count: int, pause_s: float = 0.0) -> FeedRun:
    """`count` versions of a feed by a service on `home` (API and worker as `futae serve` starts them); each is on the
    map before the next is sent. Raises NotServed, ServiceFailed."""
    settings = settings_of(home)
    catalog = open_home(settings)
    try:
        source, first_on = base_file(catalog, feed)
        before = current_manifest(catalog)
    finally:
        catalog.close()
    today = (date.fromisoformat(first_on) + timedelta(days=DAYS_IN)).isoformat()
    with service(home, today=today, with_worker=True) as running:
        timings = _send_all(running, key, feed, source, count, pause_s)
    catalog = open_home(settings)
    try:
        rebuilt = rebuilt_since(catalog, before.release)
    finally:
        catalog.close()
    return FeedRun(stem, feed, today, timings, rebuilt, dict(running.peaks), running.together)


def spread(values: Sequence[float]) -> list[float]:
    """Median, 95 %, least, most and first."""
    return [percentile(values, 50), percentile(values, 95), min(values), max(values), values[0]]


def times_table(runs: Sequence[FeedRun]) -> str:
    """Every step of every run in seconds."""
    rows: list[list[object]] = []
    for run in runs:
        for name, take in STEPS.items():
            rows.append([run.stem, name, *(seconds(v) for v in spread([take(t) for t in run.timings]))])
        rows.append([run.stem, "upload → report → served", *(seconds(v) for v in spread(run.served))])
    return table(["feed", "step (s)", "p50", "p95", "least", "most", "first"], rows)


def work_table(runs: Sequence[FeedRun]) -> str:
    """What the releases of every run rebuilt."""
    rows: list[list[object]] = []
    for run in runs:
        for name in ("leaves", "nodes", "item_files"):
            changed = [getattr(r, name) for r in run.rebuilt]
            total = getattr(run.rebuilt[-1], f"all_{name}")
            rows.append([run.stem, name.replace("_", " "), percentile(changed, 50), max(changed), total])
        rows.append([run.stem, "releases made", "", len(run.rebuilt), ""])
    return table(["feed", "rebuilt per publish", "median", "most", "of all"], rows)


def memory_table(runs: Sequence[FeedRun]) -> str:
    """The most memory that the processes of every run held."""
    rows = [
        [run.stem, *(mebibytes(run.peaks[role]) for role in ("api", "worker", "box")), mebibytes(run.together)]
        for run in runs
    ]
    return table(["feed", "API (MiB)", "worker", "box", "all at one moment"], rows)
