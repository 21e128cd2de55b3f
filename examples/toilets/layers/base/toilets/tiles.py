"""How public toilets are drawn into tiles: the tileset `toilets`.

What does not live here: cutting (tiles), colours and labels (tiles.style).
"""

from __future__ import annotations

from layers.base.toilets.columns import TOILETS
from tiles.spec import TileSpec, tile_layer

SPEC = TileSpec(
    tileset="toilets",
    layers=(tile_layer(TOILETS, rename={"toilet_name": "name"}, overview=("toilet_name",)),),
    detail_zoom=TOILETS.detail_zoom,
    leaf_weight=6_000,
)
