"""Floods: kinds of fault that stand in tens of thousands of rows of one table, found before the canonical engine runs.

The engine keeps about 5 kB for each finding, so a million empty rows cost it gigabytes. A table with more than MANY
rows of one kind is reported here, once with its true count, and the engine sees only the first KEPT of them. Tables
of MANY rows or fewer cost nothing. What does not live here: what the engine is given (feeds.formats.engine_view), the
words (feeds.formats.flood_texts).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from feeds.cells import day
from feeds.formats.flood_texts import FLOODS
from feeds.formats.gtfs_schema import TABLES
from feeds.tables import ROW, TextTables
from terms.columns import Column, Kind
from terms.notices import Notice

MANY = 50_000
"""More rows of one kind of fault than this in one table are a flood."""
KEPT = 1_000
"""So many of them the engine still sees, and says by its own rules what is wrong."""

_LINES_SHOWN = 5
_CLOCK = r"^\d{1,3}:[0-5]?\d:[0-5]?\d$"

Reference = tuple[str, tuple[tuple[str, str], ...]]
REFERENCES: Mapping[str, tuple[Reference, ...]] = {
    "stops": (("parent_station", (("stops", "stop_id"),)),),
    "trips": (
        ("route_id", (("routes", "route_id"),)),
        ("service_id", (("calendar", "service_id"), ("calendar_dates", "service_id"))),
        ("shape_id", (("shapes", "shape_id"),)),
    ),
    "stop_times": (("trip_id", (("trips", "trip_id"),)), ("stop_id", (("stops", "stop_id"),))),
    "frequencies": (("trip_id", (("trips", "trip_id"),)),),
    "fare_rules": (
        ("fare_id", (("fare_attributes", "fare_id"),)),
        ("route_id", (("routes", "route_id"),)),
        ("origin_id", (("stops", "zone_id"),)),
        ("destination_id", (("stops", "zone_id"),)),
        ("contains_id", (("stops", "zone_id"),)),
    ),
    "transfers": tuple((column, (("stops", "stop_id"),)) for column in ("from_stop_id", "to_stop_id")),
    "pathways": tuple((column, (("stops", "stop_id"),)) for column in ("from_stop_id", "to_stop_id")),
}
"""Table → its columns that must name a row of others. Tables that are named come before those that name them."""
_ORDER = ("stops", "routes", "calendar", "calendar_dates", "shapes", "trips", "fare_attributes")


@dataclass(frozen=True, slots=True)
class Flood:
    """One kind of fault in one table: `rows` tells for each row whether it has it."""

    code: str
    rows: pl.Series
    column: str | None = None
    expected: str | None = None


Rest = tuple[Notice, Callable[[], pl.DataFrame]]
"""A notice that speaks for many rows, and what gives the others as a wide frame (feeds.rows.wide)."""


@dataclass(frozen=True, slots=True)
class Drained:
    """`tables`: those of which rows were taken out, as the engine shall see them; `notices`: one for each flood;
    `rest`: for each of them how to get its rows but the first, which the notice names."""

    tables: dict[str, pl.DataFrame]
    notices: tuple[Notice, ...]
    rest: tuple[Rest, ...] = ()


def drain(tables: TextTables) -> Drained:
    """Find the floods of a feed and take their rows out, and with them the rows that name what is gone."""
    changed: dict[str, pl.DataFrame] = {}
    notices: list[Notice] = []
    rest: list[Rest] = []
    for stem in (*_ORDER, *(name for name in tables if name not in _ORDER)):
        frame = tables.get(stem)
        if frame is None or not (frame.height > MANY or changed):
            continue
        kept = pl.repeat(True, frame.height, eager=True)
        for flood in _floods(stem, frame, tables):
            notices.append(_notice(stem, frame, flood))
            rest.append((notices[-1], partial(_rest, notices[-1], frame, flood)))
            kept &= ~flood.rows | (flood.rows.cum_sum() <= KEPT)
        if changed:
            kept &= ~_orphaned(stem, frame, tables, changed)
        if not kept.all():
            changed[stem] = frame.filter(kept)
    return Drained(changed, tuple(notices), tuple(rest))


def _floods(stem: str, frame: pl.DataFrame, tables: TextTables) -> Iterator[Flood]:
    """The floods of one table; a row counts for the first kind it has."""
    if frame.height <= MANY:
        return
    names = [name for name in frame.columns if name != ROW]
    empty = frame.select(pl.all_horizontal(_is_blank(name) for name in names)).to_series()
    rest = ~empty
    if _is_flood(empty):
        yield Flood("many_empty_rows", empty)
    bad = _bad_cells(stem, frame, names, rest)
    if bad is not None:
        yield bad
        rest &= ~bad.rows
    yield from _repeated(stem, frame, rest)
    for column, parents in REFERENCES.get(stem, ()):
        unknown = _unknown(frame, column, parents, tables)
        if unknown is not None and _is_flood(unknown & rest):
            expected = ", ".join(f"{parent}.txt {key}" for parent, key in parents)
            yield Flood("many_unknown_ids", unknown & rest, column, expected)


def _is_flood(rows: pl.Series) -> bool:
    return int(rows.sum()) > MANY


def _is_blank(column: str) -> pl.Expr:
    return pl.col(column).fill_null("") == ""


def _bad_cells(stem: str, frame: pl.DataFrame, names: list[str], rest: pl.Series) -> Flood | None:
    """Rows with a cell that the declaration of the table does not permit, or with fewer cells than the header."""
    declared = TABLES[stem].columns if stem in TABLES else ()
    checks = {column.name: _is_bad(column) for column in declared if column.name in frame.columns}
    checks[names[-1]] = pl.col(names[-1]).is_null() | checks.get(names[-1], pl.lit(value=False))
    by_column = frame.select(**checks).select(pl.all() & rest)
    rows = by_column.select(pl.any_horizontal(pl.all())).to_series()
    if not _is_flood(rows):
        return None
    counts = by_column.sum().row(0)
    return Flood("many_bad_cells", rows, by_column.columns[counts.index(max(counts))])


def _is_bad(column: Column) -> pl.Expr:
    """Whether a cell does not fit its column. Only what the canonical rules call an error."""
    cell = pl.col(column.name)
    reads = {
        Kind.INTEGER: cell.cast(pl.Int64, strict=False),
        Kind.NUMBER: cell.cast(pl.Float64, strict=False),
        Kind.DATE: day(column.name),
    }.get(column.kind)
    if column.unit == "H:MM:SS":
        unfit = ~cell.str.contains(_CLOCK)
    elif column.unit == "deg":
        limit = 90 if column.name.endswith("_lat") else 180
        unfit = ~cell.cast(pl.Float64, strict=False).is_between(-limit, limit).fill_null(value=False)
    else:
        unfit = pl.lit(value=False) if reads is None else reads.is_null()
    wrong = unfit & ~_is_blank(column.name)
    return (wrong | _is_blank(column.name)) if column.required else wrong


def _repeated(stem: str, frame: pl.DataFrame, rest: pl.Series) -> Iterator[Flood]:
    """Rows whose key another row before them has."""
    key = TABLES[stem].key if stem in TABLES else ()
    if not key or not set(key) <= set(frame.columns) or frame.height - frame.n_unique(list(key)) <= MANY:
        return
    again = frame.select(~pl.struct(key).is_first_distinct()).to_series() & rest
    if _is_flood(again):
        yield Flood("many_repeated_keys", again, key[-1], ", ".join(key))


def _unknown(
    frame: pl.DataFrame, column: str, parents: tuple[tuple[str, str], ...], tables: TextTables
) -> pl.Series | None:
    """Rows that name something that no parent has (also because there is no parent); None without the column."""
    if column not in frame.columns:
        return None
    known = [tables.tables[parent][key].rename("key") for parent, key in parents if tables.has(parent, key)]
    keys = pl.concat([pl.Series("key", [], dtype=pl.String), *known]).drop_nulls().unique()
    return frame.select(~_is_blank(column) & ~pl.col(column).is_in(keys.implode())).to_series().fill_null(value=False)


def _orphaned(stem: str, frame: pl.DataFrame, tables: TextTables, changed: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Rows that name something which was there and has been taken out: the engine must not miss it."""
    orphaned = pl.repeat(False, frame.height, eager=True)
    for column, parents in REFERENCES.get(stem, ()):
        if column not in frame.columns or not any(parent in changed for parent, _ in parents):
            continue
        now = TextTables({**tables.tables, **changed})
        lost, missing = _unknown(frame, column, parents, now), _unknown(frame, column, parents, tables)
        if lost is not None and missing is not None:
            orphaned |= lost & ~missing
    return orphaned


def _notice(stem: str, frame: pl.DataFrame, flood: Flood) -> Notice:
    first = frame.filter(flood.rows).head(_LINES_SHOWN)
    return FLOODS[flood.code].at(
        table=f"{stem}.txt",
        row=int(first[ROW][0]),
        column=flood.column,
        value=None if flood.column is None else first[flood.column][0],
        expected=flood.expected,
        count=int(flood.rows.sum()),
        rows=", ".join(str(row) for row in first[ROW]),
        shown=KEPT,
    )


def _rest(notice: Notice, frame: pl.DataFrame, flood: Flood) -> pl.DataFrame:
    """The rows of a flood but the first, each with what the notice says."""
    value = pl.lit(None, pl.String) if flood.column is None else pl.col(flood.column)
    said = {f"@{key}": pl.lit(item) for key, item in notice.details.items()}
    return frame.lazy().filter(flood.rows).slice(1).select(
        table=pl.lit(notice.table), row=ROW, column=pl.lit(flood.column, pl.String), value=value,
        expected=pl.lit(flood.expected, pl.String), **said,
    ).collect()  # fmt: skip
