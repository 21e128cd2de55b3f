"""The MapLibre style of a two-layer map: calm base, coloured application, Japanese labels; made from declarations.

Source: MapLibre Style Specification, version 8. How a collection is drawn follows from its geometry, its floor (base
below, application above) and its colour attribute. What does not live here: which collections there are (layers), the
addresses (given).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from terms.columns import Collection
from tiles import palette
from tiles.spec import COUNT, KINDS, GeometryKind

FONT = "Noto Sans JP Regular"
"""Font stack of all labels."""

Expression = list[Any]
StyleLayer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One collection on the map. `source` is its tileset; `color` the attribute with its colour ('' without)."""

    collection: str
    source: str
    geometry: GeometryKind
    floor: str
    detail_zoom: int
    color: str = ""


def drawn(collection: Collection) -> Drawn:
    """As the declaration says; a tile column that ends in `_color` (not `_text_color`) colours the collection."""
    colors = [c.name for c in collection.columns if c.in_tiles and c.name.endswith("_color") and "_text_" not in c.name]
    kind = KINDS[collection.geometry]
    color = colors[0] if colors else ""
    return Drawn(collection.name, collection.layer, kind, collection.floor, collection.detail_zoom, color)


def style(
    collections: Sequence[Drawn],
    sources: Mapping[str, str],
    *,
    glyphs: str,
    language: str = "ja",
    at: str | None = None,
    name: str = "Futae",
    center: tuple[float, float] | None = None,
    zoom: float | None = None,
) -> dict[str, Any]:
    """The style document. `sources`: tileset → TileJSON address; collections of other tilesets are left out. `glyphs`:
    address with {fontstack} and {range}. `language` 'ja' or 'en' chooses the labels, falling back on the source's own
    name. `at`: ISO 8601 UTC instant with Z; then only rows valid at it are drawn (counts always are)."""
    shown = sorted(
        (c for c in collections if c.source in sources),
        key=lambda c: (c.floor != "base", ("polygon", "line", "point").index(c.geometry), c.collection),
    )
    shapes = [layer for c in shown for layer in _SHAPES[c.geometry](c)]
    labels = [layer for c in shown for layer in _LABELS[c.geometry](c, _name(language))]
    layers = [_held_at(layer, at) for layer in (*shapes, *labels)]
    background = {"id": "background", "type": "background", "paint": {"background-color": palette.PAPER}}
    out: dict[str, Any] = {
        "version": 8,
        "name": name,
        "metadata": {"futae:language": language, "futae:at": at},
        "glyphs": glyphs,
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


def _name(language: str) -> Expression:
    return ["coalesce", ["get", f"name:{language}"], ["get", "name"]]


def _layer(c: Drawn, part: str, kind: str, **more: Any) -> StyleLayer:
    return {
        "id": f"{c.collection}-{part}",
        "type": kind,
        "source": c.source,
        "source-layer": c.collection,
        "metadata": {"futae:collection": c.collection, "futae:floor": c.floor},
        **more,
    }


def _by_zoom(*stops: float, base: float = 1.0) -> Expression:
    """A number that grows with the zoom: zoom, value, zoom, value, …"""
    return ["interpolate", ["linear"] if base == 1.0 else ["exponential", base], ["zoom"], *stops]


def _color(c: Drawn) -> Any:
    return ["to-color", ["get", c.color], palette.LINE] if c.color else palette.LINE


def _polygon_shapes(c: Drawn) -> list[StyleLayer]:
    base = c.floor == "base"
    fill = palette.LAND if base else palette.AREA
    return [
        _layer(c, "fill", "fill", paint={"fill-color": fill, "fill-opacity": 1.0 if base else 0.25}),
        _layer(
            c,
            "line",
            "line",
            layout={"line-join": "round"},
            paint={"line-color": palette.BORDER, "line-width": _by_zoom(5, 0.4, 10, 1.0, 14, 1.6)},
        ),
    ]


def _line_shapes(c: Drawn) -> list[StyleLayer]:
    layout = {"line-join": "round", "line-cap": "round"}
    widths = (6, 0.6, 10, 1.1, 13, 1.7, 16, 3.6)
    casing = tuple(v if at % 2 == 0 else v + 1.0 for at, v in enumerate(widths))
    return [
        _layer(
            c,
            "casing",
            "line",
            minzoom=9,
            layout=layout,
            paint={"line-color": palette.CASING, "line-opacity": 0.35, "line-width": _by_zoom(*casing, base=1.3)},
        ),
        _layer(
            c,
            "line",
            "line",
            layout=layout,
            paint={
                "line-color": _color(c),
                "line-opacity": _by_zoom(6, 0.6, 12, 0.85),
                "line-width": _by_zoom(*widths, base=1.3),
            },
        ),
    ]


def _point_shapes(c: Drawn) -> list[StyleLayer]:
    grown: Expression = ["sqrt", ["coalesce", ["get", COUNT], 1]]
    return [
        _layer(
            c,
            "overview",
            "circle",
            maxzoom=c.detail_zoom,
            layout={"circle-sort-key": ["-", 0, ["coalesce", ["get", COUNT], 1]]},
            paint={
                "circle-color": palette.POINT,
                "circle-opacity": 0.4,
                "circle-radius": ["interpolate", ["linear"], grown, 1, 2.5, 4, 5, 12, 10, 40, 15],
                "circle-stroke-color": palette.PAPER,
                "circle-stroke-width": 1,
            },
        ),
        _layer(
            c,
            "circle",
            "circle",
            minzoom=c.detail_zoom,
            paint={
                "circle-color": palette.HALO,
                "circle-radius": _by_zoom(10, 1.2, 13, 2.8, 16, 5.0),
                "circle-stroke-color": palette.POINT,
                "circle-stroke-width": _by_zoom(10, 0.7, 13, 1.3, 16, 2.0),
            },
        ),
    ]


def _text(field: Any, size: Any, **more: Any) -> dict[str, Any]:
    return {"text-field": field, "text-font": [FONT], "text-size": size, **more}


def _ink(color: str) -> dict[str, Any]:
    return {"text-color": color, "text-halo-color": palette.HALO, "text-halo-width": 1.4, "text-halo-blur": 0.4}


def _polygon_labels(c: Drawn, name: Expression) -> list[StyleLayer]:
    layout = _text(
        name, _by_zoom(7, 11, 12, 15), **{"text-max-width": 7, "text-padding": 18, "text-letter-spacing": 0.06}
    )
    return [_layer(c, "label", "symbol", minzoom=7, maxzoom=15, layout=layout, paint=_ink(palette.QUIET_INK))]


def _line_labels(c: Drawn, name: Expression) -> list[StyleLayer]:
    layout = _text(
        name,
        _by_zoom(12, 10.5, 16, 13),
        **{"symbol-placement": "line", "symbol-spacing": 320, "text-max-angle": 35, "text-padding": 6},
    )
    return [_layer(c, "label", "symbol", minzoom=12, layout=layout, paint=_ink(palette.LINE_INK))]


def _point_labels(c: Drawn, name: Expression) -> list[StyleLayer]:
    counts = _text(
        ["to-string", ["get", COUNT]],
        ["interpolate", ["linear"], ["get", COUNT], 10, 10, 1000, 13],
        **{"text-allow-overlap": False, "text-padding": 1},
    )
    names = _text(
        name,
        _by_zoom(13, 11, 17, 14),
        **{
            "text-variable-anchor": ["left", "right", "top", "bottom"],
            "text-radial-offset": 0.7,
            "text-justify": "auto",
            "text-max-width": 9,
            "text-padding": 3,
        },
    )
    many: Expression = [">=", ["coalesce", ["get", COUNT], 1], 10]
    return [
        _layer(c, "count", "symbol", maxzoom=c.detail_zoom, filter=many, layout=counts, paint=_ink(palette.POINT_INK)),
        _layer(c, "label", "symbol", minzoom=13, layout=names, paint=_ink(palette.INK)),
    ]


_SHAPES = {"polygon": _polygon_shapes, "line": _line_shapes, "point": _point_shapes}
_LABELS = {"polygon": _polygon_labels, "line": _line_labels, "point": _point_labels}
