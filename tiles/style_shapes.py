"""The shapes of the style: areas, lines side by side by colour, points and counts.

What does not live here: labels (tiles.style_labels), the order of layers (tiles.style).
"""

from __future__ import annotations

from typing import Any

from tiles.palette import Palette
from tiles.spec import COUNT
from tiles.style_parts import PARTS_ZOOM, Drawn, Expression, StyleLayer, by_zoom, color_of, is_part, layer

WIDTHS = (6, 0.6, 10, 1.1, 13, 1.8, 16, 3.2)
"""Zoom, width of a line, zoom, width, …"""
LANES = 5
"""Lines of different colours on one street run side by side, in this many lanes."""
NUMBERED = 25
"""Counts from here on are written, and so are drawn large enough to be written on."""

DISCS = (10, 1.2, 13, 2.8)
"""Zoom, radius of a single point, …; nearer, those with an icon are as large as it."""

COUNTED: Expression = ["coalesce", ["get", COUNT], 1]


def polygon_shapes(c: Drawn, colors: Palette) -> list[StyleLayer]:
    """Fill and outline."""
    base = c.floor == "base"
    fill = colors.land if base else colors.area
    width = by_zoom(5, 0.4, 10, 1.0, 14, 1.6)
    return [
        layer(c, "fill", "fill", paint={"fill-color": fill, "fill-opacity": 1.0 if base else 0.25}),
        layer(
            c,
            "line",
            "line",
            layout={"line-join": "round"},
            paint={"line-color": colors.border, "line-width": width},
        ),
    ]


def _lane(color: str) -> Expression:
    """-2…2 by the digits of a colour such as '#1155aa': equal colours share a lane, most others lie apart."""
    digits = [["index-of", ["slice", ["get", color], at, at + 1], "0123456789abcdef"] for at in (1, 3, 5)]
    weighed: list[Any] = [digits[0], ["*", 2, digits[1]], ["*", 3, digits[2]]]
    return ["case", ["has", color], ["-", ["%", ["+", *weighed], LANES], LANES // 2], 0]


def _offset(c: Drawn) -> Any:
    """Lanes open as one comes near, and overlap by a third, so that no line lies far from its street."""
    if not c.color:
        return 0
    return by_zoom(11, 0, 13, ["*", 1.2, _lane(c.color)], 16, ["*", 2.2, _lane(c.color)])


def line_shapes(c: Drawn, colors: Palette) -> list[StyleLayer]:
    """A rim below all lines, and the lines."""
    layout = {"line-join": "round", "line-cap": "round"}
    casing = tuple(v if at % 2 == 0 else v + 1.0 for at, v in enumerate(WIDTHS))
    rim = {
        "line-color": colors.casing,
        "line-opacity": colors.casing_opacity,
        "line-width": by_zoom(*casing, base=1.3),
        "line-offset": _offset(c),
    }
    own = {
        "line-color": color_of(c, colors),
        "line-opacity": by_zoom(6, 0.6, 12, 0.9),
        "line-width": by_zoom(*WIDTHS, base=1.3),
        "line-offset": _offset(c),
    }
    return [
        layer(c, "casing", "line", minzoom=9, layout=layout, paint=rim),
        layer(c, "line", "line", layout=layout, paint=own),
    ]


def _overview(c: Drawn, colors: Palette) -> StyleLayer:
    few: Expression = ["<", COUNTED, NUMBERED]
    grown: Expression = ["sqrt", COUNTED]
    return layer(
        c,
        "overview",
        "circle",
        maxzoom=c.detail_zoom,
        layout={"circle-sort-key": COUNTED},
        paint={
            "circle-color": ["case", few, colors.point, colors.count_fill],
            "circle-opacity": ["case", few, 0.55, 0.92],
            "circle-radius": ["interpolate", ["linear"], grown, 1, 1.8, 4.9, 4.2, 5, 9, 10, 11, 30, 16],
            "circle-stroke-color": ["case", few, colors.paper, colors.point],
            "circle-stroke-width": 1,
        },
    )


def _circle(c: Drawn, colors: Palette, part: str, minzoom: float, radius: Expression, **more: Any) -> StyleLayer:
    return layer(
        c,
        part,
        "circle",
        minzoom=minzoom,
        **more,
        paint={
            "circle-color": colors.hollow,
            "circle-radius": radius,
            "circle-stroke-color": colors.point,
            "circle-stroke-width": by_zoom(10, 0.4, 12, 0.8, 13, 1.3, 16, 2.0),
        },
    )


def point_shapes(c: Drawn, colors: Palette) -> list[StyleLayer]:
    """Counts far away; single points near, and their parts nearer still."""
    radius = by_zoom(*DISCS, 15, 4.2, PARTS_ZOOM, 7.5, 18, 10.0) if c.kind else by_zoom(*DISCS, 16, 5.0)
    if not c.parent:
        return [_overview(c, colors), _circle(c, colors, "circle", c.detail_zoom, radius)]
    return [
        _overview(c, colors),
        _circle(c, colors, "part", PARTS_ZOOM, by_zoom(16, 3.2, 18, 5.0), filter=is_part(c)),
        _circle(c, colors, "circle", c.detail_zoom, radius, filter=["!", is_part(c)]),
    ]


SHAPES = {"polygon": polygon_shapes, "line": line_shapes, "point": point_shapes}
