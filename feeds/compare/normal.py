"""Normal form of text tables: what two files must share to say the same.

Order of rows and columns, absent and blank columns, spaces around cells, `8:00:00` and `08:00:00`, `34.60` and `34.6`
are no difference. Everything else is. What does not live here: comparing (`raw`), meaning (a blank that says 0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from feeds.compare.coded import Coded, Table, coded
from feeds.formats.gtfs_schema import TABLES
from feeds.tables import ROW
from terms.columns import Kind

LARGE = frozenset({"stop_times"})
"""Tables that have more rows than all others together; they are compared as `Coded`."""
_SHORT_TIME = r"^(\d:[0-5]\d:[0-5]\d)$"
_ZEROS = r"^(-?\d+)(?:\.0*|(\.\d*?[1-9])0*)$"


def _kinds(stem: str) -> tuple[frozenset[str], frozenset[str]]:
    """Columns that hold times of day, and those that hold decimal numbers."""
    declared = TABLES[stem].columns if stem in TABLES else ()
    times = frozenset(c.name for c in declared if c.unit == "H:MM:SS")
    return times, frozenset(c.name for c in declared if c.kind is Kind.NUMBER)


def _cell(name: str, *, is_time: bool, is_number: bool) -> pl.Expr:
    text = pl.col(name).fill_null("").str.strip_chars()
    if is_time:
        text = pl.when(text.str.len_bytes() == 7).then(text.str.replace(_SHORT_TIME, "0${1}")).otherwise(text)
    if is_number:
        text = pl.when(text.str.contains(".", literal=True)).then(text.str.replace(_ZEROS, "${1}${2}")).otherwise(text)
    return text.alias(name)


def normal_table(stem: str, frame: pl.DataFrame, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The table with `_row` and `columns` (default: its own by name) as text without null; what it lacks is blank."""
    times, numbers = _kinds(stem)
    have = set(frame.columns)
    names = sorted(have - {ROW}) if columns is None else columns
    times = frozenset(n for n in times & have if _has_other_length(frame, n))
    cells = [_cell(n, is_time=n in times, is_number=n in numbers) if n in have else pl.lit("").alias(n) for n in names]
    row = pl.col(ROW) if ROW in have else pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(ROW)
    return frame.select(row, *cells)


def _has_other_length(frame: pl.DataFrame, name: str) -> bool:
    """Whether any time of day is not written with eight characters; hardly any file has one."""
    return bool(frame.select((pl.col(name).str.len_bytes() != 8).any()).item())


def normal_tables(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """All tables in normal form."""
    return {stem: normal_table(stem, frame) for stem, frame in sorted(tables.items())}


def lean_tables(tables: Mapping[str, Table]) -> dict[str, Table]:
    """All tables in normal form, the large ones coded."""
    return {stem: _lean(stem, table) for stem, table in sorted(tables.items())}


def _lean(stem: str, table: Table) -> Table:
    if isinstance(table, Coded):
        return normal_coded(stem, table)
    return normal_coded(stem, coded(table)) if stem in LARGE else normal_table(stem, table)


def normal_coded(stem: str, table: Coded) -> Coded:
    """A coded table with its words in normal form."""
    times, numbers = _kinds(stem)

    def clean(name: str, words: pl.Series) -> pl.Series:
        cell = _cell(name, is_time=name in times, is_number=name in numbers)
        return words.alias(name).to_frame().select(cell)[name]

    return table.reworded(clean)


def names_filled(table: Table) -> list[str]:
    """Of a table in normal form the columns that are not blank throughout, by name; none without rows."""
    if isinstance(table, Coded):
        return sorted(name for name, words in table.words.items() if table.height and (words != "").any())
    return [name for name in table.columns if name != ROW and (table[name] != "").any()]


def filled(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Of tables in normal form those that have a row, without columns that are blank throughout."""
    found = {}
    for stem in sorted(tables):
        frame = tables[stem]
        names = names_filled(frame)
        if names:
            found[stem] = frame.select(ROW, *names)
    return found
