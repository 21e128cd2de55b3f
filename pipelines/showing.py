"""Telling the Dagster page what was made outside its own runs: materialisations of `statistics` and `unified`.

What does not live here: making them (`making`).
"""

from __future__ import annotations

from typing import Any

import dagster as dg
from dagster import DagsterInstance

from catalog.products import STATISTICS, ProductRow
from pipelines.products import Wanted

AUDIENCES = dg.DynamicPartitionsDefinition(name="audiences")


def product_metadata(row: ProductRow) -> dict[str, Any]:
    """What the page shows of a product."""
    facts = row.facts
    shown: dict[str, Any] = {
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
