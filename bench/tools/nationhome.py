"""The home of `futae bench nation`: the real feeds of another home, and generated ones until it is a nation.

The generated feeds are given to the layers as text tables: the box, the rules and Dagster are left out, since at about
0.6 s a feed they alone would take seven minutes and nothing that is measured depends on them (each generated file is
kept and passes the rules; tests/bench/test_nation.py reads one and compares). Layers, parts, settling and the release
are the pipeline's own. What does not live here: the feeds themselves (nationfeeds).
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.tools.homes import LICENCE, STAMP, Base, Say, run_copy, settings_of
from bench.tools.nationfeeds import GENERATOR, FeedPlan, Tables, feed_tables, feed_zip, plan_nation
from bench.tools.releases import current_manifest
from catalog import feeds, intake, orgs, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from catalog.versions import VersionRow
from feeds.formats.gtfs_facts import gtfs_facts, stop_bounds
from feeds.tables import TextTables, write_tables
from layers.registry import layers_for
from pipelines.building import build_layer
from pipelines.checking import Checked
from pipelines.publisher import Publisher
from pipelines.settling import settle
from pipelines.workshop import Workshop, open_home, open_workshop
from terms.ids import FeedKey

ORG = "nation"
FORMAT = "gtfs-jp"


def _sizes(home: Path) -> tuple[int, int]:
    """Live feeds and stops of the home's public release."""
    catalog = open_home(settings_of(home))
    try:
        manifest = current_manifest(catalog)
    finally:
        catalog.close()
    return len(manifest.feeds), manifest.collections["stops"].count


def _received(catalog: Catalog, key: FeedKey, tables: Tables, workshop: Workshop) -> VersionRow:
    """The feed with its file, asked to be live as soon as it may be, and claimed."""
    now = workshop.now()
    feeds.put_feed(catalog, key, licence_ids=LICENCE, edition="auto", now=now)
    row = intake.receive(
        catalog, key, [feed_zip(tables)], file_name=f"{key.feed}.zip", media_type="application/zip",
        max_bytes=workshop.settings.max_upload_bytes, caller=LOCAL, now=now,
    )  # fmt: skip
    versions.want_publish(catalog, key, row.number, caller=LOCAL, now=now)
    (claimed,) = versions.claim(catalog, workshop.holder, now=now, lease_s=60)
    return claimed


def add_feed(workshop: Workshop, plan: FeedPlan) -> int:
    """Take one generated feed into the home, live with the next release; returns how many stops it has."""
    tables = feed_tables(plan)
    version = _received(workshop.catalog, FeedKey(ORG, plan.name), tables, workshop)
    text = TextTables(tables)
    bounds = stop_bounds(text)
    known = {name: value for name, value in gtfs_facts(text).items() if value is not None}
    facts = {**known, "bounds": bounds.as_list() if bounds else None, "edition": "v3"}
    with workshop.folder() as folder:
        write_tables(tables, folder)
        stored = {path.stem: workshop.catalog.store.put_file(path) for path in sorted(folder.glob("*.parquet"))}
    checked = Checked(
        version.version_id, str(version.feed), version.number, FORMAT, True, True, facts, "", stored
    )  # fmt: skip
    settle(workshop, checked, [build_layer(workshop, checked, one, version.file_name) for one in layers_for(FORMAT)])
    return tables["stops"].height


def _build(home: Path, plans: list[FeedPlan], say: Say) -> None:
    with open_workshop(settings_of(home), "nation") as workshop:
        orgs.add_org(workshop.catalog, ORG, now=workshop.now())
        begun = datetime.now(UTC)
        stops = sum(add_feed(workshop, plan) for plan in plans)
        say(f"  {len(plans)} generated feeds with {stops:,} stops: {(datetime.now(UTC) - begun).total_seconds():.0f} s")
        begun = datetime.now(UTC)
        derived = Publisher(workshop).publish_once()
        number = derived.number if derived else "none"
        say(f"  release {number} of all: {(datetime.now(UTC) - begun).total_seconds():.0f} s")


def nation_base(base: Base, count: int, stops: int, *, fresh: bool, say: Say) -> Base:
    """A home with `count` live feeds and about `stops` stops: those of `base` and generated ones. Kept, and built
    anew when the base or the generator changed."""
    kept = base.home.with_name(f"nation-{count}-{stops}")
    stamp: dict[str, Any] = {
        "base": json.loads((base.home / STAMP).read_text()),
        "nation": [GENERATOR, count, stops],
    }
    path = kept / STAMP
    if not fresh and path.is_file() and json.loads(path.read_text()) == stamp:
        say(f"home {kept}: as built before")
        return Base(kept, base.targets, count)
    have_feeds, have_stops = _sizes(base.home)
    plans = plan_nation(count - have_feeds, stops - have_stops)
    say(f"home {kept}: {have_feeds} feeds of {base.home.name}, and {len(plans)} generated")
    building = run_copy(base.home, f"{kept.name}-building")
    (building / STAMP).unlink()
    _build(building, plans, say)
    shutil.rmtree(kept, ignore_errors=True)
    building.rename(kept)
    path.write_text(json.dumps(stamp))
    return Base(kept, base.targets, count)
