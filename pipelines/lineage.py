"""The whole as the Dagster page shows it: groups, owners, and the assets that others make, with what they stand on.

    uploaded_file → text_tables → report → collections → feed_part → release → statistics, unified
                                              └→ municipality, tilesets/* ──┘

What does not live here: assets with a body (`assets`, `analysis`, `releasing`), words of one event (`showing`).
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from layers.links import LINK
from layers.registry import Layer
from pipelines.words import words

OWNERS = ["team:pipeline"]
FEEDS_GROUP, RELEASE_GROUP, ANALYSIS_GROUP = "feeds", "release", "analysis"
FEEDS = dg.DynamicPartitionsDefinition(name="feeds")
AUDIENCES = dg.DynamicPartitionsDefinition(name="audiences")
UPLOADED, TABLES, REPORT, PART, RELEASE = "uploaded_file", "text_tables", "report", "feed_part", "release"


def tileset_key(layer: Layer) -> dg.AssetKey:
    """The asset of a layer's tileset (a collection may have the layer's name)."""
    return dg.AssetKey(["tilesets", layer.name])


def collection_names(known: Sequence[Layer]) -> list[str]:
    """Every collection of these layers."""
    return [c.name for layer in known for c in layer.collections]


def uploaded_spec() -> dg.AssetSpec:
    """The sender's file: nothing of ours makes it; each run notes which one it read."""
    return dg.AssetSpec(
        UPLOADED,
        group_name=FEEDS_GROUP,
        owners=OWNERS,
        kinds={"file"},
        partitions_def=FEEDS,
        description=words(UPLOADED),
    )


def made_by_publisher(known: Sequence[Layer]) -> list[dg.AssetSpec]:
    """Tilesets and ties: made while a release is derived, shown with what they stand on."""
    tiles = [
        dg.AssetSpec(
            tileset_key(layer),
            deps=[c.name for c in layer.collections],
            group_name=RELEASE_GROUP,
            owners=OWNERS,
            kinds={"pmtiles"},
            description=words("tileset"),
        )
        for layer in known
    ]
    ties = dg.AssetSpec(
        LINK,
        deps=[name for name in ("stops", "places") if name in collection_names(known)],
        group_name=RELEASE_GROUP,
        owners=OWNERS,
        kinds={"parquet"},
        description=words(LINK),
    )
    return [*tiles, ties]
