"""The adapter of gtfs-guru: places from the context, true totals, bounded notices, crashes as values."""

from __future__ import annotations

from datetime import date

import gtfs_guru
import polars as pl
import pytest

from feeds.formats.reading import LONGEST_VALUE
from feeds.rules import guru
from feeds.rules.guru_places import COLUMN_FROM, WHERE
from terms.notices import Notice, Severity

DAY = date(2020, 6, 1)
NOWHERE = {"invalid_input_files_in_subfolder", "u_r_i_syntax_error", *guru.SYSTEM_CODES}
"""Codes without any place, and failures of the engine."""


def run(path, day=DAY):
    return guru.validate(path, country="JP", reference_date=day)


def test_every_code_of_the_engine_has_a_place():
    named = {"filename", "childFilename"}
    unplaced = {
        code
        for code, schema in gtfs_guru.notice_schema().items()
        if code not in WHERE and schema.get("properties") and not named & set(schema["properties"])
    }
    assert unplaced - NOWHERE == set()


def test_places_name_codes_that_exist():
    deprecated = {"fare_transfer_rule_missing_transfer_count"}
    assert (set(WHERE) | set(COLUMN_FROM)) - set(gtfs_guru.notice_codes()) <= deprecated


@pytest.mark.parametrize(
    ("code", "context", "wanted"),
    [
        (
            "invalid_url",
            {"filename": "agency.txt", "csvRowNumber": 2, "fieldName": "agency_url", "fieldValue": "x"},
            ("agency.txt", 2, "agency_url", "x", None),
        ),
        (
            "foreign_key_violation",
            {
                "childFilename": "trips.txt",
                "childFieldName": "route_id",
                "parentFilename": "routes.txt",
                "parentFieldName": "route_id",
                "fieldValue": 7,
                "csvRowNumber": 3,
            },
            ("trips.txt", 3, "route_id", "7", "routes.txt route_id"),
        ),
        (
            "fast_travel_between_far_stops",
            {"tripCsvRowNumber": 2, "csvRowNumber1": 5, "csvRowNumber2": 6, "arrivalTime2": "8:30:00"},
            ("stop_times.txt", 6, "arrival_time", "8:30:00", None),
        ),
        (
            "same_stop_and_route_url",
            {"stopCsvRowNumber": 4, "routeCsvRowNumber": 2, "stopUrl": "https://a.jp/"},
            ("stops.txt", 4, "stop_url", "https://a.jp/", None),
        ),
        (
            "transfer_with_invalid_trip_and_route",
            {"csvRowNumber": 3, "routeFieldName": "from_route_id", "routeId": "b", "expectedRouteId": "a"},
            ("transfers.txt", 3, "from_route_id", "b", "a"),
        ),
        ("missing_timepoint_value", {"csvRowNumber": 9, "tripId": "t"}, ("stop_times.txt", 9, "timepoint", None, None)),
        ("code_of_tomorrow", {"csvRowNumber": 9}, (None, 9, None, None, None)),
        ("code_of_tomorrow", {}, (None, None, None, None, None)),
    ],
)
def test_the_place_comes_from_the_context(code, context, wanted):
    found = guru.as_notice(code, Severity.WARNING, context)
    assert (found.table, found.row, found.column, found.value, found.expected) == wanted


def test_details_are_scalars_and_short():
    context = {
        "geometry": {"line": [1, 2]},
        "shapePath": [[1.0, 2.0]],
        "match": [1.5, 2.5],
        "fieldNames": ["a", "b"],
        "tripId": "t" * 5000,
        "currentDate": "20200601",
        "speedKph": 123.456,
        "isBidirectional": True,
        "nothing": None,
    }
    found = guru.as_notice("x", Severity.INFO, context)
    assert dict(found.details) == {
        "fieldNames": "a, b",
        "tripId": "t" * (LONGEST_VALUE - 1) + "…",
        "currentDate": "2020-06-01",
        "speedKph": 123.5,
        "isBidirectional": True,
    }
    assert not found.blocking
    assert guru.as_notice("x", Severity.ERROR, {}).blocking


