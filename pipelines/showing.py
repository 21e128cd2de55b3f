"""What the Dagster page tells of one thing that was made: files, tables, reports, parts, releases, products.

Also the events of what is made outside a run (releases, products). What does not live here: making any of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster import DagsterInstance

from catalog.db import Catalog
from catalog.feeds import get_feed
from catalog.parts import Part
from catalog.products import MERGED, STATISTICS, ProductRow
from catalog.versions import VersionRow
from layers.links import LINK
from pipelines.building import BuiltLayer
from pipelines.checking import Checked
from pipelines.lineage import AUDIENCES, RELEASE
from pipelines.products import Wanted
from pipelines.release import Derived
from pipelines.thumbnails import as_markdown
from terms.ids import FeedKey
from terms.notices import Severity

Metadata = dict[str, Any]


def uploaded_metadata(catalog: Catalog, version: VersionRow) -> Metadata:
    """Which file was read."""
    feed = get_feed(catalog, version.feed)
    return {
        "version": version.number,
        "file_name": version.file_name,
        "bytes": version.size_bytes,
        "sha256": version.sha256,
        "received_at": dg.MetadataValue.timestamp(version.received_at),
        "licences": ", ".join(feed.licence_ids) or "not stated",
        "audience": feed.audience,
    }


def tables_metadata(checked: Checked) -> Metadata:
    """Which tables there are, by hash, and their rows as far as the report counts them."""
    rows = {k.removeprefix("rows_"): v for k, v in checked.facts.items() if k.startswith("rows_")}
    return {
        "version": checked.number,
        "tables": len(checked.tables),
        "rows": dg.MetadataValue.json(rows),
        "sha256": dg.MetadataValue.json(dict(checked.tables)),
    }


def report_metadata(checked: Checked) -> Metadata:
    """What was found, in figures."""
    counts = dict.fromkeys((s.value for s in Severity), 0)
    for total in checked.totals:
        counts[total.severity.value] += total.total
    return {
        "feed": checked.feed,
        "version": checked.number,
        "format": " ".join(w for w in (checked.format, str(checked.facts.get("edition") or "")) if w),
        "publishable": checked.publishable,
        "errors": counts[Severity.ERROR.value],
        "warnings": counts[Severity.WARNING.value],
        "infos": counts[Severity.INFO.value],
        "first_on": str(checked.facts.get("first_on")),
        "last_on": str(checked.facts.get("last_on")),
        "bounds": str(checked.facts.get("bounds")),
        "report_sha256": checked.report_sha,
    }


def part_metadata(
    catalog: Catalog, checked: Checked, part: Part, built: BuiltLayer, picture: bytes | None = None
) -> Metadata:
    """One collection of one version: counts, what was skipped and why, where it lies."""
    feed = get_feed(catalog, FeedKey.parse(checked.feed))
    shown: Metadata = {
        "feed": checked.feed,
        "version": checked.number,
        "dagster/row_count": part.count,
        "skipped": dg.MetadataValue.json(dict(built.skipped)),
        "bounds": str(part.bounds.as_list() if part.bounds else None),
        "bytes": catalog.store.size(part.sha256),
        "licences": ", ".join(feed.licence_ids) or "not stated",
        "sha256": part.sha256,
    }
    if picture is not None:
        shown["map"] = dg.MetadataValue.md(as_markdown(picture, "map"))
    return shown


def release_metadata(derived: Derived) -> Metadata:
    """One release: what is in it and what it cost."""
    return {
        "release": derived.number,
        "feeds": sum(len(m.feeds) for m in derived.manifests.values()),
        "audiences": len(derived.manifests),
        "items": dg.MetadataValue.json(
            {audience: {n: c.count for n, c in m.collections.items()} for audience, m in derived.manifests.items()}
        ),
        "cells_cut": dg.MetadataValue.json(dict(derived.work.cut)),
        "cells_reused": dg.MetadataValue.json(dict(derived.work.reused)),
        "largest_tile_bytes": derived.work.largest_tile,
    }


def release_events(derived: Derived) -> Iterator[dg.AssetMaterialization]:
    """Tilesets and ties of a release; unchanged ones too: the release names them."""
    for name in sorted({name for m in derived.manifests.values() for name in m.tilesets}):
        parts = [m.tilesets[name] for m in derived.manifests.values() if name in m.tilesets]
        yield dg.AssetMaterialization(
            dg.AssetKey(["tilesets", name]),
            metadata={
                "release": derived.number,
                "zooms": f"{parts[0].min_zoom}–{parts[0].max_zoom}",
                "cells": sum(len(p.cells) for p in parts),
                "cells_cut": derived.work.cut.get(name, 0),
                "feeds": sum(len(p.feeds) for p in parts),
                "bounds": str(parts[0].bounds),
            },
        )
    ties = [m.links[LINK] for m in derived.manifests.values() if LINK in m.links]
    if ties:
        yield dg.AssetMaterialization(
            LINK,
            metadata={
                "release": derived.number,
                "dagster/row_count": sum(t.count for t in ties),
                "missed": sum(t.missed for t in ties),
                "licences": ", ".join(sorted({i for t in ties for i in t.licence_ids})) or "not stated",
            },
        )


def show_release(instance: DagsterInstance, derived: Derived) -> None:
    """Tell the page that a release was made outside its runs."""
    for event in release_events(derived):
        instance.report_runless_asset_event(event)
    instance.report_runless_asset_event(dg.AssetMaterialization(RELEASE, metadata=release_metadata(derived)))


def product_metadata(row: ProductRow) -> Metadata:
    """What the page shows of a product."""
    facts = row.facts
    shown: Metadata = {
        "release": row.release or 0,
        "audience": row.audience,
        "bytes": row.size_bytes,
        "sha256": row.sha256,
    }
    if row.product == STATISTICS:
        wanted = ("status", "version", "reference_date", "routes", "trips", "service_days", "seconds", "peak_bytes")
        return {
            **shown,
            **{name: facts[name] for name in wanted if facts.get(name) is not None},
            "missing": dg.MetadataValue.json(facts.get("missing", [])),
        }
    if row.product == MERGED:
        numbers = [one["version"] for one in facts["feeds"]]
        told = {name: dg.MetadataValue.json(facts[name]) for name in ("tables", "renamed")}
        return {**shown, **told, "versions": str(numbers), "starts_on": facts["starts_on"], "refused": facts["refused"]}
    return {
        **shown,
        "feeds": len(facts["feeds"]),
        "licence": facts["licence_id"],
        "excluded": dg.MetadataValue.json({one["feed"]: one["reason"] for one in facts["excluded"]}),
        "rows": dg.MetadataValue.json(facts["tables"]),
    }


class Shown:
    """Reports each product that was made as a materialisation, on the instance that the page shows."""

    def __init__(self, instance: DagsterInstance) -> None:
        self._instance = instance

    def __call__(self, wanted: Wanted, row: ProductRow) -> None:
        """One materialisation, in the partition of its feed or audience."""
        partition = wanted.subject or wanted.audience
        if not wanted.subject:
            self._instance.add_dynamic_partitions(str(AUDIENCES.name), [partition])
        event = dg.AssetMaterialization(wanted.product, partition=partition, metadata=product_metadata(row))
        self._instance.report_runless_asset_event(event)
