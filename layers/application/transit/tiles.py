"""How the transit layer is drawn into tiles: the tileset `transit` with the layers `stops` and `routes`.

What does not live here: cutting (tiles), colours and labels (tiles.style).
"""

from __future__ import annotations

from layers.application.transit.columns import ROUTES, STOPS
from tiles.spec import TileSpec, tile_layer


def _names(word: str) -> dict[str, str]:
    return {
        f"{word}_name": "name",
        f"{word}_name_ja": "name:ja",
        f"{word}_name_kana": "name:ja-Hrkt",
        f"{word}_name_en": "name:en",
    }


LEAF_WEIGHT = 6_000
"""Features + vertices/50 above which a cell is split: what one publication cuts again. 50,000 held all 85 real feeds in
one leaf, and every publication cut all of them (17 s on a busy machine)."""

SPEC = TileSpec(
    tileset="transit",
    layers=(
        tile_layer(STOPS, rename=_names("stop"), overview=("stop_name", "valid_from_at", "valid_to_at")),
        tile_layer(
            ROUTES,
            rename=_names("route"),
            overview=("route_name", "route_color", "route_type", "valid_from_at", "valid_to_at"),
        ),
    ),
    detail_zoom=STOPS.detail_zoom,
    leaf_weight=LEAF_WEIGHT,
)
