"""What the layers of the style have in common: the collections that are drawn, and expressions both halves use.

What does not live here: shapes (tiles.style_shapes), labels (tiles.style_labels), the document (tiles.style).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from terms.columns import Collection
from tiles.palette import Palette
from tiles.spec import KINDS, GeometryKind, label_name

Expression = list[Any]
StyleLayer = dict[str, Any]

PARTS_ZOOM = 16
"""From here on the parts of a whole (poles of a stop place) are drawn; names of parts from one zoom later."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One collection on the map. `source` is its tileset; the rest are tile attributes, '' without: `color` its colour,
    `parent` present where a feature is part of another, `part_name` what tells parts of a whole apart, `rank` larger
    where a feature is more worth a label, `kind` which icon it has."""

    collection: str
    source: str
    geometry: GeometryKind
    floor: str
    detail_zoom: int
    color: str = ""
    parent: str = ""
    part_name: str = ""
    rank: str = ""
    kind: str = ""


def drawn(collection: Collection) -> Drawn:
    """As the declaration says, by the names of its tile columns: `*_color` (not `*_text_color`) is its colour,
    `parent_*_id` the whole a feature is part of, `platform_code` what tells parts apart, `*_per_day` its rank,
    `location_type` or `route_type` its kind."""
    names = [c.name for c in collection.columns if c.in_tiles]

    def first(*found: str) -> str:
        return found[0] if found else ""

    return Drawn(
        collection.name,
        collection.layer,
        KINDS[collection.geometry],
        collection.floor,
        collection.detail_zoom,
        color=first(*(n for n in names if n.endswith("_color") and "_text_" not in n)),
        parent=first(*(n for n in names if n.startswith("parent_") and n.endswith("_id"))),
        part_name=first(*(n for n in names if n == "platform_code")),
        rank=first(*(n for n in names if n.endswith("_per_day"))),
        kind=first(*(n for n in names if n in ("location_type", "route_type"))),
    )


def layer(c: Drawn, part: str, kind: str, **more: Any) -> StyleLayer:
    """A style layer of a collection; labels of polygons come from their label layer."""
    is_label = part == "label" and c.geometry == "polygon"
    return {
        "id": f"{c.collection}-{part}",
        "type": kind,
        "source": c.source,
        "source-layer": label_name(c.collection) if is_label else c.collection,
        "metadata": {"futae:collection": c.collection, "futae:floor": c.floor},
        **more,
    }


def by_zoom(*stops: Any, base: float = 1.0) -> Expression:
    """A value that grows with the zoom: zoom, value, zoom, value, …"""
    return ["interpolate", ["linear"] if base == 1.0 else ["exponential", base], ["zoom"], *stops]


def color_of(c: Drawn, colors: Palette) -> Any:
    """The feature's own colour, else that of lines."""
    return ["to-color", ["get", c.color], colors.line] if c.color else colors.line


def is_part(c: Drawn) -> Expression:
    """Whether the feature is part of another."""
    return ["has", c.parent]
