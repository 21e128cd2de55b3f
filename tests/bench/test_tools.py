"""What the benches stand on: percentiles, tables, points in tiles, homes. Not here: processes, timing."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

from bench.tools import mvt
from bench.tools.figures import met, percentile, table
from bench.tools.homes import NoData, choose_files, run_copy
from catalog.store import FolderStore


def test_percentiles_are_measured_values():
    values = [float(v) for v in range(20, 0, -1)]
    assert [percentile(values, p) for p in (0, 50, 95, 100)] == [1, 10, 19, 20]
    assert percentile([7.0], 95) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_tables_stand_in_columns():
    assert table(["what", "ms"], [["a", 1.5], ["long", 12]]).splitlines() == [
        "| what |  ms |", "|------|----:|", "| a    | 1.5 |", "| long |  12 |",
    ]  # fmt: skip


def test_aims():
    assert [met(5.0, 5.0), met(5.1, 5.0), met(0.6, 0.6, at_least=True), met(0.5, 0.6, at_least=True)] == [
        "met", "NOT met", "met", "NOT met",
    ]  # fmt: skip


def test_points_are_read_where_another_package_wrote_them():
    layers = [
        {
            "name": "routes",
            "features": [{"geometry": "LINESTRING (0 0, 9 9)", "properties": {"feature_id": "r"}}],
        },
        {
            "name": "stops",
            "features": [
                {"geometry": "POINT (1024 3072)", "properties": {"n": 7, "feature_id": "a", "x": 1.5, "y": True}},
                {"geometry": "POINT (-64 4160)", "properties": {"feature_id": "駅"}},
                {"geometry": "POINT (5 5)", "properties": {"n": -3}},
            ],
        },
    ]
    tile = mapbox_vector_tile.encode(layers, default_options={"extents": 4096, "y_coord_down": True})
    assert mvt.points(tile, "stops") == {"a": (0.25, 0.75), "駅": (-64 / 4096, 4160 / 4096)}
    assert mvt.points(tile, "routes") == {}
    assert mvt.points(tile, "places") == {}
    assert mvt.points(b"", "stops") == {}


def test_places_and_tiles_there_and_back():
    column, row = mvt.tile_of(133.918667, 34.665081, 14)
    assert (column, row) == (14286, 6508)
    west, north = mvt.degrees(14, column, row)
    east, south = mvt.degrees(14, column + 1, row + 1)
    assert west < 133.918667 < east
    assert south < 34.665081 < north


def test_wanted_files_come_first(tmp_path):
    for name in ("a", "b", "okaden", "z"):
        (tmp_path / f"{name}.zip").touch()
    assert [p.stem for p in choose_files(tmp_path, 3, ["okaden"])] == ["okaden", "a", "b"]
    assert [p.stem for p in choose_files(tmp_path, 0, ["okaden"])] == ["okaden"]
    with pytest.raises(NoData, match=r"unobus\.zip must be in"):
        choose_files(tmp_path, 3, ["unobus"])


def test_a_run_begins_with_a_copy(tmp_path):
    base = tmp_path / "base"
    store = FolderStore(base / "store")
    (base / "futae.db").write_text("rows")
    kept = store.put(b"bytes")
    run = run_copy(base, "run")
    copied = FolderStore(run / "store")
    copied.delete(kept)
    other = copied.put(b"other")
    (run / "futae.db").write_text("changed")
    assert store.read(kept) == b"bytes"
    assert not store.exists(other)
    again = run_copy(base, "run")
    assert (again / "futae.db").read_text() == "rows"
    assert list(FolderStore(again / "store").list()) == [kept]
