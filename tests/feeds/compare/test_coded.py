"""Coded tables, the order of their rows and what is left unequal. Not here: what a difference means (test_lines)."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from feeds.compare.calls import calls_of
from feeds.compare.coded import Coder, coded
from feeds.compare.fingerprint import table_digest
from feeds.compare.normal import normal_coded, normal_table
from feeds.compare.ordering import in_order, unequal
from feeds.tables import ROW

NAMES = ["arrival_time", "departure_time", "stop_id", "trip_id"]
CELLS = st.sampled_from(["", "a", "ab", "a b", "停", "8:00:00", "08:00:00", None, "\x1f", "\\", "\t"])
ROWS = st.lists(st.tuples(*[CELLS] * len(NAMES)), max_size=9)


def make(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    cells = {name: [row[i] for row in rows] for i, name in enumerate(NAMES)}
    schema = {ROW: pl.Int64, **dict.fromkeys(NAMES, pl.String)}
    return pl.DataFrame({ROW: list(range(2, len(rows) + 2)), **cells}, schema=schema)


def test_pieces_become_one_table_and_its_texts_again() -> None:
    first, second = make(("1", "1", "A", "T")), make(("2", "2", "A", "T"), ("1", "3", None, "U"))
    coder = Coder()
    coder.add(first)
    coder.add(second.with_columns(pl.col(ROW) + 1))
    table = coder.done()
    assert (table.height, table.columns) == (3, NAMES)
    assert table.texts(["stop_id", "none"], np.array([2, 0])).rows() == [(4, "", ""), (2, "A", "")]
    assert {name: codes.dtype for name, codes in table.codes.items()} == dict.fromkeys(NAMES, pl.UInt8)


def test_more_words_take_wider_numbers_and_none_are_no_rows() -> None:
    many = coded(
        pl.DataFrame({"trip_id": [str(n) for n in range(70_000)], "stop_id": [str(n % 300) for n in range(70_000)]})
    )
    assert (many.codes["trip_id"].dtype, many.codes["stop_id"].dtype) == (pl.UInt32, pl.UInt16)
    assert many.texts(["trip_id"], slice(69_999, None)).rows() == [(70_001, "69999")]
    assert coded(make()).height == 0
    assert Coder().done().columns == []


@given(ROWS, ROWS)
def test_coded_is_as_text(old: list[tuple[str | None, ...]], new: list[tuple[str | None, ...]]) -> None:
    frames = [normal_table("stop_times", make(*rows)) for rows in (old, new)]
    tables = [normal_coded("stop_times", coded(make(*rows))) for rows in (old, new)]
    for frame, table in zip(frames, tables, strict=True):
        assert table.texts(NAMES, slice(None)).equals(frame)
        assert table_digest(table, NAMES) == table_digest(frame, NAMES)
    left = unequal(*in_order(*tables))
    kept = [sorted(set(range(len(rows))) - set(at.tolist())) for rows, at in zip((old, new), left, strict=True)]
    cells = [frame.drop(ROW).rows() for frame in frames]
    assert sorted(cells[0][i] for i in kept[0]) == sorted(cells[1][i] for i in kept[1])
    assert not {cells[0][i] for i in left[0]} & {cells[1][i] for i in left[1]}


def test_rows_that_no_64_bits_can_number_are_still_told_apart() -> None:
    size = 1 << 10
    wide = {f"c{n}": [str((i * (2 * n + 1)) % size) for i in range(size)] for n in range(9)}
    frame = pl.DataFrame(wide)
    one, two = coded(frame), coded(frame.reverse().with_columns(c8=pl.col("c8").replace("5", "x")))
    old, new = (table.reworded(lambda _, words: words) for table in (one, two))
    left = unequal(*in_order(old, new))
    assert [len(at) for at in left] == [1, 1]
    places = in_order(old)[0].places
    assert old.texts(list(wide), places).drop(ROW).rows() == sorted(frame.rows())


def test_calls_are_in_order_and_numbered_within_their_trip() -> None:
    columns = ["trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"]
    rows = [
        ("T2", "A", "1", "08:00:00", ""), ("T1", "B", "10", "", "08:05:00"), ("T1", "A", "9", "08:01:00", "08:02:00"),
        ("T1", "X", "11", "x", "x"), ("gone", "A", "1", "08:00:00", "08:00:00"), ("T2", "A", "two", "", ""),
    ]  # fmt: skip
    times = coded(pl.DataFrame(rows, schema=columns, orient="row"))
    trips = pl.DataFrame({"trip_id": ["T1", "T2"], "trip": [0, 1]}, schema_overrides={"trip": pl.UInt32})
    stops = pl.DataFrame({"stop_id": ["A", "B"], "stop": [0, 1]}, schema_overrides={"stop": pl.UInt32})
    assert calls_of(times, trips, stops).rows() == [
        (0, 0, 28_920, 0), (0, 1, 29_100, 1), (0, None, None, 2), (1, 0, 28_800, 0),
    ]  # fmt: skip
    assert calls_of(None, trips, stops).schema == calls_of(times, trips, stops).schema
