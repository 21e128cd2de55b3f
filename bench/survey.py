"""`futae bench survey`: all real feeds by the registries: what may be published, what blocks, what is in force.

Homes are built once and used again; `--out docs/real-feeds.md` writes the page. Only counts leave the files.
What does not live here: speed (bench/build.py), the registries (registry/), the words of a code (docs/reference).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from bench.tools.figures import machine, table
from bench.tools.homes import DATA, settings_of, stamp_of
from catalog.db import Catalog
from catalog.parts import parts_of
from feeds.rules.registry import rule_set
from futae.demo import kind_of, line_of, why_blocked
from futae.home import Outcome, check_all, local_worker
from futae.registry_file import plan_feeds
from layers.items import from_geoparquet
from terms.clocks import parse_at, zone
from terms.releases import Manifest

DESCRIPTION = (
    "all real feeds: publishable or blocked and why, features in force, skipped rows; writes docs/real-feeds.md"
)
TOP = Path(__file__).resolve().parent.parent
DAY = "2019-06-03"
NO_DATA = 3
STAMP = "survey.json"
SETS = {
    "jp": ("Japan", DATA, TOP / "registry" / "gtfs-jp.yaml"),
    "world": ("elsewhere", DATA.parent / "gtfs-world", TOP / "registry" / "gtfs-world.yaml"),
}
"""Name → what it is, folder of zips, registry."""
Say = Callable[[str], None]
_ABOUT = """\
What becomes of every real feed by the registries ([registry](../registry)). Written by
`futae bench survey --today {today} --out docs/real-feeds.md`; the files (`../shared/data`) are no part of the
repository, only these counts are. A blocked file has at least one error that blocks; what each code means stands in
[reference/notices.md](reference/notices.md). Of a feed with several files the newest that may be published is live.
Reports are judged at the day on which the homes were built; features in force are counted at noon of the feed's own
time zone. Feeds whose licence is not stated are counted too; only `futae demo` serves them, on loopback.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One file: its feed, version number, format, state (live, ready, blocked, unreadable, failed), why it is blocked;
    of a live one the features by collection, how many are in force on each asked day, and what was skipped by code."""

    feed: str
    version: int
    file: str
    kind: str
    state: str
    why: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    in_force: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench survey", description=DESCRIPTION)
    parser.add_argument("--home", type=Path, default=Path("build/survey"), help="where homes are kept (build/survey)")
    parser.add_argument("--jp", type=Path, default=SETS["jp"][1], help="folder of feeds of Japan")
    parser.add_argument("--world", type=Path, default=SETS["world"][1], help="folder of feeds from elsewhere")
    parser.add_argument("--today", default="", help="the second day asked for; default: the clock's")
    parser.add_argument("--out", type=Path, default=None, help="write the page there")
    parser.add_argument("--fresh", action="store_true", help="build the homes again")
    return parser.parse_args(args)


def in_force(frame: pl.DataFrame, moment: datetime) -> int:
    """Rows valid at that instant: valid_from_at ≤ moment < valid_to_at, null is unbounded (DESIGN §3)."""
    begun = pl.col("valid_from_at").is_null() | (pl.col("valid_from_at") <= moment)
    ended = pl.col("valid_to_at").is_not_null() & (pl.col("valid_to_at") <= moment)
    return frame.filter(begun & ~ended).height


def _row(catalog: Catalog, one: Outcome, live: Mapping[str, int], days: Sequence[str]) -> Row:
    version, report = one.version, one.report
    feed = str(version.feed)
    row = Row(feed, version.number, one.path.name, kind_of(report) if report else "", version.state,
              why_blocked(report) if report else version.reason)  # fmt: skip
    if live.get(feed) != version.number:
        return replace(row, why=row.why if version.state != "ready" else "")
    tz = zone(str(version.facts.get("timezone") or ""), "UTC")
    parts = parts_of(catalog, version.version_id)
    frames = [from_geoparquet(catalog.store.read(part.sha256)) for part in parts.values()]
    return replace(
        row, state="live", why="", counts=version.facts.get("counts") or {},
        in_force={day: sum(in_force(f, parse_at(day, tz)) for f in frames) for day in days},
        skipped=version.facts.get("skipped") or {},
    )  # fmt: skip


def _rows(name: str, files: Sequence[Path], home: Path, days: Sequence[str], fresh: bool, say: Say) -> list[Row]:
    """Build the home of one registry, or take it as it is, and read what there is to tell. Other files, layers or rules
    than before: another home."""
    stamp, path = {**stamp_of([(f.name, f.stat().st_size) for f in files]), "rules": rule_set()}, home / STAMP
    if fresh or not path.is_file() or json.loads(path.read_text()) != stamp:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    plan = plan_feeds(files, SETS[name][2], ["unknown"])
    say(f"{name}: {plan.files} files of {len(plan.feeds)} feeds → {home}")
    with local_worker(replace(settings_of(home), serve_unstated=True)) as worker:
        outcomes = check_all(worker, plan.feeds, lambda one: None if one.again else say(f"  {line_of(one)}"))
        derived = worker.publisher.publish_once()
        manifests = dict(derived.manifests) if derived else worker.current_manifests()
        path.write_text(json.dumps(stamp))
        live = live_versions(manifests.values())
        return [_row(worker.workshop.catalog, one, live, days) for one in outcomes]


def live_versions(manifests: Iterable[Manifest]) -> dict[str, int]:
    """Feed → the version that is in the release."""
    return {feed.feed: feed.version for manifest in manifests for feed in manifest.feeds}


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in sorted(counts.items()))


def feeds_table(rows: Sequence[Row], days: Sequence[str]) -> str:
    """One line for each file."""
    head = ["feed", "version", "format", "state", "features", *(f"in force {day}" for day in days), "skipped"]
    told = [
        [r.feed, r.version, r.kind, r.state, _counted(r.counts) or "-",
         *(f"{r.in_force[day]:,}" if day in r.in_force else "-" for day in days), _counted(r.skipped) or "-"]
        for r in rows
    ]  # fmt: skip
    return table(head, told)


def blocked_table(rows: Sequence[Row]) -> str:
    """Which files cannot be published, and the codes that block them with how often each was found."""
    return table(["feed", "file", "state", "why"],
                 [[r.feed, r.file, r.state, r.why] for r in rows if r.state not in ("live", "ready")])  # fmt: skip


def summary(name: str, rows: Sequence[Row], days: Sequence[str]) -> str:
    """One line: files, feeds, what may be published, features, those in force, skipped rows by code."""
    states = Counter(r.state for r in rows)
    feeds = {r.feed for r in rows}
    live = [r for r in rows if r.state == "live"]
    features: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for r in live:
        features.update(r.counts)
        skipped.update(r.skipped)
    dated = [f"{sum(r.in_force[d] for r in live):,} features of {sum(r.in_force[d] > 0 for r in live)} feeds on {d}"
             for d in days]  # fmt: skip
    good = states["live"] + states["ready"]
    blocked = f"{states['blocked']} blocked, {len(rows) - good - states['blocked']} unreadable"
    return "; ".join(
        [
            f"{SETS[name][0]}: {len(rows)} files of {len(feeds)} feeds",
            f"{good} files publishable, {blocked}",
            f"{len(live)} feeds on the map ({_counted(features) or 'nothing'})",
            f"in force: {', '.join(dated)}",
            f"skipped rows: {_counted(skipped) or 'none'}",
        ]
    )


def page(rows: Mapping[str, Sequence[Row]], days: Sequence[str]) -> str:
    """docs/real-feeds.md."""
    lines = (f"- {summary(name, some, days)}" for name, some in rows.items())
    out = [
        "# Real feeds",
        "",
        _ABOUT.format(today=days[-1]),
        *lines,
        "",
    ]
    for name, some in rows.items():
        out += [f"## {SETS[name][0].capitalize()}: blocked", "", blocked_table(some), ""]
    for name, some in rows.items():
        out += [f"## {SETS[name][0].capitalize()}: every file", "", feeds_table(some, days), ""]
    return "\n".join(out)


def run(args: Sequence[str]) -> int:
    """Print the tables; 3 where the real feeds are not here."""
    options = _options(args)
    today = options.today or settings_of(options.home).reference_date(datetime.now(UTC)).isoformat()
    days = [DAY, today]
    rows: dict[str, list[Row]] = {}
    print(machine())
    for name, folder in {"jp": options.jp, "world": options.world}.items():
        files = sorted(folder.glob("*.zip"))
        if not files:
            print(f"no zips in {folder}", file=sys.stderr)
            return NO_DATA
        rows[name] = _rows(name, files, options.home / name, days, options.fresh, print)
    for some in rows.values():
        print(f"\n{feeds_table(some, days)}\n\n{blocked_table(some)}")
    print()
    for name, some in rows.items():
        print(summary(name, some, days))
    if options.out is not None:
        options.out.write_text(page(rows, days), encoding="utf-8")
        print(f"wrote {options.out}")
    return 0
