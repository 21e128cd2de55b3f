"""What the engine is given of floods, crowded blocks, long trips, long calendars, many files and odd ids.

What does not live here: service days themselves (test_service), whole hostile files (tests/hostile).
"""

from __future__ import annotations

import polars as pl
import pytest

from feeds.formats import ascii_ids, engine_view, floods
from feeds.formats.ascii_ids import with_ascii_ids
from feeds.formats.engine_view import Irregular
from feeds.formats.floods import drain
from feeds.formats.text_csv import outer_spaces, parse
from feeds.tables import TextFile, TextTables
from terms.notices import Notice, Severity


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    monkeypatch.setattr(floods, "MANY", 4)
    monkeypatch.setattr(engine_view, "MANY", 4)
    monkeypatch.setattr(floods, "KEPT", 2)
    monkeypatch.setattr(engine_view, "_MOST_CALLS", 6)
    monkeypatch.setattr(engine_view, "_CROWDED_BLOCK", 3)
    monkeypatch.setattr(engine_view, "_MOST_PAIRS", 10)


def tables(**texts):
    return TextTables({stem: parse(text.encode()).frame for stem, text in texts.items()})


def view(feed, irregular=None, unknown=()):
    return engine_view.engine_view(feed, irregular or {}, unknown)


def told(notices):
    return [(n.code, n.table, n.row, n.column, n.details.get("count")) for n in notices]


SOUND = {
    "agency": "agency_id\nA\n",
    "routes": "route_id\nR\n",
    "stops": "stop_id,stop_lat,stop_lon\nS,34,133\n",
    "trips": "trip_id,route_id\nT,R\n",
    "stop_times": "trip_id,stop_id,stop_sequence\nT,S,1\n",
}


def test_a_sound_feed_is_given_as_it_is():
    feed = tables(**SOUND)
    seen = view(feed)
    assert (seen.changed, seen.notices, seen.left_out, seen.ids) == ({}, (), frozenset(), None)
    assert dict(seen.tables.tables) == dict(feed.tables)


def test_empty_rows():
    feed = tables(**{**SOUND, "stops": SOUND["stops"] + ",,\n" * 5 + "Z,35,134\n"})
    drained = drain(feed)
    assert told(drained.notices) == [("many_empty_rows", "stops.txt", 3, None, 5)]
    assert drained.notices[0].severity is Severity.WARNING
    assert drained.tables["stops"]["_row"].to_list() == [2, 3, 4, 8]


@pytest.mark.parametrize(
    ("stem", "text", "column"),
    [
        ("stops", "stop_id,stop_lat,stop_lon\n" + "".join(f"a{n},91,133\n" for n in range(5)), "stop_lat"),
        ("stops", "stop_id,stop_lat,stop_lon\n" + "".join(f"a{n},1,NaN\n" for n in range(5)), "stop_lon"),
        ("stops", "stop_id,stop_name\n" + "".join(f",n{n}\n" for n in range(5)), "stop_id"),
        ("stop_times", "stop_sequence,arrival_time\n" + "".join(f"{n},8時\n" for n in range(5)), "arrival_time"),
        ("stop_times", "arrival_time,stop_sequence\n" + "".join(f"8:00:00,{n}.5\n" for n in range(5)), "stop_sequence"),
        ("calendar_dates", "service_id,date\n" + "".join(f"a{n},2020022{n}x\n" for n in range(5)), "date"),
        ("memo", "a,b\n" + "1\n" * 5, "b"),
    ],
)
def test_bad_cells(stem, text, column):
    (notice,) = drain(tables(**{stem: text})).notices
    assert told([notice]) == [("many_bad_cells", f"{stem}.txt", 2, column, 5)]
    assert notice.blocking
    assert notice.details["rows"] == "2, 3, 4, 5, 6"


def test_repeated_keys_leave_the_first():
    feed = tables(**{**SOUND, "trips": "trip_id,route_id\n" + "T,R\n" * 6 + "U,R\n"})
    drained = drain(feed)
    assert told(drained.notices) == [("many_repeated_keys", "trips.txt", 3, "route_id", 5)] or told(
        drained.notices
    ) == [("many_repeated_keys", "trips.txt", 3, "trip_id", 5)]
    assert drained.tables["trips"]["_row"].to_list() == [2, 3, 4, 8]


def test_unknown_ids_and_a_parent_that_is_not_there():
    times = SOUND["stop_times"] + "".join(f"T,q{n},{n}\n" for n in range(5))
    drained = drain(tables(**{**SOUND, "stop_times": times}))
    assert told(drained.notices) == [("many_unknown_ids", "stop_times.txt", 3, "stop_id", 5)]
    assert drained.notices[0].expected == "stops.txt stop_id"
    fares = "fare_id,origin_id\n" + "".join(f"F,z{n}\n" for n in range(5))
    drained = drain(tables(**SOUND, fare_attributes="fare_id\nF\n", fare_rules=fares))
    assert told(drained.notices) == [("many_unknown_ids", "fare_rules.txt", 2, "origin_id", 5)]


def test_rows_that_name_what_was_taken_out_go_with_it_and_are_no_flood():
    stops = SOUND["stops"] + "".join(f"q{n},x,y\n" for n in range(5))
    times = SOUND["stop_times"] + "".join(f"T,q{n % 5},{n}\n" for n in range(2, 12)) + "T,none,99\n"
    drained = drain(tables(**{**SOUND, "stops": stops, "stop_times": times}))
    assert [n.code for n in drained.notices] == ["many_bad_cells"]
    assert drained.tables["stops"]["stop_id"].to_list() == ["S", "q0", "q1"]
    assert drained.tables["stop_times"]["stop_id"].to_list() == ["S", "q0", "q1", "q0", "q1", "none"]


