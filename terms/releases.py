"""Release manifests: the door from pipelines to the API (DESIGN §4-6).

A release is one number and one immutable manifest per audience. A manifest names, for its audience only, the live
feeds, each tileset's cells and archives, each collection's files. It is stored as canonical JSON in the store.
What does not live here: deriving a release (pipelines.release), serving it (api).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MANIFEST_SCHEMA = 1
"""Version of the manifest's JSON; a reader refuses a newer one."""


@dataclass(frozen=True, slots=True)
class LiveFeed:
    """One feed as it is in the release. Dates are local to `timezone`; instants are ISO 8601 UTC or None. `parts` maps
    collection name → sha256 of that version's own GeoParquet (its rows only); `counts` maps collection → rows;
    `skipped` maps notice code → how many source rows made no feature."""

    feed: str
    version: int
    file_sha256: str
    file_name: str
    media_type: str
    format: str
    edition: str
    title: str
    holder: str
    licence_ids: tuple[str, ...]
    received_at: str
    live_at: str
    timezone: str
    first_on: str | None
    last_on: str | None
    valid_from_at: str | None
    valid_to_at: str | None
    bounds: tuple[float, float, float, float] | None
    parts: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_gtfs(self) -> bool:
        """Whether it is GTFS or GTFS-JP."""
        return self.format in ("gtfs", "gtfs-jp")


@dataclass(frozen=True, slots=True)
class TilesetPart:
    """One tileset of one audience. `cells` maps 'z/x/y' of every leaf of the quadtree → sha256 of its archive (tiles
    from the leaf's zoom down to max_zoom; '' when the cell is empty); `nodes` maps 'z/x/y' of every cell above a leaf →
    sha256 of its one-tile archive; `directory` is the sha256 of the merged directory (tiles.virtual)."""

    tileset: str
    spec_digest: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float] | None
    cells: Mapping[str, str]
    nodes: Mapping[str, str]
    directory: str
    collections: tuple[str, ...]
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemFile:
    """One GeoParquet file of a collection (rows whose representative point lies in `cell`), with its id index."""

    cell: str
    sha256: str
    ids_sha256: str
    count: int
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class CollectionPart:
    """One collection of one audience."""

    collection: str
    count: int
    bounds: tuple[float, float, float, float] | None
    files: tuple[ItemFile, ...]
    feeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkPart:
    """One link table (ties between sources): `files` maps feed → sha256 of that feed's rows, artifacts with licences of
    their own (those of both sides); `count` rows are tied, `missed` found nothing near enough."""

    link: str
    files: Mapping[str, str]
    count: int
    missed: int
    licence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything one audience sees in one release."""

    release: int
    audience: str
    made_at: str
    reference_date: str | None
    feeds: tuple[LiveFeed, ...] = ()
    tilesets: Mapping[str, TilesetPart] = field(default_factory=dict)
    collections: Mapping[str, CollectionPart] = field(default_factory=dict)
    links: Mapping[str, LinkPart] = field(default_factory=dict)
    schema: int = MANIFEST_SCHEMA

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries and sequences; what lies inside is shared with the manifest, not copied (copying a
        nation's took a tenth of a second)."""
        return {
            **_fields(self),
            "feeds": [_fields(feed) for feed in self.feeds],
            "tilesets": {name: _fields(part) for name, part in self.tilesets.items()},
            "collections": {
                name: {**_fields(part), "files": [_fields(file) for file in part.files]}
                for name, part in self.collections.items()
            },
            "links": {name: _fields(part) for name, part in self.links.items()},
        }


def hashes_of(manifest: Manifest) -> set[str]:
    """Every sha256 that a manifest names: files, parts, archives, directories, item files with their ids, ties."""
    found = {one.file_sha256 for one in manifest.feeds}
    found |= {sha for one in manifest.feeds for sha in one.parts.values()}
    for tileset in manifest.tilesets.values():
        found |= {*tileset.cells.values(), *tileset.nodes.values(), tileset.directory}
    for collection in manifest.collections.values():
        found |= {sha for file in collection.files for sha in (file.sha256, file.ids_sha256)}
    found |= {sha for link in manifest.links.values() for sha in link.files.values()}
    return found - {""}


def _fields(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def _tuple(value: Any) -> Any:
    return tuple(value) if value is not None else None


def manifest_from_json(raw: Mapping[str, Any]) -> Manifest:
    """Read back `Manifest.to_json`; raises ValueError for a newer schema."""
    if raw["schema"] > MANIFEST_SCHEMA:
        raise ValueError(f"manifest schema {raw['schema']} is newer than {MANIFEST_SCHEMA}")
    return Manifest(
        release=raw["release"],
        audience=raw["audience"],
        made_at=raw["made_at"],
        reference_date=raw["reference_date"],
        feeds=tuple(
            LiveFeed(**{**f, "licence_ids": _tuple(f["licence_ids"]), "bounds": _tuple(f["bounds"])})
            for f in raw["feeds"]
        ),
        tilesets={
            name: TilesetPart(
                **{
                    **t,
                    "bounds": _tuple(t["bounds"]),
                    "collections": _tuple(t["collections"]),
                    "feeds": _tuple(t["feeds"]),
                }
            )
            for name, t in raw["tilesets"].items()
        },
        collections={
            name: CollectionPart(
                collection=c["collection"],
                count=c["count"],
                bounds=_tuple(c["bounds"]),
                files=tuple(ItemFile(**{**f, "bounds": _tuple(f["bounds"])}) for f in c["files"]),
                feeds=_tuple(c["feeds"]),
            )
            for name, c in raw["collections"].items()
        },
        links={name: LinkPart(**{**x, "licence_ids": _tuple(x["licence_ids"])}) for name, x in raw["links"].items()},
    )
