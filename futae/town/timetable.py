"""Departures of the town's buses, and how long a bus needs from stop to stop.

What lives here: the departure tables per pattern and kind of day, and `Drive`: the shape of a pattern with distance and
minutes at each stop. What does not: which days are which (days), GTFS rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from futae.town.days import HOLIDAY, SATURDAY, WEEKDAY
from futae.town.geometry import Curve
from futae.town.lines import Pattern
from futae.town.stops import BY_CODE, Pole, StopPlace, pole
from futae.town.streets import Leg, streets

_DWELL_S = 18.0
_REACH_M = 25.0


@dataclass(frozen=True, slots=True)
class Call:
    """A bus at a pole: metres along the shape, whole minutes after the departure."""

    pole: Pole
    distance_m: float
    minute: int


@dataclass(frozen=True, slots=True)
class Drive:
    """One pattern as driven: the shape from first to last stop, and its calls."""

    shape: Curve
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Departures from `first` to `last` ('6:40'), every so many minutes."""

    first: str
    last: str
    minutes: int

    def starts(self) -> Iterator[int]:
        """Departures in minutes after midnight."""
        yield from range(_minute(self.first), _minute(self.last) + 1, self.minutes)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


_WEEK, _SAT, _SUN = WEEKDAY, SATURDAY, HOLIDAY
_LAST_MINUTE = 24 * 60

DEPARTURES: dict[str, dict[str, tuple[Every, ...]]] = {
    "1R": {
        _WEEK: (Every("6:40", "9:00", 20), Every("9:30", "16:00", 30), Every("16:20", "19:20", 20)),
        _SAT: (Every("7:30", "18:30", 30),),
        _SUN: (Every("8:00", "18:00", 40),),
    },
    "1L": {
        _WEEK: (Every("6:50", "9:10", 20), Every("9:45", "15:45", 30), Every("16:10", "19:30", 20)),
        _SAT: (Every("7:45", "18:45", 30),),
        _SUN: (Every("8:20", "18:20", 40),),
    },
    "2A": {
        _WEEK: (Every("6:35", "18:35", 60), Every("19:50", "19:50", 60)),
        _SAT: (Every("7:05", "18:05", 60),),
        _SUN: (Every("7:35", "17:35", 60),),
    },
    "2B": {
        _WEEK: (Every("6:20", "18:20", 60), Every("19:25", "19:25", 60)),
        _SAT: (Every("7:50", "18:50", 60),),
        _SUN: (Every("8:20", "18:20", 60),),
    },
    "2C": {_WEEK: (Every("7:05", "8:05", 60), Every("17:05", "20:35", 70)), _SAT: (Every("19:15", "19:15", 60),)},
    "2D": {_WEEK: (Every("6:55", "8:55", 40), Every("17:45", "18:45", 60)), _SAT: (Every("7:15", "7:15", 60),)},
    "3A": {
        _WEEK: (Every("7:10", "8:40", 30), Every("9:40", "17:40", 60), Every("18:30", "18:30", 60)),
        _SAT: (Every("8:10", "17:10", 60),),
        _SUN: (Every("8:10", "17:10", 45),),
    },
    "3B": {
        _WEEK: (Every("7:32", "9:02", 30), Every("10:02", "18:02", 60), Every("18:55", "18:55", 60)),
        _SAT: (Every("8:35", "17:35", 60),),
        _SUN: (Every("8:35", "17:35", 45),),
    },
    "4A": {
        _WEEK: (Every("6:55", "18:55", 60),),
        _SAT: (Every("7:25", "17:25", 60),),
        _SUN: (Every("7:25", "17:55", 45),),
    },
    "4B": {
        _WEEK: (Every("7:30", "19:30", 60),),
        _SAT: (Every("8:00", "18:00", 60),),
        _SUN: (Every("8:00", "18:30", 45),),
    },
    "5A": {
        _WEEK: (Every("6:45", "8:45", 20), Every("9:15", "16:45", 30), Every("17:05", "21:05", 20)),
        _SAT: (Every("7:20", "19:50", 30),),
        _SUN: (Every("7:50", "19:10", 40),),
    },
    "5B": {
        _WEEK: (Every("6:15", "8:55", 20), Every("9:35", "17:05", 30), Every("17:25", "20:25", 20)),
        _SAT: (Every("6:55", "19:25", 30),),
        _SUN: (Every("7:25", "18:45", 40),),
    },
    "6A": {
        _WEEK: (Every("7:00", "9:00", 60), Every("10:30", "16:30", 90), Every("17:15", "19:15", 60)),
        _SAT: (Every("8:15", "17:15", 90),),
        _SUN: (Every("9:00", "16:30", 90),),
    },
    "6B": {
        _WEEK: (Every("6:30", "9:30", 60), Every("11:05", "17:05", 90), Every("17:50", "19:50", 60)),
        _SAT: (Every("7:35", "18:05", 90),),
        _SUN: (Every("8:20", "17:20", 90),),
    },
    "SA": {_WEEK: (Every("7:25", "7:25", 60),)},
    "SB": {_WEEK: (Every("15:10", "16:20", 70),)},
}
"""Departures at the first stop by pattern and kind of day."""


