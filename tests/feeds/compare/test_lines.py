"""What a change means, line by line, and that every raw change is explained or listed. Not here: raw (test_raw)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from feeds.compare.compare import compare
from feeds.compare.explain import _CELLS, _WHOLE
from feeds.compare.gtfs_columns import COLUMNS
from feeds.compare.wordlist import ITEMS, REASONS, SENTENCES
from feeds.compare.words import ORDER, item_sentence
from feeds.formats.text_csv import parse

Told = Callable[..., dict[str, Any]]


def lines(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["code"] + (f"/{one['subject']}" if one["subject"] else ""): one for one in document["lines"]}


def explained(line: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    return [(e["table"], e["part"], e["column"], e["rows"]) for e in line["explains"]]


def assert_all_accounted(document: dict[str, Any]) -> None:
    """Rows added, removed, and changed cells of each table are as many as are explained and listed together."""
    said: dict[tuple[str, str, str], int] = {}
    for one in document["lines"]:
        for e in one["explains"]:
            place = (e["table"], e["part"], e["column"])
            said[place] = said.get(place, 0) + e["rows"]
    for u in document["unexplained"]:
        place = (u["stem"], u["part"], u["column"])
        said[place] = said.get(place, 0) + u["rows"]
    raw = {}
    for t in document["tables"]:
        raw |= {(t["table"], part, ""): t[part] for part in ("added", "removed") if t[part]}
        raw |= {(t["table"], "changed", column): n for column, n in t["columns"].items()}
    assert said == raw


def test_equal_content_says_nothing(told: Told) -> None:
    document = told(stops=("S1,港前,34.60,133.90\nS2,役場,34.61,133.91", "S2,役場,34.610,133.91\nS1, 港前,34.6,133.9"))
    assert document["equal"]
    assert (document["lines"], document["tables"], document["unexplained"]) == ([], [], [])
    assert document["fingerprints"]["old"] == document["fingerprints"]["new"]


def test_a_stop_renamed_and_moved(told: Told) -> None:
    document = told(stops=("S2,役場,34.61,133.91", "S2,町役場,34.611,133.91"))
    found = lines(document)
    assert found["stops_renamed"]["items"] == [
        {"stop_id": "S2", "name": "町役場", "lon": 133.91, "lat": 34.611, "name_old": "役場"}
    ]
    assert found["stops_moved"]["items"][0]["metres"] == 111.2
    assert found["stops_renamed"]["ja"] == "名前が変わる停留所・標柱：1"
    assert item_sentence("stops_moved", found["stops_moved"]["items"][0], "ja") == "町役場［S2］：111.2 m 移動"
    assert explained(found["stops_moved"]) == [("stops", "changed", "stop_lat", 1)]
    assert {"served_less", "served_more", "calls_changed"}.isdisjoint(found)
    assert_all_accounted(document)


@pytest.mark.parametrize(
    ("old", "new", "ja", "en"),
    [
        (
            "34.61,133.91",
            "133.91,34.61",
            "位置がなくなる（空か、範囲の外）",
            "its place is gone (empty or out of range)",
        ),
        (",", "34.61,133.91", "位置が入る", "has a place now"),
    ],
)
def test_a_stop_that_loses_or_gets_its_place(make_tables, old: str, new: str, ja: str, en: str) -> None:
    was, now = (make_tables(stops=("S2,役場,34.61,133.91", f"S2,役場,{place}")) for place in (old, new))
    document = compare(was, now)
    moved = lines(document)["stops_moved"]
    assert moved["total"] == 1
    assert item_sentence("stops_moved", moved["items"][0], "ja") == f"役場［S2］：{ja}"
    assert item_sentence("stops_moved", moved["items"][0], "en") == f"役場 [S2]: {en}"
    assert_all_accounted(document)


def test_a_stop_renumbered_is_the_same_stop(told: Told) -> None:
    document = told(stops=("S2,", "200_1,"), stop_times=(",S2,", ",200_1,"))
    found = lines(document)
    assert set(found) == {"trips_per_day", "stops_renumbered"}
    assert explained(found["stops_renumbered"]) == [
        ("stop_times", "changed", "stop_id", 1),
        ("stops", "added", "", 1),
        ("stops", "removed", "", 1),
    ]
    stops = next(one for one in document["continuity"] if one["table"] == "stops")
    assert stops == {
        "table": "stops", "column": "stop_id", "old": 2, "new": 2, "kept": 1, "renumbered": 1, "ended": 0, "begun": 0,
        "map": [{"old": "S2", "new": "200_1", "confidence": 0.99, "how": "name"}],
    }  # fmt: skip
    assert_all_accounted(document)


def test_a_stop_renumbered_and_renamed_is_known_by_its_reading(told: Told) -> None:
    document = told(
        stops=("S2,役場,", "200_1,町の役場,"),
        stop_times=(",S2,", ",200_1,"),
        translations=("やくば,役場", "やくば,町の役場"),
    )
    stops = next(one for one in document["continuity"] if one["table"] == "stops")
    assert stops["map"] == [{"old": "S2", "new": "200_1", "confidence": 0.92, "how": "reading"}]
    assert lines(document)["stops_renamed"]["items"][0]["name_old"] == "役場"
    assert_all_accounted(document)


def test_an_id_given_to_another_stop_is_said(told: Told) -> None:
    document = told(stops=("S2,役場,34.61,133.91", "S2,温泉,34.70,133.91"))
    found = lines(document)
    assert [i["name"] for i in found["stops_reused"]["items"]] == ["温泉"]
    assert [i["name"] for i in found["stops_begun"]["items"]] == ["温泉"]
    assert [i["name"] for i in found["stops_ended"]["items"]] == ["役場"]
    assert {e[2] for e in explained(found["stops_reused"])} == {"stop_name", "stop_lat"}
    assert_all_accounted(document)


NEW_ROUTE = {
    "routes": ("港線,3\n", "港線,3\nR2,8000020130001,2,山線,3\n"),
    "trips": ("R1,平日,T1\n", "R1,平日,T1\nR2,平日,T2\n"),
    "stop_times": ("T1,08:10:00", "T2,09:00:00,09:00:00,S2,1\nT2,9:10:00,9:10:00,S1,2\nT1,08:10:00"),
}


def test_a_route_begins_with_its_trips(told: Told) -> None:
    document = told(**NEW_ROUTE)
    found = lines(document)
    assert found["routes_begun"]["items"] == [
        {
            "route_id": "R2", "name": "2 山線", "trips": 1, "lon": 133.905, "lat": 34.605,
            "path": [[133.91, 34.61], [133.9, 34.6]],
        }
    ]  # fmt: skip
    assert explained(found["routes_begun"]) == [
        ("routes", "added", "", 1),
        ("stop_times", "added", "", 2),
        ("trips", "added", "", 1),
    ]
    assert found["trips_per_day"]["items"][0] == {
        "day_type": "weekday", "trips_old": 1, "first_old_s": 28800, "last_old_s": 28800, "trips_new": 2,
        "first_new_s": 28800, "last_new_s": 32400, "date_old": "2020-01-02", "date_new": "2020-01-02",
    }  # fmt: skip
    assert item_sentence("trips_per_day", found["trips_per_day"]["items"][0], "ja") == (
        "平日：1便 → 2便、始発 8:00（変わらず）、終発 8:00 → 9:00"
    )
    more = [i for i in found["served_more"]["items"] if i["day_type"] == "weekday"]
    assert [(i["name"], i["calls_old"], i["calls_new"]) for i in more] == [
        ("役場", 1, 2), ("港前", 1, 2),
    ]  # fmt: skip
    assert_all_accounted(document)


def test_a_route_ends(make_tables: Callable[..., Any], told: Told) -> None:
    document = told(old=make_tables(**NEW_ROUTE))
    found = lines(document)
    assert [i["name"] for i in found["routes_ended"]["items"]] == ["2 山線"]
    assert {i["name"] for i in found["served_less"]["items"]} == {"港前", "役場"}
    assert_all_accounted(document)


def test_route_service_and_trip_renumbered_are_known_by_what_they_do(told: Told) -> None:
    document = told(
        routes=("R1,", "100,"), trips=("R1,平日,T1", "100,W,abc"), stop_times=("T1,", "abc,"),
        calendar=("平日,", "W,"), calendar_dates=("平日,", "W,"),
    )  # fmt: skip
    found = lines(document)
    assert found["routes_renumbered"]["items"][0]["old_id"] == "R1"
    assert found["trips_renumbered"]["facts"] == {"n": 1, "sure": 1}
    maps = {one["table"]: one["map"] for one in document["continuity"] if one["map"]}
    assert maps["trips"] == [{"old": "T1", "new": "abc", "confidence": 0.98, "how": "times"}]
    assert maps["routes"] == [{"old": "R1", "new": "100", "confidence": 0.98, "how": "name"}]
    assert maps["calendar"] == [{"old": "平日", "new": "W", "confidence": 0.8, "how": "days"}]
    assert {"trips_begun", "trips_ended", "routes_begun", "routes_ended", "served_less"}.isdisjoint(found)
    assert_all_accounted(document)


def test_a_trip_leaves_later(told: Told) -> None:
    document = told(stop_times=[("08:00:00", "08:05:00"), ("08:10:00", "08:12:00")])
    found = lines(document)
    assert found["times_changed"]["items"] == [
        {"route_id": "R1", "trips": 1, "earlier_s": 0, "later_s": 300, "name": "1 港線"}
    ]
    assert (
        item_sentence("times_changed", found["times_changed"]["items"][0], "ja") == "1 港線［R1］：1便（最大5分遅く）"
    )
    assert item_sentence("first_last", found["first_last"]["items"][0], "en") == (
        "Weekday, 1 港線 [R1]: first 8:00 → 8:05, last 8:00 → 8:05"
    )
    assert explained(found["times_changed"]) == [
        ("stop_times", "changed", "arrival_time", 2),
        ("stop_times", "changed", "departure_time", 2),
    ]
    assert_all_accounted(document)


def test_a_stop_put_in_between_changes_no_time(told: Told) -> None:
    document = told(
        stops=("S2,役場", "S3,学校,34.605,133.905\nS2,役場"),
        stop_times=("T1,08:10:00,08:10:00,S2,2", "T1,08:05:00,08:05:00,S3,2\nT1,08:10:00,08:10:00,S2,3"),
    )
    found = lines(document)
    assert "times_changed" not in found
    assert found["calls_changed"]["items"] == [{"route_id": "R1", "trips": 1, "begun": 1, "ended": 0, "name": "1 港線"}]
    assert_all_accounted(document)


def test_sequences_numbered_anew_change_nothing_for_riders(told: Told) -> None:
    document = told(stop_times=[(",S1,1", ",S1,10"), (",S2,2", ",S2,20")])
    found = lines(document)
    assert set(found) == {"trips_per_day", "sequence"}
    assert found["sequence"]["ja"] == "停まる順の番号（stop_sequence）だけの付け直し：4行"
    assert found["trips_per_day"]["total"] == 0
    assert_all_accounted(document)


def test_a_fare_rises(told: Told, make_tables: Callable[..., Any]) -> None:
    rules = {"fare_rules.txt": "fare_id,route_id,origin_id,destination_id\nF1,R1,S1,S2\nF1,R1,S2,S1\n"}
    dearer = {"fare_rules.txt": "fare_id,route_id,origin_id,destination_id\nF2,R1,S1,S2\nF1,R1,S2,S1\n"}
    fares = ("F1,200,JPY,0,0\n", "F1,200,JPY,0,0\nF2,220.00,JPY,0,0\n")
    document = told(files=dearer, old=make_tables(rules), fare_attributes=fares)
    found = lines(document)
    assert found["fares_changed"]["facts"] == {"n": 1, "up": 1, "down": 0, "other": 0}
    item = found["fares_changed"]["items"][0]
    assert item_sentence("fares_changed", item, "ja") == "200円 → 220円：1区間"
    assert explained(found["fares_changed"]) == [("fare_rules", "changed", "fare_id", 1)]
    assert explained(found["fare_classes"]) == [("fare_attributes", "added", "", 1)]
    assert_all_accounted(document)


def test_span_and_days_of_service(told: Told) -> None:
    document = told(calendar=("20201231", "20211231"), calendar_dates=("平日,20200101,2\n", ""))
    found = lines(document)
    assert found["service_span"]["ja"] == ("運行する期間が変わります：2020-01-02〜2021-01-02 → 2020-01-01〜2021-12-31")
    assert item_sentence("service_days", found["service_days"]["items"][0], "en").startswith(
        "平日: +1 days (2021-01-01)"
    )
    assert_all_accounted(document)


@pytest.mark.parametrize(
    ("edit", "left"),
    [
        ({"files": {"own.txt": "a,b\n1,2\n"}}, ("own", "added", "", 1, "unknown_file")),
        ({"stops": ("stop_lon\nS1,港前,34.60,133.90", "stop_lon,colour\nS1,港前,34.60,133.90,red")},
         ("stops", "changed", "colour", 1, "unknown_column")),
        ({"stop_times": ("T1,08:10:00", "T9,08:20:00,08:20:00,S2,2\nT1,08:10:00")},
         ("stop_times", "added", "", 1, "no_such_trip")),
    ],
)  # fmt: skip
def test_what_nothing_explains_is_listed_with_the_reason(
    told: Told, edit: dict[str, Any], left: tuple[Any, ...]
) -> None:
    document = told(**edit)
    assert [(u["stem"], u["part"], u["column"], u["rows"], u["reason"]) for u in document["unexplained"]] == [left]
    assert document["unexplained"][0]["lines"][0] in (2, 3)
    assert_all_accounted(document)


def test_blank_and_zero_are_told_as_a_way_of_writing(told: Told, make_tables: Callable[..., Any]) -> None:
    header = ("stop_lon\n", "stop_lon,location_type\n")
    old = make_tables(stops=[header, ("133.90\n", "133.90,0\n"), ("133.91\n", "133.91,1\n")])
    document = told(old=old, stops=[header, ("133.90\n", "133.90,\n"), ("133.91\n", "133.91,1\n")])
    assert set(lines(document)) == {"trips_per_day", "notation"}
    assert_all_accounted(document)


BASE = {
    "stops": "stop_id,stop_name,stop_lat,stop_lon,parent_station\nS1,a,34.6,133.9,\n"
    "S2,b,34.7,133.9,S1\nS3,c,34.6,133.9001,\n",
    "routes": "route_id,route_short_name,route_type\nR1,1,3\nR2,2,3\n",
    "trips": "route_id,service_id,trip_id,shape_id\nR1,W,T1,H1\nR2,W,T2,\nR1,D,T3,H1\n",
    "stop_times": "trip_id,stop_sequence,stop_id,departure_time,pickup_type\nT1,1,S1,8:00:00,0\nT1,2,S2,8:10:00,\n"
    "T2,1,S2,9:00:00,\nT2,2,S3,9:10:00,1\nT3,1,S1,7:00:00,\nT3,2,S3,7:10:00,\n",
    "calendar": "service_id,monday,saturday,start_date,end_date\nW,1,0,20200101,20200301\nD,0,1,20200101,20200301\n",
    "fare_attributes": "fare_id,price,currency_type\nF1,200,JPY\nF2,210,JPY\n",
    "fare_rules": "fare_id,route_id,origin_id\nF1,R1,S1\nF2,R1,S1\nF2,R2,\n",
    "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nH1,34.6,133.9,1\nH1,34.7,133.9,2\n",
    "own": "a,b\n1,2\n",
}  # fmt: skip
WORDS = st.sampled_from(
    ["S1", "S2", "S9", "R1", "R9", "T1", "T9", "W", "H1", "H2", "F1", "1", "2", "0", "", "8:05:00", "34.6"]
)


@st.composite
def changed_feed(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    found = {}
    for stem, text in BASE.items():
        frame = parse(text.encode()).frame
        assert frame is not None
        rows = frame.drop("_row").rows()
        edited = [list(row) for row in draw(st.permutations(rows)) if draw(st.integers(0, 9)) > 0]
        for row in edited:
            if draw(st.integers(0, 5)) == 0:
                row[draw(st.integers(0, len(row) - 1))] = draw(WORDS)
        edited += [list(row) for row in edited if draw(st.integers(0, 9)) == 0]
        text = "\n".join([",".join(frame.columns[1:]), *(",".join(str(c or "") for c in row) for row in edited)])
        made = parse(f"{text}\n".encode()).frame
        if made is not None and draw(st.integers(0, 19)) > 0:
            found[stem] = made
    return found


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(changed_feed(), changed_feed())
def test_every_raw_change_is_explained_or_listed(old: dict[str, pl.DataFrame], new: dict[str, pl.DataFrame]) -> None:
    document = compare(old, new)
    assert_all_accounted(document)
    json.dumps(document, allow_nan=False)
    for one in document["lines"]:
        assert "–" not in one["ja"], one
        for item in one["items"]:
            assert one["code"] not in ITEMS or item_sentence(one["code"], item, "ja")


def test_every_code_has_words_and_a_place() -> None:
    said = {code.partition(":")[0] for code in SENTENCES}
    assert said == set(ORDER)
    assert len(ORDER) == len(set(ORDER))
    assert set(ITEMS) <= said
    assert {*_WHOLE.values(), *_CELLS.values()} <= said
    assert all(len(pair) == 2 and all(pair) for pair in (*SENTENCES.values(), *ITEMS.values(), *REASONS.values()))
    assert all(column in COLUMNS[stem] for stem, column in _CELLS)
