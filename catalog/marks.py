"""Marks: which bytes of the store something still asks for. What is not marked may be swept after a while.

Marked are: every upload with its report, text tables and parts (whatever its state: it may be looked at, published or
taken up again), everything that a kept release names, products and previews, and artifacts made lately (a build may be
about to name them). What does not live here: deciding what to sweep, sweeping (pipelines.sweep).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalog.db import Catalog, read
from catalog.releases import ReleaseRow, list_releases, load_manifest
from catalog.tables import artifacts, parts, products, reports, versions
from terms.releases import hashes_of

_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ArtifactMark:
    """What sweeping has to know of an artifact's row: its bytes, the bytes its facts name, its kind and age."""

    sha256: str
    named: frozenset[str]
    kind: str
    made_at: datetime


def hashes_in(value: Any) -> Iterator[str]:
    """Every sha256 in a JSON value, however deep."""
    if isinstance(value, str):
        if _SHA.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from hashes_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from hashes_in(one)


def marks_of_rows(catalog: Catalog) -> set[str]:
    """What versions, reports, parts and products name."""
    found: set[str] = set()
    with read(catalog) as conn:
        for row in conn.execute(select(versions.c.sha256, versions.c.report_sha, versions.c.facts)):
            found |= {row.sha256, row.report_sha or row.sha256, *hashes_in(row.facts)}
        for part in conn.execute(select(parts.c.sha256, parts.c.index_sha, parts.c.facts)):
            found |= {part.sha256, part.index_sha, *hashes_in(part.facts)}
        for table in (reports, products):
            found |= set(conn.execute(select(table.c.sha256)).scalars())
    return found


def marks_of_release(catalog: Catalog, row: ReleaseRow) -> set[str]:
    """The manifests of a release and all they name, for every audience."""
    found = set(row.manifests.values())
    for audience in row.manifests:
        found |= hashes_of(load_manifest(catalog, row, audience))
    return found


def kept_after(catalog: Catalog, number: int) -> list[ReleaseRow]:
    """Kept releases above that number, newest first."""
    return [row for row in list_releases(catalog, 1 << 30) if row.number > number]


def artifact_marks(catalog: Catalog) -> list[ArtifactMark]:
    """Every artifact's row."""
    columns = (artifacts.c.sha256, artifacts.c.facts, artifacts.c.made_by, artifacts.c.made_at)
    with read(catalog) as conn:
        return [
            ArtifactMark(row.sha256, frozenset(hashes_in(row.facts)), _kind(row.made_by), row.made_at)
            for row in conn.execute(select(*columns))
        ]


def spread(marks: set[str], rows: list[ArtifactMark]) -> None:
    """Mark what the facts of marked artifacts name (a cell's summary, an item file's ids), in `marks` itself."""
    by_sha: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_sha[row.sha256] |= row.named
    fresh = marks & set(by_sha)
    while fresh:
        named = {sha for one in fresh for sha in by_sha[one]} - marks
        marks |= named
        fresh = named & set(by_sha)


def _kind(made_by: Mapping[str, str]) -> str:
    if "manifest" in made_by:
        return "manifests"
    if "link" in made_by:
        return "ties"
    if "tileset" in made_by:
        return "tiles"
    return "features" if "layer" in made_by or "collection" in made_by else "other"
