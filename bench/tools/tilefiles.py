"""Tiles of a served release, chosen by size, and the same bytes as files for another server.

What does not live here: servers (service, nginx), load (wrk).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.db import Catalog
from terms.releases import Manifest
from tiles.tileid import cells_of
from tiles.virtual import VirtualArchive


@dataclass(frozen=True, slots=True)
class Chosen:
    """One tile: its address on any of the servers, and its stored (gzip) bytes."""

    address: str
    body: bytes


def choose_tiles(catalog: Catalog, manifest: Manifest, count: int) -> list[Chosen]:
    """`count` tiles of all tilesets (fewer where there are not so many), evenly spaced by size from the smallest to
    the largest, in an order that has nothing to do with their size."""
    known: list[tuple[int, str, tuple[int, int, int], VirtualArchive]] = []
    for name, part in sorted(manifest.tilesets.items()):
        archive = VirtualArchive.open(catalog.store.read(part.directory))
        ids, _, lengths = archive.directory.tiles()
        cells = zip(*(axis.tolist() for axis in cells_of(ids)), strict=True)
        known += [(int(n), name, cell, archive) for n, cell in zip(lengths, cells, strict=True)]
    known.sort(key=lambda one: one[:3])
    places = np.unique(np.linspace(0, len(known) - 1, min(count, len(known))).round().astype(int))
    mixed = np.random.default_rng(20_200_115).permutation(places)
    return [_chosen(catalog, *known[at][1:]) for at in mixed.tolist()]


def _chosen(catalog: Catalog, name: str, cell: tuple[int, int, int], archive: VirtualArchive) -> Chosen:
    place = archive.find(*cell)
    if place is None:
        raise LookupError(f"{name} {cell} stands in the directory and is not found")
    z, x, y = cell
    return Chosen(f"/v1/tilesets/{name}/{z}/{x}/{y}.mvt", catalog.store.read_range(*place))


def write_files(tiles: list[Chosen], root: Path) -> None:
    """Each tile as `ADDRESS.gz` below `root`."""
    for tile in tiles:
        path = root / f"{tile.address.removeprefix('/')}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tile.body)
