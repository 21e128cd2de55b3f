"""Writing the zip: tables in pieces, never whole, and equal bytes for equal content.

Entries are dated 1980-01-01, made "by Unix", deflated at one level by the zlib of this Python; CSV has LF line ends,
cells are quoted where RFC 4180 wants it. What does not live here: what is written.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, BinaryIO, Literal

import polars as pl

_LEVEL, _UNIX, _FILE_MODE = 6, 3, 0o644 << 16
_ROWS_AT_ONCE = 100_000


class FeedWriter:
    """A GTFS zip being written to a seekable binary file; a context manager. One entry is open at a time."""

    def __init__(self, out: BinaryIO) -> None:
        """`out` stands where the archive begins; it is not closed."""
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def __enter__(self) -> FeedWriter:
        """The writer itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Write the directory."""
        self._zip.close()

    def _entry(self, name: str) -> IO[bytes]:
        info = zipfile.ZipInfo(name)
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _FILE_MODE
        return self._zip.open(info, "w", force_zip64=True)

    def table(self, stem: str, columns: Sequence[str], frames: Iterable[pl.DataFrame]) -> int:
        """Write `stem`.txt: one header, then the rows of every frame, cells it lacks empty. Gives how many rows."""
        rows = 0
        with self._entry(f"{stem}.txt") as entry:
            entry.write(pl.DataFrame(schema=dict.fromkeys(columns, pl.String)).write_csv().encode())
            for frame in frames:
                has = frozenset(frame.columns)
                whole = frame.select(pl.col(name) if name in has else pl.lit(None).alias(name) for name in columns)
                for piece in whole.iter_slices(_ROWS_AT_ONCE):
                    entry.write(_csv(piece))
                rows += frame.height
        return rows

    def text(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write any other file."""
        with self._entry(name) as entry:
            for piece in pieces:
                entry.write(piece)


def _csv(rows: pl.DataFrame) -> bytes:
    """Rows as CSV; a lone empty cell is quoted, since a blank line is no row."""
    style: Literal["always", "necessary"] = "always" if rows.width == 1 else "necessary"
    text = rows.fill_null("") if rows.width == 1 else rows
    return text.write_csv(include_header=False, quote_style=style).encode()
