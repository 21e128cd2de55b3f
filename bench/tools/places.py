"""Addresses of items that exist: by id, by a small box around one of them, and pages of 1,000 rows.

What does not live here: asking for them (asking).
"""

from __future__ import annotations

import io
import json
import random
from dataclasses import dataclass
from urllib.parse import quote

import pyarrow.parquet as pq

from bench.tools.asking import connect, get
from catalog.db import Catalog
from terms.releases import Manifest

HALF_BOX = 0.01
"""Half the width of a box in degrees: about 2 km across, what a map shows at z13."""


@dataclass(frozen=True, slots=True)
class ItemAddresses:
    """Addresses of one collection, each list in an order drawn once."""

    by_id: list[str]
    by_bbox: list[str]


def _known(catalog: Catalog, manifest: Manifest, collection: str) -> list[tuple[str, float, float]]:
    """Feature id, longitude and latitude (middle of the bounds) of every item."""
    found: dict[str, tuple[float, float]] = {}
    for file in manifest.collections[collection].files:
        table = pq.read_table(io.BytesIO(catalog.store.read(file.sha256)), columns=["feature_id", "bbox"])
        for name, box in zip(table["feature_id"].to_pylist(), table["bbox"].to_pylist(), strict=True):
            found[name] = ((box["xmin"] + box["xmax"]) / 2, (box["ymin"] + box["ymax"]) / 2)
    return sorted((name, *place) for name, place in found.items())


def item_addresses(
    catalog: Catalog, manifest: Manifest, collection: str, count: int, chance: random.Random
) -> ItemAddresses:
    """`count` addresses of each kind, drawn by `chance` from what the release holds."""
    known = _known(catalog, manifest, collection)
    base = f"/v1/collections/{collection}/items"
    drawn = [chance.choice(known) for _ in range(count)]
    boxes = [
        f"{x - HALF_BOX:.5f},{y - HALF_BOX:.5f},{x + HALF_BOX:.5f},{y + HALF_BOX:.5f}"
        for _, x, y in (chance.choice(known) for _ in range(count))
    ]
    return ItemAddresses(
        [f"{base}/{quote(name, safe='')}" for name, _, _ in drawn],
        [f"{base}?bbox={box}&limit=10" for box in boxes],
    )


def pages(url: str, collection: str, most: int) -> list[str]:
    """Addresses of the full pages of 1,000 rows of a collection, `most` at most, as the `next` links name them."""
    connection = connect(url)
    address = f"/v1/collections/{collection}/items?limit=1000&at=any"
    found: list[str] = []
    while len(found) < most:
        status, body = get(connection, address)
        page = json.loads(body)
        if status != 200 or "next" not in page["links"]:
            break
        found.append(address)
        address = page["links"]["next"]
    connection.close()
    return found
