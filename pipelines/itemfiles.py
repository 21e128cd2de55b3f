"""One collection of one audience: GeoParquet files by quadtree leaf, and the link tables between layers.

A row belongs to the leaf in which the centre of its bounds lies. What does not live here: the file's form
(layers.items), what a tie means (layers.links).
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import polars as pl

from catalog import artifacts
from layers.items import MEDIA_TYPE, SCHEMA_VERSION, frame_bounds, id_index, to_geoparquet
from layers.links import LINK, municipality_links
from layers.links import SCHEMA_VERSION as LINK_VERSION
from pipelines.live_parts import LivePart, licences_of
from pipelines.parts_memory import PartsMemory
from pipelines.tilesets import TilesetInput
from pipelines.workshop import Workshop
from terms.artifacts import ArtifactRef, Recipe
from terms.columns import Collection
from terms.geo import Bounds, union_all
from terms.releases import CollectionPart, ItemFile, LinkPart
from tiles.cells import Cell
from tiles.index import pick
from tiles.mercator import to_unit


def _leaf_of(index: pl.DataFrame, leaves: Sequence[Cell]) -> pl.Series:
    """For each index row the leaf in which the centre of its bounds lies; '' where it lies in none."""
    lon = ((index["west"] + index["east"]) / 2).to_numpy()
    lat = ((index["south"] + index["north"]) / 2).to_numpy()
    owner = np.full(len(index), len(leaves))
    across, down = to_unit(lon, lat)
    for z in sorted({c.z for c in leaves}):
        last = (1 << z) - 1
        x, y = (np.minimum((v * (1 << z)).astype(np.int64), last) for v in (across, down))
        places = sorted(((c.x << z) | c.y, at) for at, c in enumerate(leaves) if c.z == z)
        codes, numbers = (np.array(column, dtype=np.int64) for column in zip(*places, strict=True))
        code = (x << z) | y
        found = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
        inside = codes[found] == code
        owner[inside] = numbers[found[inside]]
    return pl.Series("leaf", [*map(str, leaves), ""], dtype=pl.String)[owner]


def _store_file(
    workshop: Workshop, given: TilesetInput, collection: Collection, made: Recipe, frame: pl.DataFrame
) -> ArtifactRef:
    data = to_geoparquet(frame, collection)
    return artifacts.put_artifact(
        workshop.catalog,
        data,
        media_type=MEDIA_TYPE,
        audience=given.audience,
        licence_ids=licences_of(given.feeds),
        recipe=made,
        bounds=frame_bounds(frame),
        facts={"ids": workshop.catalog.store.put(id_index(data)), "count": len(frame)},
        now=workshop.now(),
    )


def _recipes(given: TilesetInput, collection: Collection, placed: pl.DataFrame) -> dict[str, Recipe]:
    """Cell → recipe of its file, for the cells that have rows, in order."""
    by_cell = placed.group_by("leaf").agg(pl.col("part").unique()).sort("leaf")
    by = {"collection": collection.name, "items": SCHEMA_VERSION}
    return {
        str(cell): Recipe(tuple(sorted({given.parts[n][0] for n in numbers})), {**by, "cell": str(cell)})
        for cell, numbers in by_cell.iter_rows()
    }


def _new_file(
    workshop: Workshop,
    given: TilesetInput,
    collection: Collection,
    made: Recipe,
    rows: pl.DataFrame,
    memory: PartsMemory,
) -> ArtifactRef:
    frames = [pick(memory.frame(sha), rows, collection.name) for sha in made.made_from]
    merged = pl.concat(frames).sort("feature_id", "valid_from_at", nulls_last=False)
    return _store_file(workshop, given, collection, made, merged)


def _item_file(cell: str, ref: ArtifactRef) -> ItemFile:
    bounds = ref.bounds or Bounds(0, 0, 0, 0)
    return ItemFile(
        cell=cell,
        sha256=ref.sha256,
        ids_sha256=str(ref.facts["ids"]),
        count=int(ref.facts["count"]),
        bounds=(bounds.west, bounds.south, bounds.east, bounds.north),
    )


def build_collection(
    workshop: Workshop, given: TilesetInput, collection: Collection, leaves: Sequence[str], memory: PartsMemory
) -> CollectionPart:
    """The collection's files, one per leaf that has rows; unchanged leaves are taken as they were."""
    mine = given.index.filter(pl.col("layer") == collection.name)
    placed = mine.with_columns(_leaf_of(mine, [Cell.parse(c) for c in leaves]))
    recipes = _recipes(given, collection, placed)
    known = artifacts.by_memo(workshop.catalog, [r.memo_key for r in recipes.values()], given.audience)
    files = [
        _item_file(
            cell,
            known.get(made.memo_key)
            or _new_file(workshop, given, collection, made, placed.filter(pl.col("leaf") == cell), memory),
        )
        for cell, made in recipes.items()
    ]
    bounds = union_all(Bounds.of(f.bounds) for f in files)
    return CollectionPart(
        collection=collection.name,
        count=sum(f.count for f in files),
        bounds=(bounds.west, bounds.south, bounds.east, bounds.north) if bounds else None,
        files=tuple(files),
        feeds=tuple(f.feed for f in given.feeds if collection.name in f.parts),
    )


def _link_recipe(stops: LivePart, places: Sequence[LivePart]) -> Recipe:
    shas = (stops.parts["stops"].sha256, *(p.parts["places"].sha256 for p in places))
    return Recipe(shas, {"link": LINK, "schema_version": LINK_VERSION})


def _link_table(
    workshop: Workshop, audience: str, made: Recipe, feeds: Sequence[LivePart], memory: PartsMemory
) -> ArtifactRef:
    """The ties of one feed's stops (`made.made_from[0]`) to the areas of all the others in the recipe."""
    areas = pl.concat([memory.frame(sha) for sha in made.made_from[1:]])
    table, missed = municipality_links(memory.frame(made.made_from[0]), areas)
    return artifacts.put_artifact(
        workshop.catalog,
        _parquet(table),
        media_type=MEDIA_TYPE,
        audience=audience,
        licence_ids=licences_of(feeds),
        recipe=made,
        facts={"count": len(table), "missed": missed},
        now=workshop.now(),
    )


def _parquet(frame: pl.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.write_parquet(sink)
    return sink.getvalue()


def build_links(
    workshop: Workshop, audience: str, feeds: Sequence[LivePart], memory: PartsMemory
) -> dict[str, LinkPart]:
    """The `municipality` ties of every feed with stops, when the audience has any administrative areas."""
    places = [f for f in feeds if "places" in f.parts]
    stops = [f for f in feeds if "stops" in f.parts]
    if not places or not stops:
        return {}
    recipes = {f.feed: _link_recipe(f, places) for f in stops}
    known = artifacts.by_memo(workshop.catalog, [r.memo_key for r in recipes.values()], audience)
    refs = {
        f.feed: known.get(recipes[f.feed].memo_key)
        or _link_table(workshop, audience, recipes[f.feed], [f, *places], memory)
        for f in stops
    }
    return {
        LINK: LinkPart(
            link=LINK,
            files={feed: ref.sha256 for feed, ref in refs.items()},
            count=sum(int(r.facts["count"]) for r in refs.values()),
            missed=sum(int(r.facts["missed"]) for r in refs.values()),
            licence_ids=licences_of([*places, *stops]),
        )
    }
