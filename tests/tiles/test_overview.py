"""Overview tiles: counts that add up, borders that stay common, and no tile above the limit."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
import shapely

from terms.errors import StoreError
from tiles.cells import ROOT, Cell
from tiles.cut import cut_cell
from tiles.overview import cut_node
from tiles.pyramid import Level, pack_summary, unpack_summary
from tiles.shapes import coarser, off_grid, onto_grid


def features(make, tiles, zoom, layer):
    return [
        f
        for address, tile in tiles.items()
        if address.startswith(f"{zoom}/")
        for f in make.decoded(tile).get(layer, {"features": []})["features"]
    ]


def test_counts_add_up_at_every_zoom(make):
    rng = np.random.default_rng(1)
    frame = make.frame(shapely.points(rng.normal((136, 35), 2, (500, 2))))
    spec = make.spec(("stops", "point"), leaf_weight=60)
    tiles = make.sharded({"stops": frame}, spec)
    for zoom in range(spec.detail_zoom):
        drawn = features(make, tiles, zoom, "stops")
        assert sum(f["properties"]["count"] for f in drawn) == 500
        assert all(0 <= v < 4096 for f in drawn for v in f["geometry"]["coordinates"])


@pytest.mark.parametrize("limit", [500_000, 700])
def test_points_of_many_tiles_in_one_call_are_the_tiles_made_one_by_one(make, limit):
    rng = np.random.default_rng(5)
    near = rng.normal((139.7, 35.7), 0.8, (900, 2))
    borders = np.array([(135.0, y) for y in (35.0, 35.46066995149529)] + [(x, 0.0) for x in (-180, -0.001, 0, 90, 180)])
    edges = [(180, 85.0511), (-180, -85.0511), (179.9999, 10), (-179.9999, 10)]
    one, other = np.vstack([near, borders, edges]), np.vstack([near[::3] + 0.001, borders])
    spec = make.spec(("stops", "point"), ("poles", "point"), max_tile_bytes=limit)
    frames = {"stops": make.frame(shapely.points(one)), "poles": make.frame(shapely.points(other), prefix="p")}
    level = Level.of_features(frames, ROOT, spec)
    cut = 0
    for _ in range(spec.detail_zoom):
        level = level.up()
        by_layer = {name: layer.tiles() for name, layer in level.layers.items()}
        places = {at for tiles in by_layer.values() for at in tiles}
        alone = {at: level._encoded({n: t[at] for n, t in by_layer.items() if at in t}, at) for at in places}
        assert level.tiles() == {at: tile for at, tile in alone.items() if tile}
        whole = {at: level._encode({n: t[at] for n, t in by_layer.items() if at in t}, at) for at in places}
        cut += sum(whole[at] != alone[at] for at in places)
    assert (cut > 0) == (limit == 700)


def test_one_alone_keeps_its_name_many_do_not(make):
    frame = make.frame([shapely.Point(139, 35), shapely.Point(10, 50), shapely.Point(10.0001, 50)], names=list("abc"))
    tiles = make.whole({"stops": frame}, make.spec(("stops", "point")))
    drawn = sorted(features(make, tiles, 0, "stops"), key=lambda f: f["properties"]["count"])
    assert [f["properties"] for f in drawn] == [
        {"count": 1, "feature_id": "f00000", "name": "a"},
        {"count": 2},
    ]


def test_a_feature_in_parts_of_validity_counts_once(make):
    frame = make.frame([shapely.Point(139, 35)] * 2, names=["old", "new"]).with_columns(
        feature_id=pl.lit("a"),
        valid_from_at=pl.Series([None, datetime(2021, 1, 1, tzinfo=UTC)], dtype=pl.Datetime("us", "UTC")),
    )
    tiles = make.whole({"stops": frame}, make.spec(("stops", "point")))
    (drawn,) = features(make, tiles, 3, "stops")
    assert drawn["properties"]["count"] == 1
    assert drawn["properties"]["name"] == "new"
    assert len(features(make, tiles, 6, "stops")) == 2


def test_neighbours_keep_one_border(make):
    rng = np.random.default_rng(2)
    border = np.column_stack([np.linspace(134, 138, 900), 35 + np.cumsum(rng.normal(0, 0.004, 900))])
    north = shapely.Polygon([*border, (138, 38), (134, 38)])
    south = shapely.Polygon([*border, (138, 32), (134, 32)])
    shapes, keep = onto_grid(np.array([north, south]), "polygon", 8)
    assert keep.all()
    for _ in range(4):
        both = shapely.union_all(shapely.make_valid(shapes))
        assert shapely.area(both) == pytest.approx(shapely.area(shapes).sum(), rel=1e-4)
        assert len(shapely.get_interior_ring(shapely.get_geometry(both, 0), np.arange(50)).nonzero()[0]) >= 0
        shapes, keep = coarser(shapes, "polygon")


def test_simplified_stays_within_a_pixel():
    rng = np.random.default_rng(3)
    way = shapely.LineString(np.column_stack([np.linspace(135, 136, 800), 35 + rng.normal(0, 0.001, 800).cumsum()]))
    shapes, _ = onto_grid(np.array([way]), "line", 10)
    for zoom in (10, 9, 8, 7):
        pixel = 360 / 2**zoom / 512
        back = off_grid(shapes, zoom)[0]
        assert shapely.hausdorff_distance(back, way) < 1.5 * pixel
        shapes, _ = coarser(shapes, "line")
    assert shapely.get_num_coordinates(shapes[0]) < 60


def test_too_small_is_dropped_and_holes_close():
    island, hole = shapely.box(135, 35, 135.01, 35.01), shapely.box(135.5, 35.5, 135.505, 35.505)
    land = shapely.box(135.1, 35.1, 136, 36).difference(hole)
    shapes, keep = onto_grid(np.array([shapely.MultiPolygon([island, land]), island]), "polygon", 5)
    assert keep.tolist() == [True, False]
    assert shapely.get_num_geometries(shapes).tolist() == [1]
    assert shapely.get_num_interior_rings(shapely.get_geometry(shapes[0], 0)) == 0
    assert onto_grid(np.zeros(0, dtype=object), "polygon", 5)[0].tolist() == []
    lines, keep = onto_grid(np.array([shapely.LineString([(135, 35), (135.001, 35)])]), "line", 5)
    assert (lines.tolist(), keep.tolist()) == ([], [False])


def test_no_overview_tile_above_the_limit(make):
    rng = np.random.default_rng(4)
    count = 6000
    starts = rng.uniform((135, 34), (137, 36), (count, 2))
    ways = shapely.linestrings(starts[:, None] + rng.normal(0, 0.02, (count, 12, 2)).cumsum(axis=1))
    frame = make.frame(ways, names=[f"{i}番の長い長い路線の名前{i * 7919}" for i in range(count)])
    spec = make.spec(("routes", "line"), max_tile_bytes=60_000, leaf_weight=3000)
    tiles = make.whole({"routes": frame}, spec)
    sizes = {a: len(gzip.decompress(t)) for a, t in tiles.items() if int(a.split("/")[0]) < spec.detail_zoom}
    assert max(sizes.values()) <= 60_000
    assert max(sizes.values()) > 40_000
    assert tiles == make.sharded({"routes": frame}, spec)


@pytest.mark.long
def test_no_overview_tile_above_500_kilobytes(make):
    rng = np.random.default_rng(5)
    count = 30_000
    starts = rng.uniform((135, 34), (136, 35), (count, 2))
    ways = shapely.linestrings(starts[:, None] + rng.normal(0, 0.01, (count, 30, 2)).cumsum(axis=1))
    frames = {
        "routes": make.frame(ways, prefix="r", names=[f"{i}番の長い長い路線の名前{i * 7919}" for i in range(count)]),
        "stops": make.frame(shapely.points(rng.uniform((130, 30), (140, 40), (60_000, 2))), prefix="s"),
    }
    spec = make.spec(("routes", "line"), ("stops", "point"), detail_zoom=8, max_zoom=8)
    tiles = make.sharded(frames, spec)
    sizes = {a: len(gzip.decompress(t)) for a, t in tiles.items() if int(a.split("/")[0]) < spec.detail_zoom}
    assert 250_000 < max(sizes.values()) <= 500_000


def test_the_longest_stay(make):
    short = [shapely.LineString([(135, 35), (135.5, 35 + i / 1e4)]) for i in range(3000)]
    long = [shapely.LineString([(130, 30 + i), (141, 36 + i)]) for i in range(3)]
    frame = make.frame([*short, *long])
    tiles = make.whole({"routes": frame}, make.spec(("routes", "line"), max_tile_bytes=8_000))
    names = {f["properties"]["feature_id"] for f in features(make, tiles, 4, "routes")}
    assert names >= {"f03000", "f03001", "f03002"}
    assert len(names) < 2000


def test_min_zoom_ends_the_pyramid(make):
    frame = make.frame(shapely.points(np.random.default_rng(1).normal((136, 35), 2, (90, 2))))
    spec = make.spec(("stops", "point"), min_zoom=3, leaf_weight=20)
    tiles = make.sharded({"stops": frame}, spec)
    assert min(int(a.split("/")[0]) for a in tiles) == 3


def test_summaries_there_and_back(make):
    frames = {"b": pl.DataFrame({"x": [1, None], "y": ["駅", None]}), "a": pl.DataFrame({"w": [b"\x00", b""]})}
    data = pack_summary(frames)
    again = unpack_summary(data)
    assert list(again) == ["a", "b"]
    assert all(again[k].equals(frames[k]) for k in frames)
    assert pack_summary(again) == data
    some = {name: frame.filter(pl.int_range(pl.len()) % 2 == 0) for name, frame in frames.items()}
    anew = {name: pl.DataFrame(f.to_dict(as_series=False), schema=f.schema) for name, f in some.items()}
    assert pack_summary(some) == pack_summary(anew)
    assert unpack_summary(b"") == {} == unpack_summary(pack_summary({}))
    with pytest.raises(StoreError):
        unpack_summary(b"PK")


def test_where_a_cell_may_lie(make):
    spec = make.spec(("stops", "point"))
    with pytest.raises(ValueError, match="below detail zoom"):
        cut_cell({}, Cell(7, 0, 0), spec)
    with pytest.raises(ValueError, match="not above"):
        cut_node([], Cell(6, 0, 0), spec)
    with pytest.raises(KeyError):
        cut_cell({"routes": make.frame([shapely.Point(0, 0)])}, ROOT, spec)


def test_nothing_gives_nothing(make):
    spec = make.spec(("stops", "point"))
    for cut in (
        cut_cell({}, ROOT, spec),
        cut_node([b"", b""], ROOT, spec),
        cut_cell({"stops": make.frame([])}, ROOT, spec),
    ):
        assert (cut.archive, cut.summary, cut.tiles, cut.largest_tile) == (b"", b"", 0, 0)


def test_largest_tile_and_count(make):
    spec = make.spec(("stops", "point"))
    cut = cut_cell({"stops": make.frame([shapely.Point(139, 35)])}, ROOT, spec)
    tiles = make.tiles_of(cut)
    assert cut.tiles == len(tiles) == spec.max_zoom + 1
    assert cut.largest_tile == max(len(gzip.decompress(t)) for t in tiles.values())
