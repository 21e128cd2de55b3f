"""Building one version's features: text tables → layer → GeoParquet parts with their tile index, stored.

What does not live here: how a layer builds (layers), how an index is made (tiles.index).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from catalog import artifacts, parts
from catalog.feeds import FeedRow, get_feed
from feeds.tables import TextTables
from layers.context import FeedContext
from layers.frames import schema_of
from layers.items import MEDIA_TYPE, SCHEMA_VERSION, frame_bounds, to_geoparquet
from layers.registry import Layer
from pipelines.checking import Checked
from pipelines.workshop import Workshop
from terms.artifacts import Recipe
from terms.canonical import digest
from terms.clocks import zone
from terms.columns import Collection
from terms.ids import FeedKey
from tiles.index import index_rows


@dataclass(frozen=True, slots=True)
class BuiltLayer:
    """What one layer made of one version: rows by collection, skipped source rows by reason."""

    layer: str
    counts: Mapping[str, int]
    skipped: Mapping[str, int]


def read_table(workshop: Workshop, sha256: str) -> pl.DataFrame:
    """One stored text table."""
    return pl.read_parquet(io.BytesIO(workshop.catalog.store.read(sha256)))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def feed_context(checked: Checked, feed: FeedRow, default_zone: str, file_name: str) -> FeedContext:
    """The feed as its layers see it; the feed's own time zone setting goes before the file's."""
    name = feed.timezone or checked.facts.get("timezone")
    return FeedContext(
        FeedKey.parse(checked.feed),
        zone(str(name) if name else None, default_zone),
        _day(checked.facts.get("first_on")),
        _day(checked.facts.get("last_on")),
        file_name,
    )


def recipe(checked: Checked, layer: Layer, collection: Collection, context: FeedContext) -> Recipe:
    """What a part is made from and by: equal recipe, equal part."""
    made_from = tuple(f"{stem}:{sha}" for stem, sha in sorted(checked.tables.items()))
    declared = digest({name: str(dtype) for name, dtype in schema_of(collection).items()})
    by = {
        "layer": layer.name,
        "collection": collection.name,
        "schema_version": layer.schema_version,
        "columns": declared,
        "items": SCHEMA_VERSION,
        "polars": pl.__version__,
        "feed": str(context.feed),
        "zone": context.timezone.key,
        "span": f"{context.first_on}..{context.last_on}",
        "file_name": context.file_name if collection.floor == "base" else "",
    }
    return Recipe(made_from, by)


def _store_part(
    workshop: Workshop,
    checked: Checked,
    feed: FeedRow,
    layer: Layer,
    name: str,
    frame: pl.DataFrame,
    made: Recipe,
    skipped: Mapping[str, int],
) -> None:
    catalog, now = workshop.catalog, workshop.now()
    collection = layer.collection(name)
    index = io.BytesIO()
    index_rows(frame, layer.spec.layer(name)).write_parquet(index)
    ref = artifacts.put_artifact(
        catalog,
        to_geoparquet(frame, collection),
        media_type=MEDIA_TYPE,
        audience=feed.audience,
        licence_ids=feed.licence_ids,
        recipe=made,
        bounds=frame_bounds(frame),
        facts={"count": len(frame), "skipped": dict(skipped)},
        now=now,
    )
    parts.put_part(catalog, checked.version_id, name, ref, catalog.store.put(index.getvalue()), now=now)


def build_layer(
    workshop: Workshop,
    checked: Checked,
    layer: Layer,
    file_name: str,
    seen: Callable[[str, pl.DataFrame], None] = lambda _name, _frame: None,
) -> BuiltLayer:
    """Build and store this layer's parts of a checked version; the contract is enforced before anything is stored.
    `seen` is shown each collection's frame."""
    feed = get_feed(workshop.catalog, FeedKey.parse(checked.feed))
    context = feed_context(checked, feed, workshop.settings.zone_name, file_name)
    tables = TextTables({stem: read_table(workshop, sha) for stem, sha in checked.tables.items()})
    built = layer.build(tables, context)
    for name, frame in built.frames.items():
        made = recipe(checked, layer, layer.collection(name), context)
        _store_part(workshop, checked, feed, layer, name, frame, made, built.skipped)
        seen(name, frame)
    return BuiltLayer(layer.name, {name: len(frame) for name, frame in built.frames.items()}, dict(built.skipped))
