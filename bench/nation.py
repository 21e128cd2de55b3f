"""`futae bench nation`: what a publication takes when a whole nation is live: 700 feeds with 300,000 stops.

The measurement is that of `futae bench publish`, on two homes in turns: 90 real feeds, and the same with generated ones
beside them until it is a nation. What does not live here: the generated feeds (tools.nationfeeds), taking them into a
home (tools.nationhome), one publication (tools.publishing).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.publish import TARGETS
from bench.tools.figures import machine, met, percentile, seconds, table
from bench.tools.homes import DATA, Base, NoData, real_base, run_copy, sample_base, settings_of
from bench.tools.nationhome import nation_base
from bench.tools.publishing import FeedRun, memory_table, new_key, publish_many, times_table, work_table
from bench.tools.releases import current_manifest
from bench.tools.sender import STEPS, NotServed
from bench.tools.service import ServiceFailed
from pipelines.workshop import open_home
from terms.canonical import canonical_json

DESCRIPTION = "publishing beside 700 live feeds with 300,000 stops, and beside 90, in turns"
AIM_RATIO = 2.0
NO_DATA = 3


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench nation", description=DESCRIPTION)
    parser.add_argument("--versions", type=int, default=20, help="versions of each feed on each home (20)")
    parser.add_argument("--feeds", type=int, default=700, help="live feeds of the nation (700)")
    parser.add_argument("--stops", type=int, default=300_000, help="stops of the nation (300000)")
    parser.add_argument("--home", type=Path, default=Path("build/bench"), help="where homes are kept (build/bench)")
    parser.add_argument("--data", type=Path, default=DATA, help=f"folder of real feeds ({DATA})")
    parser.add_argument("--sample", action="store_true", help="the sample town instead of real feeds")
    parser.add_argument("--fresh", action="store_true", help="build the nation again")
    parser.add_argument("--prepare", action="store_true", help="build the homes and measure nothing")
    return parser.parse_args(args)


def _homes(options: argparse.Namespace) -> tuple[Base, Base]:
    if options.sample:
        few = sample_base(options.home, fresh=False, say=print)
    else:
        few = real_base(options.home, options.data, 90, TARGETS, fresh=False, say=print)
    return few, nation_base(few, options.feeds, options.stops, fresh=options.fresh, say=print)


def _size_row(words: str, home: Path) -> list[object]:
    catalog = open_home(settings_of(home))
    try:
        manifest = current_manifest(catalog)
        parts = manifest.tilesets.values()
        directories = sum(catalog.store.size(p.directory) for p in parts)
    finally:
        catalog.close()
    counts = {name: part.count for name, part in manifest.collections.items()}
    return [
        words,
        len(manifest.feeds),
        *(f"{counts.get(name, 0):,}" for name in ("stops", "routes")),
        *(sum(len(getattr(p, name)) for p in parts) for name in ("cells", "nodes")),
        sum(len(c.files) for c in manifest.collections.values()),
        f"{len(canonical_json(manifest.to_json())) / 1e3:,.0f}",
        f"{directories / 1e3:,.0f}",
    ]


def _print_sizes(homes: dict[str, Base]) -> None:
    head = ["release", "feeds", "stops", "routes", "leaves", "nodes", "item files", "manifest (kB)", "directories (kB)"]
    print(table(head, [_size_row(words, base.home) for words, base in homes.items()]))


def _ratio_rows(few: FeedRun, many: FeedRun) -> list[list[object]]:
    steps = {name: [[take(t) for t in run.timings] for run in (few, many)] for name, take in STEPS.items()}
    steps["upload → report → served"] = [few.served, many.served]
    rows: list[list[object]] = []
    for name, (left, right) in steps.items():
        p50, p95 = ([percentile(values, p) for values in (left, right)] for p in (50, 95))
        ratios = [f"{b / a:.2f}" if a >= 0.1 else "" for a, b in (p50, p95)]
        rows.append([few.stem, name, *map(seconds, p50), ratios[0], *map(seconds, p95), ratios[1]])
    return rows


def _print_ratios(few: Sequence[FeedRun], many: Sequence[FeedRun]) -> None:
    head = ["feed", "step (s)", "p50 few", "p50 nation", "ratio", "p95 few", "p95 nation", "ratio"]
    print(table(head, [row for pair in zip(few, many, strict=True) for row in _ratio_rows(*pair)]))
    for left, right in zip(few, many, strict=True):
        ratio = percentile(right.served, 95) / percentile(left.served, 95)
        print(f"{left.stem}: p95 nation / few {ratio:.2f} (aim ≤ {AIM_RATIO:.0f}: {met(ratio, AIM_RATIO)})")


def _measure(homes: dict[str, Base], count: int) -> dict[str, list[FeedRun]]:
    """Both feeds on both homes, home after home and feed after feed. Raises NotServed, ServiceFailed."""
    copies = {words: run_copy(base.home, f"run-{words}") for words, base in homes.items()}
    keys = {words: new_key(home) for words, home in copies.items()}
    runs: dict[str, list[FeedRun]] = {words: [] for words in homes}
    for stem, feed in homes["few"].targets.items():
        for words, home in copies.items():
            runs[words].append(publish_many(home, keys[words], stem, feed, count=count))
    return runs


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done (whether the aim is met is printed), 1 a version was not served, 3 no real feeds."""
    options = _options(args)
    print(machine())
    try:
        few, nation = _homes(options)
    except NoData as error:
        print(f"no figures: {error}", file=sys.stderr)
        return NO_DATA
    homes = {"few": few, "nation": nation}
    print()
    _print_sizes(homes)
    if options.prepare:
        return 0
    try:
        runs = _measure(homes, options.versions)
    except (NotServed, ServiceFailed) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    print(f"\n{options.versions} versions of each feed on each home, home after home and feed after feed")
    _print_ratios(runs["few"], runs["nation"])
    print(f"\nthe nation alone:\n{times_table(runs['nation'])}\n\n{work_table(runs['nation'])}")
    for words, many in runs.items():
        print(f"\nmost memory held ({words}):\n{memory_table(many)}")
    return 0
