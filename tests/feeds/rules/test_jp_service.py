"""Rules about stops, times, days, distances and fares."""

from __future__ import annotations

import pytest

from feeds.rules.jp import jp_fare_od_pair_missing as od

TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"


def test_location_types(find):
    stops = "stop_id,location_type\ns1,0\ns2,\ns3,1\ns4,2"
    assert find("jp_location_type_missing", "v4", stops=stops) == [("stops.txt", 3, "location_type", "", None)]
    assert find("jp_location_type_missing", "v4", stops="stop_id\ns1") == [
        ("stops.txt", 1, "location_type", None, None)
    ]
    assert find("jp_location_type_not_in_edition", stops=stops) == [("stops.txt", 5, "location_type", "2", "0, 1")]


def test_stop_time_at_non_pole(find):
    stops = "stop_id,location_type\ns1,1\ns2,0"
    times = TIMES + "t1,8:00:00,8:00:00,s1,1,,\nt1,8:05:00,8:05:00,s2,2,,\nt2,9:00:00,9:00:00,s1,1,,"
    assert find("jp_stop_time_at_non_pole", stops=stops, stop_times=times) == [
        ("stop_times.txt", 2, "stop_id", "s1", None)
    ]


@pytest.mark.parametrize(("code", "bare"), [("3番のりば", "3"), ("ホーム", ""), ("2番線", "2"), ("Ａ乗り場", "Ａ")])
def test_platform_code_has_words(find, code, bare):
    assert find("jp_platform_code_has_words", stops=f"stop_id,platform_code\ns1,A\ns2,{code}") == [
        ("stops.txt", 3, "platform_code", code, bare)
    ]


def test_coordinates_outside_japan(find):
    stops = "stop_id,stop_lat,stop_lon\ns1,139.0,35.0\ns2,24.06,123.01\ns3,,\ns4,0,0\ns5,45.52,141.94\ns6,24.28,153.98"
    assert find("jp_coordinates_outside_japan", stops=stops) == [
        ("stops.txt", 5, "stop_lat", "0, 0", None),
    ]


def test_route_type_not_bus(find):
    assert find("jp_route_type_not_bus", routes="route_id,route_type\nr1,3\nr2,0\nr3,") == [
        ("routes.txt", 3, "route_type", "0", "3")
    ]


def test_stop_time_blank(find):
    times = TIMES + "t1,8:00:00,8:00:00,s1,1,,\nt1,,8:03:00,s2,2,,\nt1,8:04:00, ,s3,3,,\nt1,,,s4,4,,"
    assert find("jp_stop_time_blank", stop_times=times) == [
        ("stop_times.txt", 3, "arrival_time", "", None),
        ("stop_times.txt", 4, "departure_time", "", None),
        ("stop_times.txt", 5, "arrival_time", "", None),
    ]
    assert find("jp_stop_time_blank", stop_times="trip_id,departure_time\nt1,8:00:00") == [
        ("stop_times.txt", 1, "arrival_time", None, None)
    ]


def test_equal_time_consecutive_stops_counts_each_pair_once(find):
    times = TIMES + (
        "t1,8:00:00,8:00:00,s1,1,,\nt1,8:00:00,8:01:00,s2,2,,\nt1,8:02:00,8:02:00,s3,3,,\n"
        "t2,8:02:00,8:02:00,s1,1,,\nt2,8:02:00,8:02:00,s2,2,,\nt2,8:02:00,8:02:00,s3,3,1,1\n"
    )
    assert find("jp_equal_time_consecutive_stops", stop_times=times) == [
        ("stop_times.txt", 3, "arrival_time", "8:00:00", None)
    ]


def test_equal_time_follows_the_sequence_not_the_lines(find):
    head = "trip_id,stop_sequence,arrival_time,departure_time,stop_id\n"
    mixed = head + "t1,10,8:05:00,8:05:00,s2\nt2,2,9:00:00,9:00:00,s2\nt1,9,8:05:00,8:05:00,s1\nt2,1,8:58:00,8:58:00,s1"
    assert find("jp_equal_time_consecutive_stops", stop_times=mixed) == [
        ("stop_times.txt", 2, "arrival_time", "8:05:00", None)
    ]


SHAPES = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n"


@pytest.mark.parametrize(("end", "is_good"), [("1112", True), ("700", True), ("1.112", False), ("3000", False)])
def test_shape_dist_not_metres(find, end, is_good):
    found = find("jp_shape_dist_not_metres", shapes=SHAPES + f"h1,35.01,139,2,{end}\nh1,35.00,139,1,0\nh2,35,139,1,0")
    bad = ("shapes.txt", 2, "shape_dist_traveled", str(round(float(end), 1)), "1112.0")
    assert found == ([] if is_good else [bad])


def test_shape_dist_not_metres_between_stops(find):
    times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
    kilometres = times + "t1,8:00:00,8:00:00,s1,1,0\nt1,8:05:00,8:05:00,s2,2,1.9"
    found = find("jp_shape_dist_not_metres", stop_times=kilometres)
    assert [f[:4] for f in found] == [("stop_times.txt", 3, "shape_dist_traveled", "1.9")]
    assert find("jp_shape_dist_not_metres", stop_times=kilometres.replace("1.9", "1900")) == []


def test_fare_values(find):
    fares = 'fare_id,price,currency_type\nf1,210,JPY\nf2,210.5,USD\nf3,210.0,JPY\nf4,２１０,JPY\nf5,"1,200",JPY\nf6,,'
    assert find("jp_currency_not_jpy", fare_attributes=fares) == [
        ("fare_attributes.txt", 3, "currency_type", "USD", "JPY")
    ]
    assert [f[1:4] for f in find("jp_price_not_integer", fare_attributes=fares)] == [
        (3, "price", "210.5"),
        (5, "price", "２１０"),
        (6, "price", "1,200"),
    ]
    assert find("jp_contains_id_used", fare_rules="fare_id,contains_id\nf1,\nf1,z") == [
        ("fare_rules.txt", 3, "contains_id", "z", None)
    ]


