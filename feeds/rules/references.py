"""References between tables that only GTFS-JP knows: values that lead nowhere, ids given twice.

What does not live here: references of plain GTFS (canonical), the rules that use it (`jp/`).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import cell, known, many, nothing
from feeds.tables import TextTables


def astray(
    tables: TextTables, start: tuple[str, str], end: tuple[str, str], *, when_absent: bool = False
) -> pl.DataFrame:
    """One finding for each value of a column that the other table's column does not have, at its first line; detail:
    rows (how many). Silent when the other table is absent, unless `when_absent`."""
    (stem, column), (other, key) = start, end
    table, there = known(tables, stem, column), known(tables, other, key)
    if table is None or (there is None and not when_absent):
        return nothing()
    used = table.group_by(cell(column)).agg(pl.col("_row").min(), rows=pl.len().cast(pl.Int64))
    lost = used.filter(pl.col(column) != "")
    if there is not None:
        lost = lost.join(there.select(cell(key).alias(column)), on=column, how="anti")
    return many(lost.sort("_row"), f"{stem}.txt", column=column, expected=f"{other}.txt {key}", rows=pl.col("rows"))


def twice(tables: TextTables, stem: str, key: str) -> pl.DataFrame:
    """One finding for each line whose id an earlier line has; detail: first (that line)."""
    table = known(tables, stem, key)
    if table is None:
        return nothing()
    first = table.select("_row", key, first=pl.col("_row").min().over(cell(key)))
    again = first.filter((cell(key) != "") & (pl.col("_row") > pl.col("first")))
    return many(again, f"{stem}.txt", column=key, first=pl.col("first"))
