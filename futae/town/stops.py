"""A stop place of the town, and where its poles stand.

What lives here: `StopPlace` and `Pole`, worked out from the streets: a pole stands to the left of the bus. What does
not: the places themselves (places), lines, GTFS rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from futae.town.geometry import Point
from futae.town.streets import Leg, streets
from futae.town.words import Name

BERTHS = 6
Kind = Literal["poles", "point", "landing"]
_FIRST_BERTH_M, _BERTH_GAP_M = 52.0, 23.0
_ASIDE_M, _AHEAD_M = 5.0, 12.0


@dataclass(frozen=True, slots=True)
class StopPlace:
    """One stop place: `code` begins its stop ids, `near` (metres) is brought to the nearest point of `road`. It has
    two poles (one for each direction), or is one point on the road, or a landing at `near` itself, of any lane."""

    code: str
    name: Name
    zone: str
    road: str
    near: Point
    kind: Kind = "poles"

    @property
    def mark(self) -> float:
        """Arc length on the road, metres."""
        curve = streets().curves[self.road]
        return curve.nearest(self.near, 0, curve.length)[0]

    @property
    def point(self) -> Point:
        """The point on the road, metres."""
        return streets().curves[self.road].at(self.mark)


@dataclass(frozen=True, slots=True)
class Pole:
    """One pole of a place. `platform` is '' where nobody needs one."""

    stop_id: str
    place: StopPlace
    point: Point
    mark: float
    platform: str = ""


def stop(
    code: str, ja: str, kana: str, en: str, zone: str, road: str, east: float, north: float, kind: Kind = "poles"
) -> StopPlace:
    """One row of the tables of places."""
    return StopPlace(code, Name(ja, kana, en), zone, road, (east, north), kind)


def pole(place: StopPlace, leg: Leg, berth: int | None = None) -> Pole:
    """The pole where a bus on `leg` stops: `_1` along the road, `_2` against it; in the station square by berth.
    A point and a landing are one pole for all."""
    curve = streets().curves[leg.road]
    if place.kind == "landing":
        return Pole(place.code, place, place.near, curve.nearest(place.near, 0, curve.length)[0])
    if place.kind == "point":
        return Pole(place.code, place, place.point, place.mark)
    mark = place.mark if berth is None else _FIRST_BERTH_M + (berth - 1) * _BERTH_GAP_M
    sense = 1.0 if leg.end > leg.start else -1.0
    (x, y), (dx, dy) = curve.at(mark), curve.heading(mark)
    dx, dy = dx * sense, dy * sense
    ahead = _AHEAD_M if berth is None else 0.0
    number = berth if berth is not None else (1 if sense > 0 else 2)
    point = (x - dy * _ASIDE_M + dx * ahead, y + dx * _ASIDE_M + dy * ahead)
    return Pole(f"{place.code}_{number}", place, point, mark, str(berth) if berth is not None else "")
