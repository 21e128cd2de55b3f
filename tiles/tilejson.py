"""TileJSON 3.0.0 of a tileset as it is in a release.

Source: TileJSON specification 3.0.0. What does not live here: addresses (given), attribution texts (terms.licences).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terms.geo import Bounds
from tiles.spec import TileSpec


def tilejson(
    spec: TileSpec,
    tiles: str,
    *,
    bounds: Bounds | None = None,
    attribution: str = "",
    version: str = "1.0.0",
    name: str = "",
    description: str = "",
    layer_texts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """`tiles` is the address with {z}, {x}, {y}; `bounds` those of the data; `version` is a semantic version (the
    release as '1.0.N'); `layer_texts`: layer → description. Raises ValueError for an address without its places."""
    if not all(place in tiles for place in ("{z}", "{x}", "{y}")):
        raise ValueError(f"no tile address: {tiles!r}")
    layers = spec.metadata()["vector_layers"]
    out: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": name or spec.tileset,
        "version": version,
        "scheme": "xyz",
        "tiles": [tiles],
        "minzoom": spec.min_zoom,
        "maxzoom": spec.max_zoom,
        "vector_layers": [{**x, "description": (layer_texts or {}).get(x["id"], "")} for x in layers],
    }
    if description:
        out["description"] = description
    if attribution:
        out["attribution"] = attribution
    if bounds:
        out["bounds"] = bounds.as_list()
        lon, lat = (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2
        out["center"] = [lon, lat, max(spec.min_zoom, min(spec.detail_zoom, spec.max_zoom))]
    return out
