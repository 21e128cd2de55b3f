"""Service days to instants, reading of `at`, and the edges of the calendar that real feeds reach."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.clocks import (
    FIRST_INSTANT,
    LAST_INSTANT,
    instant_text,
    local_midnight_utc,
    parse_at,
    parse_date,
    service_span_utc,
    zone,
)
from terms.errors import BadRequest

TOKYO = ZoneInfo("Asia/Tokyo")
ZONES = st.sampled_from(["Asia/Tokyo", "UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Kiritimati"]).map(
    ZoneInfo
)
INSTANTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29)).map(lambda m: m.replace(microsecond=0, tzinfo=UTC))


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../etc", "Asia", "\0", "x" * 5000, "Ａsia"])
def test_a_zone_that_is_none_is_the_default(name):
    assert zone(name, "Asia/Tokyo") == TOKYO


def test_a_service_span_ends_with_the_last_day():
    span = service_span_utc(date(2020, 1, 1), date(2020, 3, 31), TOKYO)
    assert [instant_text(m) for m in span] == ["2019-12-31T15:00:00Z", "2020-03-31T15:00:00Z"]


def test_a_service_span_is_later_by_trips_past_midnight_and_never_earlier():
    day = date(2020, 1, 1)
    plain, late = (service_span_utc(day, day, TOKYO, s)[1] for s in (0, 5400))
    assert late - plain == timedelta(minutes=90)
    assert service_span_utc(day, day, TOKYO, -5400)[1] == plain


@pytest.mark.parametrize("tz", [TOKYO, ZoneInfo("America/New_York"), ZoneInfo("UTC")])
def test_a_service_span_may_reach_the_ends_of_the_calendar(tz):
    first, last = service_span_utc(date.min, date.max, tz, 7200)
    assert last == LAST_INSTANT
    assert FIRST_INSTANT <= first < FIRST_INSTANT + timedelta(days=1)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400), ZONES)
def test_consecutive_service_spans_meet_without_gap(first, days, tz):
    last = first + timedelta(days=days)
    next_day = last + timedelta(days=1)
    assert service_span_utc(first, last, tz)[1] == service_span_utc(next_day, next_day, tz)[0]
    assert service_span_utc(first, last, tz)[0] == local_midnight_utc(first, tz)


@given(INSTANTS, INSTANTS)
def test_instants_sort_as_their_texts_do(one, other):
    assert (instant_text(one) < instant_text(other)) == (one < other)
    assert len(instant_text(one)) == 20


@given(INSTANTS, ZONES)
def test_an_instant_reads_back_whatever_its_offset(moment, tz):
    assert parse_at(instant_text(moment), TOKYO) == moment
    assert parse_at(moment.isoformat(), TOKYO) == moment
    assert instant_text(moment.astimezone(tz)) == instant_text(moment)


def test_an_instant_without_offset_is_no_instant():
    with pytest.raises(ValueError, match="no offset"):
        instant_text(datetime(2020, 1, 15))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2020-01-15", "2020-01-15T03:00:00Z"),
        ("2020-01-15T09:00:00+09:00", "2020-01-15T00:00:00Z"),
        ("2020-01-15T09:00:00", "2020-01-15T00:00:00Z"),
        ("2020-01-15T09:00", "2020-01-15T00:00:00Z"),
        ("2020-01-15t09:00:00Z", "2020-01-15T09:00:00Z"),
        ("2020-01-15 09:00:00.5Z", "2020-01-15T09:00:00Z"),
    ],
)
def test_at_is_an_instant_or_a_local_date(text, instant):
    assert instant_text(parse_at(text, TOKYO)) == instant


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2020", "2020-1-5", "20200115", "2020-W03-3", "2020-02-30", "2020-01-15\n", "２０２０-01-15"),
        *("2020-01-15T25:00:00Z", "2020-01-15T09:00:00 09:00", "2020-01-15T", "2020-01-15T09:00:00+99:00"),
        *("0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00", "0001-01-01T00:00:00"),
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(BadRequest):
        parse_at(text, TOKYO)


@given(st.text(max_size=30))
def test_no_text_makes_at_fail_otherwise(text):
    with contextlib.suppress(BadRequest):
        assert parse_at(text, TOKYO).tzinfo is UTC


def test_dates():
    assert parse_date("2020-01-15") == date(2020, 1, 15)
    for text in ("20200115", "2020-W03-3", "2020-02-30", "", "15.1.2020"):
        with pytest.raises(BadRequest):
            parse_date(text)
