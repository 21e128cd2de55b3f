"""How administrative areas are drawn into tiles: the tileset `places`.

What does not live here: cutting (tiles), colours and labels (tiles.style).
"""

from __future__ import annotations

from layers.base.places.columns import PLACES
from tiles.spec import TileSpec, label_layer, tile_layer

AREAS = tile_layer(
    PLACES,
    rename={"place_name": "name"},
    overview=("place_name", "place_code", "prefecture_name", "valid_from_at", "valid_to_at"),
)
SPEC = TileSpec(
    tileset="places",
    layers=(AREAS, label_layer(AREAS)),
    detail_zoom=PLACES.detail_zoom,
    leaf_weight=6_000,
)
