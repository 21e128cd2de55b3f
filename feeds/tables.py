"""Text tables: what a reader makes of a stranger's file, every cell still text, and their Parquet form on disk.

What does not live here: reading files (feeds.formats), typed values (feeds.cells), judging (feeds.rules).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

ROW = "_row"
"""Column of every text table, Int64: the line as a spreadsheet shows it (the header is line 1, a cell with line breaks
is one line); in files without lines (GeoJSON) the ordinal number of the feature, from 1."""

_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}\Z")


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file of a feed as found. `name` as the sender knows it (without the sub-folder the feed was found in),
    `encoding` '' when it was not read as text, `table` the stem of the table it became or None."""

    name: str
    size_bytes: int
    encoding: str = ""
    table: str | None = None


@dataclass(frozen=True, slots=True)
class TextTables:
    """The tables of one feed by stem ('stops', 'stop_times'), and every file that was in it, read or not."""

    tables: Mapping[str, pl.DataFrame]
    files: tuple[TextFile, ...] = field(default=())

    def get(self, stem: str) -> pl.DataFrame | None:
        """The table, or None when the feed has none of that name (or its file was empty)."""
        return self.tables.get(stem)

    def has(self, stem: str, *columns: str) -> bool:
        """True when the table is there and has all those columns."""
        frame = self.tables.get(stem)
        return frame is not None and all(column in frame.columns for column in columns)

    def line_of(self, stem: str, record: int) -> int:
        """The line (`_row`) of a record as engines number them that leave blank lines out (the header is record 1);
        the number itself when there is no such record."""
        frame = self.tables.get(stem)
        return int(frame[ROW][record - 2]) if frame is not None and 2 <= record < frame.height + 2 else record

    def __contains__(self, stem: str) -> bool:
        return stem in self.tables

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)


NO_TABLES = TextTables({})


def is_table_stem(stem: str) -> bool:
    """Whether a file stem may name a table (and so a Parquet file): letters, digits, `_`, `-`, `.`, up to 64."""
    return _STEM.match(stem) is not None


def empty_table(*columns: str) -> pl.DataFrame:
    """A text table without rows."""
    return pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(columns, pl.String)})


def write_tables(tables: TextTables | Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write each table to `folder/<stem>.parquet` (the folder is made)."""
    frames = tables.tables if isinstance(tables, TextTables) else tables
    folder.mkdir(parents=True, exist_ok=True)
    for stem, frame in frames.items():
        frame.write_parquet(folder / f"{stem}.parquet", compression="zstd", compression_level=1, statistics=False)


def read_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Read back what `write_tables` wrote, by stem, sorted."""
    return {path.name.removesuffix(".parquet"): pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
