"""Marks: which bytes of the store something still asks for. What is not marked may be swept after a while.

Marked are: every upload with its report, all its findings, text tables and parts (whatever its state: it may be looked
at, published or taken up again), everything that a kept release names, products and previews, and artifacts made lately
(a build may be about to name them). Nothing of a buried version is marked, nor what a release names that a burial
closed; only the manifest, which says why. What does not live here: deciding what to sweep, sweeping (pipelines.sweep).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from catalog.db import Catalog, read
from catalog.releases import ReleaseRow, current, list_releases, load_manifest
from catalog.standing import buried_in, read_standing
from catalog.tables import artifacts, parts, products, release_manifests, reports, versions
from catalog.tombstones import buried_ids
from terms.releases import Manifest, hashes_of

_SHA = re.compile(r"[0-9a-f]{64}")
_ANY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ArtifactMark:
    """What sweeping has to know of an artifact's row: its bytes, the bytes it was made from, those its facts name, its
    kind and age."""

    sha256: str
    made_from: frozenset[str]
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
        buried = buried_ids(conn)
        for one, names in _names_of_versions(conn):
            if one not in buried:
                found |= names
        found |= set(conn.execute(select(products.c.sha256)).scalars())
    return found


def _names_of_versions(conn: Connection) -> Iterator[tuple[int, set[str]]]:
    """Version ids with bytes that a row about them names."""
    query = select(versions.c.version_id, versions.c.sha256, versions.c.report_sha, versions.c.facts)
    for row in conn.execute(query):
        yield row.version_id, {row.sha256, row.report_sha or row.sha256, *hashes_in(row.facts)}
    for part in conn.execute(select(parts.c.version_id, parts.c.sha256, parts.c.index_sha, parts.c.facts)):
        yield part.version_id, {part.sha256, part.index_sha, *hashes_in(part.facts)}
    for report in conn.execute(select(reports.c.version_id, reports.c.sha256, reports.c.rows_sha)):
        yield report.version_id, {report.sha256, report.rows_sha or report.sha256}


def names_of_buried(catalog: Catalog, rows: list[ArtifactMark]) -> set[str]:
    """What was stored of buried versions, and what the releases name that their burial closed: it may be asked for by
    others too, so only what is unmarked of it may be deleted at once."""
    found: set[str] = set()
    with read(catalog) as conn:
        buried = buried_ids(conn)
        if not buried:
            return found
        for one, names in _names_of_versions(conn):
            if one in buried:
                found |= names
        manifests = conn.execute(select(release_manifests.c.number, release_manifests.c.audience)).all()
        numbers = sorted({row.number for row in manifests})
    found |= {row.sha256 for row in rows if row.made_from & found}
    standing = read_standing(catalog)
    for number in numbers:
        for manifest in _manifests(catalog, number):
            if buried_in(standing, manifest) is not None:
                found |= hashes_of(manifest)
    spread(found, rows)
    return found


def _manifests(catalog: Catalog, number: int) -> Iterator[Manifest]:
    """The manifests of a release, also one that was let go, as far as they are still stored."""
    with read(catalog) as conn:
        named = conn.execute(select(release_manifests).where(release_manifests.c.number == number)).all()
    for row in named:
        if catalog.store.exists(row.sha256):
            release = ReleaseRow(number, 0, _ANY, {row.audience: row.sha256})
            yield load_manifest(catalog, release, row.audience)


def marks_of_releases(catalog: Catalog, rows: Iterable[ReleaseRow]) -> set[str]:
    """The manifests of releases and, unless a burial closed one for its audience, all they name. The current release
    is never closed: it is served until the next one is made."""
    found: set[str] = set()
    newest, standing = current(catalog), read_standing(catalog)
    for row in rows:
        found |= set(row.manifests.values())
        for audience in row.manifests:
            manifest = load_manifest(catalog, row, audience)
            if buried_in(standing, manifest) is None or (newest is not None and newest.number == row.number):
                found |= hashes_of(manifest)
    return found


def kept_after(catalog: Catalog, number: int) -> list[ReleaseRow]:
    """Kept releases above that number, newest first."""
    return [row for row in list_releases(catalog, 1 << 30) if row.number > number]


def artifact_marks(catalog: Catalog) -> list[ArtifactMark]:
    """Every artifact's row."""
    columns = (artifacts.c.sha256, artifacts.c.facts, artifacts.c.made_from, artifacts.c.made_by, artifacts.c.made_at)
    with read(catalog) as conn:
        return [
            ArtifactMark(
                row.sha256, _made_from(row.made_from), frozenset(hashes_in(row.facts)), _kind(row.made_by), row.made_at
            )
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


def _made_from(names: Sequence[str]) -> frozenset[str]:
    """The hashes of what an artifact was made from: `SHA`, or `TABLE:SHA` for text tables."""
    return frozenset(hashes_in([name.rpartition(":")[2] for name in names]))


def _kind(made_by: Mapping[str, str]) -> str:
    if "manifest" in made_by:
        return "manifests"
    if "link" in made_by:
        return "ties"
    if "tileset" in made_by:
        return "tiles"
    return "features" if "layer" in made_by or "collection" in made_by else "other"
