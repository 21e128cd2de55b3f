"""N03 GeoJSON → table with polygons and notices. Not here: zips (test_look), reports (tests/feeds/test_inspect.py)."""

from __future__ import annotations

import json
import time

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.ksj_n03 import edition_of, is_n03, pick_n03, read_n03
from terms.notices import Severity

WARD = {"N03_001": "岡山県", "N03_002": None, "N03_003": "岡山市", "N03_004": "中区", "N03_007": "33102"}


def found(data):
    return [(n.code, n.row) for n in read_n03(data, "x.geojson").found.notices()]


def test_a_good_file(make_n03):
    read = read_n03(make_n03((WARD, 133.9), ({**WARD, "N03_007": "33101"}, 134.0)), "N03-21_33_210101.json")
    assert read.found.notices() == ()
    frame = read.tables.tables["n03"]
    assert frame.columns == ["_row", "N03_001", "N03_002", "N03_003", "N03_004", "N03_005", "N03_007", "geometry"]
    assert frame.drop("geometry").row(0) == (1, "岡山県", None, "岡山市", "中区", None, "33102")
    assert shapely.from_wkb(frame["geometry"][1]).bounds == (134.0, 34.0, 134.1, 34.1)
    assert (read.edition, read.facts["edition_on"]) == ("2021", "2021-01-01")
    assert (read.facts["rows_n03"], read.facts["municipalities"]) == (2, 2)
    assert read.facts["title"] == "行政区域 岡山県 (2021)"
    assert read.bounds.as_list() == [133.9, 34.0, 134.1, 34.1]


RING = [[0, 0], [1, 0], [1, 1], [0, 0]]
BOW = [[133.0, 34.0], [134.0, 35.0], [134.0, 34.0], [133.0, 35.0], [133.0, 34.0]]


