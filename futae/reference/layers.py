"""docs/reference/layers.md: every layer, its collections, columns, tile attributes and zooms, from the declarations.

What does not live here: the declarations (layers/*/columns.py, layers/*/tiles.py).
"""

from __future__ import annotations

from futae.reference.markdown import cell, code, page, table
from layers.registry import Layer, layers
from terms.columns import Collection
from tiles.spec import TileLayer

INTRO = """A layer is a folder of `layers/base` or `layers/application` and one tileset; it holds collections, each of
which is a table of features: `/v1/collections/{collection}/items`, the tile layer of the same name, the
Dagster asset of the same name. Marks: *seen* in real files, *tried* by us, *inferred*, *unverified* against
the specification's own text."""


def _drawn(layer: Layer, name: str) -> dict[str, TileLayer]:
    return {one.name: one for one in layer.spec.layers if one.name == name or one.labels == name}


def _columns(layer: Layer, collection: Collection) -> str:
    drawn = _drawn(layer, collection.name)[collection.name]
    in_tiles = {a.source: a for a in drawn.attributes}
    rows = []
    for column in collection.columns:
        tile = in_tiles.get(column.name)
        shown = (
            f"{code(tile.name)}{' (all zooms)' if tile.overview or tile.name == 'feature_id' else ''}" if tile else ""
        )
        kind = (
            column.kind.value + (f", {column.unit}" if column.unit else "") + (", required" if column.required else "")
        )
        rows.append((code(column.name), kind, cell(column.title_ja), cell(column.title_en), shown, cell(column.source),
                     column.mark.value))  # fmt: skip
    return table(("column", "type", "日本語", "English", "in tiles as", "source", "mark"), rows)


def _collection(layer: Layer, collection: Collection) -> str:
    labels = [n for n in _drawn(layer, collection.name) if n != collection.name]
    more = f" Names of areas are points of the tile layer {', '.join(map(code, labels))}." if labels else ""
    return "\n\n".join(
        [
            f"### {code(collection.name)}: {collection.title_ja} / {collection.title_en}",
            f"{collection.geometry}. {collection.description_en} {collection.description_ja} "
            f"Whole features from zoom {collection.detail_zoom}; generalised above.{more}",
            _columns(layer, collection),
        ]
    )


def _layer(layer: Layer) -> str:
    spec = layer.spec
    formats = ", ".join(map(code, layer.formats))
    words = f"Built from {formats}; tileset {code(spec.tileset)}, zooms {spec.min_zoom} to {spec.max_zoom}."
    return "\n\n".join(
        [f"## {code(layer.name)} ({layer.floor})", words, *(_collection(layer, one) for one in layer.collections)]
    )


def layers_page() -> str:
    """The page."""
    return page("Layers", INTRO, *(_layer(one) for one in layers()))
