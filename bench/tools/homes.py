"""Homes for benches: many real feeds (or the sample town) taken through the pipeline once and kept; runs get a copy.

The kept home is built again when its files, the layers or the tile specifications changed since.
What does not live here: the service on a home (service), new versions of its feeds (versions).
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.tools.data import DATA as DATA
from bench.tools.data import NoData as NoData
from bench.tools.data import Say as Say
from futae.demo import line_of, town_plan
from futae.given import settings_for
from futae.home import local_worker, work_through
from futae.registry_file import FeedFiles, one_feed_per_file
from layers.registry import layers
from terms.ids import FeedKey
from terms.releases import Manifest
from terms.settings import Settings

LICENCE = ("CC0-1.0",)
STAMP = "bench.json"
SAMPLE_FEED = "shiomi/bus"


@dataclass(frozen=True, slots=True)
class Base:
    """A kept home. `targets`: the feeds that get new versions, by their file's stem; `feeds`: how many were given."""

    home: Path
    targets: dict[str, FeedKey]
    feeds: int


def settings_of(home: Path) -> Settings:
    """Settings of a bench's home: nothing of the environment's addresses counts."""
    settings = settings_for(home)
    return replace(
        settings, database_url=f"sqlite:///{settings.home / 'futae.db'}", store_url=str(settings.home / "store")
    )


def choose_files(folder: Path, count: int, wanted: Sequence[str]) -> list[Path]:
    """The zips with the wanted stems first, then others by name, `count` in all. Raises NoData."""
    zips = sorted(folder.glob("*.zip"))
    first = [z for stem in wanted for z in zips if z.stem == stem]
    if len(first) < len(wanted):
        raise NoData(f"{', '.join(f'{w}.zip' for w in wanted)} must be in {folder} (--data DIR, or --sample)")
    return [*first, *(z for z in zips if z not in first)][: max(count, len(first))]


def stamp_of(files: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """What a kept home was made from (names and sizes of files) and by; another stamp, another home."""
    made_by = {one.name: [one.schema_version, one.spec.digest(), one.spec.leaf_weight] for one in layers()}
    return {"files": [list(f) for f in files], "layers": made_by}


def _build(home: Path, plan: Sequence[FeedFiles], say: Say) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    bad: list[str] = []
    with local_worker(settings_of(home)) as worker:
        outcomes, derived = work_through(
            worker, plan, lambda one: bad.append(line_of(one)) if one.version.state != "ready" else None
        )
    for line in bad:
        say(f"  {line}")
    say(f"  {len(outcomes)} files, release {derived.number if derived else 'none'}")


def _kept(home: Path, files: Sequence[tuple[str, int]], plan: Sequence[FeedFiles], fresh: bool, say: Say) -> None:
    """Build the home unless an equal one is there."""
    stamp, path = stamp_of(files), home / STAMP
    if not fresh and path.is_file() and json.loads(path.read_text()) == stamp:
        say(f"home {home}: as built before")
        return
    begun = datetime.now(UTC)
    say(f"home {home}: building {len(plan)} feeds")
    _build(home, plan, say)
    path.write_text(json.dumps(stamp))
    say(f"  built in {(datetime.now(UTC) - begun).total_seconds():.0f} s")


def real_base(home: Path, data: Path, count: int, wanted: Sequence[str], *, fresh: bool, say: Say) -> Base:
    """A home with `count` real feeds, those named among them. Raises NoData."""
    files = choose_files(data, count, wanted)
    plan = one_feed_per_file(files, LICENCE)
    kept = home / f"base-{len(files)}"
    _kept(kept, [(f.name, f.stat().st_size) for f in files], plan, fresh, say)
    targets = {f.stem: entry.key for f, entry in zip(files, plan, strict=True) if f.stem in wanted}
    return Base(kept, targets, len(files))


def sample_base(home: Path, *, fresh: bool, say: Say) -> Base:
    """A home with the sample town; its bus feed gets the new versions."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(home)
        plan = town_plan(Path(folder), settings)
        kept = home / "base-sample"
        sizes = [(f.name, f.stat().st_size) for entry in plan for f in entry.files]
        _kept(kept, sizes, plan, fresh, say)
    key = FeedKey.parse(SAMPLE_FEED)
    return Base(kept, {key.feed: key}, len(plan))


def run_copy(base: Path, name: str) -> Path:
    """A copy of a kept home for one run, so that every run begins at the same state; replaces the last run's. The
    bytes of the store are hard links: nothing ever writes into a stored file."""
    target = base.with_name(name)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(base, target, ignore=shutil.ignore_patterns("wake", "work", "store"))
    shutil.copytree(base / "store", target / "store", ignore=shutil.ignore_patterns("tmp"), copy_function=os.link)
    return target


def busiest_day(manifest: Manifest) -> str | None:
    """The first date on which the greatest number of the release's feeds have service; None where none has dates."""
    spans = [(f.first_on, f.last_on) for f in manifest.feeds if f.first_on and f.last_on]
    days = sorted({first for first, _ in spans})
    return max(days, key=lambda day: (sum(first <= day <= last for first, last in spans), day), default=None)
