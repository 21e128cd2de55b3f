"""Raw diff, its application, normal form and fingerprint. Not here: what a difference means (test_lines)."""

from __future__ import annotations

from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from feeds.compare.fingerprint import fingerprint
from feeds.compare.keys import key_of
from feeds.compare.normal import filled, normal_tables
from feeds.compare.raw import applied, raw_diff, table_diff
from feeds.tables import ROW

CELLS = st.sampled_from(["", "a", "b", "8:00:00", "08:00:00", "1.50", "1.5", " a", None, "\x1f", "\\"])
COLUMNS = {
    "stops": ["stop_id", "stop_name", "stop_lat", "own"],
    "stop_times": ["trip_id", "stop_sequence", "arrival_time"],
    "fare_rules": ["fare_id", "route_id", "origin_id"],
    "translations": ["trans_id", "lang", "translation"],
    "feed_info": ["feed_version", "feed_lang"],
    "own": ["a", "b"],
    "ids": ["thing_id", "b"],
}


def make(columns: list[str], *rows: tuple[str | None, ...]) -> pl.DataFrame:
    cells = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    numbers = pl.Series(ROW, range(2, len(rows) + 2), dtype=pl.Int64)
    return pl.DataFrame({ROW: numbers, **cells}, schema={ROW: pl.Int64, **dict.fromkeys(columns, pl.String)})


@st.composite
def some_tables(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    found = {}
    for stem in draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, max_size=4)):
        columns = draw(st.lists(st.sampled_from(COLUMNS[stem]), unique=True, min_size=1))
        rows = draw(st.lists(st.tuples(*[CELLS] * len(columns)), max_size=7))
        found[stem] = make(columns, *rows)
    return found


def content(tables: dict[str, pl.DataFrame]) -> dict[str, Counter[tuple[tuple[str, str], ...]]]:
    """Each table as a multiset of rows, blank cells left out."""
    return {
        stem: Counter(tuple(sorted((k, v) for k, v in row.items() if v)) for row in frame.drop(ROW).to_dicts())
        for stem, frame in filled(normal_tables(tables)).items()
    }


def rows_with_cells(tables: dict[str, pl.DataFrame]) -> dict[str, Counter[tuple[tuple[str, str], ...]]]:
    return {stem: rows for stem, rows in content(tables).items() if rows}


@given(some_tables(), some_tables())
def test_the_diff_applied_to_the_old_tables_gives_the_new(
    old: dict[str, pl.DataFrame], new: dict[str, pl.DataFrame]
) -> None:
    diffs = raw_diff(old, new)
    assert rows_with_cells({s: f for s, f in applied(old, diffs).items() if f.width}) == rows_with_cells(new)
    for stem, diff in diffs.items():
        there = [0 if side.get(stem) is None else side[stem].height for side in (old, new)]
        assert [diff.old_rows, diff.new_rows] == there
        assert diff.new_rows - diff.old_rows == diff.added.height - diff.removed.height
        assert diff.before.height == diff.after.height


@given(some_tables(), some_tables())
def test_fingerprints_are_equal_where_content_is(old: dict[str, pl.DataFrame], new: dict[str, pl.DataFrame]) -> None:
    assert (fingerprint(old) == fingerprint(new)) == (content(old) == content(new))
    assert raw_diff(old, old) == {}


def test_order_spaces_and_ways_of_writing_are_no_difference() -> None:
    one = {"stops": make(["stop_id", "stop_lat", "stop_desc"], ("S1", "34.600", ""), ("S2", "35.0", None))}
    two = {"stops": make(["stop_lat", "stop_id"], ("35", " S2"), ("34.6", "S1"))}
    assert raw_diff(one, two) == {}
    assert fingerprint(one) == fingerprint(two)
    assert fingerprint(one) != fingerprint({"stops": make(["stop_lat", "stop_id"], ("35", "S2"), ("34.61", "S1"))})


def test_fingerprint_is_the_same_for_ever() -> None:
    tables = {"stops": make(["stop_id", "stop_name"], ("S1", "港前"), ("S2", "役場"))}
    assert fingerprint(tables) == "72f4d7415577cdf8aff247f0d77ec05fa096803556a05db9d8d4b4459806fd54"


def test_added_removed_and_changed_by_key() -> None:
    columns = ["stop_id", "stop_name"]
    diff = table_diff(
        "stops", make(columns, ("1", "a"), ("2", "b"), ("3", "c")), make(columns, ("3", "d"), ("4", "e"), ("1", "a"))
    )
    assert diff.removed.rows() == [(3, "2", "b")]
    assert diff.added.rows() == [(3, "4", "e")]
    assert (diff.before.rows(), diff.after.rows()) == ([(4, "3", "c")], [(2, "3", "d")])
    assert list(diff.changed_columns()) == ["stop_name"]


def test_duplicate_keys_and_rows_are_counted_one_by_one() -> None:
    columns = ["stop_id", "stop_name"]
    old = make(columns, ("1", "a"), ("1", "a"), ("1", "b"))
    diff = table_diff("stops", old, make(columns, ("1", "b"), ("1", "a"), ("1", "c"), ("1", "c")))
    assert (diff.before.rows(), diff.after.rows()) == ([(3, "1", "a")], [(4, "1", "c")])
    assert diff.added.rows() == [(5, "1", "c")]
    assert diff.removed.rows() == []


def test_another_fare_between_the_same_stops_is_a_changed_row() -> None:
    columns = ["fare_id", "route_id", "origin_id", "destination_id"]
    diff = table_diff("fare_rules", make(columns, ("F1", "R", "A", "B")), make(columns, ("F2", "R", "A", "B")))
    assert (diff.before["fare_id"].item(), diff.after["fare_id"].item()) == ("F1", "F2")


def test_keys() -> None:
    assert key_of("stop_times", ["stop_sequence", "trip_id", "x"]) == ("trip_id", "stop_sequence")
    assert key_of("translations", ["trans_id", "lang", "translation"]) == ("trans_id", "lang")
    assert key_of("own", ["name", "thing_id", "other_id"]) == ("thing_id",)
    assert key_of("own", ["name"]) == ()
