"""Statistics of a feed: exact values on built tables, what breaks gtfs-kit, and gtfs-kit's own reader as oracle.

What does not live here: storing and serving them.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import gtfs_kit
import polars as pl
import pytest

from feeds.inspect import inspect
from feeds.statistics import boxed, feed_statistics
from feeds.statistics_tables import MAX_DATES, REASONS
from feeds.tables import TextTables, read_tables, write_tables

ON = date(2026, 4, 1)
CALENDAR = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"


def table(header: str, *rows: str) -> pl.DataFrame:
    names = header.split(",")
    cells = [row.split(",") for row in rows]
    data = {name: [r[i] if i < len(r) else None for r in cells] for i, name in enumerate(names)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(names, pl.String))
    return frame.with_columns(_row=pl.int_range(2, len(rows) + 2, dtype=pl.Int64))


def town(**changed: pl.DataFrame | None) -> TextTables:
    """Route R: each weekday four trips out (8:00, 8:30, 9:30, 24:10) and one back (8:15), 10 minutes each; on Saturdays
    one trip out. Five kilometres of line. A table given as None is left out."""
    out = [("T1", "8:00:00", "8:10:00"), ("T2", "08:30:00", "08:40:00"), ("T3", "9:30:00", "9:40:00"),
           ("T4", "24:10:00", "24:20:00"), ("S1", "10:00:00", "10:10:00")]  # fmt: skip
    times = [f"{t},{a},{a},A,1\n{t},{b},{b},B,2" for t, a, b in out] + [
        "U1,8:15:00,8:15:00,B,1\nU1,8:25:00,8:25:00,A,2"
    ]
    tables = {
        "stops": table("stop_id,stop_name,stop_lat,stop_lon", "A,駅前,35.0,137.0", "B,港,35.0,137.0548"),
        "routes": table("route_id,route_short_name,route_long_name,route_type", "R,,港線,3"),
        "trips": table("route_id,service_id,trip_id,direction_id,shape_id",
                       *(f"R,W,{t},0,L" for t in ("T1", "T2", "T3", "T4")), "R,W,U1,1,L", "R,S,S1,0,L"),
        "stop_times": table("trip_id,arrival_time,departure_time,stop_id,stop_sequence", *"\n".join(times).split("\n")),
        "shapes": table("shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence", "L,35.0,137.0,1", "L,35.0,137.0548,2"),
        "calendar": table(CALENDAR, "W,1,1,1,1,1,0,0,20260401,20260430", "S,0,0,0,0,0,1,0,20260401,20260430"),
    }  # fmt: skip
    return TextTables({k: v for k, v in {**tables, **changed}.items() if v is not None})


def statistics(**changed: pl.DataFrame | None) -> dict:
    found = feed_statistics(town(**changed), received_on=ON)
    json.dumps(found, allow_nan=False)  # plain JSON whatever the feed was
    return found


def reasons(found: dict) -> dict[str, int]:
    return {one["reason"]: one["count"] for one in found["missing"]}


def test_a_whole_feed():
    found = statistics()
    assert (found["status"], found["missing"]) == ("full", [])
    assert (found["first_on"], found["last_on"], found["service_days"]) == ("2026-04-01", "2026-04-30", 26)
    assert (found["reference_date"], found["reference_days"]) == ("2026-04-01", 22)
    days = {one["date"]: one for one in found["service_by_date"]}
    assert len(days) == 26
    assert days["2026-04-04"] == {
        "date": "2026-04-04", "trips": 1, "routes": 1, "first_departure": "10:00:00", "last_departure": "10:00:00",
    }  # fmt: skip
    assert days["2026-04-30"]["trips"] == 5
    assert days["2026-04-30"]["last_departure"] == "24:10:00"
    assert "2026-04-05" not in days
    assert found["departures_by_hour"] == [1, *[0] * 7, 3, 1, *[0] * 14]
    assert found["trips"]["count"] == found["trips"]["timed"] == 5
    assert found["trips"]["duration_mean_s"] == 600
    assert found["trips"]["distance_mean_m"] == pytest.approx(5000, abs=10)
    (route,) = found["routes"]
    assert route["speed_kmh"] == 30.0
    del route["speed_kmh"], route["distance_mean_m"], route["service_distance_m"]
    assert route == {
        "route_id": "R", "name": "港線", "trips": 5, "trips_timed": 5, "stop_patterns": 2, "is_bidirectional": True,
        "first_departure": "08:00:00", "last_departure": "24:10:00", "last_arrival": "24:20:00",
        "headway_min": 45.0, "headway_mean_s": 2700, "headway_least_s": 1800, "headway_most_s": 3600,
        "peak_trips": 1, "peak_from": "08:00:00", "peak_to": "08:10:00",
        "duration_mean_s": 600, "service_duration_s": 3000,
    }  # fmt: skip


def test_the_usual_day_is_the_kind_there_are_most_of():
    calendar = table(CALENDAR, "W,1,1,1,1,1,0,0,20260401,20260403", "S,0,0,0,0,0,1,0,20260401,20260430")
    found = statistics(calendar=calendar)
    assert (found["reference_date"], found["reference_days"]) == ("2026-04-04", 4)
    assert found["routes"][0]["trips"] == 1


@pytest.mark.parametrize(
    ("changed", "expected", "status"),
    [
        ({"shapes": None}, {"no_shape": 5}, "partial"),
        ({"shapes": table("shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence", "L,35.0,137.0,1", "L,x,y,2")},
         {"no_shape": 5}, "partial"),
        ({"stops": table("stop_id,stop_lat,stop_lon", "A,35.0,137.0", "B,999,inf")}, {"no_position": 5}, "partial"),
        ({"stops": table("stop_id,stop_lat,stop_lon", "A,,", "B,,")}, {"no_position": 5}, "partial"),
        ({"stops": None}, {"no_position": 5}, "partial"),
        ({"routes": None}, {"no_trips": 1, "trips_without_route": 6}, "none"),
        ({"trips": None}, {"no_trips": 1}, "none"),
        ({"stop_times": None}, {"no_trips": 1}, "none"),
        ({"calendar": None}, {"no_service": 2}, "none"),
        ({"trips": table("route_id,service_id,trip_id,shape_id", "R,W,T1,L", "R,W,T2,L")}, {"no_direction": 1}, "full"),
        ({"stop_times": table("trip_id,departure_time,stop_id,stop_sequence", "T1,,A,1", "T1,,B,2", "T2,8:00:00,A,1",
                              "T2,8:10:00,B,2")}, {"untimed_trips": 1}, "partial"),
        ({"stop_times": table("trip_id,departure_time,stop_id,stop_sequence", "T1,25:61:00,A,1", "T1,x,B,2")},
         {"untimed_trips": 1}, "partial"),
        ({"stop_times": table("trip_id,stop_id", "T1,A")}, {"no_trips": 1}, "none"),
        ({"stop_times": table("trip_id,departure_time,stop_id,stop_sequence", "T1,8:00:00,A,1")}, {}, "full"),
        ({"frequencies": table("trip_id,start_time,end_time,headway_secs", "T1,8:00:00,9:00:00,0")},
         {"frequencies_unreadable": 1}, "partial"),
        ({"frequencies": table("trip_id,start_time,end_time,headway_secs", "T1,0:00:00,999:00:00,1")},
         {"frequencies_too_many": 1}, "partial"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_the_rest_is_given(changed, expected, status):
    found = statistics(**changed)
    assert (reasons(found), found["status"]) == (expected, status)
    assert all((one["ja"], one["en"]) == REASONS[one["reason"]] for one in found["missing"])
    if status != "none":
        assert found["routes"][0]["trips"] >= 1
        assert found["service_by_date"]


def test_frequencies_are_departures():
    every = table("trip_id,start_time,end_time,headway_secs", "T1,06:00:00,08:00:00,1200", "T1,08:00:00,08:30:00,600")
    found = statistics(frequencies=every)
    assert found["routes"][0]["trips"] == found["routes"][0]["trips_timed"] == 4 + 9
    assert found["service_by_date"][0]["trips"] == 13
    assert found["service_by_date"][0]["first_departure"] == "06:00:00"
    assert found["departures_by_hour"][6:10] == [3, 3, 5, 1]
    assert sum(found["departures_by_hour"]) == 13


def test_one_far_position_spoils_only_its_own_trips():
    stops = table("stop_id,stop_lat,stop_lon", "A,35.0,137.0", "B,35.0,137.0548", "C,35.0,137.01", "D,0.0,0.0")
    times = ["T1,8:00:00,A,1", "T1,8:10:00,B,2", "T2,8:00:00,A,1", "T2,8:10:00,D,2", "U1,8:00:00,C,1", "U1,8:09:00,B,2"]
    found = statistics(stops=stops, stop_times=table("trip_id,departure_time,stop_id,stop_sequence", *times))
    assert reasons(found) == {"no_position": 1}
    assert found["trips"]["distance_mean_m"] == pytest.approx(4543, abs=10)


def test_a_calendar_without_end_is_cut_and_says_so():
    for_ever = table(CALENDAR, "W,1,1,1,1,1,1,1,19700101,99991231")
    found = statistics(calendar=for_ever)
    assert len(found["service_by_date"]) == MAX_DATES
    assert found["service_by_date"][0]["date"] == "2025-03-31"
    assert (found["first_on"], found["last_on"]) == ("1970-01-01", "2100-12-31")
    assert reasons(found) == {"dates_cut": found["service_days"] - MAX_DATES}


def test_the_boxed_entry_reads_parquet(tmp_path):
    write_tables(town(), tmp_path / "tables")
    assert boxed(tmp_path / "tables", tmp_path, received_on="2026-04-01") == statistics()


REAL = ("unobus_2020.zip", "gtfs.0003.lim.GMA.zip")


@pytest.mark.real
@pytest.mark.filterwarnings("ignore")  # pandas' words about gtfs-kit, which is called here directly
@pytest.mark.parametrize("name", REAL)
def test_equal_to_what_gtfs_kit_finds_by_its_own_reader(shared_data: Path, tmp_path: Path, name: str):
    path = shared_data / "gtfs-jp" / name
    inspect(path, tmp_path, file_name=path.name, reference_date="2020-01-15")
    found = feed_statistics(TextTables(read_tables(tmp_path / "tables")), received_on=date(2019, 4, 1))
    theirs = gtfs_kit.read_feed(path, dist_units="m")
    activity = theirs.compute_trip_activity(theirs.get_dates())
    counts = activity.drop(columns="trip_id").sum()
    ours = {one["date"].replace("-", ""): one["trips"] for one in found["service_by_date"]}
    assert ours == {day: int(n) for day, n in counts.items() if n}
    on = found["reference_date"].replace("-", "")
    stats = theirs.compute_trip_stats(compute_dist_from_shapes=True)
    routes = theirs.compute_route_stats([on], stats).set_index("route_id")
    assert [one["route_id"] for one in found["routes"]] == sorted(routes.index)
    for one in found["routes"]:
        other = routes.loc[one["route_id"]]
        assert one["trips"] == other["num_trips"]
        assert (one["first_departure"], one["last_arrival"]) == (other["start_time"], other["end_time"])
        assert one["service_duration_s"] == round(other["service_duration"] * 3600)
        assert one["peak_trips"] == other["peak_num_trips"]
        if one["service_distance_m"] is None:
            assert other["service_distance"] != other["service_distance"]
        else:
            assert one["service_distance_m"] == pytest.approx(other["service_distance"] * 1000, rel=0.002)
        if other["mean_headway"] == other["mean_headway"]:
            assert one["headway_mean_s"] == round(other["mean_headway"] * 60)
