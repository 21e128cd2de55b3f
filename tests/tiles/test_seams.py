"""Where the quadtree is split never changes a tile: sharded builds equal one cut of the world, byte for byte."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace

import mapbox_vector_tile
import numpy as np
import polars as pl
import pytest
import shapely

from tiles import quadtree
from tiles.cells import Cell
from tiles.cut import cut_cell, cut_cells
from tiles.engine import EngineLayer, encode
from tiles.index import members, pick
from tiles.quadtree import divide, plan
from tiles.rows import attribute_frame, geometries
from tiles.spec import label_layer
from tiles.tileid import cells_of


def clusters(rng, count, spread=0.4):
    """Positions of unlike density: a few dense towns, a thin rest, some on cell borders, some at the extremes."""
    towns = np.column_stack([rng.uniform(125, 146, 6), rng.uniform(25, 45, 6)])
    near = towns[rng.choice(6, count, p=[0.5, 0.25, 0.12, 0.08, 0.03, 0.02])] + rng.normal(0, spread, (count, 2))
    borders = np.array([(135.0, 35.46066995149529), (135.0, 36.0), (140.625, 40.97989806962013), (112.5, 0.0), (0, 0)])
    edges = np.array([(180, 0), (-180, 10), (179.9999, 85.0511), (-180, -85.0511), (20.0, 85.05), (180, 84)])
    far = np.column_stack([rng.uniform(-180, 180, 30), rng.uniform(-84, 84, 30)])
    return np.vstack([near, np.repeat(borders, 2, axis=0), edges, far])


def points(rng, count=900):
    return shapely.points(clusters(rng, count))


def lines(rng, count=220):
    starts = clusters(rng, count)
    steps = rng.normal(0, 1, (len(starts), 40, 2)) * rng.choice([0.004, 0.03, 0.3], (len(starts), 1, 1))
    ways = np.clip(starts[:, None, :] + np.cumsum(steps, axis=1), [-180, -88], [180, 88])
    out = list(shapely.linestrings(ways))
    out.append(shapely.LineString([(135.0, 30.0), (135.0, 40.0)]))
    out.append(shapely.MultiLineString([[(130, 30), (131, 31)], [(140, 40), (141.5, 41)]]))
    out.append(shapely.LineString([(-179.9, -80), (179.9, 80)]))
    return out


def polygons(rng, count=150):
    centres = clusters(rng, count)
    angle = np.sort(rng.uniform(0, 2 * np.pi, (len(centres), 60)), axis=1)
    radius = rng.uniform(0.3, 1, angle.shape) * rng.choice([0.005, 0.05, 0.6], (len(centres), 1))
    rings = centres[:, None, :] + np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=2)
    out = list(shapely.polygons(np.clip(rings, [-180, -88], [180, 88])))
    out.append(shapely.box(134, 33, 137, 36).difference(shapely.box(134.9, 35, 135.1, 35.5)))
    out.append(shapely.MultiPolygon([shapely.box(135, 30, 136, 31), shapely.box(136, 31, 137, 32)]))
    out.append(shapely.Polygon([(130, 30), (132, 32), (132, 30), (130, 32)]))  # a bow tie, as strangers draw them
    out.append(shapely.box(120, 20, 150, 50))
    return out


def assert_equal(one, other):
    assert one.keys() == other.keys()
    assert [k for k in one if one[k] != other[k]] == []


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_sharded_is_whole(make, rng, kind, seed):
    build = {"point": points, "line": lines, "polygon": polygons}[kind]
    frame = make.frame(build(rng(seed)))
    spec = make.spec(("things", kind), leaf_weight=60 + 40 * seed)
    leaves = plan(make.index({"things": frame}, spec), spec)
    assert len({leaf.z for leaf in leaves}) >= 4
    assert_equal(make.sharded({"things": frame}, spec), make.whole({"things": frame}, spec))


@pytest.mark.parametrize(("detail", "deepest"), [(1, 3), (3, 4), (9, 10)])
def test_sharded_is_whole_at_other_detail_zooms(make, rng, detail, deepest):
    few = 60
    frames = {
        "stops": make.frame(points(rng(4), few), prefix="s"),
        "routes": make.frame(lines(rng(5), few)[:-1], prefix="r"),
        "areas": make.frame([p for p in polygons(rng(6), few) if shapely.area(p) < 100], prefix="a"),
    }
    layers = (("stops", "point"), ("routes", "line"), ("areas", "polygon"))
    spec = make.spec(*layers, detail_zoom=detail, max_zoom=deepest, leaf_weight=25)
    assert_equal(make.sharded(frames, spec), make.whole(frames, spec))


def test_sharded_is_whole_for_polygons_as_wide_as_the_world(make):
    frame = make.frame([shapely.box(-180, -90, 180, 90), shapely.box(-180, 60, 180, 88), shapely.box(0, 0, 1, 1)])
    spec = make.spec(("areas", "polygon"), detail_zoom=3, max_zoom=4, leaf_weight=0.1)
    assert len(plan(make.index({"areas": frame}, spec), spec)) > 16
    assert_equal(make.sharded({"areas": frame}, spec), make.whole({"areas": frame}, spec))


def test_sharded_is_whole_for_labels_and_each_is_named_once_a_zoom(make, rng):
    frame = make.frame(polygons(rng(12)))
    spec = make.spec(("areas", "polygon"), leaf_weight=25)
    spec = replace(spec, layers=(*spec.layers, label_layer(spec.layers[0])))
    made = make.sharded({"areas": frame}, spec)
    assert_equal(made, make.whole({"areas": frame}, spec))
    seen = Counter()
    for tile, data in made.items():
        if tile.startswith(f"{spec.max_zoom}/"):
            labels = mapbox_vector_tile.decode(gzip.decompress(data)).get("areas_label", {"features": []})["features"]
            inside = [f for f in labels if all(0 <= v < 4096 for v in f["geometry"]["coordinates"])]
            seen.update(f["properties"]["feature_id"] for f in inside)
    assert set(seen.values()) == {1}
    assert len(seen) == frame["feature_id"].n_unique()


def test_detail_tiles_are_those_of_one_engine_run(make, rng):
    frame = make.frame(lines(rng(7)))
    spec = make.spec(("routes", "line"), leaf_weight=80)
    ordered = frame.sort("feature_id", "valid_from_at")
    made = encode(
        {"routes": EngineLayer(geometries(ordered), attribute_frame(ordered, spec.layer("routes").attributes))},
        spec.detail_zoom,
        spec.max_zoom,
    )
    ids, offsets, lengths = made.directory.tiles()
    expected = {
        f"{z}/{x}/{y}": made.archive[int(o) : int(o) + int(n)]
        for z, x, y, o, n in zip(*cells_of(ids), offsets, lengths, strict=True)
    }
    got = {k: v for k, v in make.sharded({"routes": frame}, spec).items() if int(k.split("/")[0]) >= spec.detail_zoom}
    assert_equal(got, expected)


def test_order_of_rows_changes_nothing(make, rng):
    frame = make.frame(polygons(rng(8)))
    spec = make.spec(("areas", "polygon"))
    assert_equal(
        make.whole({"areas": frame}, spec), make.whole({"areas": frame.sample(fraction=1, shuffle=True, seed=1)}, spec)
    )


def touched(one, other):
    return {k for k in one.keys() | other.keys() if one.get(k) != other.get(k)}


def test_one_moved_point_changes_its_tiles_and_their_ancestors(make, rng):
    frame = make.frame(points(rng(9)))
    spec = make.spec(("stops", "point"), leaf_weight=100)
    old, new = np.array([134.9, 34.2]), np.array([134.9003, 34.2001])
    place = pl.lit(shapely.to_wkb(shapely.Point(old)), dtype=pl.Binary)
    moved_to = pl.lit(shapely.to_wkb(shapely.Point(new)), dtype=pl.Binary)
    chosen = pl.col("feature_id") == "f00003"
    before = frame.with_columns(pl.when(chosen).then(place).otherwise("geometry").alias("geometry"))
    after = frame.with_columns(pl.when(chosen).then(moved_to).otherwise("geometry").alias("geometry"))
    changed = touched(make.sharded({"stops": before}, spec), make.sharded({"stops": after}, spec))
    one = {"stops": before.filter(chosen)}, {"stops": after.filter(chosen)}
    alone = set(make.whole(one[0], spec)) | set(make.whole(one[1], spec))
    assert changed
    assert changed <= alone
    assert all(len({k for k in changed if k.startswith(f"{z}/")}) <= 2 for z in range(6))


def test_one_moved_point_touches_few_cells(make, rng):
    frame = make.frame(points(rng(10)))
    spec = make.spec(("stops", "point"), leaf_weight=100)
    moved = frame.with_columns(
        pl.when(pl.col("feature_id") == "f00005")
        .then(pl.lit(shapely.to_wkb(shapely.Point(135.31, 34.52)), dtype=pl.Binary))
        .otherwise("geometry")
        .alias("geometry")
    )
    leaves = plan(make.index({"stops": frame}, spec), spec)
    one, other = make.cut_all({"stops": frame}, spec, leaves), make.cut_all({"stops": moved}, spec, leaves)
    differing = {c for c in leaves if one[0][c] != other[0][c]}
    assert 1 <= len(differing) <= 4
    path = {a for c in differing for a in c.ancestors}
    assert {c for c in one[1] if one[1][c] != other[1][c]} <= path


def test_rows_beyond_the_members_change_nothing(make, rng):
    frame = make.frame(lines(rng(11)))
    spec = make.spec(("routes", "line"))
    cell = Cell(5, 28, 12)
    rows = members(make.index({"routes": frame}, spec), cell, spec)
    assert 0 < rows.height < frame.height
    assert cut_cell({"routes": pick(frame, rows, "routes")}, cell, spec) == cut_cell({"routes": frame}, cell, spec)


@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_cut_together_is_cut_one_by_one(make, rng, kind):
    frame = make.frame({"point": points, "line": lines, "polygon": polygons}[kind](rng(13)))
    spec = make.spec(("things", kind), leaf_weight=80)
    if kind == "polygon":
        spec = replace(spec, layers=(*spec.layers, label_layer(spec.layers[0])))
    one_by_one, _ = make.cut_all({"things": frame}, spec)
    assert len(one_by_one) > 4
    assert cut_cells({"things": frame}, tuple(one_by_one), spec) == one_by_one


def test_groups_hold_every_leaf_once_and_weigh_shared_rows_once(make, rng, monkeypatch):
    frame = make.frame(lines(rng(14)))
    spec = make.spec(("routes", "line"), leaf_weight=80)
    index = make.index({"routes": frame}, spec)
    weight, leaves = index["weight"].to_numpy(), divide(index, spec)
    heaviest, most = max(weight[rows].sum() for rows in leaves.values()), weight.sum() + 1
    for limit in (0.0, heaviest, 2 * heaviest, most):
        monkeypatch.setattr(quadtree, "GROUP_WEIGHT", limit)
        made = list(quadtree.groups(leaves, weight))
        assert sorted(cell for cells, _ in made for cell in cells) == list(leaves)
        for cells, rows in made:
            assert rows.tolist() == sorted({row for cell in cells for row in leaves[cell].tolist()})
            assert weight[rows].sum() <= limit + 1e-9 or len(cells) == 1
        assert len(made) == {0.0: len(leaves), most: 1}.get(limit, len(made))
    assert list(quadtree.groups({}, weight)) == []
