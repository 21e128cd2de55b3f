"""Raw diff: for each table the rows that were added, removed and changed by its key, and how to apply them.

Rows that are equal on both sides are taken away first, as often as they stand on both; what is left is paired by key,
the first with the first. So duplicate keys and duplicate rows lose nothing. What does not live here: keys (`keys`),
meaning (`explain`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from feeds.compare.coded import Coded, Table
from feeds.compare.keys import is_paired, key_of
from feeds.compare.normal import lean_tables, normal_table
from feeds.compare.ordering import Order, in_order, unequal
from feeds.tables import ROW

_HASHES = ("_h1", "_h2")
_NTH = "_nth"


@dataclass(frozen=True, slots=True)
class TableDiff:
    """One table. All four frames are in normal form with `_row` (the line in its own file) and `columns`; `before` and
    `after` are the changed rows, line by line the same row. `old_columns` and `new_columns` are those of the files."""

    stem: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    old_columns: frozenset[str]
    new_columns: frozenset[str]
    old_rows: int
    new_rows: int
    added: pl.DataFrame
    removed: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Nothing differs."""
        return not (self.added.height or self.removed.height or self.before.height)

    def changed_columns(self) -> dict[str, pl.Series]:
        """Column → mask over the changed rows, for each column that differs anywhere."""
        masks = {name: self.before[name] != self.after[name] for name in self.columns if name not in self.key}
        return {name: mask for name, mask in masks.items() if mask.any()}


def raw_diff(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> dict[str, TableDiff]:
    """The diff of each table that differs, by stem. An absent table is one without rows."""
    return diff_of_lean(lean_tables(old), lean_tables(new), {})


def diff_of_lean(
    old: Mapping[str, Table], new: Mapping[str, Table], orders: Mapping[str, tuple[Order, Order]]
) -> dict[str, TableDiff]:
    """The same for tables in normal form; `orders` of coded tables, made together, as far as they are known."""
    diffs = (_diff(stem, old.get(stem), new.get(stem), orders.get(stem)) for stem in sorted({*old, *new}))
    return {one.stem: one for one in diffs if not one.is_empty}


def table_diff(stem: str, old: pl.DataFrame | None, new: pl.DataFrame | None) -> TableDiff:
    """The diff of one table of text cells."""
    before, after = (None if frame is None else normal_table(stem, frame) for frame in (old, new))
    return _diff(stem, before, after)


def _diff(stem: str, old: Table | None, new: Table | None, orders: tuple[Order, Order] | None = None) -> TableDiff:
    names = [frozenset(() if table is None else table.columns) - {ROW} for table in (old, new)]
    columns = sorted(names[0] | names[1])
    key = key_of(stem, columns)
    ours = (*key, *(name for name in columns if name not in key))
    rows = [0 if table is None or not ours else table.height for table in (old, new)]
    if isinstance(old, Coded) and isinstance(new, Coded):
        left = unequal(*(orders or in_order(old, new)))
        before, after = old.texts(ours, left[0]), new.texts(ours, left[1])
    else:
        before, after = _unequal(_with_columns(old, ours), _with_columns(new, ours), ours)
    removed, added, before, after = _paired(before, after, key) if is_paired(stem, key) else _apart(before, after)
    return TableDiff(stem, key, ours, names[0], names[1], rows[0], rows[1], added, removed, before, after)


def _with_columns(frame: Table | None, columns: Sequence[str]) -> pl.DataFrame:
    """The rows with all those columns, blank where the table lacks one."""
    if frame is None or not columns:
        return pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(columns, pl.String)})
    if isinstance(frame, Coded):
        return frame.texts(columns, slice(None))
    have = set(frame.columns)
    return frame.select(ROW, *(pl.col(n) if n in have else pl.lit("").alias(n) for n in columns))


def _nth(frame: pl.DataFrame, by: Sequence[str]) -> pl.Expr:
    """Which one of its equals a row is, from 0; costs little where all differ."""
    if not by:
        return pl.int_range(pl.len(), dtype=pl.UInt32).alias(_NTH)
    if frame.height == frame.select(pl.struct(*by).n_unique() if len(by) > 1 else pl.col(by[0]).n_unique()).item():
        return pl.lit(0, dtype=pl.UInt32).alias(_NTH)
    return pl.int_range(pl.len(), dtype=pl.UInt32).over(*by).alias(_NTH)


def _unequal(old: pl.DataFrame, new: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is left of both when equal rows are taken away in pairs. Rows are compared by 128 bits of hash."""
    if not columns or not (old.height and new.height):
        return old, new
    marks = []
    for frame in (old, new):
        cells = frame.select(*columns)
        hashes = pl.DataFrame({name: cells.hash_rows(seed) for seed, name in enumerate(_HASHES)})
        marks.append(hashes.with_columns(_nth(hashes, _HASHES[:1])))
    on = [*_HASHES, _NTH]
    left, right = (
        ours.with_row_index("_i").join(theirs, on=on, how="anti", maintain_order="left")["_i"]
        for ours, theirs in (marks, reversed(marks))
    )
    return old[left], new[right]


def _paired(
    old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Removed, added, before, after."""
    on = [*key, _NTH]
    left, right = (
        frame.select(*key, _nth(frame, key)).with_row_index(name) for frame, name in ((old, "_old"), (new, "_new"))
    )
    pairs = left.join(right, on=on, how="inner", maintain_order="left")
    alone = (left.join(pairs, on="_old", how="anti")["_old"], right.join(pairs, on="_new", how="anti")["_new"])
    return old[alone[0]], new[alone[1]], old[pairs["_old"]], new[pairs["_new"]]


def _apart(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The same for a table whose rows have no key: none is a changed one."""
    return old, new, old.clear(), new.clear()


def applied(old: Mapping[str, pl.DataFrame], diffs: Mapping[str, TableDiff]) -> dict[str, pl.DataFrame]:
    """The new tables (in normal form, rows in any order, `_row` as it was where it came from) made of the old ones."""
    return {stem: _applied(stem, old.get(stem), diffs.get(stem)) for stem in sorted({*old, *diffs})}


def _applied(stem: str, old: pl.DataFrame | None, diff: TableDiff | None) -> pl.DataFrame:
    if diff is None:
        return normal_table(stem, old) if old is not None else pl.DataFrame()
    columns = list(diff.columns)
    rows = _with_columns(None if old is None else normal_table(stem, old), columns)
    gone = pl.concat([diff.removed, diff.before]).with_columns(_nth_of_equal(columns))
    left = rows.with_columns(_nth_of_equal(columns)).join(gone, on=[*columns, _NTH], how="anti").drop(_NTH)
    return pl.concat([left, diff.added, diff.after])


def _nth_of_equal(columns: Sequence[str]) -> pl.Expr:
    return pl.int_range(pl.len(), dtype=pl.UInt32).over(*columns).alias(_NTH)
