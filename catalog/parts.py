"""Parts: the features of one version, one file and one tile index per collection.

A part belongs to its feed's audience as it is now. What does not live here: making them (layers), joining many feeds'
parts (pipelines).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalog.db import Catalog, read, write
from catalog.tables import parts
from terms.artifacts import ArtifactRef
from terms.geo import Bounds


@dataclass(frozen=True, slots=True)
class Part:
    """`sha256` of the GeoParquet, `index_sha` of its index rows (tiles.index), `count` of features, what it was made
    of (`memo_key`) and the artifact's facts (what was skipped, …)."""

    sha256: str
    index_sha: str
    count: int
    bounds: Bounds | None
    memo_key: str
    facts: dict[str, Any] = field(default_factory=dict)


def put_part(
    catalog: Catalog, version_id: int, collection: str, ref: ArtifactRef, index_sha: str, *, now: datetime
) -> None:
    """Register the part of one collection, replacing an earlier one. `ref.facts['count']` is the number of features."""
    key = {"version_id": version_id, "collection": collection}
    values = {
        "sha256": ref.sha256,
        "index_sha": index_sha,
        "count": int(ref.facts["count"]),
        "bounds": ref.bounds.as_list() if ref.bounds else None,
        "memo_key": ref.recipe.memo_key,
        "facts": dict(ref.facts),
        "made_at": now,
    }
    with write(catalog) as conn:
        if conn.execute(parts.update().filter_by(**key).values(values)).rowcount == 0:
            conn.execute(parts.insert().values(**key, **values))


def parts_of(catalog: Catalog, version_id: int) -> dict[str, Part]:
    """Collection → part of one version; empty while there are none."""
    return parts_of_many(catalog, [version_id]).get(version_id, {})


def parts_of_many(catalog: Catalog, version_ids: Iterable[int]) -> dict[int, dict[str, Part]]:
    """The same for many versions in one reading."""
    query = select(parts).where(parts.c.version_id.in_(list(version_ids)))
    out: dict[int, dict[str, Part]] = {}
    with read(catalog) as conn:
        for row in conn.execute(query.order_by(parts.c.version_id, parts.c.collection)).mappings():
            out.setdefault(row["version_id"], {})[row["collection"]] = Part(
                row["sha256"],
                row["index_sha"],
                row["count"],
                Bounds.of(row["bounds"]) if row["bounds"] else None,
                row["memo_key"],
                row["facts"],
            )
    return out
