"""Builders for the tiles tests: made-up feature frames, specs, and a sharded build beside a whole one."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import mapbox_vector_tile
import numpy as np
import polars as pl
import pytest
import shapely

from terms.columns import Kind
from tiles.archive import of_memory, read_directory
from tiles.cells import ROOT, Cell
from tiles.cut import CutCell, cut_cell
from tiles.index import empty_index, index_rows, members, pick
from tiles.overview import cut_node
from tiles.quadtree import nodes, plan
from tiles.spec import Attribute, TileLayer, TileSpec

Tiles = dict[str, bytes]

ATTRIBUTES = (
    Attribute("feature_id", Kind.TEXT, overview=True),
    Attribute("feed", Kind.TEXT),
    Attribute("valid_from_at", Kind.INSTANT),
    Attribute("name", Kind.TEXT, column="stop_name", overview=True),
    Attribute("trips_per_day", Kind.NUMBER, overview=True),
)


def make_frame(shapes: Any, *, prefix: str = "f", names: list[str | None] | None = None) -> pl.DataFrame:
    """A feature frame of these geometries; ids are prefix + five digits."""
    count = len(shapes)
    return pl.DataFrame(
        {
            "feature_id": [f"{prefix}{i:05d}" for i in range(count)],
            "feed": ["demo/bus"] * count,
            "valid_from_at": [datetime(2020, 1, 1, tzinfo=UTC) if i % 3 else None for i in range(count)],
            "stop_name": names or [f"停留所{i}" if i % 7 else None for i in range(count)],
            "trips_per_day": [float(i % 40) if i % 5 else float("nan") for i in range(count)],
            "geometry": shapely.to_wkb(np.asarray(shapes, dtype=object)).tolist(),
        },
        schema={
            "feature_id": pl.String,
            "feed": pl.String,
            "valid_from_at": pl.Datetime("us", "UTC"),
            "stop_name": pl.String,
            "trips_per_day": pl.Float64,
            "geometry": pl.Binary,
        },
    )


def make_spec(*layers: tuple[str, str], **more: Any) -> TileSpec:
    """A spec of layers (name, geometry) with ATTRIBUTES; detail zoom 6, max zoom 8 unless said."""
    made = tuple(TileLayer(name, geometry, ATTRIBUTES) for name, geometry in layers)  # type: ignore[arg-type]
    return TileSpec("test", made, **{"detail_zoom": 6, "max_zoom": 8, **more})


def tiles_of(cut: CutCell) -> Tiles:
    """Every tile of an archive by 'z/x/y'."""
    if not cut.archive:
        return {}
    directory = read_directory(of_memory(cut.archive))
    from tiles.tileid import cells_of

    ids, offsets, lengths = directory.tiles()
    z, x, y = cells_of(ids)
    return {
        f"{a}/{b}/{c}": cut.archive[int(o) : int(o) + int(n)]
        for a, b, c, o, n in zip(z, x, y, offsets, lengths, strict=True)
    }


def index_of(frames: Mapping[str, pl.DataFrame], spec: TileSpec) -> pl.DataFrame:
    """The index of all frames."""
    return pl.concat([empty_index(), *(index_rows(f, spec.layer(n)) for n, f in frames.items())])


def cut_all(
    frames: Mapping[str, pl.DataFrame], spec: TileSpec, leaves: tuple[Cell, ...] | None = None
) -> tuple[dict[Cell, CutCell], dict[Cell, CutCell]]:
    """Every leaf and every node, as a publisher makes them: each leaf from its members only."""
    index = index_of(frames, spec)
    leaves = plan(index, spec) if leaves is None else leaves
    cut = {}
    for leaf in leaves:
        rows = members(index, leaf, spec)
        cut[leaf] = cut_cell({name: pick(frame, rows, name) for name, frame in frames.items()}, leaf, spec)
    above: dict[Cell, CutCell] = {}
    for node in nodes(leaves):
        found = [(cut.get(child) or above.get(child)) for child in node.children]
        above[node] = cut_node([f.summary for f in found if f], node, spec)
    return cut, above


def sharded(frames: Mapping[str, pl.DataFrame], spec: TileSpec) -> Tiles:
    """All tiles of a sharded build; asserts that no tile comes from two cells."""
    cut, above = cut_all(frames, spec)
    out: Tiles = {}
    for part in (*cut.values(), *above.values()):
        new = tiles_of(part)
        assert not out.keys() & new.keys()
        out |= new
    return out


def whole(frames: Mapping[str, pl.DataFrame], spec: TileSpec) -> Tiles:
    """All tiles of one cut of the world."""
    return tiles_of(cut_cell(frames, ROOT, spec))


def decoded(tile: bytes) -> dict[str, Any]:
    """Layers of one stored tile; y downward as in the tile."""
    out: dict[str, Any] = mapbox_vector_tile.decode(gzip.decompress(tile), default_options={"y_coord_down": True})
    return out


class Make:
    """The builders as one fixture (tests have no package imports)."""

    frame = staticmethod(make_frame)
    spec = staticmethod(make_spec)
    index = staticmethod(index_of)
    cut_all = staticmethod(cut_all)
    sharded = staticmethod(sharded)
    whole = staticmethod(whole)
    tiles_of = staticmethod(tiles_of)
    decoded = staticmethod(decoded)
    attributes = ATTRIBUTES


@pytest.fixture
def make() -> type[Make]:
    """All builders."""
    return Make


@pytest.fixture
def rng() -> Callable[[int], np.random.Generator]:
    """A seeded generator."""
    return np.random.default_rng
