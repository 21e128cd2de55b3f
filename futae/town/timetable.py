"""How long a bus, ship or train needs from stop to stop.

What lives here: `Drive`: the shape of a pattern with distance and minutes at each stop. What does not: when they leave
(departures), which days are which (days), GTFS rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from futae.town.geometry import Curve
from futae.town.lines import Pattern
from futae.town.places import BY_CODE
from futae.town.stops import Pole, StopPlace, pole
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
        on_road = plan.curves[legs[leg_index].road].at(stop.mark)
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
        if leg.road != place.road and place.kind != "landing":
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
