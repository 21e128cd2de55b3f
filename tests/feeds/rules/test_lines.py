"""Rows of the engine's notices become lines of the file. Not here: which record is which line (feeds.tables)."""

from __future__ import annotations

from feeds.formats.text_csv import parse
from feeds.rules.lines import with_lines
from feeds.tables import TextTables
from terms.notices import Notice, Severity

TABLES = TextTables(
    {
        "stops": parse(b"stop_id\n\nA\n\n\nB\n").frame,
        "trips": parse(b"trip_id\n\n\nT\n").frame,
        "routes": parse(b"route_id\nR\n").frame,
    }
)


def notice(table, row, code="x", **details):
    return Notice(code, Severity.ERROR, table=table, row=row, details=details)


def test_blank_lines_are_counted():
    given = [notice("stops.txt", 3, oldCsvRowNumber=2, count=2), notice("routes.txt", 2, tripCsvRowNumber=2)]
    found = with_lines(given, TABLES, set())
    assert [(n.row, dict(n.details)) for n in found] == [
        (6, {"oldCsvRowNumber": 3, "count": 2}),
        (2, {"tripCsvRowNumber": 4}),
    ]


def test_what_has_lines_already_stays():
    given = [notice("stops.txt", 6, "ours"), notice("stops.txt", None), notice(None, 3), notice("stops.txt", 99)]
    assert list(with_lines(given, TABLES, {"ours"})) == given
