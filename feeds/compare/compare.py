"""The door: two versions of one feed → what changed, as one JSON document in words' codes, explained to the last row.

    told = compare(old_tables, new_tables)      # text tables by stem
    told = compare_folders(old_dir, new_dir)    # folders of Parquet text tables, as versions keep them

Pure; never raises for bad data. What does not live here: reading strangers' files (`boxed`), words (`words`), pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from feeds.compare.coded import Coded, Table
from feeds.compare.continuity import continuity
from feeds.compare.explain import Known, explain
from feeds.compare.fares import Rides, fare_lines, rides
from feeds.compare.fingerprint import fingerprint_of_lean
from feeds.compare.normal import lean_tables
from feeds.compare.ordering import Order, in_order
from feeds.compare.other_lines import (
    claimed_lines,
    shape_line,
    span_lines,
    told_lines,
    translation_line,
)
from feeds.compare.raw import TableDiff, diff_of_lean
from feeds.compare.rule import SCHEMA
from feeds.compare.runs import runs_of
from feeds.compare.same_service import Same, same_service
from feeds.compare.same_stops import same_stops
from feeds.compare.service_lines import day_lines, route_lines, served_lines, trip_lines
from feeds.compare.sides import both
from feeds.compare.stop_lines import reused_ids, stop_lines
from feeds.compare.trip_changes import TripChanges, trip_changes
from feeds.compare.values import Claim, Json, Line
from feeds.compare.view import FeedView, view
from feeds.compare.words import ORDER, sentence
from feeds.tables import read_tables

Tables = Mapping[str, Table]
"""Text tables by stem; large ones may be coded already."""


def compare_folders(old_tables_dir: Path, new_tables_dir: Path) -> Json:
    """`compare` over two folders of Parquet text tables. OSError when one cannot be read."""
    return compare(read_tables(old_tables_dir), read_tables(new_tables_dir))


@dataclass(frozen=True, slots=True)
class Seen:
    """Both versions as they were compared, and which is which."""

    old: FeedView
    new: FeedView
    same: Same


def compare(old: Tables, new: Tables) -> Json:
    """The document: schema, equal, fingerprints, lines (each with code, group, words in ja and en, facts, items with
    lon and lat in degrees where they have a place, and what it explains), tables (rows added, removed, changed),
    unexplained, continuity (ids kept, and maps old → new with confidence 0 … 1). Times are seconds of the service day.
    """
    return compared(old, new)[0]


def compared(old: Tables, new: Tables) -> tuple[Json, Seen | None]:
    """The document, and what was seen for it: None when the content is equal."""
    old = lean_tables(old)
    new = lean_tables(new)
    marks, diffs = _raw(old, new)
    lines: list[Line] = []
    claims: list[Claim] = []
    left: list[Json] = []
    ids: list[Json] = []
    seen = None
    if diffs:
        before = view(old)
        del old  # its rows of stop_times go, for the view has what is needed of them
        after = view(new)
        del new
        same = same_service(before, after, same_stops(before, after))
        changes = trip_changes(before, after, same, diffs)
        reused = reused_ids(before, after, same.stops)["stop_id"]
        found = rides(before.tables, after.tables, same)
        account = explain(diffs, Known(before, after, same, changes, found, reused))
        claims, left = account.claims, [asdict(one) for one in account.left]
        lines = _lines(before, after, same, changes, found, diffs)
        lines += claimed_lines(claims, lines)
        ids = continuity(before, after, same)
        seen = Seen(before, after, same)
    document = {
        "schema": SCHEMA,
        "equal": not diffs,
        "fingerprints": {"old": marks[0], "new": marks[1]},
        "lines": [_told(one, claims) for one in sorted(lines, key=lambda one: (ORDER.index(one.code), one.subject))],
        "tables": [_table(one) for one in diffs.values()],
        "unexplained": left,
        "continuity": ids,
    }
    return document, seen


def _raw(old: Tables, new: Tables) -> tuple[tuple[str, str], dict[str, TableDiff]]:
    """Both fingerprints and the raw diff; the order of the rows of a large table serves all three."""
    orders: dict[str, tuple[Order, Order]] = {}
    for stem, before in old.items():
        after = new.get(stem)
        if isinstance(before, Coded) and isinstance(after, Coded):
            first, second = in_order(before, after)
            orders[stem] = first, second
    marks = _marks(old, new, orders)
    return marks, {} if marks[0] == marks[1] else diff_of_lean(old, new, orders)


def _marks(old: Tables, new: Tables, orders: Mapping[str, tuple[Order, Order]]) -> tuple[str, str]:
    sides = ((tables, {stem: pair[i] for stem, pair in orders.items()}) for i, tables in enumerate((old, new)))
    return both(lambda side: fingerprint_of_lean(*side), *sides)


def _lines(
    old: FeedView, new: FeedView, same: Same, changes: TripChanges, found: Rides, diffs: Mapping[str, TableDiff]
) -> list[Line]:
    runs = runs_of(old), runs_of(new)
    return [
        *span_lines(runs, old, new, same, diffs),
        *told_lines(diffs),
        *route_lines(old, new, same),
        *stop_lines(old, new, same.stops),
        *day_lines(runs, (old, new), same),
        *served_lines(old, new, same, runs),
        *trip_lines(old, new, same, changes),
        *fare_lines(found, old.tables, new.tables),
        *shape_line(new, same, diffs),
        *translation_line(diffs),
    ]


def _told(one: Line, claims: list[Claim]) -> Json:
    explains = [
        {"table": c.stem, "part": c.part, "column": c.column, "rows": c.rows}
        for c in claims
        if (c.code, c.subject) == (one.code, one.subject)
    ]
    return {
        "code": one.code, "subject": one.subject, "ja": sentence(one, "ja"), "en": sentence(one, "en"),
        "facts": dict(one.facts), "total": one.total, "items": list(one.items), "explains": explains,
    }  # fmt: skip


def _table(one: TableDiff) -> Json:
    return {
        "table": one.stem, "key": list(one.key), "old_rows": one.old_rows, "new_rows": one.new_rows,
        "added": one.added.height, "removed": one.removed.height, "changed": one.before.height,
        "columns": {name: int(mask.sum()) for name, mask in one.changed_columns().items()},
    }  # fmt: skip
