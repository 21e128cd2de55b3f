"""Service days and cells as values. Not here: trips (tests/layers)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from feeds import cells, service
from feeds.service import feed_span, service_days
from feeds.tables import TextTables

CALENDAR = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"


def tables(**texts):
    made = {}
    for stem, text in texts.items():
        header, *lines = text.strip().splitlines()
        made[stem] = pl.DataFrame(
            [line.split(",") for line in lines], schema=dict.fromkeys(header.split(","), pl.String), orient="row"
        )
    return TextTables(made)


def days(**texts):
    found = service_days(tables(**texts))
    return found.days.rows(), found.unreadable, found.cut


def test_weekdays_within_the_calendar():
    calendar = f"{CALENDAR}\nA,1,0,0,0,0,0,1,20200105,20200112\nB,0,0,0,0,0,0,0,20200105,20200112\n"
    wanted = [("A", date(2020, 1, 5)), ("A", date(2020, 1, 6)), ("A", date(2020, 1, 12))]
    assert days(calendar=calendar) == (wanted, 0, 0)


def test_exceptions_add_and_remove():
    calendar = f"{CALENDAR}\nA,1,0,0,0,0,0,0,20200106,20200113\n"
    dates = "service_id,date,exception_type\nA,20200106,2\nA,20200108,1\nA,20200113,1\nC,20200101,1\nD,20200101,2\n"
    wanted = [("A", date(2020, 1, 8)), ("A", date(2020, 1, 13)), ("C", date(2020, 1, 1))]
    assert days(calendar=calendar, calendar_dates=dates) == (wanted, 0, 0)


def test_what_cannot_be_read_is_counted():
    every = "1,1,1,1,1,1,1"
    bad = f"A,{every},2020-01-06,20200107\nB,{every},20200107,20200106\n,{every},20200107,20200107\n"
    calendar = f"{CALENDAR}\n{bad}"
    dates = "service_id,date,exception_type\nA,20200230,1\nA,20200108,3\nA,today,1\n"
    assert days(calendar=calendar, calendar_dates=dates) == ([], 6, 0)


def test_nothing_at_all():
    assert days() == ([], 0, 0)
    assert feed_span(tables()) is None
    assert days(calendar="service_id,monday\nA,1\n") == ([], 0, 0)


def test_hostile_calendars_are_cut(monkeypatch):
    monkeypatch.setattr(service, "MAX_DAYS", 1_000)
    lines = "\n".join(f"S{n},1,1,1,1,1,1,1,00010101,99991231" for n in range(4))
    rows, unreadable, cut = days(calendar=f"{CALENDAR}\n{lines}\nZ,1,1,1,1,1,1,1,20200101,20200102\n")
    assert (len(rows), unreadable, cut) == (4 * 200 + 2, 0, 4)


def test_days_outside_1970_to_2100_are_cut_and_counted():
    every = "1,1,1,1,1,1,1"
    calendar = f"{CALENDAR}\nA,{every},19691230,19700102\nB,{every},21001230,99991231\nC,{every},99980101,99991231\n"
    dates = "service_id,date,exception_type\nA,00010101,1\nA,21010101,1\nA,20200101,1\nA,19600101,2\n"
    wanted = [
        *(("A", day) for day in (date(1970, 1, 1), date(1970, 1, 2), date(2020, 1, 1))),
        *(("B", day) for day in (date(2100, 12, 30), date(2100, 12, 31))),
    ]
    assert days(calendar=calendar, calendar_dates=dates) == (wanted, 0, 6)
    found = service.periods(tables(calendar=calendar).tables["calendar"])
    assert found.cut["service_id"].to_list() == ["A", "B", "C"]
    assert found.cut["end_date"].to_list() == ["19700102", "99991231", "99991231"]


def test_spans_and_the_span_of_used_services():
    texts = {
        "calendar_dates": "service_id,date,exception_type\nA,20200106,1\nA,20200109,1\nB,20210101,1\n",
        "trips": "trip_id,service_id\nT,A\n",
    }
    found = service_days(tables(**texts))
    spans = [("A", date(2020, 1, 6), date(2020, 1, 9), 2), ("B", date(2021, 1, 1), date(2021, 1, 1), 1)]
    assert found.spans().rows() == spans
    assert feed_span(tables(**texts)) == (date(2020, 1, 6), date(2020, 1, 9))
    assert feed_span(tables(**{**texts, "trips": "trip_id,service_id\nT,X\n"})) == (date(2020, 1, 6), date(2021, 1, 1))


def test_a_year_of_weekdays_is_right_against_the_calendar_of_python():
    calendar = f"{CALENDAR}\nA,1,1,1,1,1,0,0,20200101,20201231\n"
    wanted = [d for n in range(366) if (d := date(2020, 1, 1) + timedelta(n)).weekday() < 5]
    assert [day for _, day in days(calendar=calendar)[0]] == wanted


@pytest.mark.parametrize(
    ("read", "texts", "wanted"),
    [
        (cells.seconds, ["8:00:00", "08:00:01", "25:30:00", "8:00", "08:60:00", "", None], [28800, 28801, 91800]),
        (cells.day, ["20200229", "20200230", "2020-2-1", "0200101", "", None], [date(2020, 2, 29)]),
        (cells.number, ["1.5", "-2", "NaN", "inf", "x", "", None], [1.5, -2.0]),
        (cells.integer, ["7", "1.5", "x", None], [7]),
        (cells.text, ["a", "", None], ["a"]),
    ],
)
def test_cells(read, texts, wanted):
    frame = pl.DataFrame({"c": pl.Series(texts, dtype=pl.String)})
    assert frame.select(read("c"))["c"].drop_nulls().to_list() == wanted
