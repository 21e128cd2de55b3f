"""The one adapter to freestiler: what it does with values, and that our short way equals its public function."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas
import numpy as np
import polars as pl
import pytest
import shapely

from terms.columns import Kind
from tiles.engine import EngineLayer, encode
from tiles.rows import attribute_frame, drawable
from tiles.spec import Attribute


def one_tile(make, shapes, attributes, z=10):
    made = encode({"things": EngineLayer(np.array(shapes), attributes)}, z, z)
    _, offsets, lengths = made.directory.tiles()
    return make.decoded(made.archive[int(offsets[0]) : int(offsets[0] + lengths[0])])["things"]


def test_values(make):
    attributes = pl.DataFrame(
        {
            "text": ["駅", None, ""],
            "whole": [2**60 + 1, None, -5],
            "number": [1.5, None, -0.25],
            "flag": [True, None, False],
        }
    )
    layer = one_tile(make, [shapely.Point(139.7, 35.6)] * 3, attributes)
    assert [f["properties"] for f in layer["features"]] == [
        {"text": "駅", "whole": 2**60 + 1, "number": 1.5, "flag": True},
        {},
        {"text": "", "whole": -5, "number": -0.25, "flag": False},
    ]
    assert layer["version"] == 2
    assert layer["extent"] == 4096


def test_instants_dates_and_nan_become_scalars(make):
    frame = make.frame([shapely.Point(0, 0)] * 6).with_columns(
        day=pl.lit("2020-04-01").str.to_date(), trips_per_day=pl.Series([float("nan"), 1, None, 2, 3, 4])
    )
    columns = (
        Attribute("valid_from_at", Kind.INSTANT),
        Attribute("day", Kind.DATE),
        Attribute("trips", Kind.NUMBER, "trips_per_day"),
    )
    rows = attribute_frame(frame, columns).head(3).rows()
    assert rows == [
        (None, "2020-04-01", None),
        ("2020-01-01T00:00:00Z", "2020-04-01", 1.0),
        ("2020-01-01T00:00:00Z", "2020-04-01", None),
    ]


def test_our_short_way_equals_the_public_function():
    import freestiler

    rng = np.random.default_rng(1)
    shapes = [
        *shapely.points(rng.normal((136, 35), 0.2, (50, 2))),
        *shapely.linestrings(rng.normal((136, 35), 0.2, (20, 9, 2))),
        *shapely.buffer(shapely.points(rng.normal((136, 35), 0.2, (20, 2))), 0.03),
    ]
    ids = [f"f{i}" if i % 4 else None for i in range(len(shapes))]
    layer = EngineLayer(np.array(shapes, dtype=object), pl.DataFrame({"feature_id": ids, "n": range(len(shapes))}))
    frame = geopandas.GeoDataFrame({"feature_id": ids, "n": range(len(shapes))}, geometry=shapes, crs=4326)
    with tempfile.TemporaryDirectory() as folder:
        path = freestiler.freestile(
            {"things": frame}, Path(folder) / "o.pmtiles", tile_format="mvt", min_zoom=8, max_zoom=11,
            generate_ids=False, quiet=True,
        )  # fmt: skip
        expected = path.read_bytes()
    assert encode({"things": layer}, 8, 11).archive == expected


def test_nothing_to_draw_is_none():
    empty = EngineLayer(np.zeros(0, dtype=object), pl.DataFrame({"feature_id": []}, schema={"feature_id": pl.String}))
    assert encode({}, 0, 3) is None
    assert encode({"things": empty}, 0, 3) is None
    dot = EngineLayer(np.array([shapely.LineString([(5, 5), (5, 5)])]), pl.DataFrame({"feature_id": ["a"]}))
    assert encode({"things": dot}, 6, 6) is None


def test_other_types_are_refused():
    layer = EngineLayer(np.array([shapely.Point(0, 0)]), pl.DataFrame({"tags": [["a"]]}))
    with pytest.raises(TypeError, match="List"):
        encode({"things": layer}, 0, 0)


def test_drawable():
    shapes = np.array(
        [
            shapely.Point(135, 35),
            shapely.Point(135, 85.06),
            shapely.Point(),
            None,
            shapely.Point(float("nan"), 1),
            shapely.Point(float("inf"), 1),
            shapely.LineString([(0, 0), (1, 1)]),
            shapely.MultiPoint([(0, 0), (1, 1)]),
            shapely.Point(181, 0),
            shapely.Point(180, -85.05),
        ]
    )
    assert np.flatnonzero(drawable(shapes, "point")).tolist() == [0, 7, 9]
    assert np.flatnonzero(drawable(shapes, "line")).tolist() == [6]
    assert np.flatnonzero(drawable(shapes, "polygon")).tolist() == []
