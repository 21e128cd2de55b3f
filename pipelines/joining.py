"""The current and the next generation of a feed as one GTFS: which two, and the file.

What does not live here: joining (feeds.generations), which rules when (catalog.generations), when it is made
(afterwork).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from catalog.generations import following, generations_of, given_at
from catalog.products import MERGED
from catalog.versions import VersionRow
from feeds.generations import SCHEMA_VERSION, join
from feeds.joining.papers import REFUSALS
from feeds.merging.values import Member
from pipelines.workshop import Workshop
from terms.artifacts import Recipe
from terms.ids import FeedKey
from terms.releases import LiveFeed

MEDIA_TYPE = "application/zip"
_GTFS = ("gtfs", "gtfs-jp")


@dataclass(frozen=True, slots=True)
class Generations:
    """The two versions to be joined, and the first day of the later one."""

    current: VersionRow
    following: VersionRow
    starts_on: date


def generations_now(workshop: Workshop, feed: LiveFeed, change: int) -> Generations | None:
    """The generation in force at the reference date and the one after it, as after that change; None without both."""
    many = generations_of(workshop.catalog, FeedKey.parse(feed.feed), upto=change)
    day = workshop.settings.reference_date(workshop.now(), feed.timezone)
    present, ahead = given_at(many, day), following(many, day)
    if present is None or ahead is None or ahead.starts_on is None:
        return None
    if {present.version.format, ahead.version.format} - set(_GTFS):
        return None
    return Generations(present.version, ahead.version, ahead.starts_on)


def merged_recipe(feed: LiveFeed, two: Generations) -> Recipe:
    """Equal tables, equal seam, equal code: equal bytes."""
    tables = [*_tables(two.current).items(), *_tables(two.following).items()]
    by = {
        "product": MERGED,
        "schema": str(SCHEMA_VERSION),
        "polars": package_version("polars"),
        "feed": feed.feed,
        "versions": f"{two.current.number} {two.following.number}",
        "files": f"{two.current.sha256} {two.following.sha256}",
        "licences": " ".join(feed.licence_ids),
        "starts_on": two.starts_on.isoformat(),
    }
    return Recipe(tuple(f"{stem}:{sha}" for stem, sha in tables), by)


def join_into(workshop: Workshop, feed: LiveFeed, two: Generations, path: Path) -> Mapping[str, Any]:
    """Write the joined feed to `path` (empty when it cannot be joined); the product's facts."""
    members = [_member(workshop, feed, one) for one in (two.current, two.following)]
    with path.open("wb") as out:
        done = join(members[0], members[1], two.starts_on, out)
    ja, en = REFUSALS.get(done.refused, ("", ""))
    return {
        "feeds": [_facts(feed, one) for one in (two.current, two.following)],
        "starts_on": two.starts_on.isoformat(),
        "refused": done.refused,
        "refused_words": f"{en} / {ja}" if done.refused else "",
        "tables": done.tables,
        "renamed": done.renamed,
        "idle_services": done.idle_services,
        "left_out": list(done.left_out),
    }


def _tables(version: VersionRow) -> Mapping[str, str]:
    found: Mapping[str, str] = version.facts.get("tables") or {}
    return dict(sorted(found.items()))


def _member(workshop: Workshop, feed: LiveFeed, version: VersionRow) -> Member:
    store = workshop.catalog.store
    tables = {stem: store.local_path(sha) for stem, sha in _tables(version).items()}
    return Member(FeedKey.parse(feed.feed), tables, feed.licence_ids, version=str(version.number))


def _facts(feed: LiveFeed, version: VersionRow) -> dict[str, Any]:
    return {
        "feed": feed.feed,
        "version": version.number,
        "file_sha256": version.sha256,
        "licence_ids": list(feed.licence_ids),
    }
