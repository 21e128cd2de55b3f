"""The drawings of the map's icons, as signed distances: negative inside, in pixels, y downwards, centre at 0, 0.

An icon is made of boxes, discs, bars and polygons, joined and cut; it lies within ±8 pixels. It has no colour: the
style gives it one. What does not live here: the sheet they stand on (tiles.sprite), who shows which
(tiles.style_icons).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float64]
Shape = Callable[[Field, Field], Field]

HALF = 8
"""Every drawing lies within so many pixels of its centre, each way."""


def box(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> Shape:
    """A rectangle, its corners rounded."""
    middle, half = ((left + right) / 2, (top + bottom) / 2), ((right - left) / 2 - corner, (bottom - top) / 2 - corner)

    def distance(x: Field, y: Field) -> Field:
        over_x, over_y = np.abs(x - middle[0]) - half[0], np.abs(y - middle[1]) - half[1]
        outside = _length(np.maximum(over_x, 0.0), np.maximum(over_y, 0.0))
        return outside + np.minimum(np.maximum(over_x, over_y), 0.0) - corner

    return distance


def disc(middle_x: float, middle_y: float, radius: float) -> Shape:
    """A circle, filled."""
    return lambda x, y: _length(x - middle_x, y - middle_y) - radius


def ring(middle_x: float, middle_y: float, radius: float, width: float) -> Shape:
    """A circle's line; `radius` is to the middle of the line."""
    return lambda x, y: np.abs(_length(x - middle_x, y - middle_y) - radius) - width / 2


def bar(from_x: float, from_y: float, to_x: float, to_y: float, width: float) -> Shape:
    """A straight stroke with round ends."""
    along_x, along_y = to_x - from_x, to_y - from_y
    square = along_x * along_x + along_y * along_y

    def distance(x: Field, y: Field) -> Field:
        part = np.clip(((x - from_x) * along_x + (y - from_y) * along_y) / square, 0.0, 1.0)
        return _length(x - from_x - part * along_x, y - from_y - part * along_y) - width / 2

    return distance


def polygon(*points: tuple[float, float]) -> Shape:
    """A convex polygon; its corners run clockwise as seen on the map."""
    edges = list(zip(points, (*points[1:], points[0]), strict=True))

    def distance(x: Field, y: Field) -> Field:
        to_edge = joined(*(bar(*a, *b, 0.0) for a, b in edges))(x, y)
        inside = [(b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0.0 for a, b in edges]
        return np.where(np.logical_and.reduce(inside), -to_edge, to_edge)

    return distance


def joined(*shapes: Shape) -> Shape:
    """All of them together."""
    return lambda x, y: np.minimum.reduce([shape(x, y) for shape in shapes])


def cut(shape: Shape, *holes: Shape) -> Shape:
    """The first without the others."""
    return lambda x, y: np.maximum(shape(x, y), -joined(*holes)(x, y))


def _length(x: Field, y: Field) -> Field:
    return np.asarray(np.sqrt(x * x + y * y))  # correctly rounded everywhere, as `hypot` is not


_WINDOW = box(-3.4, -4.2, 3.4, -0.4, 0.6)
_LEFT, _BELOW = box(-9, -9, 1, 9), box(-9, -0.8, 9, 9)
_LAMPS = (disc(-2.6, 2.2, 0.9), disc(2.6, 2.2, 0.9))

ICONS: Mapping[str, Shape] = {
    "demand": joined(
        cut(box(-7, 0.2, 3, 6, 1.4), box(-5.6, 1.5, 1.6, 3.3, 0.4)),
        cut(disc(-4.4, 6, 1.7), disc(-4.4, 6, 0.6)),
        cut(disc(0.4, 6, 1.7), disc(0.4, 6, 0.6)),
        cut(ring(1, -0.8, 2.9, 1.5), _LEFT, _BELOW),
        cut(ring(1, -0.8, 5.8, 1.5), _LEFT, _BELOW),
    ),
    "ferry": joined(
        polygon((-7.4, 1), (7.4, 1), (4.8, 4.8), (-4.8, 4.8)),
        cut(box(-4.6, -3, 4.6, 0.2, 0.5), disc(-2.4, -1.4, 0.8), disc(0, -1.4, 0.8), disc(2.4, -1.4, 0.8)),
        box(-1.2, -6.6, 1.8, -2.6, 0.3),
        bar(-5.6, 6.9, 5.6, 6.9, 1.2),
    ),
    "railway": joined(
        cut(box(-4.8, -7, 4.8, 4.4, 2.2), _WINDOW, *_LAMPS),
        bar(-3, 5.4, -5, 7.3, 1.3),
        bar(3, 5.4, 5, 7.3, 1.3),
        bar(-3.6, 6.3, 3.6, 6.3, 0.9),
    ),
    "ropeway": joined(
        bar(-7.3, -4.6, 7.3, -7.2, 1.2),
        bar(0, -5.8, 0, -1.8, 1.4),
        cut(box(-5, -2.4, 5, 6.8, 2), box(-3.5, -0.8, -0.6, 2.6, 0.4), box(0.6, -0.8, 3.5, 2.6, 0.4)),
    ),
    "stop": joined(
        cut(disc(0, -3, 4.6), box(-2.7, -4.1, 2.7, -1.9, 0.3)),
        box(-0.8, 1, 0.8, 6.4),
        box(-3.4, 5.8, 3.4, 7.4, 0.6),
    ),
    "stop_place": joined(
        box(-7.6, -6.6, 7.6, -4, 1),
        box(-5.8, -5, -4.2, 6),
        box(4.2, -5, 5.8, 6),
        box(-2.8, 0.4, 2.8, 2.4, 0.4),
        box(-2, 2, -0.8, 6),
        box(0.8, 2, 2, 6),
        box(-7.6, 5.6, 7.6, 7.2, 0.6),
    ),
    "tram": joined(
        bar(-2.6, -7.3, 2.6, -7.3, 1.2),
        bar(0, -7, 0, -4, 1.2),
        cut(box(-4.4, -5.4, 4.4, 4.8, 1.4), box(-3, -3.8, 3, -0.2, 0.5), disc(0, 2.3, 1.1)),
        bar(-6, 6.8, 6, 6.8, 1.3),
    ),
}
"""Name → drawing."""
