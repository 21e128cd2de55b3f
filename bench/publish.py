"""`futae bench publish`: from an upload to the moved stop on the map, for new versions of two real feeds.

The real service (API and worker as `futae serve` starts them) runs on a home with many feeds. Each version has 1 % of
its stops moved by 30 m and one trip changed. The run fails unless a moved stop is read at its new place from a tile
and from /items. What does not live here: making homes and versions (tools), serving under load (bench/serve.py).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.tools.figures import machine, mebibytes, met, percentile, seconds, table
from bench.tools.homes import DATA, Base, NoData, real_base, run_copy, sample_base, settings_of
from bench.tools.releases import Rebuilt, base_file, current_manifest, rebuilt_since
from bench.tools.sender import STEPS, NotServed, Sender, Timing
from bench.tools.service import Service, ServiceFailed, service
from bench.tools.versions import write_version
from catalog.keys import add_key
from pipelines.workshop import clock, open_home
from terms.ids import FeedKey

DESCRIPTION = "upload → report → released → seen on a tile and in /items, for small changes of two real feeds"
TARGETS = ("unobus_2020", "okaden")
DAYS_IN = 60
AIM_P50_S, AIM_P95_S = 5.0, 10.0
NO_DATA = 3


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


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench publish", description=DESCRIPTION)
    parser.add_argument("--versions", type=int, default=20, help="versions of each feed (20)")
    parser.add_argument("--feeds", type=int, default=90, help="feeds in the home, the two among them (90)")
    parser.add_argument("--home", type=Path, default=Path("build/bench"), help="where homes are kept (build/bench)")
    parser.add_argument("--data", type=Path, default=DATA, help=f"folder of real feeds ({DATA})")
    parser.add_argument("--sample", action="store_true", help="the sample town instead of real feeds")
    parser.add_argument("--fresh", action="store_true", help="build the home again")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between a served version and the next (0)")
    return parser.parse_args(args)


def _base(options: argparse.Namespace, say: Callable[[str], None]) -> Base:
    if options.sample:
        return sample_base(options.home, fresh=options.fresh, say=say)
    return real_base(options.home, options.data, options.feeds, TARGETS, fresh=options.fresh, say=say)


def _versions(running: Service, key: str, feed: FeedKey, source: Path, options: argparse.Namespace) -> list[Timing]:
    """Send version after version; each is on the map before the next is sent. Raises NotServed."""
    timings = []
    with tempfile.TemporaryDirectory() as folder, Sender(running.url, key) as sender:
        for number in range(1, options.versions + 1):
            change = write_version(source, Path(folder) / f"{feed.feed}-{number}.zip", number)
            timings.append(sender.send(feed, change))
            change.path.unlink()
            time.sleep(options.pause)
    return timings


def _feed_run(home: Path, key: str, stem: str, feed: FeedKey, options: argparse.Namespace) -> FeedRun:
    settings = settings_of(home)
    catalog = open_home(settings)
    try:
        source, first_on = base_file(catalog, feed)
        before = current_manifest(catalog)
    finally:
        catalog.close()
    today = (date.fromisoformat(first_on) + timedelta(days=DAYS_IN)).isoformat()
    with service(home, today=today, with_worker=True) as running:
        timings = _versions(running, key, feed, source, options)
    catalog = open_home(settings)
    try:
        rebuilt = rebuilt_since(catalog, before.release)
    finally:
        catalog.close()
    return FeedRun(stem, feed, today, timings, rebuilt, dict(running.peaks), running.together)


def _new_key(home: Path) -> str:
    catalog = open_home(settings_of(home))
    try:
        return add_key(catalog, "*", {"upload", "publish", "admin"}, now=clock())
    finally:
        catalog.close()


def _print_times(runs: Sequence[FeedRun]) -> bool:
    """Table of steps; returns whether the aims are met by every feed."""
    rows, good = [], True
    for run in runs:
        for name, take in STEPS.items():
            values = [take(t) for t in run.timings]
            rows.append([run.stem, name, *(seconds(v) for v in _spread(values))])
        served = [t.served_s for t in run.timings]
        p50, p95 = percentile(served, 50), percentile(served, 95)
        good &= p50 <= AIM_P50_S and p95 <= AIM_P95_S
        rows.append([run.stem, "upload → report → served", *(seconds(v) for v in _spread(served))])
    print(table(["feed", "step (s)", "p50", "p95", "least", "most", "first"], rows))
    for run in runs:
        served = [t.served_s for t in run.timings]
        p50, p95 = percentile(served, 50), percentile(served, 95)
        print(f"{run.stem}: p50 {p50:.2f} s (aim {AIM_P50_S:.0f} s: {met(p50, AIM_P50_S)}), "
              f"p95 {p95:.2f} s (aim {AIM_P95_S:.0f} s: {met(p95, AIM_P95_S)})")  # fmt: skip
    return good


def _spread(values: Sequence[float]) -> list[float]:
    return [percentile(values, 50), percentile(values, 95), min(values), max(values), values[0]]


def _print_work(runs: Sequence[FeedRun]) -> None:
    rows = []
    for run in runs:
        for name in ("leaves", "nodes", "item_files"):
            changed = [getattr(r, name) for r in run.rebuilt]
            total = getattr(run.rebuilt[-1], f"all_{name}")
            rows.append([run.stem, name.replace("_", " "), percentile(changed, 50), max(changed), total])
        rows.append([run.stem, "releases made", "", len(run.rebuilt), ""])
    print(table(["feed", "rebuilt per publish", "median", "most", "of all"], rows))


def _print_memory(runs: Sequence[FeedRun]) -> None:
    rows = [
        [run.stem, *(mebibytes(run.peaks[role]) for role in ("api", "worker", "box")), mebibytes(run.together)]
        for run in runs
    ]
    print(table(["feed", "API (MiB)", "worker", "box", "all at one moment"], rows))


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done (whether the aims are met is printed), 1 a version was not served, 3 no real feeds."""
    options = _options(args)
    print(machine())
    try:
        base = _base(options, print)
    except NoData as error:
        print(f"no figures: {error}", file=sys.stderr)
        return NO_DATA
    home = run_copy(base.home, "run-publish")
    key = _new_key(home)
    runs: list[FeedRun] = []
    try:
        for stem, feed in base.targets.items():
            runs.append(_feed_run(home, key, stem, feed, options))
    except (NotServed, ServiceFailed) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    moved = sum(t.moved for run in runs for t in run.timings)
    print(f"{base.feeds} files in the home; {sum(len(r.timings) for r in runs)} versions sent, one after the other; "
          f"all {moved} moved stops read at their new place from a z14 tile and from /items")  # fmt: skip
    print("asked at " + ", ".join(f"{r.today} ({r.stem})" for r in runs) + "\n")
    _print_times(runs)
    print()
    _print_work(runs)
    print("\nmost memory held:")
    _print_memory(runs)
    return 0