@pytest.mark.parametrize(
    ("properties", "geometry", "codes"),
    [
        ({"N03_007": None}, 133.0, ["n03_code_missing"]),
        ({"N03_007": None, "N03_004": "所属未定地"}, 133.0, ["n03_area_unassigned"]),
        ({"N03_007": "1101"}, 133.0, ["n03_code_malformed"]),
        ({"N03_007": 1101}, 133.0, ["n03_code_malformed"]),
        ({"N03_007": 33102}, 133.0, []),
        ({"N03_007": "48102"}, 133.0, ["n03_code_malformed"]),
        ({}, 160.0, ["n03_outside_japan"]),
        ({}, None, ["n03_geometry_missing"]),
        ({}, {"type": "Point", "coordinates": [133.0, 34.0]}, ["n03_geometry_type"]),
        ({}, "nonsense", ["n03_geometry_type"]),
        ({}, {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, ["n03_geometry_broken"]),
        ({}, {"type": "Polygon"}, ["n03_geometry_broken"]),
        ({}, {"type": "Polygon", "coordinates": []}, ["n03_geometry_broken"]),
        ({}, {"type": "Polygon", "coordinates": [[["a", None]] * 5]}, ["n03_geometry_broken"]),
        ({}, {"type": "Polygon", "coordinates": [[[133.0, 34.0]] * 5]}, ["n03_geometry_broken"]),
        ({}, {"type": "Polygon", "coordinates": [BOW]}, ["n03_geometry_invalid"]),
        ({}, {"type": "Polygon", "coordinates": [[[y, x] for x, y in BOW]]}, ["n03_coordinates_swapped"]),
        ({}, {"type": "MultiPolygon", "coordinates": [[[[9e5, 9e5]] * 4]]}, ["n03_coordinates_out_of_range"]),
    ],
)
def test_one_fault_one_notice(make_n03, properties, geometry, codes):
    data = make_n03((WARD, 133.0), ({**WARD, **properties}, geometry))
    assert found(data) == [(code, 2) for code in codes]


def test_what_is_mended_is_valid_and_what_is_skipped_is_counted(make_n03):
    bow = {"type": "Polygon", "coordinates": [BOW]}
    read = read_n03(make_n03((WARD, bow), (WARD, None)), "x.json")
    frame = read.tables.tables["n03"]
    assert [shapely.from_wkb(w).is_valid for w in frame["geometry"]] == [True]
    assert read.facts["features_skipped"] == 1
    assert frame["_row"].to_list() == [1]


def test_a_tangle_is_skipped_quickly_and_many_sound_holes_are_not(make_n03):
    shell = [[133.0, 34.0], [134.0, 34.0], [134.0, 35.0], [133.0, 35.0], [133.0, 34.0]]

    def holes(count, step, size):
        square = [[0, 0], [0, size], [size, size], [size, 0], [0, 0]]
        at = [(133.1 + n % 50 * step, 34.1 + n // 50 * step) for n in range(count)]
        return {"type": "Polygon", "coordinates": [shell, *([[x + a, y + b] for a, b in square] for x, y in at)]}

    began = time.process_time()
    assert found(make_n03((WARD, 133.0), (WARD, holes(2_000, 0.0001, 0.6)))) == [("n03_geometry_tangled", 2)]
    assert found(make_n03((WARD, holes(2_000, 0.01, 0.005)))) == []
    assert time.process_time() - began < 2


def test_notices_are_bounded_and_totals_true(make_n03):
    read = read_n03(make_n03(*[({**WARD, "N03_007": "x"}, 133.0)] * 30), "x.json", cap=5)
    assert [(t.code, t.total, t.shown) for t in read.found.totals()] == [("n03_code_malformed", 30, 5)]


def test_whole_file_faults(make_n03):
    assert found(make_n03()) == [("n03_no_features", None)]
    assert found(make_n03(({"N03_001": "岡山県"}, 133.0))) == [("n03_attribute_missing", None)]
    assert found(b'{"type":"Topology","features":1}') == [("n03_not_feature_collection", None)]
    assert found(b'{"type": "FeatureCollection", "features": [') == [("n03_not_json", 1)]
    assert found(b'{"features": NaN}') == [("n03_not_json", None)]
    assert found(b"[" * 100_000) == [("n03_not_json", None)]
    tokyo = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4301"}}
    assert found(make_n03((WARD, 133.0), crs=tokyo)) == [("n03_datum_unsupported", None)]
    jgd = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6668"}}
    assert read_n03(make_n03((WARD, 133.0), crs=jgd), "x.json").facts["source_crs"].endswith("6668")


def test_recognition(make_n03):
    assert is_n03(make_n03((WARD, 133.0)))
    assert not is_n03(b'{"type":"FeatureCollection","features":[]}')
    assert not is_n03(b"N03_001")
    whole = ["d/N03-20240101_33.geojson", "d/N03-20240101_33_prefecture.geojson"]
    assert pick_n03(whole) == whole[:1]
    assert pick_n03(["a.json"]) == ["a.json"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("N03-21_33_210101.json", ("2021", "2021-01-01")),
        ("N03-21_210101.json", ("2021", "2021-01-01")),
        ("N03-20240101_33.geojson", ("2024", "2024-01-01")),
        ("prefectures.json", ("", "")),
    ],
)
def test_the_edition_is_in_the_name(name, wanted):
    assert edition_of(name) == wanted


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from([RING, [RING], "Polygon", 1e300]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "geometry", "properties", "coordinates", "N03_001", "N03_007"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.lists(_JSON, max_size=4))
def test_any_json_is_read_without_error(features):
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    read = read_n03(data, "x.json")
    assert all(notice.severity is Severity.ERROR or notice.row for notice in read.found.notices())


@pytest.mark.real
def test_the_real_file_of_okayama(shared_data):
    path = shared_data / "ksj/N03_2021_smartnews_s0010/N03-21_33_210101.json"
    read = read_n03(path.read_bytes(), path.name)
    assert (read.found.notices(), read.facts["rows_n03"], read.facts["municipalities"]) == ((), 30, 30)
