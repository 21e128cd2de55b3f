"""Two small generations joined: cut at the seam, equal rows once, differing ones told apart, prices kept apart."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import polars as pl
import pytest

from feeds.generations import join
from feeds.joining.papers import REFUSALS
from feeds.merging.values import Member
from feeds.service import service_days
from feeds.tables import TextTables
from terms.ids import FeedKey

START = date(2020, 10, 1)
OLD = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\nA,町交通,https://example.com/,Asia/Tokyo",
    "stops": "stop_id,stop_name,stop_lat,stop_lon,zone_id\nS1,本町,34.6,133.9,Z1\nS2,港,34.61,133.91,Z2\n"
    "S3,浜,34.62,133.92,Z3",
    "routes": "route_id,agency_id,route_short_name,route_type\nR1,A,1,3\nR2,A,2,3",
    "trips": "route_id,service_id,trip_id\nR1,平日,T1\nR2,平日,T2",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,08:00:00,08:00:00,S1,1\nT1,08:10:00,08:10:00,S2,2\nT2,09:00:00,09:00:00,S2,1\nT2,09:10:00,09:10:00,S3,2",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "平日,1,1,1,1,1,0,0,20200401,20210331",
    "calendar_dates": "service_id,date,exception_type\n平日,20200505,2\n平日,20201231,2",
    "feed_info": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
    "町交通,https://example.com/,ja,20200401,20210331,春",
}  # fmt: skip
NEW = {
    **OLD,
    "agency": OLD["agency"].replace("町交通", "町交通株式会社"),
    "stops": OLD["stops"].replace("34.62,133.92", "34.63,133.93") + "\nS4,丘,34.64,133.94,Z4",
    "calendar": OLD["calendar"].replace("20200401,20210331", "20200901,20210930"),
    "calendar_dates": "service_id,date,exception_type\n平日,20200922,2\n平日,20210103,2",
    "feed_info": OLD["feed_info"].replace("20200401,20210331,春", "20201001,20210930,秋"),
}


def member(tables: dict[str, str]) -> Member:
    frames = {}
    for stem, text in tables.items():
        head, *rows = (line.split(",") for line in text.splitlines())
        frames[stem] = pl.DataFrame(rows, schema=dict.fromkeys(head, pl.String), orient="row")
    return Member(FeedKey("town", "bus"), frames, ("CC0-1.0",))


def joined(old, new, on=START):
    out = io.BytesIO()
    account = join(member(old), member(new), on, out)
    if account.refused:
        return account, {}, out.getvalue()
    with zipfile.ZipFile(out) as archive:
        tables = {
            name.removesuffix(".txt"): pl.read_csv(archive.read(name), infer_schema=False)
            for name in archive.namelist()
        }
    return account, tables, out.getvalue()


def trips_per_day(tables) -> dict[date, int]:
    days = service_days(TextTables(dict(tables))).days
    counted = tables["trips"].join(days, on="service_id").group_by("day_on").len()
    return dict(counted.iter_rows())


def test_cut_at_the_seam():
    account, tables, _ = joined(OLD, NEW)
    before, after, both = (trips_per_day(t) for t in (member(OLD).tables, member(NEW).tables, tables))
    assert {day: n for day, n in both.items() if day < START} == {d: n for d, n in before.items() if d < START}
    assert {day: n for day, n in both.items() if day >= START} == {d: n for d, n in after.items() if d >= START}
    assert (both[date(2020, 9, 30)], both[date(2020, 10, 1)]) == (2, 2)
    assert account.idle_services == 0
    assert tables["calendar"].rows() == [
        ("平日", "1", "1", "1", "1", "1", "0", "0", "20200401", "20200930"),
        ("平日~20201001", "1", "1", "1", "1", "1", "0", "0", "20201001", "20210930"),
    ]
    assert tables["calendar_dates"].rows() == [("平日", "20200505", "2"), ("平日~20201001", "20210103", "2")]


def test_ids_are_kept_where_rows_are_equal():
    account, tables, _ = joined(OLD, NEW)
    assert tables["stops"]["stop_id"].to_list() == ["S1", "S2", "S3", "S3~20201001", "S4"]
    assert tables["routes"]["route_id"].to_list() == ["R1", "R2"]
    assert tables["trips"]["trip_id"].to_list() == ["T1", "T2", "T1~20201001", "T2~20201001"]
    assert tables["agency"].rows() == [("A", "町交通株式会社", "https://example.com/", "Asia/Tokyo")]
    assert tables["stop_times"].filter(trip_id="T2~20201001")["stop_id"].to_list() == ["S2", "S3~20201001"]
    assert tables["feed_info"].rows() == [("町交通", "https://example.com/", "ja", "20200401", "20210930", "春 + 秋")]
    assert account.renamed == {"service_id": 1, "stop_id": 1, "trip_id": 2}
    assert account.tables["stop_times"] == 8


def test_equal_input_gives_equal_bytes():
    assert joined(OLD, NEW)[2] == joined(OLD, NEW)[2]


def test_what_refers_to_what_differs_differs():
    old = {
        **OLD,
        "levels": "level_id,level_index\nL1,0",
        "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nP,1,2,1",
    }
    old["stops"] = (
        "stop_id,stop_name,stop_lat,stop_lon,parent_station,level_id\nP1,駅,34.6,133.9,,L1\nS1,本町,34.6,133.9,P1,\nS2,港,34.6,133.9,,\nS3,浜,34.6,133.9,,"
    )
    new = {**old, "levels": "level_id,level_index\nL1,1"}
    _, tables, _ = joined(old, new)
    assert tables["stops"].rows()[4:] == [
        ("P1~20201001", "駅", "34.6", "133.9", None, "L1~20201001"),
        ("S1~20201001", "本町", "34.6", "133.9", "P1~20201001", None),
    ]
    assert tables["shapes"].height == 1


def test_a_price_that_changes_keeps_its_zones_apart():
    fares = {"fare_attributes": "fare_id,price,currency_type,payment_method,transfers\nF,200,JPY,0,0\nG,300,JPY,0,0",
             "fare_rules": "fare_id,route_id,origin_id,destination_id\nF,,Z1,Z2\nG,,Z3,Z3"}  # fmt: skip
    dearer = {**fares, "fare_attributes": fares["fare_attributes"].replace("F,200", "F,210")}
    same_stops = {**NEW, "stops": OLD["stops"]}
    assert joined({**OLD, **fares}, {**same_stops, **fares})[1]["stops"].height == 3
    account, tables, _ = joined({**OLD, **fares}, {**same_stops, **dearer})
    assert account.renamed["fare_id"] == 1
    assert tables["fare_rules"].rows() == [
        ("F", None, "Z1", "Z2"), ("G", None, "Z3", "Z3"), ("F~20201001", None, "Z1~20201001", "Z2~20201001")
    ]  # fmt: skip
    assert tables["stops"]["stop_id"].to_list() == ["S1", "S2", "S3", "S1~20201001", "S2~20201001"]
    prices = dict(zip(tables["fare_attributes"]["fare_id"], tables["fare_attributes"]["price"], strict=True))
    assert prices == {"F": "200", "G": "300", "F~20201001": "210"}


def test_new_names_that_are_taken_are_not_taken_again():
    new = {**NEW, "stops": NEW["stops"].replace("S4,", "S3~20201001,")}
    assert joined(OLD, new)[1]["stops"]["stop_id"].to_list() == ["S1", "S2", "S3", "S3~20201001~", "S3~20201001"]


def test_a_service_without_a_day_left_stays_named():
    old = {**OLD, "calendar": OLD["calendar"] + "\n冬,1,1,1,1,1,1,1,20201201,20210228"}
    account, tables, _ = joined(old, NEW)
    assert account.idle_services == 1
    assert tables["calendar_dates"].filter(service_id="冬").rows() == [("冬", "20200930", "2")]


def test_translations_follow_their_records():
    words = (
        "table_name,field_name,language,translation,record_id\nstops,stop_name,en,Beach,S3\nstops,stop_name,en,Port,S2"
    )
    _, tables, _ = joined({**OLD, "translations": words}, {**NEW, "translations": words.replace("Port", "Harbour")})
    assert sorted(tables["translations"].select("record_id", "translation").rows()) == [
        ("S2", "Harbour"), ("S3", "Beach"), ("S3~20201001", "Beach")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("no_agency", {"agency": "agency_id,agency_timezone"}),
        ("other_timezone", {"agency": OLD["agency"].replace("Asia/Tokyo", "Asia/Seoul")}),
        ("agency_without_id", {"agency": "agency_name,agency_timezone\n町交通,Asia/Tokyo"}),
        ("flexible_zones", {"locations.geojson": "feature\nx"}),
    ],
)
def test_what_cannot_be_joined_says_why(reason, change):
    account, _, data = joined(OLD, {**NEW, **change})
    assert (account.refused, data) == (reason, b"")
    assert all(REFUSALS[reason])
