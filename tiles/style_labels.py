"""The labels of the style: names in a language with what the source itself says behind it, shields on lines, counts.

What does not live here: shapes (tiles.style_shapes), glyphs (tiles.glyphs), the order of layers (tiles.style).
"""

from __future__ import annotations

from typing import Any

from tiles.palette import ON_DARK, ON_LIGHT, Palette
from tiles.spec import COUNT
from tiles.style_parts import PARTS_ZOOM, Drawn, Expression, StyleLayer, by_zoom, color_of, is_part, layer
from tiles.style_shapes import COUNTED, NUMBERED

FONT = "Noto Sans JP Regular"
"""Font stack of all labels."""
NAMES_ZOOM = 13
"""Points are named from here on."""
SHIELD = 4
"""Names of lines up to so many characters stand upright, as numbers do."""


def name_in(language: str) -> Expression:
    """The name in that language, else as the source writes it."""
    return ["coalesce", ["get", f"name:{language}"], ["get", "name"]]


def _text(field: Any, size: Any, **more: Any) -> dict[str, Any]:
    return {"text-field": field, "text-font": [FONT], "text-size": size, **more}


def _ink(color: str, colors: Palette) -> dict[str, Any]:
    return {"text-color": color, "text-halo-color": colors.halo, "text-halo-width": 1.4, "text-halo-blur": 0.4}


def polygon_labels(c: Drawn, name: Expression, colors: Palette) -> list[StyleLayer]:
    """One name a feature, from its label layer; none where several lie too close to be told apart."""
    look = {"text-max-width": 7, "text-padding": 8, "text-letter-spacing": 0.06}
    layout = _text(name, by_zoom(7, 11, 12, 15), **look)
    return [layer(c, "label", "symbol", minzoom=7, maxzoom=16, layout=layout, paint=_ink(colors.quiet_ink, colors))]


def _on(color: Any) -> Expression:
    """Ink that can be read on a colour: dark on light ones, paper white on others (weights of ITU-R BT.601)."""
    light = ["+", *(["*", w, ["at", i, ["var", "on"]]] for i, w in enumerate((0.299, 0.587, 0.114)))]
    return ["let", "on", ["to-rgba", color], ["case", [">", light, 150], ON_LIGHT, ON_DARK]]


def line_labels(c: Drawn, name: Expression, colors: Palette) -> list[StyleLayer]:
    """Short names upright on the line's own colour, as shields; long ones along the line, in ink."""
    color = color_of(c, colors)
    on_color = {"text-color": _on(color), "text-halo-color": color, "text-halo-width": 3}
    common = {"symbol-placement": "line", "symbol-spacing": 280, "text-padding": 4}
    is_short: Expression = ["<=", ["length", ["to-string", ["get", "name"]]], SHIELD]
    upright = {"text-rotation-alignment": "viewport", "text-letter-spacing": 0.05}
    shield = _text(name, by_zoom(12, 10.5, 16, 12.5), **common, **upright)
    along = _text(name, by_zoom(12, 10.5, 16, 12), **common, **{"text-max-angle": 35})
    return [
        layer(
            c, "name", "symbol", minzoom=13, filter=["!", is_short], layout=along, paint=_ink(colors.line_ink, colors)
        ),
        layer(c, "label", "symbol", minzoom=12, filter=is_short, layout=shield, paint=on_color),
    ]


def _count(c: Drawn, colors: Palette) -> StyleLayer:
    look = {"text-allow-overlap": False, "text-padding": 0, "symbol-sort-key": ["-", 0, COUNTED]}
    size: Expression = ["interpolate", ["linear"], ["get", COUNT], NUMBERED, 10, 1000, 13]
    layout = _text(["to-string", ["get", COUNT]], size, **look)
    many: Expression = [">=", COUNTED, NUMBERED]
    return layer(
        c, "count", "symbol", maxzoom=c.detail_zoom, filter=many, layout=layout, paint={"text-color": colors.point_ink}
    )


def _ranked(c: Drawn) -> dict[str, Any]:
    return {"symbol-sort-key": ["-", 0, ["coalesce", ["get", c.rank], 0]]} if c.rank else {}


def _far(name: Any, c: Drawn) -> dict[str, Any]:
    look = {"text-anchor": "left", "text-offset": [0.7, 0], "text-justify": "left", "text-max-width": 9}
    return _text(name, by_zoom(13, 11, 16, 13), **look, **_ranked(c), **{"text-padding": by_zoom(13, 6, 15, 9)})


def _near(name: Any, c: Drawn, size: Expression, away: float = 0.6) -> dict[str, Any]:
    look = {"text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": away}
    return _text(name, size, **look, **_ranked(c), **{"text-justify": "auto", "text-max-width": 9, "text-padding": 2})


def point_labels(c: Drawn, name: Expression, colors: Palette) -> list[StyleLayer]:
    """Counts far away; then names, what is served most first, always on the right of their points and with room
    around them, so that the two sides of a street are named once; near, on any side; parts of a whole by what tells
    them apart."""
    whole = {"filter": ["!", is_part(c)]} if c.parent else {}
    ink = _ink(colors.ink, colors)
    far = layer(c, "label", "symbol", minzoom=NAMES_ZOOM, maxzoom=PARTS_ZOOM, layout=_far(name, c), paint=ink, **whole)
    size = by_zoom(16, 13, 18, 14.5)
    beside = _near(name, c, size, away=0.95 if c.kind else 0.6)  # a disc with an icon is larger
    near = layer(c, "label-near", "symbol", minzoom=PARTS_ZOOM, layout=beside, paint=ink, **whole)
    if not c.parent:
        return [_count(c, colors), far, near]
    told_apart = ["coalesce", ["get", c.part_name], name] if c.part_name else name
    part = layer(
        c,
        "part-label",
        "symbol",
        minzoom=PARTS_ZOOM + 1,
        layout=_near(told_apart, c, by_zoom(17, 10.5, 19, 13)),
        paint=_ink(colors.point_ink, colors),
        filter=is_part(c),
    )
    return [_count(c, colors), part, far, near]


LABELS = {"polygon": polygon_labels, "line": line_labels, "point": point_labels}
