"""locations.geojson as a text table: kept whole, bad files no table. Not here: renaming ids (tests/feeds/merging)."""

from __future__ import annotations

import json

import pytest

from feeds.inspect import inspect
from feeds.tables import read_tables
from terms.reports import from_json

FEATURES = [{"type": "Feature", "id": "L1", "properties": {"stop_name": "北"}, "geometry": None}, None, "x"]


@pytest.fixture
def tables_of(put, make_zip, feed_files, tmp_path):
    def _tables(text, folder=""):
        files = {f"{folder}{name}": content for name, content in {**feed_files, "locations.geojson": text}.items()}
        answer = inspect(put(make_zip(files)), tmp_path / "out", file_name="feed.zip", reference_date="2020-01-15")
        assert from_json(answer["report"]).readable
        return read_tables(tmp_path / "out" / "tables")

    return _tables


@pytest.mark.parametrize("folder", ["", "sub/"])
def test_each_feature_is_a_row(tables_of, folder):
    table = tables_of(json.dumps({"type": "FeatureCollection", "features": FEATURES}), folder)["locations.geojson"]
    assert table["_row"].to_list() == [1, 2, 3]
    assert [json.loads(text) for text in table["feature"]] == FEATURES


@pytest.mark.parametrize("text", ["", "{", "[]", '{"features":3}', '{"features":[NaN]}', "[" * 100_000])
def test_what_is_no_collection_gives_no_table(tables_of, text):
    assert "locations.geojson" not in tables_of(text)


def test_half_a_character_does_no_harm(tables_of):
    table = tables_of('{"features":[{"id":"\\ud800"}]}')["locations.geojson"]
    assert table["feature"].to_list() == ['{"id": "\\ud800"}']