def departures(pattern_id: str, service_id: str) -> list[int]:
    """Departures of a pattern on a kind of day, minutes after midnight, ascending; empty where nothing runs."""
    return [start for every in DEPARTURES[pattern_id].get(service_id, ()) for start in every.starts()]


@cache
def drive(pattern: Pattern) -> Drive:
    """The pattern as driven; raises ValueError where a stop does not lie on the way."""
    plan = streets()
    legs = plan.legs(pattern.way)
    whole = plan.drive(legs)
    found: list[tuple[Pole, float, float]] = []
    leg_index, mark, drift = 0, legs[0].start, 0.0
    for name in pattern.stops:
        code, _, berth = name.partition("#")
        place = BY_CODE[code]
        leg_index, stop = _next_leg(legs, leg_index, mark, place, int(berth) if berth else None)
        expected, seconds = _travelled(legs, leg_index, stop.mark)
        on_road = plan.curves[place.road].at(stop.mark)
        distance, _ = whole.nearest(on_road, expected + drift - _REACH_M, expected + drift + _REACH_M)
        found.append((stop, distance, seconds))
        mark, drift = stop.mark, distance - expected
    start = found[0][1]
    calls: list[Call] = []
    for k, (stop, distance, seconds) in enumerate(found):
        minute = round((seconds - found[0][2] + _DWELL_S * k) / 60)
        calls.append(Call(stop, distance - start, max(minute, calls[-1].minute + 1) if calls else 0))
    shape = whole.cut(start, found[-1][1])
    calls[-1] = replace(calls[-1], distance_m=shape.length)
    return Drive(shape, tuple(calls))


def _next_leg(legs: list[Leg], begin: int, mark: float, place: StopPlace, berth: int | None) -> tuple[int, Pole]:
    for k in range(begin, len(legs)):
        leg = legs[k]
        if leg.road != place.road:
            continue
        stop = pole(place, leg, berth)
        low, high = min(leg.start, leg.end), max(leg.start, leg.end)
        is_behind = k == begin and (stop.mark - mark) * (leg.end - leg.start) < 0
        if low - 1 <= stop.mark <= high + 1 and not is_behind:
            return k, stop
        mark = stop.mark
    raise ValueError(f"{place.name.ja} does not lie on the way")


def _travelled(legs: list[Leg], index: int, mark: float) -> tuple[float, float]:
    """Metres and seconds from the begin of the way to a mark on one leg."""
    roads = streets().roads
    lengths = [abs(leg.end - leg.start) for leg in legs[:index]] + [abs(mark - legs[index].start)]
    seconds = sum(
        metres * 3.6 / roads[leg.road].speed_kmh for metres, leg in zip(lengths, legs[: index + 1], strict=True)
    )
    return sum(lengths), seconds
