"""One tileset of one audience: leaves that changed are cut, the path above them is summed, directories are merged.

What was cut before under an equal recipe is taken from the catalog: equal members of a cell, no work.
What does not live here: cutting itself (tiles), which feeds are live (`live_parts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import polars as pl

from catalog import artifacts
from layers.registry import Layer
from pipelines.live_parts import LivePart, licences_of
from pipelines.parts_memory import PartsMemory
from pipelines.workshop import Workshop
from terms.artifacts import ArtifactRef, Recipe
from terms.geo import union_all
from terms.releases import TilesetPart
from tiles.archive import MEDIA_TYPE
from tiles.cells import Cell
from tiles.cut import CutCell
from tiles.index import cell_digest, pick
from tiles.overview import cut_node
from tiles.quadtree import Rows, divide, groups
from tiles.virtual import merge


@dataclass(slots=True)
class Work:
    """What a release cost: cells cut and cells taken as they were, by tileset."""

    cut: dict[str, int] = field(default_factory=dict)
    reused: dict[str, int] = field(default_factory=dict)
    largest_tile: int = 0

    def add(self, tileset: str, *, cut: int, reused: int) -> None:
        """Count one tileset's cells."""
        self.cut[tileset] = self.cut.get(tileset, 0) + cut
        self.reused[tileset] = self.reused.get(tileset, 0) + reused


@dataclass(frozen=True, slots=True)
class TilesetInput:
    """One layer's live parts for one audience, and the merged index of their features. `parts`: sha256 and collection
    name of each part; the index's column `part` holds the place in it."""

    layer: Layer
    audience: str
    feeds: Sequence[LivePart]
    parts: Sequence[tuple[str, str]]
    index: pl.DataFrame


def tileset_input(layer: Layer, audience: str, feeds: Sequence[LivePart], memory: PartsMemory) -> TilesetInput | None:
    """The input of a layer's tileset, or None when no live feed of this audience has anything of it."""
    names = _names(layer)
    mine = [f for f in feeds if any(n in f.parts for n in names)]
    if not mine:
        return None
    parts = [(name, part) for feed in mine for name, part in sorted(feed.parts.items()) if name in names]
    frames = [memory.index(part.index_sha) for _, part in parts]
    number = np.repeat(np.arange(len(frames), dtype=np.uint32), [f.height for f in frames])
    index = pl.concat(frames).with_columns(part=pl.Series(number))
    return TilesetInput(layer, audience, mine, [(part.sha256, name) for name, part in parts], index)


def _leaf_frames(given: TilesetInput, rows: pl.DataFrame, memory: PartsMemory) -> dict[str, pl.DataFrame]:
    """The whole features of some leaves' members, one frame per collection."""
    frames: dict[str, list[pl.DataFrame]] = {c.name: [] for c in given.layer.collections}
    for (number,), wanted in rows.group_by("part", maintain_order=True):
        sha, name = given.parts[int(str(number))]
        frames[name].append(pick(memory.frame(sha), wanted, name))
    return {
        name: pl.concat(many).sort("feature_id", "valid_from_at", nulls_last=False)
        for name, many in frames.items()
        if many
    }


def _store(workshop: Workshop, given: TilesetInput, made: Recipe, cut: CutCell) -> ArtifactRef:
    """Store a cut cell and its summary; the archive's facts name the summary."""
    summary = workshop.catalog.store.put(cut.summary)
    return artifacts.put_artifact(
        workshop.catalog,
        cut.archive,
        media_type=MEDIA_TYPE,
        audience=given.audience,
        licence_ids=licences_of(given.feeds),
        recipe=made,
        facts={"summary": summary, "tiles": cut.tiles, "largest_tile": cut.largest_tile},
        now=workshop.now(),
    )


def _leaf_recipes(given: TilesetInput, leaves: Mapping[Cell, Rows]) -> dict[Cell, Recipe]:
    spec, digests = given.layer.spec, given.index.select("digest")
    by = {"tileset": spec.tileset, "spec": spec.digest(), "kind": "leaf"}
    return {cell: Recipe((cell_digest(digests[rows]),), {**by, "cell": str(cell)}) for cell, rows in leaves.items()}


