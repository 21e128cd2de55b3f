"""TileSpec: how a tileset is made of collections; the door from layers to tiles.

A tileset has an overview (zooms below `detail_zoom`, generalised) and a detail part (whole features). What does not
live here: how it is drawn (tiles.style), the specs of our layers (layers/*/tiles.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any, Literal

from terms.canonical import digest
from terms.columns import Collection, Kind

GeometryKind = Literal["point", "line", "polygon"]

TILES_SCHEMA = 2
"""Raised when this room's own code changes the bytes of tiles; part of every spec digest."""

COUNT = "count"
"""Attribute of every point in overview tiles: how many features it stands for."""

_FIELD_TYPES = {Kind.INTEGER: "Number", Kind.NUMBER: "Number", Kind.BOOLEAN: "Boolean"}
KINDS: Mapping[str, GeometryKind] = {"Point": "point", "LineString": "line", "Polygon": "polygon"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a tile layer. `name` is what tiles carry, `column` the frame's column ('' = the same word);
    `overview` says whether overview tiles carry it too (for points: only where one feature stands alone)."""

    name: str
    kind: Kind
    column: str = ""
    overview: bool = False

    @property
    def source(self) -> str:
        """The frame's column."""
        return self.column or self.name


@dataclass(frozen=True, slots=True)
class TileLayer:
    """One layer of a tileset = one collection, or with `labels` the points where the polygons of that layer are named.
    Overview tiles always carry `feature_id`."""

    name: str
    geometry: GeometryKind
    attributes: tuple[Attribute, ...]
    labels: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a layer that could not be told apart or read."""
        names = [a.name for a in self.attributes]
        if len(set(names)) != len(names):
            raise ValueError(f"tile layer {self.name}: an attribute stands twice")
        if "feature_id" not in names:
            raise ValueError(f"tile layer {self.name}: feature_id is missing")
        if self.geometry == "point" and COUNT in names:
            raise ValueError(f"tile layer {self.name}: '{COUNT}' is the overview's own attribute")
        if self.labels and self.geometry != "point":
            raise ValueError(f"tile layer {self.name}: labels are points")

    @property
    def overview(self) -> tuple[Attribute, ...]:
        """The attributes overview tiles carry."""
        return tuple(a for a in self.attributes if a.overview or a.name == "feature_id")

    def fields(self) -> dict[str, str]:
        """Attribute → 'String', 'Number' or 'Boolean' (TileJSON 3, vector_layers)."""
        own = {a.name: _FIELD_TYPES.get(a.kind, "String") for a in self.attributes}
        return own | {COUNT: "Number"} if self.geometry == "point" else own


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One tileset. Zooms `detail_zoom`…`max_zoom` hold whole features, `min_zoom`…`detail_zoom`-1 the overview.
    `leaf_weight`: a cell is split above it (features + vertices/50). `max_tile_bytes` bounds every overview tile,
    uncompressed."""

    tileset: str
    layers: tuple[TileLayer, ...]
    detail_zoom: int
    min_zoom: int = 0
    max_zoom: int = 14
    leaf_weight: float = 50_000
    max_tile_bytes: int = 500_000

    def __post_init__(self) -> None:
        """Raises ValueError for zooms out of order or layers of one name."""
        if not 0 <= self.min_zoom <= self.detail_zoom <= self.max_zoom <= 16:
            raise ValueError(f"tileset {self.tileset}: zooms out of order")
        if not self.layers or len({x.name for x in self.layers}) != len(self.layers):
            raise ValueError(f"tileset {self.tileset}: layers need names of their own")

    def layer(self, name: str) -> TileLayer:
        """The layer of that name; raises KeyError."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)

    def metadata(self) -> dict[str, Any]:
        """The JSON metadata of this tileset's archives (PMTiles v3, section 5), and TileJSON's `vector_layers`."""
        return {
            "name": self.tileset,
            "format": "pbf",
            "vector_layers": [
                {
                    "id": x.name,
                    "fields": x.fields(),
                    "minzoom": self.min_zoom,
                    "maxzoom": self.max_zoom,
                }
                for x in self.layers
            ],
        }

    def digest(self) -> str:
        """Hash of all that can change a tile's bytes: this spec (without `leaf_weight`, which only moves the seams)
        and the versions of the engines."""
        return digest(
            {
                "schema": TILES_SCHEMA,
                "engines": engines(),
                "tileset": self.tileset,
                "zooms": [self.min_zoom, self.detail_zoom, self.max_zoom],
                "max_tile_bytes": self.max_tile_bytes,
                "layers": [
                    [x.name, x.geometry, x.labels, [[a.name, a.kind.value, a.source, a.overview] for a in x.attributes]]
                    for x in self.layers
                ],
            }
        )


@cache
def engines() -> dict[str, str]:
    """Versions of the packages whose change may change bytes."""
    return {name: version(name) for name in ("freestiler", "numpy", "polars", "shapely")}


def tile_layer(
    collection: Collection, *, rename: Mapping[str, str] | None = None, overview: tuple[str, ...] = ()
) -> TileLayer:
    """A layer of the collection's `in_tiles` columns. `rename`: column → tile attribute; `overview`: columns that
    overview tiles carry. Raises KeyError for a column the collection does not declare."""
    rename = rename or {}
    for column in (*rename, *overview):
        collection.column(column)
    return TileLayer(
        collection.name,
        KINDS[collection.geometry],
        tuple(
            Attribute(rename.get(c.name, c.name), c.kind, c.name, c.name in overview)
            for c in collection.columns
            if c.in_tiles or c.name in rename
        ),
    )


def label_name(collection: str) -> str:
    """The tile layer with the labels of a polygon collection."""
    return f"{collection}_label"


def label_layer(layer: TileLayer) -> TileLayer:
    """The label layer of a polygon layer, with the attributes its overview has."""
    return TileLayer(label_name(layer.name), "point", layer.overview, layer.name)
