"""Artifacts: derived bytes with their recipe, so that equal work is never done twice.

The memo key (hash of what it was made from and by) together with the audience names an artifact: the same bytes made
for two audiences are two artifacts. What does not live here: making them (layers, tiles), sweeping (`futae gc`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from catalog.db import Catalog, read, write
from catalog.releases import check_fencing
from catalog.tables import artifacts
from terms.artifacts import ArtifactRef, Recipe
from terms.audiences import parse_audience
from terms.geo import Bounds

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewArtifact:
    """What is to be kept: bytes, or a file of this machine that holds them."""

    data: bytes | Path
    media_type: str
    audience: str
    licence_ids: tuple[str, ...]
    recipe: Recipe
    bounds: Bounds | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def put_artifact(
    catalog: Catalog,
    data: bytes | Path,
    *,
    media_type: str,
    audience: str,
    licence_ids: Sequence[str],
    recipe: Recipe,
    bounds: Bounds | None = None,
    facts: Mapping[str, Any] | None = None,
    now: datetime,
) -> ArtifactRef:
    """Keep one artifact; bytes first, then the row. See `put_artifacts`."""
    new = NewArtifact(data, media_type, audience, tuple(licence_ids), recipe, bounds, dict(facts or {}))
    return put_artifacts(catalog, [new], now=now)[0]


def put_artifacts(catalog: Catalog, new: Sequence[NewArtifact], *, now: datetime) -> list[ArtifactRef]:
    """Keep many artifacts with one transaction for their rows; refs in the same order. One that has the same recipe
    and audience is replaced (somebody made it anew because its bytes were gone or its words have changed)."""
    refs = [_stored(catalog, one) for one in new]
    with write(catalog) as conn:
        for ref in refs:
            key = {"memo_key": ref.recipe.memo_key, "audience": ref.audience}
            values = {**_values(ref), "made_at": now}
            if conn.execute(artifacts.update().filter_by(**key).values(values)).rowcount == 0:
                conn.execute(artifacts.insert().values(**key, **values))
    return refs


def by_memo(catalog: Catalog, memo_keys: Sequence[str], audience: str) -> dict[str, ArtifactRef]:
    """Memo key → artifact, of those that exist for exactly that audience."""
    found: dict[str, ArtifactRef] = {}
    with read(catalog) as conn:
        for start in range(0, len(memo_keys), _AT_ONCE):
            some = artifacts.c.memo_key.in_(memo_keys[start : start + _AT_ONCE])
            found |= _refs(conn, some & (artifacts.c.audience == audience))
    return found


def list_artifacts(catalog: Catalog, audience: str) -> list[ArtifactRef]:
    """All artifacts of exactly that audience, by memo key."""
    with read(catalog) as conn:
        return list(_refs(conn, artifacts.c.audience == audience).values())


def forget_artifacts(
    catalog: Catalog, sha256s: Collection[str], *, before: datetime, fence: tuple[str, int] | None = None
) -> int:
    """Remove the rows of these bytes made before that instant, for every audience; returns how many. Sweeping: rows
    first, then bytes. Raises LeaseLost unless `fence` (lease, fencing number) is the present one."""
    many, count = sorted(sha256s), 0
    with write(catalog) as conn:
        if fence is not None:
            check_fencing(conn, *fence)
        for start in range(0, len(many), _AT_ONCE):
            some = artifacts.c.sha256.in_(many[start : start + _AT_ONCE])
            count += conn.execute(artifacts.delete().where(some, artifacts.c.made_at < before)).rowcount
    return count


def _stored(catalog: Catalog, new: NewArtifact) -> ArtifactRef:
    parse_audience(new.audience)
    if isinstance(new.data, Path):
        sha256 = catalog.store.put_file(new.data)
        size = catalog.store.size(sha256)
    else:
        sha256, size = catalog.store.put(new.data), len(new.data)
    return ArtifactRef(
        sha256, new.media_type, size, new.audience, new.licence_ids, new.recipe, new.bounds, dict(new.facts)
    )


def _values(ref: ArtifactRef) -> dict[str, Any]:
    return {
        "sha256": ref.sha256,
        "media_type": ref.media_type,
        "size_bytes": ref.size_bytes,
        "licence_ids": list(ref.licence_ids),
        "made_from": list(ref.recipe.made_from),
        "made_by": dict(ref.recipe.made_by),
        "bounds": ref.bounds.as_list() if ref.bounds else None,
        "facts": dict(ref.facts),
    }


def _refs(conn: Connection, where: Any) -> dict[str, ArtifactRef]:
    rows = conn.execute(select(artifacts).where(where).order_by(artifacts.c.memo_key)).mappings()
    return {row["memo_key"]: _ref(row) for row in rows}


def _ref(row: RowMapping) -> ArtifactRef:
    return ArtifactRef(
        row["sha256"],
        row["media_type"],
        row["size_bytes"],
        row["audience"],
        tuple(row["licence_ids"]),
        Recipe(tuple(row["made_from"]), row["made_by"]),
        Bounds.of(row["bounds"]) if row["bounds"] else None,
        row["facts"],
    )
