"""Feeds that are well-formed but heavy: rows without end, and shapes that cost a careless rule the square of them.

What does not live here: odd single cells (cells), bombs that must be refused unread (archives).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.hostile.feed import SOUND, write_feed
from bench.hostile.kinds import Expect, HostileFile

_TIME_HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
_TRIP_HEAD = "route_id,service_id,trip_id,shape_id\n"
_STOP_HEAD = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
_SHAPE_HEAD = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"

Changes = dict[str, bytes | str | None]


def _feed(name: str, changes: Callable[[], Changes], expect: Expect = "any", *, may_end: bool = False) -> HostileFile:
    def make(path: Path) -> None:
        write_feed(path, changes())

    return HostileFile(f"{name}.zip", make, expect, may_end=may_end, is_heavy=True)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _position(number: int) -> str:
    return f"{34 + number % 1000 / 5000:.5f},{133 + number // 1000 / 5000:.5f}"


def _trips_in_one_block() -> Changes:
    count = 20_000
    lines = "".join(f"r1,平日,t{n},,b1\n" for n in range(count))
    times = "".join(f"t{n},08:00:00,08:00:00,s1,1\nt{n},09:00:00,09:00:00,s2,2\n" for n in range(count))
    return {
        "trips.txt": "route_id,service_id,trip_id,shape_id,block_id\n" + lines,
        "stop_times.txt": _TIME_HEAD + times,
    }


def _one_long_trip(stops: int, points: int) -> Changes:
    """A trip of many stops along a shape of many points that goes to and fro: matching is stops × points."""
    places = "".join(f"s{n},n{n},{_position(n)},0,\n" for n in range(stops))
    times = "".join(f"t1,{_clock(60 * n)},{_clock(60 * n)},s{n},{n}\n" for n in range(stops))
    shape = "".join(f"h1,{_position(n * 7919 % points)},{n}\n" for n in range(points))
    return {
        "stops.txt": _STOP_HEAD + places,
        "trips.txt": _TRIP_HEAD + "r1,平日,t1,h1\n",
        "stop_times.txt": _TIME_HEAD + times,
        "shapes.txt": _SHAPE_HEAD + shape,
    }


def _many_trips() -> Changes:
    """100,000 trips of six calls, all alike."""
    trips = "".join(f"r1,平日,t{n},\n" for n in range(100_000))
    six = [f"{_clock(28_800 + 300 * k)},{_clock(28_800 + 300 * k)},s{k % 3 + 1},{k}\n" for k in range(6)]
    times = "".join(f"t{n}," + f"t{n},".join(six) for n in range(100_000))
    return {"trips.txt": _TRIP_HEAD + trips, "stop_times.txt": _TIME_HEAD + times}


def _stops_on_one_spot() -> Changes:
    return {"stops.txt": _STOP_HEAD + "".join(f"s{n},同じ名前,34.68,133.9,0,\n" for n in range(100_000))}


def _routes_alike() -> Changes:
    head = "route_id,agency_id,route_short_name,route_long_name,route_type\n"
    return {"routes.txt": head + "".join(f"r{n},8000020130001,1,港線,3\n" for n in range(50_000))}


def _fares_crossed() -> Changes:
    rules = "".join(f"f{n % 300},r1,z{n // 300},z{n % 300}\n" for n in range(300_000))
    attributes = "".join(f"f{n},{n},JPY,0,0\n" for n in range(300))
    return {
        "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers\n" + attributes,
        "fare_rules.txt": "fare_id,route_id,origin_id,destination_id\n" + rules,
    }


def _translations() -> Changes:
    head = "table_name,field_name,language,translation,field_value\n"
    return {"translations.txt": head + "".join(f"stops,stop_name,l{n},訳{n},港{n}\n" for n in range(300_000))}


def _calendar_dates() -> Changes:
    lines = "".join(f"x{n},{20260101 + n % 28},1\n" for n in range(500_000))
    return {"calendar_dates.txt": "service_id,date,exception_type\n" + lines}


def _transfers_crossed() -> Changes:
    places = "".join(f"s{n},n{n},{_position(n)},0,\n" for n in range(600))
    lines = "".join(f"s{a},s{b},2,60\n" for a in range(600) for b in range(600))
    return {
        "stops.txt": _STOP_HEAD + places,
        "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n" + lines,
    }


def _shape_of(points: int) -> Changes:
    lines = "".join(f"h1,{_position(n)},{n}\n" for n in range(points))
    return {"shapes.txt": _SHAPE_HEAD + lines, "trips.txt": _TRIP_HEAD + "r1,平日,t1,h1\nr1,平日,t2,h1\n"}


def _pathways_knot() -> Changes:
    places = "s0,駅,34.7,133.9,1,\n" + "".join(f"s{n},n,34.7,133.9,3,s0\n" for n in range(1, 500))
    lines = "".join(f"p{a}_{b},s{a},s{b},1,1\n" for a in range(1, 500) for b in range(1, 200))
    head = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\n"
    return {"stops.txt": _STOP_HEAD + places, "pathways.txt": head + lines}


def _calendars_of_ages() -> Changes:
    """Twenty services that each run every day for ten thousand years."""
    services = "".join(f"y{n},1,1,1,1,1,1,1,00010101,99991231\n" for n in range(20))
    trips = "".join(f"r1,y{n},z{n},\n" for n in range(20))
    return {"calendar.txt": SOUND["calendar.txt"] + services, "trips.txt": SOUND["trips.txt"] + trips}


def _unknown_stops() -> Changes:
    return {"stop_times.txt": _TIME_HEAD + "".join(f"t1,08:00:00,08:00:00,q{n},{n}\n" for n in range(500_000))}


def _columns(count: int) -> Changes:
    return {"stops.txt": ",".join(f"c{n}" for n in range(count)) + "\n" + "1," * (count - 1) + "\n"}


_ANSWERED = (
    _feed("line_of_50_megabytes", lambda: {"stops.txt": b"a" * 50_000_000}),
    _feed("cells_of_50_megabytes", lambda: {"stops.txt": _STOP_HEAD + "," * 50_000_000}),
    _feed("columns_10000", lambda: _columns(10_000)),
    _feed(
        "million_equal_stop_times", lambda: {"stop_times.txt": _TIME_HEAD + "t1,08:00:00,08:00:00,s1,1\n" * 1_000_000}
    ),
    _feed("million_line_breaks", lambda: {"stops.txt": SOUND["stops.txt"] + "\n" * 5_000_000}),
    _feed("many_trips_alike", _many_trips, "read"),
    _feed("shape_of_a_million_points", lambda: _shape_of(1_000_000), "read"),
    _feed("long_trip_on_long_shape", lambda: _one_long_trip(2_000, 100_000), "read"),
    _feed("stops_on_one_spot", _stops_on_one_spot, "read"),
    _feed("routes_alike", _routes_alike, "read"),
    _feed("translations_300000", _translations, "read"),
    _feed("calendar_dates_500000", _calendar_dates, "read"),
    _feed("transfers_crossed", _transfers_crossed, "read"),
    _feed("pathways_knot", _pathways_knot, "read"),
)

_ENDED = (
    _feed("columns_1000000", lambda: _columns(1_000_000), may_end=True),
    _feed("million_equal_trips", lambda: {"trips.txt": _TRIP_HEAD + "r1,平日,t1,\n" * 1_000_000}, may_end=True),
    _feed("unknown_stops_500000", _unknown_stops, may_end=True),
    _feed("million_bad_cells", lambda: {"stop_times.txt": _TIME_HEAD + "??,??,??,??,??\n" * 1_000_000}, may_end=True),
    _feed("million_empty_rows", lambda: {"stops.txt": SOUND["stops.txt"] + ",,,,,\n" * 1_000_000}, may_end=True),
    _feed("trips_in_one_block", _trips_in_one_block, may_end=True),
    _feed("very_long_trip_on_shape", lambda: _one_long_trip(20_000, 20_000), may_end=True),
    _feed("fares_crossed", _fares_crossed, may_end=True),
    _feed("calendars_of_ages", _calendars_of_ages, may_end=True),
    _feed("unknown_files_9900", lambda: {f"memo_{n}.txt": "a\n1\n" for n in range(9_900)}, may_end=True),
)
"""Engines hold every notice in memory or compare all with all: the box ends these."""

MASSES = (*_ANSWERED, *_ENDED)
