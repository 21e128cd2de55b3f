"""Index rows, members of a cell, digests, and the plan made of them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely

from tiles.cells import ROOT, Cell
from tiles.index import INDEX_SCHEMA, cell_digest, empty_index, index_bounds, index_rows, members, pick
from tiles.quadtree import divide, nodes, plan


def row(index, at):
    return index.row(at, named=True)


def test_a_row(make):
    spec = make.spec(("routes", "line"))
    frame = make.frame([shapely.LineString([(130, 30), (131, 32), (132, 31)])])
    index = index_rows(frame, spec.layer("routes"))
    assert index.schema == pl.Schema(INDEX_SCHEMA)
    got = row(index, 0)
    assert (got["feature_id"], got["layer"]) == ("f00000", "routes")
    assert (got["west"], got["south"], got["east"], got["north"]) == (130, 30, 132, 32)
    assert got["weight"] == pytest.approx(1 + 3 / 50)
    assert len(got["digest"]) == 16
    assert index_bounds(index) == (130.0, 30.0, 132.0, 32.0)
    assert index_bounds(empty_index()) is None


def test_what_cannot_be_drawn_makes_no_row(make):
    frame = make.frame([shapely.Point(1, 1), shapely.Point(1, 89), shapely.Point(), None, shapely.Point(2, 2)])
    index = index_rows(frame, make.spec(("stops", "point")).layer("stops"))
    assert index["feature_id"].to_list() == ["f00000", "f00004"]
    nothing = index_rows(frame.clear(), make.spec(("stops", "point")).layer("stops"))
    assert nothing.schema == pl.Schema(INDEX_SCHEMA)
    assert nothing.is_empty()


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"stop_name": pl.lit("新町")}, True),
        ({"geometry": pl.lit(shapely.to_wkb(shapely.Point(1, 1.0000001)), dtype=pl.Binary)}, True),
        ({"trips_per_day": pl.lit(None, dtype=pl.Float64)}, False),
        ({"stop_desc": pl.lit("not in tiles")}, False),
    ],
)
def test_a_digest_is_what_tiles_show(make, change, differs):
    layer = make.spec(("stops", "point")).layer("stops")
    frame = make.frame([shapely.Point(1, 1)])
    one, other = (index_rows(f, layer)["digest"][0] for f in (frame, frame.with_columns(**change)))
    assert (one != other) is differs


def test_layers_of_one_feature_differ(make):
    spec = make.spec(("stops", "point"), ("poles", "point"))
    frame = make.frame([shapely.Point(1, 1)])
    assert index_rows(frame, spec.layer("stops"))["digest"][0] != index_rows(frame, spec.layer("poles"))["digest"][0]


def test_cell_digest_forgets_the_order(make):
    index = make.index({"stops": make.frame(shapely.points(np.random.default_rng(1).normal(0, 9, (50, 2))))},
                       make.spec(("stops", "point")))  # fmt: skip
    assert cell_digest(index) == cell_digest(index.sample(fraction=1, shuffle=True, seed=1))
    assert cell_digest(index) != cell_digest(index.head(49))


def test_members_and_pick(make):
    spec = make.spec(("stops", "point"), detail_zoom=3)  # a tile of zoom 3 spans 45°, its sixteenth is 2.8125°
    cell = Cell(1, 1, 0)
    shapes = [shapely.Point(x, 10) for x in (-3, -2.8125, -2.5, 0, 90, 180)]
    frame = make.frame(shapes)
    rows = members(make.index({"stops": frame}, spec), cell, spec)
    assert rows["feature_id"].to_list() == ["f00001", "f00002", "f00003", "f00004", "f00005"]
    assert pick(frame, rows, "stops")["feature_id"].to_list() == rows["feature_id"].to_list()
    assert pick(frame, rows, "routes").is_empty()


def town(count, at=(139.7, 35.6), seed=1, spread=0.01):
    return shapely.points(np.random.default_rng(seed).normal(at, spread, (count, 2)))


def planned(make, shapes, previous=(), **more):
    spec = make.spec(("stops", "point"), **more)
    return plan(make.index({"stops": make.frame(shapes)}, spec), spec, previous)


def test_without_rows_no_leaves(make):
    assert plan(empty_index(), make.spec(("stops", "point"))) == ()


def test_few_rows_one_leaf(make):
    assert planned(make, town(10), leaf_weight=100) == (ROOT,)


def test_never_below_the_detail_zoom_nor_twelve(make):
    assert {c.z for c in planned(make, town(500), leaf_weight=2, detail_zoom=4)} == {4}
    assert max(c.z for c in planned(make, town(500), leaf_weight=2, detail_zoom=14, max_zoom=14)) == 12


def test_leaves_are_disjoint_and_hold_all(make):
    shapes = [*town(300), *town(40, (135, 34), 2, 1.5), *town(10, (0, 0), 3, 20)]
    leaves = planned(make, shapes, leaf_weight=30, detail_zoom=10, max_zoom=10)
    assert len({c.z for c in leaves}) > 3
    assert not any(a.contains(b) for a in leaves for b in leaves if a != b)
    for point in shapes:
        assert any(c.bounds.west <= point.x <= c.bounds.east and c.bounds.south <= point.y <= c.bounds.north
                   for c in leaves)  # fmt: skip


def test_a_leafs_rows_are_its_members(make):
    rng = np.random.default_rng(4)
    starts = rng.normal((139, 36), 2, (400, 1, 2))
    lines = shapely.linestrings(starts + np.cumsum(rng.normal(0, 0.05, (400, 12, 2)), axis=1))
    spec = make.spec(("lines", "line"), leaf_weight=40, detail_zoom=9, max_zoom=9)
    index = make.index({"lines": make.frame(lines)}, spec).with_row_index("at")
    first = divide(index, spec)
    assert len(first) > 10
    fewer = index.filter(pl.col("at") % 2 == 0)
    for rows, divided in ((index, first), (fewer, divide(fewer, spec, tuple(first)))):
        assert list(divided) == sorted(divided)
        for cell, numbers in divided.items():
            assert rows[numbers]["at"].to_list() == members(rows, cell, spec)["at"].to_list()


def test_seams_stay_until_half(make):
    before = planned(make, town(120, spread=8), leaf_weight=100)
    assert len(before) > 1
    assert planned(make, town(90, spread=8), leaf_weight=100) == (ROOT,)
    kept = planned(make, town(90, spread=8), before, leaf_weight=100)
    assert len(kept) > 1
    assert planned(make, town(45, spread=8), before, leaf_weight=100) == (ROOT,)


def test_a_great_polygon_forces_no_splits(make):
    ring = [(125 + 20 * np.cos(a), 20 + 20 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 4000)]
    spec = make.spec(("areas", "polygon"), leaf_weight=50, detail_zoom=10, max_zoom=10)
    leaves = plan(make.index({"areas": make.frame([shapely.Polygon(ring)])}, spec), spec)
    assert len(leaves) <= 8
    assert max(c.z for c in leaves) <= 4


def test_nodes_deepest_first():
    leaves = (Cell(2, 3, 1), Cell(3, 4, 2))
    assert nodes(leaves) == (Cell(2, 2, 1), Cell(1, 1, 0), ROOT)
    assert nodes((ROOT,)) == ()
