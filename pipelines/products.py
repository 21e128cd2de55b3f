"""What is to be made beside the current release: which products are missing, and their recipes.

A product is wanted for what a release holds, never for what a stranger sent: its input are text tables of checked
versions. What does not live here: making one (`making`), when it is done (`afterwork`), rows (catalog.products).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as package_version
from typing import Any

from catalog import products, releases, versions
from catalog.products import MERGED, STATISTICS, UNIFIED, ProductRow
from catalog.versions import VersionRow
from feeds.statistics_tables import SCHEMA, TABLES
from pipelines.joining import Generations, generations_now, merged_recipe
from pipelines.release import manifests_of
from pipelines.workshop import Workshop
from terms.artifacts import Recipe
from terms.ids import FeedKey
from terms.releases import LiveFeed, Manifest

OURS = (STATISTICS, UNIFIED, MERGED)
"""The products of a release; others in the same table (previews) have their own makers."""


@dataclass(frozen=True, slots=True)
class Source:
    """One live GTFS feed: as the release tells it, and its version with the text tables' hashes."""

    feed: LiveFeed
    version: VersionRow

    @property
    def tables(self) -> dict[str, str]:
        """Table stem → sha256 of its Parquet text table."""
        found: dict[str, str] = self.version.facts.get("tables") or {}
        return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """One product that the current release asks for. `sources`: one feed for statistics and for `generations` (its
    two to be joined), all for the unified feed; `others`: live feeds of the audience that are no GTFS."""

    product: str
    audience: str
    subject: str
    release: int
    sources: tuple[Source, ...]
    recipe: Recipe
    others: tuple[LiveFeed, ...] = ()
    generations: Generations | None = None

    @property
    def name(self) -> tuple[str, str, str]:
        """What there is one of at most."""
        return self.product, self.audience, self.subject


def statistics_recipe(source: Source) -> Recipe:
    """Equal tables, equal day of arrival, equal code: equal statistics."""
    made_from = tuple(f"{stem}:{sha}" for stem, sha in sorted(source.tables.items()) if stem in TABLES)
    by = {
        "product": STATISTICS,
        "schema": SCHEMA,
        "gtfs_kit": package_version("gtfs-kit"),
        "feed": source.feed.feed,
        "version": str(source.feed.version),
        "received_on": received_on(source).isoformat(),
    }
    return Recipe(made_from, by)


def received_on(source: Source) -> date:
    """The day the file came (UTC)."""
    return source.version.received_at.date()


def unified_recipe(audience: str, sources: Sequence[Source], others: Sequence[LiveFeed], publisher: str) -> Recipe:
    """Everything of the feeds that the unified one repeats, and who made it."""
    made_from = tuple(f"{s.feed.feed}:{stem}:{sha}" for s in sources for stem, sha in sorted(s.tables.items()))
    by = {
        "product": UNIFIED,
        "schema": UNIFIED_SCHEMA,
        "polars": package_version("polars"),
        "audience": audience,
        "publisher": publisher,
    }
    for source in sources:
        one = source.feed
        words = (one.version, one.file_sha256, one.title, one.holder, one.timezone, one.live_at, *one.licence_ids)
        by[f"feed:{one.feed}"] = "\n".join(map(str, words))
    by["others"] = "\n".join(one.feed for one in others)
    return Recipe(made_from, by)


UNIFIED_SCHEMA = "1"
"""Raised by hand when the same feeds would give another unified feed."""


def _sources(workshop: Workshop, manifest: Manifest) -> list[Source]:
    return [
        Source(one, versions.get_version(workshop.catalog, FeedKey.parse(one.feed), one.version))
        for one in manifest.feeds
        if one.is_gtfs
    ]


def wanted_products(workshop: Workshop) -> list[Wanted]:
    """Every product of the current release: joined generations and statistics of each feed first, then the unified
    feed of each audience."""
    settings = workshop.settings
    publisher = f"{settings.publisher_name}\n{settings.publisher_url}\n{settings.serve_unstated}"
    row = releases.current(workshop.catalog)
    joined: list[Wanted] = []
    statistics: list[Wanted] = []
    unified: list[Wanted] = []
    for audience, manifest in sorted(manifests_of(workshop, row).items()):
        sources = _sources(workshop, manifest)
        others = tuple(one for one in manifest.feeds if not one.is_gtfs)
        for source in sources:
            joined += _joined(workshop, audience, source, manifest.release, row.change if row else 0)
            statistics.append(
                Wanted(STATISTICS, audience, source.feed.feed, manifest.release, (source,), statistics_recipe(source))
            )
        if sources:
            made = unified_recipe(audience, sources, others, publisher)
            unified.append(Wanted(UNIFIED, audience, "", manifest.release, tuple(sources), made, others))
    return [*joined, *statistics, *unified]


def _joined(workshop: Workshop, audience: str, source: Source, release: int, change: int) -> list[Wanted]:
    """The joined generations of one feed, if one comes after what is in force."""
    two = generations_now(workshop, source.feed, change)
    if two is None:
        return []
    made = merged_recipe(source.feed, two)
    return [Wanted(MERGED, audience, source.feed.feed, release, (source,), made, generations=two)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: `missing` to make, `right` to note for this release, `over` to forget."""

    missing: tuple[Wanted, ...]
    right: tuple[tuple[Wanted, ProductRow], ...]
    over: tuple[ProductRow, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is to be done, not even a note."""
        return not self.missing and not self.over and all(w.release == row.release for w, row in self.right)


def plan_products(workshop: Workshop) -> Plan:
    """Compare what the current release asks for with what there is."""
    wanted = wanted_products(workshop)
    ours = [p for name in OURS for p in products.list_products(workshop.catalog, product=name)]
    have = {(p.product, p.audience, p.subject): p for p in ours}
    right = [(w, have[w.name]) for w in wanted if w.name in have and have[w.name].memo_key == w.recipe.memo_key]
    kept = {w.name for w, _ in right}
    names = {w.name for w in wanted}
    return Plan(
        missing=tuple(w for w in wanted if w.name not in kept),
        right=tuple(right),
        over=tuple(p for name, p in have.items() if name not in names),
    )


def member_facts(source: Source) -> dict[str, Any]:
    """What a product's facts say of a feed in it."""
    one = source.feed
    return {
        "feed": one.feed,
        "version": one.version,
        "file_sha256": one.file_sha256,
        "title": one.title,
        "holder": one.holder,
        "licence_ids": list(one.licence_ids),
    }
