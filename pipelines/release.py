"""Deriving a release from what is live: a pure consequence of the `feed_live` rows, whoever computes it and when.

What does not live here: the lease and the pointer (`publisher`), which feeds are live (catalog.live).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog import artifacts, releases
from layers.registry import layers
from pipelines.itemfiles import build_collection, build_links
from pipelines.live_parts import LivePart, live_by_audience, live_feed
from pipelines.parts_memory import PartsMemory
from pipelines.tilesets import Work, build_tileset, tileset_input
from pipelines.workshop import Workshop
from terms.artifacts import Recipe
from terms.audiences import assert_one_audience
from terms.canonical import canonical_json
from terms.clocks import instant_text
from terms.releases import CollectionPart, Manifest, TilesetPart


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived release: the change it stands for, its manifests by audience, and what it cost."""

    number: int
    change: int
    manifests: Mapping[str, Manifest]
    work: Work = field(default_factory=Work)


def _previous_leaves(before: Mapping[str, Manifest], audience: str, tileset: str) -> tuple[str, ...]:
    manifest = before.get(audience)
    part = manifest.tilesets.get(tileset) if manifest else None
    return tuple(part.cells) if part else ()


def _manifest(
    workshop: Workshop,
    number: int,
    audience: str,
    feeds: Sequence[LivePart],
    before: Mapping[str, Manifest],
    memory: PartsMemory,
    work: Work,
) -> Manifest:
    tilesets: dict[str, TilesetPart] = {}
    collections: dict[str, CollectionPart] = {}
    for layer in layers():
        given = tileset_input(layer, audience, feeds, memory)
        if given is None:
            continue
        assert_one_audience(audience, (f.row.feed.audience for f in given.feeds))
        part = build_tileset(workshop, given, _previous_leaves(before, audience, layer.name), memory, work)
        tilesets[layer.name] = part
        for collection in layer.collections:
            collections[collection.name] = build_collection(workshop, given, collection, list(part.cells), memory)
    today = workshop.settings.today
    return Manifest(
        release=number,
        audience=audience,
        made_at=instant_text(workshop.now()),
        reference_date=today.isoformat() if today else None,
        feeds=tuple(live_feed(f, workshop.settings.zone_name) for f in feeds),
        tilesets=tilesets,
        collections=collections,
        links=build_links(workshop, audience, feeds, memory),
    )


def derive(workshop: Workshop, number: int, before: Mapping[str, Manifest], memory: PartsMemory) -> Derived:
    """Read what is live and build everything the release needs that is not in the store yet."""
    change, audiences = live_by_audience(workshop)
    work = Work()
    manifests = {
        audience: _manifest(workshop, number, audience, feeds, before, memory, work)
        for audience, feeds in sorted(audiences.items())
    }
    return Derived(number, change, manifests, work)


def store_manifest(workshop: Workshop, manifest: Manifest) -> str:
    """Store one manifest; returns its sha256."""
    data = canonical_json(manifest.to_json())
    ref = artifacts.put_artifact(
        workshop.catalog,
        data,
        media_type="application/json",
        audience=manifest.audience,
        licence_ids=tuple(sorted({i for f in manifest.feeds for i in f.licence_ids})),
        recipe=Recipe((), {"manifest": str(manifest.release), "audience": manifest.audience}),
        now=workshop.now(),
    )
    return ref.sha256


def manifests_of(workshop: Workshop, row: releases.ReleaseRow | None) -> dict[str, Manifest]:
    """All manifests of a release (none when there is no release yet)."""
    if row is None:
        return {}
    return {audience: releases.load_manifest(workshop.catalog, row, audience) for audience in row.manifests}
