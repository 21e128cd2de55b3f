"""The icons of the style: what kind of stop a point is, and what runs on a line where it is no bus.

Source: GTFS Schedule, stops.txt (location_type), routes.txt (route_type), and the extended route types. What does not
live here: the drawings (tiles.icons), the order of layers (tiles.style).
"""

from __future__ import annotations

from tiles.palette import Palette
from tiles.style_parts import PARTS_ZOOM, Drawn, Expression, StyleLayer, by_zoom, color_of, is_part, layer

NONE = ""
STOP_ICONS = STOP, STOP_PLACE = "stop", "stop_place"
_UNKNOWN = 3
"""A line that does not say what runs on it passes for a bus."""
_RUNS = (
    *(
        0,
        "tram",
        1,
        "railway",
        3,
        NONE,
        4,
        "ferry",
        5,
        "tram",
        6,
        "ropeway",
        7,
        "railway",
        8,
        NONE,
        12,
        "railway",
        13,
        NONE,
    ),
    *(100, "railway", 200, NONE, 300, "railway", 500, "railway", 700, NONE, 715, "demand", 716, NONE, 717, "demand"),
    *(718, NONE, 900, "tram", 1000, "ferry", 1100, NONE, 1200, "ferry", 1300, "ropeway", 1400, "railway"),
    *(1500, "demand", 1600, NONE),
)
"""Route type from which on, icon, …"""
ROUTE_ICONS = tuple(str(icon) for icon in _RUNS[1::2])


def icons(c: Drawn, colors: Palette) -> list[StyleLayer]:
    """The layer with icons, above the collection's shapes; none where features do not tell their kind."""
    if not c.kind or c.geometry == "polygon":
        return []
    return [_on_points(c, colors) if c.geometry == "point" else _on_lines(c, colors)]


def _on_points(c: Drawn, colors: Palette) -> StyleLayer:
    """On the disc of each point, from where parts are drawn; a part has its disc alone."""
    image: Expression = ["match", ["to-number", ["get", c.kind], 0], 1, STOP_PLACE, STOP]
    layout = {
        "icon-image": image,
        "icon-size": by_zoom(PARTS_ZOOM, 0.6, 18, 0.85),
        "icon-allow-overlap": True,
        "icon-ignore-placement": True,
    }
    whole = {"filter": ["!", is_part(c)]} if c.parent else {}
    return layer(
        c, "icon", "symbol", minzoom=PARTS_ZOOM, layout=layout, paint={"icon-color": colors.point_ink}, **whole
    )


def _on_lines(c: Drawn, colors: Palette) -> StyleLayer:
    runs: Expression = ["step", ["to-number", ["get", c.kind], _UNKNOWN], NONE, *_RUNS]
    layout = {
        "symbol-placement": "line",
        "symbol-spacing": 180,
        "icon-image": runs,
        "icon-size": by_zoom(10, 0.8, 16, 1.1),
        "icon-rotation-alignment": "viewport",
        "icon-padding": 4,
    }
    paint = {"icon-color": color_of(c, colors), "icon-halo-color": colors.halo, "icon-halo-width": 2}
    return layer(c, "icon", "symbol", minzoom=10, filter=["!=", runs, NONE], layout=layout, paint=paint)
