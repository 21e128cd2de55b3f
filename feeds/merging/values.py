"""What goes into a merge: members and the publisher. What does not live here: what comes out (report)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from feeds.tables import ROW
from terms.ids import FeedKey

Source = Path | pl.LazyFrame | pl.DataFrame
"""One text table: a Parquet file as `feeds.tables.write_tables` leaves it (or the store keeps it), or a frame. Every
column but `_row` is text; `_row` may be absent."""


@dataclass(frozen=True, slots=True)
class Member:
    """One feed as it is to enter the merged one. `tables` by stem ('stops', 'locations.geojson').

    `title`, `holder` and `attribution` (the words to credit with; '' for those of the licences) are for people;
    `licence_ids` are keys of terms.licences.LICENCES and all of them hold at once; `version` is what the operator or
    the catalog calls this generation; `file_sha256` names the bytes it was read from; `timezone` (IANA) goes before
    what agency.txt says, None leaves that; `first_on` and `last_on` are the days of service, for feeds whose
    feed_info.txt gives none; `url` is where the source is described ('' when nobody said)."""

    key: FeedKey
    tables: Mapping[str, Source]
    licence_ids: tuple[str, ...]
    title: str = ""
    holder: str = ""
    attribution: str = ""
    version: str = ""
    file_sha256: str = ""
    timezone: str | None = None
    first_on: date | None = None
    last_on: date | None = None
    url: str = ""

    @property
    def prefix(self) -> str:
        """What stands before every id of this feed: `org/feed:`."""
        return f"{self.key}:"

    @property
    def credited(self) -> str:
        """Who is credited: the holder, else the title, else the feed's key."""
        return self.holder or self.title or str(self.key)

    def columns(self, stem: str) -> list[str]:
        """The columns of a table without `_row`, read from the header only; [] when the feed has no such table."""
        source = self.tables.get(stem)
        if source is None:
            return []
        names = pl.read_parquet_schema(source) if isinstance(source, Path) else source.collect_schema()
        return [name for name in names if name != ROW]

    def table(self, stem: str) -> pl.DataFrame | None:
        """The whole table without `_row`, empty cells as null; None when the feed has no such table."""
        source = self.tables.get(stem)
        if source is None:
            return None
        if isinstance(source, Path):
            frame = pl.read_parquet(source)
        else:
            frame = source.collect() if isinstance(source, pl.LazyFrame) else source
        texts = [name for name in frame.columns if name != ROW]
        return frame.select(pl.col(texts).cast(pl.String).replace("", None))


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the merged feed, for feed_info.txt and attributions.txt. `url` must be one that GTFS accepts."""

    name: str
    url: str
    email: str = ""
    contact_url: str = ""
    lang: str = field(default="ja")
