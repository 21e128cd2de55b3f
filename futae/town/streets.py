"""The streets of the town: where a road runs, and how one gets along named crossings.

What lives here: `Streets`. What does not: the plan of the roads (roads), stops (stops), lines (lines).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from futae.town.geometry import Curve, Point, joined, smooth
from futae.town.roads import CROSSINGS, LANES, ROADS, TRACKS, Road


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive along one road between two arc lengths."""

    road: str
    start: float
    end: float


class Streets:
    """The drawn roads: a curve for each, and where its crossings lie on it."""

    def __init__(self, roads: tuple[Road, ...], crossings: dict[str, Point]) -> None:
        self.roads = {road.name: road for road in roads}
        self.loops = {road.name for road in roads if road.is_loop}
        self.curves: dict[str, Curve] = {}
        self.marks: dict[str, dict[str, float]] = {}
        for road in roads:
            points = [crossings[p] if isinstance(p, str) else p for p in road.course]
            curve = Curve(smooth(points, step=6.0 if road.name == "plaza" else 25.0, closed=road.is_loop))
            self.curves[road.name] = curve
            names = [p for p in road.course if isinstance(p, str)]
            self.marks[road.name] = {n: curve.nearest(crossings[n], 0, curve.length)[0] for n in names}

    def legs(self, way: tuple[str, ...]) -> list[Leg]:
        """The drive along crossings; the name of a loop means: once round it, from its one crossing.
        Raises ValueError where two crossings share no road."""
        out: list[Leg] = []
        here = ""
        for name in way:
            if name in self.loops:
                out.append(Leg(name, 0.0, self.curves[name].length))
                continue
            if here and name != here:
                out.append(self._leg(here, name))
            here = name
        return out

    def _leg(self, a: str, b: str) -> Leg:
        legs = [Leg(road, marks[a], marks[b]) for road, marks in self.marks.items() if a in marks and b in marks]
        if not legs:
            raise ValueError(f"no road joins {a} and {b}")
        return min(legs, key=lambda leg: abs(leg.end - leg.start))

    def drive(self, legs: list[Leg]) -> Curve:
        """The legs as one curve with rounded corners."""
        return joined([self.curves[leg.road].cut(leg.start, leg.end) for leg in legs])


@cache
def streets() -> Streets:
    """The streets, the railway and the lanes of the ships (drawn once)."""
    return Streets((*ROADS, *TRACKS, *LANES), CROSSINGS)
