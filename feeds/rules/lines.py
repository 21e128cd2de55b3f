"""Puts the engine's notices on the line a spreadsheet shows: gtfs-guru counts records and leaves blank lines out.

What does not live here: which record is which line (feeds.tables), tables of notices (`guru_places`, `services`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from feeds.tables import ROW, TextTables
from terms.notices import Notice, Scalar

_OF = (("stopTime", "stop_times"), ("trip", "trips"), ("route", "routes"), ("stop", "stops"))
"""Details that hold a row of a table of their own begin with these."""


def with_lines(notices: Sequence[Notice], engine: TextTables, but: Collection[str]) -> tuple[Notice, ...]:
    """The same notices with lines for record numbers, in `row` and in details named …RowNumber…, except those of the
    codes in `but`, whose rows are lines already. `engine` holds the tables as the engine reads them."""
    moved = moved_tables(engine)
    if not moved:
        return tuple(notices)
    return tuple(notice if notice.code in but else _lined(notice, engine, moved) for notice in notices)


def moved_tables(engine: TextTables) -> set[str]:
    """Stems of the tables in which lines and records differ."""
    return {stem for stem in engine if _is_moved(engine, stem)}


def table_of_detail(key: str, stem: str) -> str:
    """The stem of the table that a detail named …RowNumber… counts in; `stem`: that of the notice."""
    return next((table for start, table in _OF if key.startswith(start)), stem)


def _is_moved(engine: TextTables, stem: str) -> bool:
    """Whether lines and records of the table differ: its last record is not on the line of its number."""
    frame = engine.tables[stem]
    return ROW in frame.columns and frame.height > 0 and int(frame[ROW][-1]) != frame.height + 1


def _lined(notice: Notice, engine: TextTables, moved: set[str]) -> Notice:
    stem = (notice.table or "").removesuffix(".txt")
    details = {key: _line(key, item, stem, engine, moved) for key, item in notice.details.items()}
    row = notice.row if notice.row is None or stem not in moved else engine.line_of(stem, notice.row)
    return replace(notice, row=row, details=details)


def _line(key: str, item: Scalar, stem: str, engine: TextTables, moved: set[str]) -> Scalar:
    if "RowNumber" not in key or not isinstance(item, int):
        return item
    of = table_of_detail(key, stem)
    return engine.line_of(of, item) if of in moved else item