STOPS = """
    stop_id,stop_name,stop_lat,stop_lon,zone_id
    s1,港町,35.0,139.0,A
    s2,灯台前,35.01,139.01,B
    s3,岬,35.02,139.02,C
    s4,港町,35.0,139.0,D"""
LINE = TIMES + "t1,8:00:00,8:00:00,s1,1,,\nt1,8:05:00,8:05:00,s2,2,,\nt1,8:09:00,8:09:00,s3,3,,"
RULES = "fare_id,route_id,origin_id,destination_id\n"


def test_zone_id_missing_for_zone_fare(find):
    stops = STOPS.replace(",B", ",")
    zoned = {"stops": stops, "stop_times": LINE}
    bad = [("stops.txt", 3, "zone_id", "", None)]
    assert find("jp_zone_id_missing_for_zone_fare", **zoned, fare_rules=RULES + "f1,r1,A,C") == bad
    assert find("jp_zone_id_missing_for_zone_fare", **zoned, fare_rules=RULES + "f1,,A,C") == bad
    assert find("jp_zone_id_missing_for_zone_fare", **zoned, fare_rules=RULES + "f1,r9,A,C") == []
    assert find("jp_zone_id_missing_for_zone_fare", **zoned, fare_rules=RULES + "f1,r1,,") == []
    assert find("jp_zone_id_missing_for_zone_fare", **zoned) == []


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        ("f1,r1,A,B\nf1,r1,B,C\nf1,r1,A,C", []),
        ("f1,r1,A,B\nf1,r1,B,C", ["A → C"]),
        ("f1,,A,B\nf1,r1,B,C\nf1,r9,A,C", ["A → C"]),
        ("f1,r1,A,B\nf1,r1,B,", ["A → C"]),
        ("f1,r1,A,B\nf1,r1,,C", []),
        ("f1,r1,A,B\nf1,r1,,", []),
        ("f1,r1,A,B\nf1,,,", []),
        ("f1,r9,A,B", []),
        ("f1,r1,,", []),
    ],
)
def test_fare_od_pair_missing(find, rules, missing):
    found = find("jp_fare_od_pair_missing", stops=STOPS, stop_times=LINE, fare_rules=RULES + rules)
    assert found == [("fare_rules.txt", None, "origin_id", pair, None) for pair in missing]


def test_fare_od_pair_missing_where_nobody_may_board_or_alight_or_gets_nowhere(find):
    times = TIMES + (
        "t1,8:00:00,8:00:00,s1,1,0,1\nt1,8:05:00,8:05:00,s2,2,1,0\nt1,8:09:00,8:09:00,s3,3,1,0\n"
        "t1,8:15:00,8:15:00,s4,4,1,0"
    )
    given = {"stops": STOPS, "stop_times": times}
    found = find("jp_fare_od_pair_missing", **given, fare_rules=RULES + "f1,r1,A,B")
    assert [f[3] for f in found] == ["A → C"]  # s1 and s4 are both 港町


def test_fare_od_pairs_too_many_leaves_the_longest_out(find, monkeypatch):
    times = LINE + "\nt2,9:00:00,9:00:00,s1,1,,\nt2,9:05:00,9:05:00,s3,2,,"
    trips = "route_id,service_id,trip_id\nr1,daily,t1\nr1,daily,t2"
    given = {"stops": STOPS, "stop_times": times, "trips": trips, "fare_rules": RULES + "f1,r1,A,B"}
    assert find("jp_fare_od_pairs_too_many", **given) == []
    assert [f[3] for f in find("jp_fare_od_pair_missing", **given)] == ["A → C", "B → C"]
    monkeypatch.setattr(od, "MOST_PAIRS", 12)
    assert find("jp_fare_od_pairs_too_many", **given) == [("fare_rules.txt", None, None, None, None)]
    assert [f[3] for f in find("jp_fare_od_pair_missing", **given)] == ["A → C"]


DAYS = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
WEEK = DAYS + "平日,1,1,1,1,1,0,0,20200401,20200506\n土日祝,0,0,0,0,0,1,1,20200401,20200506\n"


def test_holiday_not_modelled(find):
    bad = [("calendar.txt", 2, "service_id", "平日", None)]
    assert find("jp_holiday_not_modelled", calendar=WEEK) == bad
    head = "service_id,date,exception_type\n"
    some = head + "".join(f"平日,{day},2\n土日祝,{day},1\n" for day in ("20200429", "20200504", "20200505"))
    assert find("jp_holiday_not_modelled", calendar=WEEK, calendar_dates=some) == bad  # 5月6日は振替休日
    assert find("jp_holiday_not_modelled", calendar=WEEK, calendar_dates=some + "平日,20200506,2\n") == []


def test_holiday_not_modelled_is_silent_without_a_sunday_service_or_holidays(find):
    alone = DAYS + "平日,1,1,1,1,1,0,0,20200401,20200506\n"
    assert find("jp_holiday_not_modelled", calendar=alone) == []
    assert find("jp_holiday_not_modelled", calendar=WEEK.replace("20200506", "20200428")) == []
    assert find("jp_holiday_not_modelled", calendar=WEEK.replace("20200401", "x")) == []
    assert find("jp_holiday_not_modelled", calendar=WEEK.replace("20200506", "99991231")) != []
