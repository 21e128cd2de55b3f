"""What a rule of ours is: code, words, severity by edition, blocking, source, mark and one vectorised function.

Also here: the small helpers with which a rule writes its findings. What does not live here: any rule (`jp/`), finding
them (`registry`), running them (`judge`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl

from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import RuleText, Severity, Words

EDITIONS = ("v2", "v3", "v4")
"""Editions of GTFS-JP that rules know; 'v1' feeds are judged as v2."""

Made = TypeVar("Made")

FINDING = {
    "table": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "expected": pl.String,
}
"""Columns every findings frame has; all further columns become details of the notice."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule may know besides the tables; `once` keeps what several rules of one judgement need."""

    edition: str
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives, made at the first call under that name."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made


Check = Callable[[TextTables, RuleContext], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ours. `severity` by edition: an edition that is absent does not know the rule. `check` gives a
    findings frame (`FINDING` columns and details). What blocks is no matter of the rule (`policy`)."""

    code: str
    text: RuleText
    severity: Mapping[str, Severity]
    source: str
    mark: Mark
    check: Check

    def runs_in(self, edition: str) -> bool:
        """Whether the rule belongs to that edition."""
        return edition in self.severity


def words(ja: tuple[str, str], en: tuple[str, str]) -> RuleText:
    """The words of a code: (message, fix) in Japanese and in English."""
    return RuleText(Words(*ja), Words(*en))


def every_edition(severity: Severity) -> dict[str, Severity]:
    """The same severity in all editions."""
    return dict.fromkeys(EDITIONS, severity)


def from_edition(first: str, severity: Severity) -> dict[str, Severity]:
    """The same severity in that edition and in later ones."""
    return dict.fromkeys(EDITIONS[EDITIONS.index(first) :], severity)


def until_edition(last: str, severity: Severity) -> dict[str, Severity]:
    """The same severity in that edition and in earlier ones."""
    return dict.fromkeys(EDITIONS[: EDITIONS.index(last) + 1], severity)


def nothing() -> pl.DataFrame:
    """No findings."""
    return pl.DataFrame(schema=FINDING)


def one(
    table: str,
    /,
    *,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    expected: str | None = None,
    **details: str | int,
) -> pl.DataFrame:
    """One finding, of a whole table rather than of a row."""
    cells = {"table": table, "row": row, "column": column, "value": value, "expected": expected}
    frame = pl.DataFrame({name: [cells[name]] for name in FINDING}, schema=FINDING)
    return frame.with_columns(**{name: pl.lit(detail) for name, detail in details.items()})


def many(
    rows: pl.DataFrame,
    table: str,
    /,
    *,
    column: str,
    value: pl.Expr | None = None,
    expected: pl.Expr | str | None = None,
    **details: pl.Expr,
) -> pl.DataFrame:
    """One finding for each row of a text table (or of an aggregate that kept `_row`); `value` defaults to the cell."""
    seen = pl.col(column) if value is None else value
    wanted = expected if isinstance(expected, pl.Expr) else pl.lit(expected, dtype=pl.String)
    return rows.select(
        table=pl.lit(table),
        row=pl.col("_row"),
        column=pl.lit(column),
        value=seen.cast(pl.String),
        expected=wanted.cast(pl.String),
        **details,
    )


def cell(column: str) -> pl.Expr:
    """A cell as a reader means it: without outer spaces, "" when absent."""
    return pl.col(column).fill_null("").str.strip_chars()


def known(tables: TextTables, stem: str, *columns: str) -> pl.DataFrame | None:
    """The table when it has rows and all those columns."""
    table = tables.get(stem)
    return table if table is not None and table.height and set(columns) <= set(table.columns) else None


def wrong(
    tables: TextTables, stem: str, column: str, is_wrong: pl.Expr, *, expected: pl.Expr | str | None = None
) -> pl.DataFrame:
    """One finding for each row of a table whose cell is wrong; none where table or column is absent."""
    table = known(tables, stem, column)
    if table is None:
        return nothing()
    return many(table.filter(is_wrong), f"{stem}.txt", column=column, expected=expected)


def blank(tables: TextTables, stem: str, column: str) -> pl.DataFrame:
    """One finding for each row without the cell; one at the header of a table without the column. Detail: rows."""
    table = tables.get(stem)
    if table is None or not table.height:
        return nothing()
    if column not in table.columns:
        return one(f"{stem}.txt", row=1, column=column, rows=table.height)
    return many(table.filter(cell(column) == ""), f"{stem}.txt", column=column, rows=pl.lit(1))


def all_of(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Findings one after another; details that one of them lacks are empty there."""
    return pl.concat([nothing(), *found], how="diagonal_relaxed")


def values_of(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """Each different cell of a column: `value`, `_row` of the first, `rows` (how many), in the order of the file."""
    raw = table.lazy().group_by(value=column).agg(pl.col("_row").min(), rows=pl.len().cast(pl.Int64))
    few = raw.collect(engine="streaming").with_columns(cell("value"))
    return few.group_by("value").agg(pl.col("_row").min(), pl.col("rows").sum()).sort("_row")


def has_rows(table: pl.DataFrame | None) -> bool:
    """The table is there and has at least one row."""
    return table is not None and table.height > 0
