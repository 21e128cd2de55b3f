"""Declarations of tables: one declaration serves reading, contracts, tiles, the API and the documentation.

What does not live here: the declarations themselves (feeds.formats.*, layers/*/columns.py), pandera, Parquet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds. INSTANT is UTC, ISO 8601 with Z when shown; DATE is a local date."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    DATE = "date"


class Mark(StrEnum):
    """How well a fact is known (../shared/formats carries the same marks)."""

    SEEN = "seen"
    TRIED = "tried"
    UNVERIFIED = "unverified"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `unit` is '' or an SI-like unit; `source` names the specification and section; `in_tiles` says
    whether tiles carry it; `values` lists the permitted values where they are few."""

    name: str
    kind: Kind
    title_ja: str
    title_en: str
    required: bool = False
    unit: str = ""
    source: str = ""
    mark: Mark = Mark.SEEN
    in_tiles: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """One table of features: the same word names the collection, the tile layer, the asset and the test.

    `geometry` is 'Point', 'LineString' or 'Polygon' (multi-part geometries allowed); `detail_zoom` is the zoom from
    which tiles hold whole features."""

    name: str
    layer: str
    floor: str
    geometry: str
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    columns: tuple[Column, ...]
    detail_zoom: int

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


COMMON: tuple[Column, ...] = (
    Column("feature_id", Kind.TEXT, "地物ID", "feature id", required=True, in_tiles=True, source="Futae"),
    Column("feed", Kind.TEXT, "フィード", "feed (org/feed)", required=True, in_tiles=True, source="Futae"),
    Column("valid_from_at", Kind.INSTANT, "有効開始", "valid from (UTC, inclusive)", in_tiles=True, source="Futae"),
    Column("valid_to_at", Kind.INSTANT, "有効終了", "valid to (UTC, exclusive)", in_tiles=True, source="Futae"),
)
"""Columns every collection begins with; provenance, version and licence are facts of the feed in the release."""
