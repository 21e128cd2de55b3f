"""What comparing finds: lines for people, what each explains of the raw diff, and what nothing explains.

What does not live here: finding them, their words (`words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl  # the service reads words and lines, and computes no frames

Json = dict[str, Any]
MOST_ITEMS = 300
"""Items told one by one of a line; the total is always true."""


@dataclass(frozen=True, slots=True)
class Line:
    """One semantic change. `subject` tells lines of one code apart (a table, or table.column); `facts` are the numbers
    and texts of its sentence, `total` how many items there are, `items` the first MOST_ITEMS."""

    code: str
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Json, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """`rows` raw changes of one table that a line (`code`, `subject`) explains; `part` is 'added', 'removed' or
    'changed' (then `column` is set and each row counts once for each column)."""

    code: str
    subject: str
    stem: str
    part: str
    column: str
    rows: int


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Raw changes that no line explains: where, how many, why not ('unknown_file', 'unknown_column', 'no_such_trip'),
    and the lines of the first ones (in the old file for removed rows, else in the new)."""

    stem: str
    part: str
    column: str
    rows: int
    reason: str
    lines: tuple[int, ...]


def line(code: str, items: pl.DataFrame, subject: str = "", **facts: Any) -> Line:
    """A line of all rows of a frame as items (null left out)."""
    told = tuple(without_null(one) for one in items.head(MOST_ITEMS).iter_rows(named=True))
    return Line(code, subject, {"n": items.height, **facts}, told, items.height)


def without_null(row: Mapping[str, Any]) -> Json:
    """The values that are there; numbers of places and metres rounded."""
    return {k: _rounded(k, v) for k, v in row.items() if v is not None and v != ""}


def _rounded(name: str, value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6 if name.endswith(("lon", "lat")) else 2)
    return value


def some(lines: Iterable[Line]) -> list[Line]:
    """Only lines that say anything."""
    return [one for one in lines if one.total or one.facts.get("says")]
