"""The feeds as GTFS-JP editions 2, 3 and 4: files, names in three writings, fares, days, times."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from zipfile import ZipFile

import pytest

from futae.town import TownFile
from futae.town.days import (
    DAILY,
    HOLIDAY,
    MON_FRI_WED,
    SAILING,
    SATURDAY,
    SCHOOL_DAY,
    SUMMER_SAILING,
    TUE_THU,
    WEEKDAY,
    holidays,
    is_school_day,
    period,
    service_of,
)
from futae.town.tables import Table as Sheet
from futae.town.tables import zip_bytes
from futae.town.words import Name, WordBook

Table = Callable[[str, str], list[dict[str, str]]]
BUS, SCHOOL = "shiomi-bus.zip", "shiomi-school-bus.zip"
COMMUNITY, FERRY, RAIL = "shiokaze.zip", "shiomi-ferry.zip", "shioji-railway.zip"
FEEDS = [BUS, SCHOOL, FERRY, RAIL]  # translations by field_value
ALL = [*FEEDS, COMMUNITY]
KANA = re.compile(r"^[\u3041-\u309fー、。（）・0-9 ]+$")
JAPANESE = re.compile("[\u3040-\u9fff]").search
TRANSLATED = {
    "agency": ["agency_name"],
    "stops": ["stop_name"],
    "routes": ["route_short_name", "route_long_name", "route_desc"],
    "trips": ["trip_headsign"],
    "stop_times": ["stop_headsign"],
    "feed_info": ["feed_publisher_name"],
    "attributions": ["organization_name"],
}


def seconds(clock: str) -> int:
    hours, minutes, rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + rest


def check_digit(number: str) -> int:
    """Of 12 digits, 法人番号の指定等に関する省令: 9 - (Σ Pn·Qn mod 9), from the right, Q = 1, 2, 1, …"""
    return 9 - sum(int(d) * (1 + k % 2) for k, d in enumerate(reversed(number))) % 9


def test_size(table: Table) -> None:
    stops = table(BUS, "stops")
    assert sum(s["location_type"] == "1" for s in stops) == 64
    assert len(table(BUS, "routes")) == 12
    assert len(table(BUS, "trips")) == 800
    assert len({s["stop_name"] for s in stops}) == 64
    assert len(table(SCHOOL, "stops")) == 10
    assert [(len(table(f, "stops")), len(table(f, "routes"))) for f in (COMMUNITY, FERRY, RAIL)] == [
        (20, 3),
        (3, 2),
        (21, 1),
    ]


EVERY_EDITION = {
    *("agency.txt", "calendar.txt", "calendar_dates.txt", "fare_attributes.txt", "fare_rules.txt", "feed_info.txt"),
    *("routes.txt", "shapes.txt", "stop_times.txt", "stops.txt", "translations.txt", "trips.txt"),
}


@pytest.mark.parametrize(
    ("feed", "more"),
    [
        (COMMUNITY, {"agency_jp.txt", "office_jp.txt", "routes_jp.txt"}),
        (BUS, {"agency_jp.txt", "attributions.txt", "office_jp.txt", "pattern_jp.txt"}),
        (RAIL, {"attributions.txt"}),
    ],
    ids=["v2", "v3", "v4"],
)
def test_each_edition_has_its_files(town: dict[str, TownFile], feed: str, more: set[str]) -> None:
    with ZipFile(town[feed].path) as archive:
        assert set(archive.namelist()) == EVERY_EDITION | more
        assert archive.namelist() == sorted(archive.namelist())


def test_each_edition_has_its_columns(table: Table) -> None:
    def columns(feed: str, stem: str) -> set[str]:
        return {*table(feed, stem)[0]}

    jp = {"jp_trip_desc", "jp_trip_desc_symbol", "jp_office_id"}
    assert columns(BUS, "trips") - columns(RAIL, "trips") == jp | {"jp_pattern_id"}
    assert columns(COMMUNITY, "trips") - columns(RAIL, "trips") == jp
    assert columns(COMMUNITY, "translations") == {"trans_id", "lang", "translation"}
    assert columns(RAIL, "feed_info") - columns(BUS, "feed_info") == {"default_lang", "feed_contact_url"}
    assert columns(RAIL, "fare_attributes") - columns(BUS, "fare_attributes") == {"ic_price"}
    assert {r["route_type"] for r in table(RAIL, "routes")} == {"2"}
    assert {r["route_type"] for r in table(FERRY, "routes")} == {"4"}


@pytest.mark.parametrize("feed", ALL)
def test_agency_numbers_pass_the_check_digit_and_are_of_no_office(table: Table, feed: str) -> None:
    (agency,) = table(feed, "agency")
    number = agency["agency_id"]
    assert int(number[0]) == check_digit(number[1:])
    assert number[1:5] == "9982"
    assert check_digit("000020130001") == 8  # 8000020130001, the Tokyo Metropolis


def test_faulty_agency_number_fails_it(table: Table) -> None:
    number = table("shiomi-bus-faulty.zip", "agency")[0]["agency_id"]
    assert len(number) == 13
    assert int(number[0]) != check_digit(number[1:])


@pytest.mark.parametrize("feed", FEEDS)
def test_every_name_is_read_and_translated(table: Table, feed: str) -> None:
    by_key = {
        (r["table_name"], r["field_name"], r["field_value"], r["language"]): r["translation"]
        for r in table(feed, "translations")
    }
    texts = {(t, c, row[c]) for t, cs in TRANSLATED.items() for c in cs for row in table(feed, t) if JAPANESE(row[c])}
    assert {key[:3] for key in by_key} == texts
    for key in texts:
        assert by_key[(*key, "ja")] == key[2]
        assert KANA.match(by_key[(*key, "ja-Hrkt")]), key
        assert by_key[(*key, "en")].isascii()


def test_every_name_of_edition_2_is_read_and_translated(table: Table) -> None:
    columns = {t: c for t, c in TRANSLATED.items() if t not in ("attributions", "stop_times")}
    texts = {row[c] for t, cs in columns.items() for c in cs for row in table(COMMUNITY, t) if JAPANESE(row[c])}
    rows = table(COMMUNITY, "translations")
    assert [r["lang"] for r in rows] == ["ja", "ja-Hrkt", "en"] * len(texts)
    assert {r["trans_id"] for r in rows} == texts
    assert all(r["translation"] == r["trans_id"] for r in rows if r["lang"] == "ja")
    assert all(KANA.match(r["translation"]) for r in rows if r["lang"] == "ja-Hrkt")


@pytest.mark.parametrize("feed", [BUS, SCHOOL])
def test_references_of_the_jp_tables_close(table: Table, feed: str) -> None:
    trips = table(feed, "trips")
    assert {t["jp_office_id"] for t in trips} == {o["office_id"] for o in table(feed, "office_jp")}
    assert {t["jp_pattern_id"] for t in trips} == {p["jp_pattern_id"] for p in table(feed, "pattern_jp")}
    assert {a["agency_id"] for a in table(feed, "agency_jp")} == {a["agency_id"] for a in table(feed, "agency")}


@pytest.mark.parametrize("feed", ALL)
def test_every_reachable_pair_of_zones_has_one_fare(table: Table, feed: str) -> None:
    prices = {f["fare_id"]: int(f["price"]) for f in table(feed, "fare_attributes")}
    rules = defaultdict(list)
    for r in table(feed, "fare_rules"):
        rules[r["route_id"], r["origin_id"], r["destination_id"]].append(prices[r["fare_id"]])
    zone = {s["stop_id"]: s["zone_id"] for s in table(feed, "stops")}
    route = {t["trip_id"]: t["route_id"] for t in table(feed, "trips")}
    zones = defaultdict(set)
    for r in table(feed, "stop_times"):
        zones[route[r["trip_id"]]].add(zone[r["stop_id"]])
    for route_id, mine in zones.items():
        if (route_id, "", "") in rules:
            assert len(rules[route_id, "", ""]) == 1
            continue
        for a, b in product(mine, repeat=2):
            assert len(rules[route_id, a, b]) == 1
            assert rules[route_id, a, b] == rules[route_id, b, a]


@pytest.mark.parametrize("feed", ALL)
def test_times_rise_by_whole_minutes(table: Table, feed: str) -> None:
    trips = defaultdict(list)
    for r in table(feed, "stop_times"):
        assert r["arrival_time"] == r["departure_time"]
        far = float(r.get("shape_dist_traveled", "nan"))  # not used in edition 2
        trips[r["trip_id"]].append((int(r["stop_sequence"]), seconds(r["arrival_time"]), far))
    for calls in trips.values():
        for (ka, ta, da), (kb, tb, db) in pairwise(calls):
            assert (kb, (tb - ta) % 60) == (ka + 1, 0)
            assert tb - ta >= 60
            assert feed == COMMUNITY or 8 <= (db - da) / (tb - ta) * 3.6 <= (80 if feed == RAIL else 60)  # km/h


def test_there_are_trips_before_dawn_and_after_midnight(table: Table) -> None:
    times = [r["departure_time"] for r in table(BUS, "stop_times")]
    assert min(times) == "04:50:00"
    assert max(times) == "24:51:00"


def test_a_loop_shows_another_destination_on_its_way_home(table: Table) -> None:
    rows = [r for r in table(BUS, "stop_times") if r["trip_id"] == "8R_w_0630"]
    shown = [(r["stop_id"], r["stop_headsign"]) for r in rows]
    assert shown[9] == ("218_1", "")
    assert shown[10] == ("503_2", "汐見駅前")
    assert shown[17] == ("101_6", "汐見駅前")


def test_the_island_is_served_by_telephone(table: Table) -> None:
    rows = [r for r in table(COMMUNITY, "stop_times") if r["trip_id"].startswith("K3A")]
    assert {(r["pickup_type"], r["drop_off_type"]) for r in rows} == {("2", "1"), ("2", "2"), ("1", "2")}


def test_colours_differ_and_can_be_read(table: Table) -> None:
    routes = [route for feed in (BUS, COMMUNITY, FERRY, RAIL) for route in table(feed, "routes")]
    assert len({r["route_color"] for r in routes}) == len(routes)
    for r in routes:
        light, dark = sorted((luminance(r["route_color"]), luminance(r["route_text_color"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 4, r["route_long_name"]


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def running(table: Table, feed: str) -> dict[date, set[str]]:
    """Services by day, from calendar and calendar_dates."""
    runs = defaultdict(set)
    span = period(date(2026, 11, 23))
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for row in table(feed, "calendar"):
        for day in span.days():
            if row[names[day.weekday()]] == "1":
                runs[day].add(row["service_id"])
    for row in table(feed, "calendar_dates"):
        day = date(int(row["date"][:4]), int(row["date"][4:6]), int(row["date"][6:]))
        (runs[day].add if row["exception_type"] == "1" else runs[day].remove)(row["service_id"])
    return runs


def test_each_day_has_exactly_its_service(table: Table) -> None:
    runs = running(table, BUS)
    for day in period(date(2026, 11, 23)).days():
        school = {SCHOOL_DAY} if is_school_day(day) else set()
        assert runs[day] == {service_of(day)} | school
    assert runs[date(2026, 11, 23)] == {HOLIDAY}  # 勤労感謝の日
    assert runs[date(2026, 11, 24)] == {WEEKDAY, SCHOOL_DAY}
    assert runs[date(2026, 8, 4)] == {WEEKDAY}
    assert runs[date(2026, 11, 28)] == {SATURDAY}


def test_others_have_days_of_their_own(table: Table) -> None:
    community, ferry = running(table, COMMUNITY), running(table, FERRY)
    assert community[date(2026, 11, 23)] == {DAILY}  # a Monday, and a holiday
    assert community[date(2026, 11, 24)] == {DAILY, TUE_THU}
    assert community[date(2026, 11, 25)] == {DAILY, MON_FRI_WED}
    assert ferry[date(2026, 7, 24)] == {SAILING}
    assert ferry[date(2026, 7, 25)] == ferry[date(2026, 8, 11)] == ferry[date(2026, 5, 1)] == {SAILING, SUMMER_SAILING}


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 23), date(2026, 4, 1), date(2027, 5, 31)),
        (date(2027, 3, 31), date(2026, 4, 1), date(2027, 5, 31)),
        (date(2020, 1, 15), date(2019, 4, 1), date(2020, 5, 31)),
    ],
)
def test_period(today: date, first: date, last: date) -> None:
    span = period(today)
    assert (span.first_on, span.last_on) == (first, last)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (
            2019,
            "0101 0114 0211 0321 0429 0430 0501 0502 0503 0504 0505 0506 "
            "0715 0811 0812 0916 0923 1014 1022 1103 1104 1123",
        ),
        (2020, "0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0723 0724 0810 0921 0922 1103 1123"),
        (2021, "0101 0111 0211 0223 0320 0429 0503 0504 0505 0722 0723 0808 0809 0920 0923 1103 1123"),
        (2026, "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123"),
    ],
)
def test_holidays(year: int, days: str) -> None:
    assert [f"{d:%m%d}" for d in sorted(holidays(year))] == days.split()


def test_one_text_has_one_reading() -> None:
    book = WordBook()
    assert book.put("stops", "stop_name", Name("本町", "ほんまち", "Honmachi")) == "本町"
    book.put("stops", "stop_name", Name("本町", "ほんまち", "Honmachi"))
    with pytest.raises(ValueError, match="two readings"):
        book.put("stops", "stop_name", Name("本町", "もとまち", "Motomachi"))
    assert [r["language"] for r in book.rows()] == ["ja", "ja-Hrkt", "en"]
    book.put("trips", "trip_headsign", Name("本町", "ほんまち", "Honmachi"))
    assert [r["trans_id"] for r in book.rows_by_text()] == ["本町"] * 3
    book.put("routes", "route_desc", Name("本町", "もとまち", "Motomachi"))
    with pytest.raises(ValueError, match="two readings"):
        book.rows_by_text()


def test_zip_is_sorted_and_timeless(tmp_path: Path) -> None:
    data = zip_bytes({"b": Sheet(("x", "y"), [{"x": "1,2"}]), "a": Sheet(("x",))})
    (tmp_path / "z.zip").write_bytes(data)
    with ZipFile(tmp_path / "z.zip") as archive:
        assert [(i.filename, i.date_time) for i in archive.infolist()] == [
            ("a.txt", (2021, 4, 1, 0, 0, 0)),
            ("b.txt", (2021, 4, 1, 0, 0, 0)),
        ]
        assert archive.read("b.txt") == b'x,y\n"1,2",\n'
