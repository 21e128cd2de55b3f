"""What `bench tiles` counts: features of a layer, ids in tiles, the shards as a release cuts them, what fails it.

Not here: the national files, freestiler and tippecanoe.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import polars as pl
import pytest

from bench import registry
from bench.tiles import Run, failures, runs_table, zooms_table
from bench.tools.cutting import DIRECTORY, Figures, cut_shards
from bench.tools.judged import Judged, feature_ids, judge
from bench.tools.nationpoints import SPEC, feature_frame, shelter_rows, write_lines
from bench.tools.peers import NoPeer, tippecanoe
from tiles.virtual import VirtualArchive

DOCUMENT = {
    "type": "FeatureCollection",
    "name": "331007",
    "features": [
        {"geometry": {"coordinates": [133.9, 34.6]},
         "properties": {"共通ID": "E1", "施設・場所名": "小学校", "住所": "", "都道府県名及び市町村名": "岡山市"}},
        {"geometry": {"coordinates": [133.91, 34.61]},
         "properties": {"共通ID": "E1", "施設・場所名": "公民館"}},
        {"geometry": {"coordinates": [133.92, 34.62]}, "properties": {}},
    ],
}  # fmt: skip


def accidents(count: int) -> pl.DataFrame:
    """Accidents close together: most share tiles."""
    chance = np.random.default_rng(3)
    rows = [
        {"feature_id": f"npa/accidents:accidents:{2019000 + n}", "kind": "2", "city_code": "33101", "day_night": "11",
         "weather": "1", "accident_type": "21", "dead": 0, "injured": n % 3, "epoch_ms": 1_600_000_000_000 + n,
         "lon": lon, "lat": lat}
        for n, (lon, lat) in enumerate(chance.normal((133.9, 34.65), 0.05, (count, 2)).tolist())
    ]  # fmt: skip
    return feature_frame(rows, SPEC.layer("accidents"))


def test_a_second_feature_of_one_id_keeps_a_name_of_its_own() -> None:
    frame = feature_frame(shelter_rows("emergency", DOCUMENT), SPEC.layer("shelters"))
    assert frame["feature_id"].to_list() == [
        "gsi/shelters:emergency:331007-2", "gsi/shelters:emergency:E1", "gsi/shelters:emergency:E1#2",
    ]  # fmt: skip
    assert frame["name"].to_list() == [None, "小学校", "公民館"]
    assert list(shelter_rows("emergency", {"type": "unavailable", "code": "011045"})) == []


def test_lines_hold_what_there_is(tmp_path: Path) -> None:
    frame = feature_frame(shelter_rows("emergency", DOCUMENT), SPEC.layer("shelters"))
    write_lines(frame, tmp_path / "lines")
    first = (tmp_path / "lines").read_text(encoding="utf-8").splitlines()[0]
    assert first == (
        '{"type":"Feature","properties":{"feature_id":"gsi/shelters:emergency:331007-2","kind":"emergency"},'
        '"geometry":{"type":"Point","coordinates":[133.92,34.62]}}'
    )


def test_ids_are_found_in_a_tile_another_package_wrote() -> None:
    ids = ["npa/accidents:accidents:2021971120041", "npa/accidents:accidents:7", "gsi/shelters:emergency:E0110-2#3"]
    features = [{"geometry": "POINT (5 5)", "properties": {"n": at, "feature_id": one}} for at, one in enumerate(ids)]
    layers = [{"name": "accidents", "features": features[:2]}, {"name": "shelters", "features": features[2:]}]
    assert feature_ids(mapbox_vector_tile.encode(layers)) == {one.encode() for one in ids}


def test_shards_hold_every_feature_and_the_directory_every_tile(tmp_path: Path) -> None:
    frame, folder = accidents(400), tmp_path / "out"
    folder.mkdir()
    frame.write_parquet(tmp_path / "accidents.parquet")
    figures = cut_shards({"accidents": tmp_path / "accidents.parquet"}, folder)
    assert list(figures.steps) == ["read", "index", "quadtree", "cut leaves", "cut nodes", "directory"]
    archives = [path for path in folder.iterdir() if path.name != DIRECTORY]
    judged = judge(archives, SPEC.max_zoom)
    assert judged.kept == {one.encode() for one in frame["feature_id"]}
    assert judged.tiles[0] == 1
    assert set(judged.tiles) == set(range(15))
    virtual = VirtualArchive.open((folder / DIRECTORY).read_bytes())
    assert len(virtual.directory.tiles()[0]) == sum(judged.tiles.values())
    sha, offset, length = virtual.find(0, 0, 0) or ("", 0, 0)
    stored = (folder / sha).read_bytes()[offset : offset + length]
    assert mapbox_vector_tile.decode(gzip.decompress(stored))["accidents"]["features"][0]["properties"]["count"] == 400


def judged(largest: int, kept: int) -> Judged:
    """What was counted in archives of one tile."""
    return Judged(2_000_000, {14: 1}, {14: largest}, {14: 900}, {str(n).encode() for n in range(kept)})


def test_a_large_tile_or_a_missing_feature_fails_the_bench() -> None:
    def ours(largest: int, kept: int) -> Run:
        return Run("shards", 2.0, 3.0, 2**20, 0.5, Figures({}, 3, 2), judged(largest, kept), 500_000)

    assert failures(ours(500_000, 10), 10) == []
    assert failures(ours(500_001, 10), 10) == ["a tile of 500 kB, above 500 kB"]
    assert failures(ours(5, 9), 10) == ["1 features are not at zoom 14"]
    lines = runs_table([ours(499_600, 10)], 10).splitlines()
    assert "| bytes (MB)                        |           2.5 |" in lines
    assert "| archives                          |             5 |" in lines
    assert zooms_table([ours(1500, 1)]).splitlines()[2] == "|   14 |                1.5 |"


def test_without_the_files_nothing_is_claimed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert registry.run_bench("tiles", ["--data", str(tmp_path), "--home", str(tmp_path / "home")]) == 3
    said = capsys.readouterr()
    assert "japan_slim.geojsonl.gz" in said.err
    assert "kB" not in said.out


def test_a_peer_that_is_there_is_used_and_one_that_holds_nothing_is_said(tmp_path: Path) -> None:
    program = tmp_path / "tippecanoe" / "lib" / "python3.11" / "site-packages" / "tippecanoe" / "bin" / "tippecanoe"
    program.parent.mkdir(parents=True)
    program.touch()
    assert tippecanoe(tmp_path) == program
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(NoPeer, match="cannot be installed"):
        tippecanoe(blocked)