def test_tables_with_a_header_only():
    seen = view(tables(**{**SOUND, "stops": "stop_id\n", "trips": "trip_id\n"}))
    assert [(n.code, n.table, n.blocking) for n in seen.notices] == [
        ("feed_without_rows", "stops.txt", True),
        ("feed_without_rows", "trips.txt", True),
    ]
    areas = TextTables(tables(**{**SOUND, "stops": "stop_id\n"}).tables, (TextFile("locations.geojson", 9),))
    assert view(areas).notices == ()


def test_crowded_blocks_and_a_long_trip():
    trips = "trip_id,route_id,service_id,block_id,shape_id\n" + "".join(f"T{n},R,X,B,H\n" for n in range(5))
    times = "trip_id,stop_id,stop_sequence\n" + "".join(f"T0,S,{n}\n" for n in range(8))
    feed = {**SOUND, "trips": trips + "U,R,X,C,H\n", "stop_times": times}
    seen = view(tables(**feed, calendar_dates="service_id,date\nX,20200101\n", shapes="shape_id\nH\n"))
    assert told(seen.notices) == [
        ("many_calls_in_trip", "stop_times.txt", 2, "trip_id", 8),
        ("many_trips_in_block", "trips.txt", 2, "block_id", 5),
    ]
    assert seen.tables.tables["trips"]["block_id"].to_list() == [""] * 5 + ["C"]
    assert seen.tables.tables["trips"]["shape_id"].to_list() == ["", *"HHHHH"]
    assert seen.tables.tables["stop_times"]["_row"].to_list() == [2, 3, 4, 5, 6, 7]


def test_calendars_for_ever():
    calendar = "service_id,start_date,end_date\nA,20200101,99991231\nB,20200101,20201231\nC,99980101,99991231\nD,x,y\n"
    seen = view(tables(**SOUND, calendar=calendar))
    assert told(seen.notices) == [("calendar_cut", "calendar.txt", 2, None, 2)]
    assert seen.notices[0].value == "20200101–99991231"
    assert seen.changed["calendar"].drop("_row").rows() == [
        ("A", "20200101", "21001231"),
        ("B", "20200101", "20201231"),
        ("C", "99980101", "99980101"),
        ("D", "x", "y"),
    ]


def test_irregular_files_are_written_anew():
    seen = view(tables(**SOUND), {"stops": Irregular(5, 7, 9), "trips": Irregular(1, 2, 3)})
    assert told(seen.notices) == [
        ("many_surplus_cells", "stops.txt", 7, None, 5),
        ("many_outer_spaces", "stops.txt", None, None, 9),
    ]
    assert set(seen.changed) == {"stops"}
    assert outer_spaces(b"a, b ,c\n1 ,2,3\n") == 3
    assert outer_spaces(b'"a, b",c\n') == 0


def test_many_unknown_files(monkeypatch):
    monkeypatch.setattr(engine_view, "MOST_UNKNOWN_FILES", 2)
    files = tuple(TextFile(f"memo{n}.txt", 1) for n in range(5))
    seen = view(tables(**SOUND), unknown=files)
    assert seen.left_out == {"memo2.txt", "memo3.txt", "memo4.txt"}
    assert told(seen.notices) == [("many_unknown_files", None, None, None, 5)]


def test_odd_ids_get_stand_ins_everywhere_and_come_back(monkeypatch):
    feed = tables(
        trips="trip_id,service_id,trip_headsign\n便1,平日,港\n便2,平日,港\nt3,平日,港\n",
        stop_times="trip_id,stop_id\n便1,S\n便2,S\nt3,S\n",
        translations="table_name,record_id\ntrips,便2\n",
    )
    assert with_ascii_ids(feed, most=7) is None
    ids = with_ascii_ids(feed, most=6)
    assert ids.count == 7
    one, two, day = (f"~~{ids.originals.index(name)}~~" for name in ("便1", "便2", "平日"))
    assert ids.tables["trips"].drop("_row").rows() == [(one, day, "港"), (two, day, "港"), ("t3", day, "港")]
    assert ids.tables["stop_times"]["trip_id"].to_list() == [one, two, "t3"]
    assert ids.tables["translations"]["record_id"].to_list() == [two]
    samples = [(n.table, n.row, n.column, n.value) for n in ids.samples[:2]]
    assert samples == [("stop_times.txt", 2, "trip_id", "便1"), ("stop_times.txt", 3, "trip_id", "便2")]
    notice = Notice("x", Severity.INFO, value=one, details={"tripId": two, "n": 1, "s": "~~99~~", "t": f"{one}, {two}"})
    back = ids.restored(notice)
    assert (back.value, dict(back.details)) == ("便1", {"tripId": "便2", "n": 1, "s": "~~99~~", "t": "便1, 便2"})


def test_odd_ids_are_not_looked_for_in_small_tables():
    assert with_ascii_ids(tables(**{**SOUND, "stops": "stop_id\n港\n"})) is None
    assert ascii_ids.MOST_CELLS > 100_000


def test_lines_of_the_engine_are_those_of_the_file():
    seen = view(tables(**{**SOUND, "stops": SOUND["stops"] + "\n" + ",,\n" * 5 + "Z,35,134\n"}))
    assert seen.tables.line_of("stops", 5) == 9
    assert isinstance(seen.tables.tables["stops"], pl.DataFrame)
