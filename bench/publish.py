"""`futae bench publish`: from an upload to the moved stop on the map, for new versions of two real feeds.

The real service (API and worker as `futae serve` starts them) runs on a home with many feeds. Each version has 1 % of
its stops moved by 30 m and one trip changed. The run fails unless a moved stop is read at its new place from a tile
and from /items. What does not live here: making homes and versions (tools), serving under load (bench/serve.py).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.tools.figures import machine, met, percentile
from bench.tools.homes import DATA, Base, NoData, real_base, run_copy, sample_base
from bench.tools.publishing import FeedRun, memory_table, new_key, publish_many, times_table, work_table
from bench.tools.sender import NotServed
from bench.tools.service import ServiceFailed

DESCRIPTION = "upload → report → released → seen on a tile and in /items, for small changes of two real feeds"
TARGETS = ("unobus_2020", "okaden")
AIM_P50_S, AIM_P95_S = 5.0, 10.0
NO_DATA = 3


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


def _print_aims(runs: Sequence[FeedRun]) -> None:
    for run in runs:
        p50, p95 = percentile(run.served, 50), percentile(run.served, 95)
        print(f"{run.stem}: p50 {p50:.2f} s (aim {AIM_P50_S:.0f} s: {met(p50, AIM_P50_S)}), "
              f"p95 {p95:.2f} s (aim {AIM_P95_S:.0f} s: {met(p95, AIM_P95_S)})")  # fmt: skip


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
    key = new_key(home)
    runs: list[FeedRun] = []
    try:
        for stem, feed in base.targets.items():
            runs.append(publish_many(home, key, stem, feed, count=options.versions, pause_s=options.pause))
    except (NotServed, ServiceFailed) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    moved = sum(t.moved for run in runs for t in run.timings)
    print(f"{base.feeds} files in the home; {sum(len(r.timings) for r in runs)} versions sent, one after the other; "
          f"all {moved} moved stops read at their new place from a z14 tile and from /items")  # fmt: skip
    print("asked at " + ", ".join(f"{r.today} ({r.stem})" for r in runs) + "\n")
    print(times_table(runs))
    _print_aims(runs)
    print(f"\n{work_table(runs)}\n\nmost memory held:\n{memory_table(runs)}")
    return 0
