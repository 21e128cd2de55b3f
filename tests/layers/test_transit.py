"""The transit layer: exact frames from small feeds. Not here: reading, tiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import polars as pl
import pytest
import shapely

from feeds.tables import TextTables
from layers.application.transit.build import build as build_tables
from layers.application.transit.columns import ROUTES, STOPS
from layers.application.transit.service import seconds
from layers.context import Built, FeedContext
from layers.contracts import enforce
from layers.frames import schema_of, shapes_of

Feed = dict[str, pl.DataFrame]


def build(feed: Feed, context: FeedContext) -> Built:
    return build_tables(TextTables(feed), context)


def one(frame: pl.DataFrame, key: str, value: str) -> dict[str, object]:
    found = frame.filter(pl.col(key) == value)
    assert len(found) == 1
    return found.row(0, named=True)


def test_stops_carry_service_names_and_validity(feed: Feed, context: FeedContext) -> None:
    stops = build(feed, context).frames["stops"]
    enforce(stops, STOPS)
    assert dict(stops.schema) == schema_of(STOPS)
    harbour = one(stops, "stop_id", "C")
    assert harbour["feature_id"] == "shiomi/bus:stops:C"
    assert (harbour["stop_name"], harbour["stop_name_kana"], harbour["stop_name_en"]) == ("港", "みなと", "Harbour")
    assert harbour["stop_name_ja"] is None
    assert harbour["trips_per_day"] == 2.0
    assert (harbour["first_service_on"], harbour["last_service_on"]) == (date(2026, 4, 1), date(2026, 4, 10))
    assert harbour["valid_from_at"] == datetime(2026, 3, 31, 15, tzinfo=UTC)
    assert harbour["valid_to_at"] == datetime(2026, 4, 10, 15, 10, tzinfo=UTC)


def test_a_trip_counts_once_per_stop_and_a_parent_counts_its_platforms(feed: Feed, context: FeedContext) -> None:
    stops = build(feed, context).frames["stops"]
    assert one(stops, "stop_id", "P")["trips_per_day"] == 2.0
    assert one(stops, "stop_id", "B")["trips_per_day"] == 1.0


def test_an_unserved_stop_takes_the_feeds_span(feed: Feed, context: FeedContext) -> None:
    unserved = one(build(feed, context).frames["stops"], "stop_id", "D")
    assert unserved["trips_per_day"] == 0.0
    assert unserved["first_service_on"] is None
    assert unserved["valid_from_at"] == datetime(2026, 3, 31, 15, tzinfo=UTC)
    assert unserved["valid_to_at"] == datetime(2026, 4, 30, 15, tzinfo=UTC)


def test_what_has_no_place_is_counted(feed: Feed, context: FeedContext, table: Callable[..., pl.DataFrame]) -> None:
    feed["stops"] = table(
        "stop_id,stop_name,stop_lat,stop_lon",
        "A,a,35,137",
        "A,again,35,137",
        "B,b,,",
        "C,c,95,137",
        "D,d,x,137",
        ",nobody,35,137",
    )
    built = build(feed, context)
    assert built.frames["stops"]["stop_id"].to_list() == ["A"]
    assert {k: v for k, v in built.skipped.items() if k.startswith("stop")} == {
        "stop_without_id": 1,
        "stop_id_repeated": 1,
        "stop_without_position": 2,
        "stop_position_out_of_range": 1,
    }


def test_routes_without_shapes_are_drawn_from_stop_to_stop(feed: Feed, context: FeedContext) -> None:
    routes = build(feed, context).frames["routes"]
    enforce(routes, ROUTES)
    line = one(routes, "route_id", "R")
    assert (line["route_name"], line["agency_name"], line["route_color"]) == ("1", "汐見バス", "#e60012")
    assert line["has_shape"] is False
    assert line["trips_per_day"] == 2.0
    merged = shapes_of(routes)[0]
    assert shapely.get_coordinates(shapely.line_merge(merged)).shape[0] >= 3
    assert line["network_length_m"] == pytest.approx(2 * 1825.6, rel=0.01)


def test_shapes_are_drawn_once_however_many_trips(
    feed: Feed, context: FeedContext, table: Callable[..., pl.DataFrame]
) -> None:
    feed["shapes"] = table(
        "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence",
        "S1,35.0,137.00,1", "S1,35.0,137.01,2", "S1,35.0,137.02,3",
        "S2,35.0,137.02,1", "S2,35.0,137.01,2", "S2,35.0,137.00,3",
    )  # fmt: skip
    feed["trips"] = table("route_id,service_id,trip_id,shape_id", "R,W,T1,S1", "R,W,T2,S2")
    routes = build(feed, context).frames["routes"]
    geometry = shapes_of(routes)[0]
    assert geometry.equals(shapely.from_wkt("LINESTRING (137 35, 137.02 35)"))
    assert shapely.get_num_coordinates(geometry) == 3
    assert routes["has_shape"].to_list() == [True]


def test_a_route_that_cannot_be_drawn_is_counted(
    feed: Feed, context: FeedContext, table: Callable[..., pl.DataFrame]
) -> None:
    feed["routes"] = table("route_id,route_short_name,route_type", "R,1,3", "X,2,3", "R,again,3")
    built = build(feed, context)
    assert built.frames["routes"]["route_id"].to_list() == ["R"]
    assert (built.skipped["route_without_line"], built.skipped["route_id_repeated"]) == (1, 1)


def test_frequencies_count_as_many_trips(feed: Feed, context: FeedContext, table: Callable[..., pl.DataFrame]) -> None:
    feed["frequencies"] = table("trip_id,start_time,end_time,headway_secs", "T1,8:00:00,9:00:00,600")
    assert one(build(feed, context).frames["routes"], "route_id", "R")["trips_per_day"] == 7.0


def test_the_older_layout_of_translations_is_read(
    feed: Feed, context: FeedContext, table: Callable[..., pl.DataFrame]
) -> None:
    feed["translations"] = table("trans_id,lang,translation", "港,ja,港", "港,ja-Hrkt,みなと", "港,en,Harbour")
    harbour = one(build(feed, context).frames["stops"], "stop_id", "C")
    assert (harbour["stop_name_ja"], harbour["stop_name_kana"], harbour["stop_name_en"]) == ("港", "みなと", "Harbour")


@pytest.mark.parametrize("missing", ["stops", "routes", "trips", "stop_times", "calendar", "translations", "agency"])
def test_any_table_may_be_missing(feed: Feed, context: FeedContext, missing: str) -> None:
    del feed[missing]
    built = build(feed, context)
    enforce(built.frames["stops"], STOPS)
    enforce(built.frames["routes"], ROUTES)


@pytest.mark.parametrize(
    ("text", "expected"), [("8:00:00", 28_800), ("25:10:05", 90_605), ("08:60:00", None), ("", None), ("x", None)]
)
def test_times_of_service_days(text: str, expected: int | None) -> None:
    assert pl.DataFrame({"t": [text]}).select(seconds("t")).item() == expected


def test_calls_in_zones_are_counted_and_the_rest_is_drawn(feed: Feed, context: FeedContext, table) -> None:
    rows = ("T1,8:00:00,A,,,1", "T1,8:05:00,B,,,2", "T2,,,zone 1,,1", "T2,,,,group 1,2", "T2,,,,,3", "T2,,A,zone 1,,4")
    header = "trip_id,departure_time,stop_id,location_id,location_group_id,stop_sequence"
    built = build({**feed, "stop_times": table(header, *rows)}, context)
    assert built.skipped == {"stop_time_in_zone": 2}
    assert one(built.frames["routes"], "route_id", "R")["has_shape"] is False


def test_nodes_and_boarding_areas_need_no_name(feed: Feed, context: FeedContext, table) -> None:
    """GTFS Schedule, stops.txt: stop_name is optional for location_type 3 and 4; nothing is made up."""
    stops = table(
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station",
        "P,Główna,52.4,20.5,1,", "A,,52.4,20.5,0,P", "N,,52.4,20.51,3,P", "B,,,,4,A",
    )  # fmt: skip
    built = build(
        {**feed, "stops": stops, "translations": table("table_name,field_name,language,translation,record_id")}, context
    )
    frame = built.frames["stops"]
    enforce(frame, STOPS)
    assert one(frame, "stop_id", "N")["stop_name"] is None
    assert one(frame, "stop_id", "P")["stop_name"] == "Główna"
    assert frame["stop_name_ja"].null_count() == frame["stop_name_kana"].null_count() == len(frame) == 3
    assert built.skipped["stop_without_position"] == 1
