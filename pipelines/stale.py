"""What is stale: parts whose recipe is not today's any more, and rebuilding them.

What does not live here: sweeping what nobody names any more (`sweep`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog import live, parts
from catalog.feeds import FeedRow
from catalog.versions import VersionRow
from layers.registry import layers_for
from pipelines.building import build_layer, feed_context, recipe
from pipelines.checking import Checked
from pipelines.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Stale:
    """One part to be rebuilt: feed, version, collection."""

    feed: str
    number: int
    collection: str


def checked_of(version: VersionRow) -> Checked:
    """The check of a settled version, from what the catalog keeps of it."""
    facts = {k: v for k, v in version.facts.items() if k not in ("counts", "skipped", "tables")}
    return Checked(
        version.version_id, str(version.feed), version.number, version.format, True, True, facts,
        version.report_sha or "", version.facts.get("tables") or {},
    )  # fmt: skip


def stale_collections(workshop: Workshop, feed: FeedRow, version: VersionRow) -> list[str]:
    """Collections of this version whose part was made by another recipe (or is missing)."""
    checked = checked_of(version)
    context = feed_context(checked, feed, workshop.settings.zone_name, version.file_name)
    have = parts.parts_of(workshop.catalog, version.version_id)
    return [
        c.name
        for layer in layers_for(version.format)
        for c in layer.collections
        if c.name not in have or have[c.name].memo_key != recipe(checked, layer, c, context).memo_key
    ]


def find_stale(workshop: Workshop) -> Iterator[Stale]:
    """Every stale part of what is live."""
    for row in live.live_rows(workshop.catalog):
        for name in stale_collections(workshop, row.feed, row.version):
            yield Stale(str(row.feed.key), row.version.number, name)


def rebuild_stale(workshop: Workshop) -> list[Stale]:
    """Rebuild every stale part of what is live and ask for a release; returns what was rebuilt."""
    done: list[Stale] = []
    for row in live.live_rows(workshop.catalog):
        names = stale_collections(workshop, row.feed, row.version)
        for layer in layers_for(row.version.format):
            if any(c.name in names for c in layer.collections):
                build_layer(workshop, checked_of(row.version), layer, row.version.file_name)
        done += [Stale(str(row.feed.key), row.version.number, name) for name in names]
    live.ask_rebuild(workshop.catalog, actor="local", reason="futae build --stale", now=workshop.now())
    return done
