"""The generated nation: sizes, determinism, that its files are read as the tables that were given, and its way in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from bench.tools.homes import settings_of
from bench.tools.nationfeeds import FEWEST, FeedPlan, feed_tables, feed_zip, plan_nation
from bench.tools.nationhome import ORG, add_feed
from bench.tools.releases import current_manifest
from catalog import orgs
from feeds.inspect import inspect
from feeds.tables import read_tables
from pipelines.publisher import Publisher
from pipelines.workshop import open_workshop
from terms.canonical import sha256_hex

SMALL = FeedPlan(7, 40, 136.9, 35.2)


def test_a_nation_has_the_stops_asked_for_over_the_whole_country() -> None:
    plans = plan_nation(615, 274_837)
    sizes = np.array([p.stops for p in plans])
    assert len({p.name for p in plans}) == 615
    assert abs(int(sizes.sum()) - 274_837) <= 615
    assert sizes.min() == FEWEST
    assert sizes.max() > 20 * np.median(sizes)
    places = pl.DataFrame({"lon": [p.lon for p in plans], "lat": [p.lat for p in plans]})
    assert places.filter(pl.col("lat") > 41).height > 10
    assert places.filter(pl.col("lat") < 32.5).height > 10
    assert plan_nation(615, 274_837) == plans


def test_a_feed_is_a_pure_function_of_its_plan() -> None:
    first, again = feed_zip(feed_tables(SMALL)), feed_zip(feed_tables(SMALL))
    assert sha256_hex(first) == sha256_hex(again)
    assert sha256_hex(first) != sha256_hex(feed_zip(feed_tables(FeedPlan(8, 40, 136.9, 35.2))))


def test_its_file_is_read_as_the_tables_that_were_given_and_may_be_published(tmp_path: Path) -> None:
    tables = feed_tables(SMALL)
    source = tmp_path / "feed.zip"
    source.write_bytes(feed_zip(tables))
    found = inspect(source, tmp_path / "out", file_name="feed.zip", reference_date="2019-06-01")
    assert found["format"] == "gtfs-jp"
    assert found["report"]["publishable"]
    read = read_tables(tmp_path / "out" / "tables")
    assert sorted(read) == sorted(tables)
    for stem, frame in tables.items():
        assert read[stem].select(frame.columns).equals(frame), stem


def test_a_generated_feed_is_live_with_the_next_release(tmp_path: Path) -> None:
    with open_workshop(settings_of(tmp_path / "home"), "test") as workshop:
        orgs.add_org(workshop.catalog, ORG, now=workshop.now())
        stops = add_feed(workshop, SMALL)
        derived = Publisher(workshop).publish_once()
        assert derived is not None
        manifest = current_manifest(workshop.catalog)
    assert [f.feed for f in manifest.feeds] == [f"{ORG}/{SMALL.name}"]
    assert manifest.feeds[0].first_on == "2019-04-01"
    assert manifest.collections["stops"].count == stops
    tables = feed_tables(SMALL)
    assert manifest.collections["routes"].count == tables["routes"].height
    assert manifest.feeds[0].skipped == {}