def _cut_leaves(
    workshop: Workshop, given: TilesetInput, leaves: Mapping[Cell, Rows], memory: PartsMemory, work: Work
) -> dict[Cell, ArtifactRef]:
    recipes = _leaf_recipes(given, leaves)
    known = artifacts.by_memo(workshop.catalog, [r.memo_key for r in recipes.values()], given.audience)
    out = {cell: known[made.memo_key] for cell, made in recipes.items() if made.memo_key in known}
    new = {cell: rows for cell, rows in leaves.items() if cell not in out}
    for cells, rows in groups(new, given.index["weight"].to_numpy()):
        cut = workshop.cutter.cut(_leaf_frames(given, given.index[rows], memory), cells, given.layer.spec)
        for cell in cells:
            work.largest_tile = max(work.largest_tile, cut[cell].largest_tile)
            out[cell] = _store(workshop, given, recipes[cell], cut[cell])
    work.add(given.layer.name, cut=len(new), reused=len(recipes) - len(new))
    return out


def _cut_nodes(
    workshop: Workshop, given: TilesetInput, leaves: Mapping[Cell, ArtifactRef], work: Work
) -> dict[Cell, ArtifactRef]:
    """Every cell above a leaf, level by level upward, from its children's summaries."""
    spec = given.layer.spec
    by = {"tileset": spec.tileset, "spec": spec.digest(), "kind": "node"}
    store = workshop.catalog.store
    have: dict[Cell, ArtifactRef] = dict(leaves)
    nodes: dict[Cell, ArtifactRef] = {}
    deepest = max((c.z for c in leaves), default=0)
    for z in range(deepest - 1, -1, -1):
        parents = sorted({c.parent for c in have if c.z == z + 1}, key=str)
        below = {p: [str(have[c].facts["summary"]) for c in p.children if c in have] for p in parents}
        recipes = {p: Recipe(tuple(summaries), {**by, "cell": str(p)}) for p, summaries in below.items()}
        known = artifacts.by_memo(workshop.catalog, [r.memo_key for r in recipes.values()], given.audience)
        for cell, made in recipes.items():
            ref = known.get(made.memo_key)
            if ref is None:
                ref = _store(workshop, given, made, cut_node([store.read(s) for s in below[cell]], cell, spec))
            nodes[cell] = have[cell] = ref
        new = sum(1 for made in recipes.values() if made.memo_key not in known)
        work.add(given.layer.name, cut=new, reused=len(recipes) - new)
    return nodes


def _directory(workshop: Workshop, given: TilesetInput, refs: Sequence[ArtifactRef]) -> ArtifactRef:
    """The merged directory of all archives: what the download and the tile route read first."""
    store, spec = workshop.catalog.store, given.layer.spec
    shas = sorted({r.sha256 for r in refs})
    made = Recipe(tuple(shas), {"tileset": spec.tileset, "spec": spec.digest(), "kind": "directory"})
    known = artifacts.by_memo(workshop.catalog, [made.memo_key], given.audience)
    if made.memo_key in known:
        return known[made.memo_key]
    merged = merge([(sha, partial(store.read_range, sha)) for sha in shas], metadata=spec.metadata())
    return artifacts.put_artifact(
        workshop.catalog,
        merged,
        media_type="application/octet-stream",
        audience=given.audience,
        licence_ids=licences_of(given.feeds),
        recipe=made,
        now=workshop.now(),
    )


def build_tileset(
    workshop: Workshop, given: TilesetInput, previous: Sequence[str], memory: PartsMemory, work: Work
) -> TilesetPart:
    """Cut what changed and return the manifest's entry; `previous` are the leaves of the release before."""
    spec = given.layer.spec
    leaves = divide(given.index, spec, [Cell.parse(c) for c in previous])
    cut = _cut_leaves(workshop, given, leaves, memory, work)
    nodes = _cut_nodes(workshop, given, cut, work)
    directory = _directory(workshop, given, [*cut.values(), *nodes.values()])
    bounds = union_all(p.bounds for f in given.feeds for n, p in f.parts.items() if n in _names(given.layer))
    return TilesetPart(
        tileset=given.layer.name,
        spec_digest=spec.digest(),
        min_zoom=spec.min_zoom,
        max_zoom=spec.max_zoom,
        bounds=(bounds.west, bounds.south, bounds.east, bounds.north) if bounds else None,
        cells={str(c): cut[c].sha256 for c in leaves},
        nodes={str(c): ref.sha256 for c, ref in nodes.items()},
        directory=directory.sha256,
        collections=tuple(_names(given.layer)),
        feeds=tuple(f.feed for f in given.feeds),
    )


def _names(layer: Layer) -> list[str]:
    return [c.name for c in layer.collections]
