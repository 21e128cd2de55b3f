"""A table of very many rows in little memory: of each column its different words once, and for each row their numbers.

Built piece by piece, so that the whole table never stands in memory as text. What does not live here: normal form of
the words (`normal`), the order of rows (`ordering`), comparing (`raw`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from feeds.tables import ROW

Places = NDArray[np.integer[Any]]
"""Indices of rows, from 0."""
PIECE = 1 << 14
"""Rows of a piece."""


@dataclass(frozen=True, slots=True)
class Coded:
    """`words`: by column its different texts, none of them null; `codes`: for each row the index of its word (UInt8,
    UInt16 or UInt32); `rows`: `_row` of each row (UInt32)."""

    words: Mapping[str, pl.Series]
    codes: Mapping[str, pl.Series]
    rows: pl.Series

    @property
    def columns(self) -> list[str]:
        """Names of the columns without `_row`."""
        return list(self.words)

    @property
    def height(self) -> int:
        """How many rows."""
        return len(self.rows)

    def told(self, column: str, of_words: pl.Series) -> pl.Series:
        """What is known of each word of a column, told for each row."""
        return of_words.gather(self.codes[column])

    def texts(self, columns: Sequence[str], at: Places | slice) -> pl.DataFrame:
        """`_row` and those columns as text, blank where the table has none, of the rows at those places."""
        cells = {name: self.codes[name].to_numpy()[at] for name in columns if name in self.words}
        found = {name: self.words[name].gather(pl.Series(codes)).alias(name) for name, codes in cells.items()}
        rows = pl.Series(ROW, self.rows.to_numpy()[at]).cast(pl.Int64).to_frame()
        return rows.with_columns(*(found.get(name, pl.lit("").alias(name)) for name in columns))

    def reworded(self, clean: Callable[[str, pl.Series], pl.Series]) -> Coded:
        """With each word as `clean(column, words)` writes it, words sorted by their bytes and each of them once."""
        words, codes = {}, {}
        for name in sorted(self.words):
            written = clean(name, self.words[name])
            words[name] = written.unique().sort()
            numbers = (written.rank("dense") - 1).cast(_width(len(words[name])))
            # piece by piece: polars makes wide indices of narrow ones
            pieces = (self.codes[name].slice(at, PIECE) for at in range(0, max(1, self.height), PIECE))
            codes[name] = pl.concat([numbers.gather(piece) for piece in pieces], rechunk=True)
        return Coded(words, codes, self.rows)


Table = pl.DataFrame | Coded


class Coder:
    """Takes the rows of one table piece by piece and makes it `Coded`; null becomes a blank."""

    def __init__(self) -> None:
        """A table without rows and columns."""
        self._kinds: dict[str, pl.Categorical] = {}
        self._kept: list[pl.Series] = []
        self._codes: dict[str, list[pl.Series]] = {}
        self._rows: list[pl.Series] = []

    def add(self, frame: pl.DataFrame) -> None:
        """The next rows; every piece has the same columns and `_row`."""
        if not self._rows:
            self._kinds = {n: pl.Categorical(pl.Categories.random("futae")) for n in frame.columns if n != ROW}
            self._codes = {name: [] for name in self._kinds}
            # polars forgets the words of a kind when no series of it is left
            self._kept = [pl.Series([], dtype=kind) for kind in self._kinds.values()]
        cells = (pl.col(n).fill_null("").cast(kind).to_physical() for n, kind in self._kinds.items())
        found = frame.select(pl.col(ROW).cast(pl.UInt32), *cells)
        self._rows.append(found[ROW])
        for name, codes in self._codes.items():
            most = found[name].max()
            codes.append(found[name].cast(_width(most + 1 if isinstance(most, int) else 0)))

    def done(self) -> Coded:
        """The table; the coder has done its work then."""
        words, codes = {}, {}
        for name, kind in self._kinds.items():
            pieces = self._codes.pop(name)
            most = max((top for piece in pieces if isinstance(top := piece.max(), int)), default=-1)
            words[name] = pl.int_range(most + 1, dtype=pl.UInt32, eager=True).cat.to(kind).cast(pl.String).fill_null("")
            codes[name] = pl.concat([piece.cast(_width(most + 1)) for piece in pieces])
        rows = pl.concat(self._rows) if self._rows else pl.Series(ROW, [], dtype=pl.UInt32)
        return Coded(words, codes, rows)


def coded(frame: pl.DataFrame) -> Coded:
    """A text table that is in memory already; `_row` counts from 2 where it has none."""
    if ROW not in frame.columns:
        frame = frame.with_columns(pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(ROW))
    coder = Coder()
    for at in range(0, max(1, frame.height), PIECE):
        coder.add(frame.slice(at, PIECE))
    return coder.done()


def _width(words: int) -> type[pl.DataType]:
    """The narrowest type of the index of so many words."""
    return pl.UInt8 if words <= 1 << 8 else pl.UInt16 if words <= 1 << 16 else pl.UInt32
