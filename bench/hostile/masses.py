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


def _feed(
    name: str, changes: Callable[[], Changes], expect: Expect = "read", codes: tuple[str, ...] = ()
) -> HostileFile:
    def make(path: Path) -> None:
        write_feed(path, changes())

    return HostileFile(f"{name}.zip", make, expect, codes, is_heavy=True)


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


def _japanese_ids() -> Changes:
    """A sound feed of half a million stop times whose trips have Japanese ids, as many operators have them."""
    trips = "".join(f"r1,平日,平日便{n},\n" for n in range(25_000))
    times = "".join(
        f"平日便{n // 20},{_clock(28_800 + 60 * (n % 20))},{_clock(28_800 + 60 * (n % 20))},s{n % 3 + 1},{n % 20}\n"
        for n in range(500_000)
    )
    return {"trips.txt": _TRIP_HEAD + trips, "stop_times.txt": _TIME_HEAD + times}


def _bad_stops_that_are_used() -> Changes:
    """60,000 stops without a place, each with two calls: their calls must not become a second flood."""
    places = "".join(f"q{n},n{n},x,y,0,\n" for n in range(60_000))
    times = "".join(f"t1,08:00:00,08:00:00,q{n % 60_000},{n}\n" for n in range(120_000))
    return {"stops.txt": SOUND["stops.txt"] + places, "stop_times.txt": _TIME_HEAD + times}


def _spaces() -> Changes:
    lines = "".join(f"t1, 08:00:00 , 08:00:00 , s1 , {n}\n" for n in range(300_000))
    return {"stop_times.txt": _TIME_HEAD + lines}


_LARGE = (
    _feed("line_of_50_megabytes", lambda: {"stops.txt": b"a" * 50_000_000}, "any"),
    _feed("cells_of_50_megabytes", lambda: {"stops.txt": _STOP_HEAD + "," * 50_000_000}, "any"),
    _feed("columns_10000", lambda: _columns(10_000), codes=("text_too_many_columns",)),
    _feed("columns_1000000", lambda: _columns(1_000_000), codes=("text_too_many_columns",)),
    _feed("million_line_breaks", lambda: {"stops.txt": SOUND["stops.txt"] + "\n" * 5_000_000}),
    _feed("many_trips_alike", _many_trips),
    _feed("shape_of_a_million_points", lambda: _shape_of(1_000_000)),
    _feed("long_trip_on_long_shape", lambda: _one_long_trip(2_000, 100_000)),
    _feed("stops_on_one_spot", _stops_on_one_spot),
    _feed("routes_alike", _routes_alike),
    _feed("translations_300000", _translations),
    _feed("calendar_dates_500000", _calendar_dates),
    _feed("transfers_crossed", _transfers_crossed),
    _feed("pathways_knot", _pathways_knot),
    _feed("japanese_ids_500000", _japanese_ids, codes=("non_ascii_or_non_printable_char",)),
)

_FLOODS = (
    _feed(
        "million_equal_stop_times",
        lambda: {"stop_times.txt": _TIME_HEAD + "t1,08:00:00,08:00:00,s1,1\n" * 1_000_000},
        "any",
    ),
    _feed(
        "million_equal_trips",
        lambda: {"trips.txt": _TRIP_HEAD + "r1,平日,t1,\n" * 1_000_000},
        codes=("many_repeated_keys",),
    ),
    _feed("unknown_stops_500000", _unknown_stops, codes=("many_unknown_ids",)),
    _feed(
        "million_bad_cells",
        lambda: {"stop_times.txt": _TIME_HEAD + "??,??,??,??,??\n" * 1_000_000},
        codes=("many_bad_cells",),
    ),
    _feed(
        "million_short_rows",
        lambda: {"stop_times.txt": _TIME_HEAD + "".join(f"t1,8:00:00,8:00:00,s{n}\n" for n in range(1_000_000))},
        codes=("many_bad_cells",),
    ),
    _feed(
        "million_long_rows",
        lambda: {"stop_times.txt": _TIME_HEAD + "".join(f"t1,,,s1,{n},,,\n" for n in range(1_000_000))},
        codes=("many_surplus_cells",),
    ),
    _feed(
        "million_empty_rows",
        lambda: {"stops.txt": SOUND["stops.txt"] + ",,,,,\n" * 1_000_000},
        codes=("many_empty_rows",),
    ),
    _feed("spaces_around_commas", _spaces, codes=("many_outer_spaces",)),
    _feed("bad_stops_that_are_used", _bad_stops_that_are_used, codes=("many_bad_cells",)),
    _feed("trips_in_one_block", _trips_in_one_block, codes=("many_trips_in_block",)),
    _feed("very_long_trip_on_shape", lambda: _one_long_trip(20_000, 20_000), codes=("many_calls_in_trip",)),
    _feed("fares_crossed", _fares_crossed, codes=("many_unknown_ids",)),
    _feed("calendars_of_ages", _calendars_of_ages, codes=("calendar_cut",)),
    _feed(
        "unknown_files_9900",
        lambda: {f"memo_{n}.txt": "a\n1\n" for n in range(9_900)},
        codes=("many_unknown_files",),
    ),
)
"""Of these the canonical engine would make gigabytes of findings, or compare all with all."""

MASSES = (*_LARGE, *_FLOODS)