def test_a_good_feed_finds_nothing(make_zip):
    assert run(make_zip()).codes() == ()


MANY = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint\n" + "\n".join(
    f"t1,{8 + n // 60}:{n % 60:02}:00,{8 + n // 60}:{n % 60:02}:00,s{1 + n % 2},{n},{'1' if n < 2 else ''}"
    for n in range(1302)
)


def test_totals_are_true_and_notices_bounded(make_zip):
    result = run(make_zip(stop_times=MANY))
    code = "missing_timepoint_value"
    assert (code, Severity.WARNING, 1300) in result.codes()
    assert len(list(result.notices(code, 10))) == 10
    assert len(list(result.notices(code, 1000))) == 1000
    assert len(list(result.notices(code, 1200))) == 1200
    rows = [n.row for n in result.every(code)]
    assert sorted(rows) == list(range(4, 1304))


def test_equal_runs_give_equal_notices(make_zip):
    path = make_zip(stop_times=MANY)
    first, second = run(path), run(path)
    assert first.codes() == second.codes()
    for code, _, _ in first.codes():
        assert list(first.notices(code, 50)) == list(second.notices(code, 50))


ODD = {
    "stops": "stop_id,stop_name,stop_lat,stop_lon\n港,港町,35.0,139.0\ns2,灯台前,35.01,139.01",
    "trips": "route_id,service_id,trip_id\n" + "\n".join(f"r1,daily,平日_{n}" for n in range(600)),
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint\n"
    + "\n".join(f"平日_{n},8:00:00,8:00:00,港,1,1\n平日_{n},8:05:00,8:05:00,s2,2,1" for n in range(600)),
}
"""More than a thousand odd ids: so many the engine's own report does not list."""


def odd_rows(result) -> pl.DataFrame:
    frames = list(result.frames(guru.ODD_ID))
    return pl.concat([frame.select(sorted(frame.columns)) for frame in frames]).sort("table", "row", "column")


def test_odd_ids_are_told_by_the_tables_as_by_the_engine(make_zip, make_tables, monkeypatch):
    path, tables = make_zip(**ODD), make_tables(**ODD)
    wanted = odd_rows(run(path))
    assert wanted.height > 1_800
    told = guru.validate(path, country="JP", reference_date=DAY, tables=tables)
    monkeypatch.setattr(guru.GuruResult, "_contexts", lambda *_: pytest.fail("the engine was asked for every cell"))
    assert odd_rows(told).equals(wanted)


def test_where_tables_and_engine_do_not_agree_the_engine_tells(make_zip, make_tables):
    path, others = make_zip(**ODD), make_tables(**{**ODD, "trips": None})
    told = guru.validate(path, country="JP", reference_date=DAY, tables=others)
    assert odd_rows(told).equals(odd_rows(run(path)))


def failure(result) -> Notice:
    assert result.codes() == ((guru.FAILED, Severity.ERROR, 1),)
    (notice,) = result.notices(guru.FAILED, 10)
    assert notice.blocking
    assert notice.details["reason"]
    return notice


def test_refusals_of_the_engine_are_notices(tmp_path):
    failure(run(tmp_path / "absent.zip"))
    text = tmp_path / "feed.csv"
    text.write_text("a")
    failure(run(text))
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    failure(run(broken))


class PanicException(BaseException):
    """Named as pyo3 names a panic of Rust code."""


@pytest.mark.parametrize("crash", [PanicException("boom"), ValueError("boom"), OSError("boom"), RuntimeError("boom")])
def test_a_crash_of_the_engine_is_a_notice(monkeypatch, tmp_path, crash):
    def validate(*_: object) -> None:
        raise crash

    monkeypatch.setattr(gtfs_guru, "validate", validate)
    assert failure(run(tmp_path)).details["reason"] == "boom"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), MemoryError(), SystemExit(1)])
def test_what_must_not_be_caught_is_not(monkeypatch, tmp_path, stop):
    def validate(*_: object) -> None:
        raise stop

    monkeypatch.setattr(gtfs_guru, "validate", validate)
    with pytest.raises(type(stop)):
        run(tmp_path)
