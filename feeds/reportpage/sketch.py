"""A small drawing: where in the feed the findings lie. Plain vectors over the feed's own stops; no map of anyone.

What does not live here: the SVG (report.html.j2), the map pages (web).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from terms.geo import Bounds, Place, union_all
from terms.notices import Notice, Severity
from terms.reports import Report

WIDTH, TALLEST, SHORTEST, EDGE = 640.0, 520.0, 200.0, 24.0
"""Units of the drawing."""
MOST = 200
"""Findings drawn; those of one place are one sign."""
NUMBERED = 60
"""Signs that carry their number, the worst first; the others are small."""
FAR = 2.5
_METRES = 111_320.0
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Sign:
    """One place with findings: where, its number in the tables, how many lie there, and the worst of them."""

    x: float
    y: float
    number: int
    count: int
    severity: Severity
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The drawing in its own units, y downward. `numbers` tells the sign of each notice drawn, by its `id`; `bar` is a
    length of `bar_text` on the ground; `left_out` counts findings with a place far outside the feed."""

    width: float
    height: float
    stops: tuple[tuple[float, float], ...]
    signs: tuple[Sign, ...]
    numbers: Mapping[int, int]
    bar: float
    bar_text: str
    left_out: int


def sketch(report: Report) -> Sketch | None:
    """The drawing of a report; None when nothing of it has a place."""
    stops = stop_places(report.sketch)
    placed = [n for n in report.notices if n.place is not None and _on_earth(n.place)]
    box = report.bounds or union_all(Bounds(p.lon, p.lat, p.lon, p.lat) for p in stops)
    if box is None:
        box = union_all(Bounds(n.place.lon, n.place.lat, n.place.lon, n.place.lat) for n in placed if n.place)
    if box is None or not (stops or placed):
        return None
    box = _grown(_without_far(box, stops))
    inside = [n for n in placed if n.place and _within(n.place, box)]
    project, height, unit_m = _projection(box)
    signs, numbers = _signs(inside, project)
    bar_m = _round_length(WIDTH / 4 * unit_m)
    text = f"{bar_m / 1000:g} km" if bar_m >= 1000 else f"{bar_m:g} m"
    shown = tuple(project(p) for p in stops if _within(p, box))
    return Sketch(WIDTH, height, shown, signs, numbers, round(bar_m / unit_m, 1), text, len(placed) - len(inside))


def stop_places(text: str) -> list[Place]:
    """The stops that a report's `sketch` names (`lon,lat lon,lat …`)."""
    pairs = (pair.split(",") for pair in text.split())
    return [Place(float(lon), float(lat)) for lon, lat in pairs]


def _without_far(box: Bounds, stops: list[Place]) -> Bounds:
    """The box of all stops but the outermost twentieth when those alone make it `FAR` times as wide or high: one stop
    in the sea must not shrink the town to a dot."""
    if len(stops) < 20:
        return box
    lons, lats = sorted(p.lon for p in stops), sorted(p.lat for p in stops)
    cut = max(1, len(stops) // 40)
    west, east, south, north = lons[cut], lons[-1 - cut], lats[cut], lats[-1 - cut]
    wide, tall = max(east - west, 1e-3), max(north - south, 1e-3)
    if box.east - box.west <= FAR * wide and box.north - box.south <= FAR * tall:
        return box
    return Bounds(west - wide / 4, south - tall / 4, east + wide / 4, north + tall / 4)


def _on_earth(place: Place) -> bool:
    return math.isfinite(place.lon + place.lat) and abs(place.lon) <= 180 and abs(place.lat) <= 85


def _grown(box: Bounds) -> Bounds:
    """At least 400 m wide and high, and a tenth more, so that nothing lies on the edge."""
    lat = (box.south + box.north) / 2
    least = 400 / _METRES
    wide = max((box.east - box.west) * 0.05, (least / _cos(lat) - (box.east - box.west)) / 2, 0.0)
    high = max((box.north - box.south) * 0.05, (least - (box.north - box.south)) / 2, 0.0)
    return Bounds(box.west - wide, box.south - high, box.east + wide, box.north + high)


def _cos(lat: float) -> float:
    return max(math.cos(math.radians(lat)), 0.05)


def _within(place: Place, box: Bounds) -> bool:
    return box.west <= place.lon <= box.east and box.south <= place.lat <= box.north


def _projection(box: Bounds) -> tuple[_Project, float, float]:
    """Degrees → units (true to shape at the middle latitude), the height, and metres in one unit."""
    cos = _cos((box.south + box.north) / 2)
    wide, high = (box.east - box.west) * cos, box.north - box.south
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)
    height = max(high * scale + 2 * EDGE, SHORTEST)
    left, top = (WIDTH - wide * scale) / 2, (height - high * scale) / 2
    return _Project(box, cos, scale, left, top), round(height, 1), _METRES / scale


@dataclass(frozen=True, slots=True)
class _Project:
    box: Bounds
    cos: float
    scale: float
    left: float
    top: float

    def __call__(self, place: Place) -> tuple[float, float]:
        x = self.left + (place.lon - self.box.west) * self.cos * self.scale
        return round(x, 1), round(self.top + (self.box.north - place.lat) * self.scale, 1)


def _signs(notices: list[Notice], project: _Project) -> tuple[tuple[Sign, ...], dict[int, int]]:
    """Findings of one spot of the drawing (4 units) are one sign; the worst are numbered first."""
    ordered = sorted(notices, key=lambda n: (not n.blocking, _ORDER[n.severity], n.code, n.row or 0))[:MOST]
    spots: dict[tuple[int, int], list[Notice]] = {}
    for notice in ordered:
        if notice.place is not None:
            x, y = project(notice.place)
            spots.setdefault((round(x / 4), round(y / 4)), []).append(notice)
    signs: list[Sign] = []
    numbers: dict[int, int] = {}
    for number, many in enumerate(spots.values(), 1):
        place = many[0].place or Place(0, 0)
        x, y = project(place)
        worst = min((n.severity for n in many), key=_ORDER.__getitem__)
        signs.append(Sign(x, y, number, len(many), worst, place.lon, place.lat))
        numbers |= {id(n): number for n in many}
    return tuple(signs), numbers


def _round_length(metres: float) -> float:
    """The greatest of 1, 2, 5 × 10ⁿ metres that is not longer."""
    power: float = 10.0 ** math.floor(math.log10(max(metres, 1)))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= max(metres, 1))
