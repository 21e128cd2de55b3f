"""The MapLibre style of a two-layer map: calm base, coloured application, Japanese labels; made from declarations.

Source: MapLibre Style Specification, version 8. How a collection is drawn follows from its geometry, its floor (base
below, application above) and the names of its attributes. What does not live here: how shapes, icons and labels look
(tiles.style_shapes, tiles.style_icons, tiles.style_labels), which collections there are (layers), addresses (given).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tiles.palette import THEMES
from tiles.style_icons import icons
from tiles.style_labels import FONT, LABELS, name_in
from tiles.style_parts import Drawn, Expression, StyleLayer, drawn
from tiles.style_shapes import SHAPES

__all__ = ["FONT", "Drawn", "drawn", "style", "valid_at"]


def style(
    collections: Sequence[Drawn],
    sources: Mapping[str, str],
    *,
    glyphs: str,
    sprite: str,
    language: str = "ja",
    theme: str = "light",
    at: str | None = None,
    name: str = "Futae",
    center: tuple[float, float] | None = None,
    zoom: float | None = None,
) -> dict[str, Any]:
    """The style document. `sources`: tileset → TileJSON address; collections of other tilesets are left out. `glyphs`:
    address with {fontstack} and {range}; `sprite`: address without its ending. `language` 'ja' or 'en' chooses the
    labels, falling back on the source's own name; `theme` 'light' or 'dark' the colours. `at`: ISO 8601 UTC instant
    with Z; then only rows valid at it are drawn (counts always are)."""
    colors = THEMES[theme]
    shown = sorted(
        (c for c in collections if c.source in sources),
        key=lambda c: (c.floor != "base", ("polygon", "line", "point").index(c.geometry), c.collection),
    )
    shapes = [layer for c in shown for layer in (*SHAPES[c.geometry](c, colors), *icons(c, colors))]
    labels = [layer for c in shown for layer in LABELS[c.geometry](c, name_in(language), colors)]
    layers = [_held_at(layer, at) for layer in (*shapes, *labels)]
    background = {"id": "background", "type": "background", "paint": {"background-color": colors.paper}}
    out: dict[str, Any] = {
        "version": 8,
        "name": name,
        "metadata": {"futae:language": language, "futae:theme": theme, "futae:at": at},
        "glyphs": glyphs,
        "sprite": sprite,
        "sources": {
            source: {"type": "vector", "url": url, "promoteId": "feature_id"}
            for source, url in sorted(sources.items())
            if any(c.source == source for c in shown)
        },
        "layers": [background, *layers],
    }
    return out | ({"center": list(center)} if center else {}) | ({"zoom": zoom} if zoom is not None else {})


def valid_at(instant: str) -> list[Expression]:
    """Conditions for 'all': the row's half-open validity holds the instant; ISO texts compare as times do."""
    return [
        ["<=", ["to-string", ["get", "valid_from_at"]], instant],
        ["<", instant, ["to-string", ["coalesce", ["get", "valid_to_at"], "9999"]]],
    ]


def _held_at(layer: StyleLayer, at: str | None) -> StyleLayer:
    if at is None:
        return layer
    own = layer.get("filter")
    return {**layer, "filter": ["all", *([own] if own else []), *valid_at(at)]}
