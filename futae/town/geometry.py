"""Plane geometry of the town: metres east and north of the station gate, smooth and rough curves, arc length.

What lives here: `Point`, `Curve`, smoothing, roughening, corner rounding, the way from metres to longitude/latitude.
What does not: any place of the town (ground, streets, stops), and any package beyond the standard library.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

Point = tuple[float, float]
"""Metres east and north of the station gate."""

ORIGIN_LON, ORIGIN_LAT = 137.9000, 34.3600
"""The station gate in OGC:CRS84 degrees: open sea in reality, some 30 km south of the coast of Enshū."""

_A, _E2 = 6378137.0, 0.00669438002290
_SIN2 = math.sin(math.radians(ORIGIN_LAT)) ** 2
_METRES_PER_DEGREE_LAT = math.radians(1) * _A * (1 - _E2) / (1 - _E2 * _SIN2) ** 1.5
_METRES_PER_DEGREE_LON = math.radians(1) * _A * math.cos(math.radians(ORIGIN_LAT)) / math.sqrt(1 - _E2 * _SIN2)


def lon_lat(point: Point) -> tuple[float, float]:
    """Longitude and latitude (GRS80, OGC:CRS84 order), rounded to 6 decimals (0.1 m)."""
    x, y = point
    return round(ORIGIN_LON + x / _METRES_PER_DEGREE_LON, 6), round(ORIGIN_LAT + y / _METRES_PER_DEGREE_LAT, 6)


class Curve:
    """A polyline measured by arc length in metres; inner points closer than 0.5 m to a neighbour are left out."""

    def __init__(self, points: Iterable[Point]) -> None:
        first, *rest = points
        kept = [first]
        for point in rest:
            if math.dist(kept[-1], point) >= 0.5:
                kept.append(point)
        if kept[-1] != rest[-1]:
            kept = [*(kept[:-1] or kept), rest[-1]]
        self.points: tuple[Point, ...] = tuple(kept)

    @cached_property
    def marks(self) -> tuple[float, ...]:
        """Arc length at each point."""
        total = 0.0
        out = [0.0]
        for a, b in pairwise(self.points):
            total += math.dist(a, b)
            out.append(total)
        return tuple(out)

    @property
    def length(self) -> float:
        """Arc length in metres."""
        return self.marks[-1]

    def at(self, distance: float) -> Point:
        """The point at an arc length (held to the ends)."""
        i, share = self._leg(distance)
        (ax, ay), (bx, by) = self.points[i], self.points[i + 1]
        return ax + (bx - ax) * share, ay + (by - ay) * share

    def heading(self, distance: float) -> Point:
        """The unit vector of travel at an arc length, averaged over 10 m on either side."""
        a, b = self.at(distance - 10), self.at(distance + 10)
        size = math.dist(a, b)
        return (b[0] - a[0]) / size, (b[1] - a[1]) / size

    def cut(self, start: float, end: float) -> Curve:
        """The piece between two arc lengths; reversed when end < start."""
        low, high = min(start, end), max(start, end)
        inner = [p for p, m in zip(self.points, self.marks, strict=True) if low < m < high]
        piece = [self.at(low), *inner, self.at(high)]
        return Curve(piece if start <= end else reversed(piece))

    def nearest(self, point: Point, low: float, high: float) -> tuple[float, float]:
        """Arc length between `low` and `high` of the place nearest to `point`, and its distance in metres."""
        best = (low, math.dist(point, self.at(low)))
        for i, (a, b) in enumerate(pairwise(self.points)):
            if self.marks[i + 1] < low or self.marks[i] > high:
                continue
            dx, dy = b[0] - a[0], b[1] - a[1]
            share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)
            mark = self.marks[i] + max(0.0, min(1.0, share)) * (self.marks[i + 1] - self.marks[i])
            mark = max(low, min(high, mark))
            gap = math.dist(point, self.at(mark))
            if gap < best[1] - 1e-9:
                best = (mark, gap)
        return best

    def _leg(self, distance: float) -> tuple[int, float]:
        held = max(0.0, min(self.length, distance))
        i = min(bisect_right(self.marks, held) - 1, len(self.points) - 2)
        return i, (held - self.marks[i]) / (self.marks[i + 1] - self.marks[i])


def smooth(points: Sequence[Point], step: float = 25.0, *, closed: bool = False) -> list[Point]:
    """A centripetal Catmull-Rom curve through the points, sampled about every `step` metres; it keeps the points."""
    if closed:
        ring = [points[-1], *points, points[0], points[1]]
    else:
        ring = [_mirror(points[1], points[0]), *points, _mirror(points[-2], points[-1])]
    out: list[Point] = []
    for p0, p1, p2, p3 in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        pieces = max(1, round(math.dist(p1, p2) / step))
        out.append(p1)
        out.extend(_catmull(p0, p1, p2, p3, k / pieces) for k in range(1, pieces))
    out.append(points[0] if closed else points[-1])
    return out


def _mirror(p: Point, around: Point) -> Point:
    return 2 * around[0] - p[0], 2 * around[1] - p[1]


def _catmull(p0: Point, p1: Point, p2: Point, p3: Point, share: float) -> Point:
    t1 = math.sqrt(math.dist(p0, p1))
    t2 = t1 + math.sqrt(math.dist(p1, p2))
    t3 = t2 + math.sqrt(math.dist(p2, p3))
    t = t1 + share * (t2 - t1)
    a1, a2, a3 = _mix(p0, p1, 0, t1, t), _mix(p1, p2, t1, t2, t), _mix(p2, p3, t2, t3, t)
    return _mix(_mix(a1, a2, 0, t2, t), _mix(a2, a3, t1, t3, t), t1, t2, t)


def _mix(a: Point, b: Point, ta: float, tb: float, t: float) -> Point:
    share = (t - ta) / (tb - ta)
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def roughen(points: Sequence[Point], amount: float, seed: int, shortest: float = 70.0) -> list[Point]:
    """Midpoint displacement with a fixed seed: each leg longer than `shortest` metres is broken at its middle, moved
    sideways by up to `amount` of its length. The given points stay."""
    dice = random.Random(seed)  # noqa: S311 - a drawing, not a secret

    def broken(a: Point, b: Point) -> list[Point]:
        size = math.dist(a, b)
        if size <= shortest:
            return [a]
        away = (dice.random() * 2 - 1) * amount
        middle = ((a[0] + b[0]) / 2 - (b[1] - a[1]) * away, (a[1] + b[1]) / 2 + (b[0] - a[0]) * away)
        return broken(a, middle) + broken(middle, b)

    out: list[Point] = []
    for a, b in pairwise(points):
        out += broken(a, b)
    return [*out, points[-1]]


def joined(pieces: Sequence[Curve], radius: float = 14.0) -> Curve:
    """Pieces put end to end, each corner between two of them rounded over `radius` metres as a bus drives it."""
    out: list[Point] = list(pieces[0].points)
    for piece in pieces[1:]:
        before = Curve(out)
        reach = min(radius, before.length / 3, piece.length / 3)
        corner = piece.points[0]
        start, end = before.at(before.length - reach), piece.at(reach)
        arc = [_bend(start, corner, end, k / 5) for k in range(6)]
        out = [*before.cut(0, before.length - reach).points, *arc, *piece.cut(reach, piece.length).points]
    return Curve(out)


def _bend(a: Point, corner: Point, b: Point, t: float) -> Point:
    u = 1 - t
    return (
        u * u * a[0] + 2 * u * t * corner[0] + t * t * b[0],
        u * u * a[1] + 2 * u * t * corner[1] + t * t * b[1],
    )
