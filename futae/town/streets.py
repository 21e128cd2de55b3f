"""The streets of the town as a plan: crossings, and roads that run smoothly through them.

What lives here: the plan and `Streets`, which answers where a road runs and how a bus gets along named crossings.
What does not: stops (stops), bus lines (lines). To grow the town, add crossings and roads here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from futae.town.geometry import Curve, Point, joined, smooth

CROSSINGS: dict[str, Point] = {
    "gate": (0, 0),
    "keyaki": (4, -130),
    "honmachi": (10, -330),
    "market": (30, -835),
    "library_south": (-445, -120),
    "west_honmachi": (-450, -345),
    "amigura": (-585, -350),
    "bridge_west": (-1060, -330),
    "basin": (-430, -930),
    "shipyard": (610, -1010),
    "higashihama": (1500, -870),
    "east_honmachi": (520, -345),
    "hospital_south": (512, -138),
    "ring_west": (-432, 350),
    "ring_east": (560, 330),
    "school": (-120, 1180),
    "hospital": (770, 720),
    "midoridai": (1760, 1300),
    "town_hall": (4330, -2330),
    "lighthouse": (4470, -4700),
    "shrine": (170, 2830),
    "onsen": (-4330, -760),
    "cape": (-5230, -1780),
    "plum_valley": (-2180, 4230),
}
"""Crossings by name, metres east and north of the station gate."""


@dataclass(frozen=True, slots=True)
class Road:
    """One road: crossings (by name) and bends (metres). `speed_kmh` is what a bus makes there without stops."""

    name: str
    course: tuple[str | Point, ...]
    speed_kmh: float = 26.0
    is_loop: bool = False


ROADS: tuple[Road, ...] = (
    Road("plaza", ("gate", (-34, 22), (-40, 50), (-26, 74), (0, 82), (26, 74), (40, 50), (34, 22)), 14, is_loop=True),
    Road("ekimae", ("gate", "keyaki", "honmachi", (22, -600), "market"), 22),
    Road("keyaki", ("library_south", (-220, -128), "keyaki", (260, -130), "hospital_south"), 22),
    Road(
        "coast_west",
        (
            "west_honmachi",
            "amigura",
            (-760, -325),
            (-905, -300),
            "bridge_west",
            (-1260, -560),
            (-1450, -880),
            (-1850, -1190),
            (-2250, -1340),
            (-2700, -1230),
            (-3080, -1000),
            (-3480, -730),
            (-3900, -700),
            "onsen",
            (-4700, -890),
            (-4960, -1330),
            "cape",
        ),
        38,
    ),
    Road("honmachi", ("west_honmachi", (-220, -342), "honmachi", (270, -328), "east_honmachi"), 22),
    Road(
        "harbour",
        (
            "amigura",
            (-600, -560),
            (-580, -780),
            "basin",
            (-230, -850),
            "market",
            (300, -825),
            (500, -900),
            "shipyard",
            (880, -1050),
            (1180, -960),
            "higashihama",
        ),
        26,
    ),
    Road(
        "coast_east",
        (
            "east_honmachi",
            (760, -480),
            (1080, -720),
            "higashihama",
            (1950, -940),
            (2300, -1120),
            (2560, -1450),
            (2900, -1760),
            (3350, -1960),
            (3850, -2080),
            "town_hall",
            (4610, -2760),
            (4560, -3180),
            (4230, -3560),
            (4130, -4020),
            (4330, -4420),
            "lighthouse",
        ),
        38,
    ),
    Road("city_hall", ("west_honmachi", "library_south", (-440, 120), "ring_west", (-330, 780), "school"), 24),
    Road(
        "shrine",
        (
            "school",
            (70, 1420),
            (330, 1560),
            (430, 1720),
            (300, 1850),
            (0, 1870),
            (-230, 1960),
            (-270, 2120),
            (-90, 2230),
            (190, 2270),
            (330, 2390),
            (260, 2560),
            "shrine",
        ),
        22,
    ),
    Road("ring", ("ring_west", (-150, 440), (220, 430), "ring_east"), 26),
    Road(
        "hospital",
        (
            "east_honmachi",
            "hospital_south",
            (520, 110),
            "ring_east",
            "hospital",
            (1060, 925),
            (1400, 1050),
            "midoridai",
        ),
        26,
    ),
    Road(
        "midoridai_loop",
        ("midoridai", (1700, 1620), (1830, 1960), (2150, 2090), (2480, 1950), (2560, 1620), (2350, 1360), (2050, 1240)),
        24,
        is_loop=True,
    ),
    Road(
        "river",
        (
            "bridge_west",
            (-1090, 20),
            (-1190, 420),
            (-1370, 800),
            (-1330, 1250),
            (-1190, 1650),
            (-1290, 2120),
            (-1640, 2500),
            (-1900, 2950),
            (-1820, 3420),
            (-1960, 3860),
            "plum_valley",
        ),
        34,
    ),
)


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
    """The streets of the town (drawn once)."""
    return Streets(ROADS, CROSSINGS)
