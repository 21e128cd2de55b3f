"""Places of notices: by stop id, by line of stops.txt and stop_times.txt; and none where none can be."""

from __future__ import annotations

import pytest

from feeds.rules.places import with_places
from feeds.rules.services import with_service_tables
from terms.geo import Place
from terms.notices import Notice, Severity

S1, S2 = Place(139.0, 35.0), Place(139.01, 35.01)


def notice(table=None, row=None, place=None, code="x", **details):
    return Notice(code, Severity.INFO, table=table, row=row, place=place, details=details)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (notice(stopId="s1"), S1),
        (notice(stop_id="s2"), S2),
        (notice(stopId1="s1", stopId2="s2"), S2),
        (notice("stops.txt", 3), S2),
        (notice("stop_times.txt", 2), S1),
        (notice("stop_times.txt", 99), None),
        (notice("trips.txt", 2), None),
        (notice(stopId="nobody"), None),
        (notice("stops.txt", 2, stopId="s2"), S1),
        (notice(stopId="s1", place=S2), S2),
        (notice(), None),
    ],
)
def test_places(make_tables, found, wanted):
    (placed,) = with_places([found], make_tables())
    assert placed.place == wanted


@pytest.mark.parametrize("stops", ["stop_id,stop_name\ns1,a", None, "stop_id,stop_lat,stop_lon\ns1,x,139\ns1,95,139"])
def test_no_place_without_usable_coordinates(make_tables, stops):
    (placed,) = with_places([notice(stopId="s1")], make_tables(stops=stops))
    assert placed.place is None


def test_our_own_findings_are_placed(judge):
    judged = judge(translations="table_name,field_name,language,translation,record_id\nstops,stop_name,ja-Hrkt,み,s1")
    (found,) = [n for n in judged.notices if n.code == "jp_stop_name_kana_missing"]
    assert (found.row, found.value, found.place, found.details["stops"]) == (3, "灯台前", S2, 1)


def test_services_of_calendar_dates_name_that_table(make_tables):
    found = [
        notice("calendar.txt", 2, code="expired_calendar", serviceId="daily"),
        notice("calendar.txt", 2, code="expired_calendar", serviceId="festival"),
        notice("calendar.txt", 2, code="future_calendar"),
    ]
    tables = [n.table for n in with_service_tables(found, make_tables())]
    assert tables == ["calendar.txt", "calendar_dates.txt", "calendar.txt"]
    tables = [n.table for n in with_service_tables(found, make_tables(calendar=None))]
    assert tables == ["calendar_dates.txt", "calendar_dates.txt", "calendar.txt"]
