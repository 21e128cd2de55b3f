"""Specs and TileJSON."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terms.columns import COMMON, Collection, Column, Kind
from terms.geo import Bounds
from tiles.spec import Attribute, TileLayer, TileSpec, label_layer, tile_layer
from tiles.tilejson import tilejson

STOPS = Collection(
    "stops", "transit", "application", "Point", "停留所", "Stops", "", "",
    (
        *COMMON,
        Column("stop_name", Kind.TEXT, "名称", "name", in_tiles=True),
        Column("stop_desc", Kind.TEXT, "説明", "description"),
        Column("trips_per_day", Kind.NUMBER, "便数", "trips", in_tiles=True),
        Column("is_open", Kind.BOOLEAN, "", "", in_tiles=True),
    ),
    10,
)  # fmt: skip
LAYER = tile_layer(STOPS, rename={"stop_name": "name"}, overview=("stop_name",))
SPEC = TileSpec("transit", (LAYER,), 10)


def test_a_layer_of_a_collection():
    assert [(a.name, a.source, a.overview) for a in LAYER.attributes] == [
        ("feature_id", "feature_id", False),
        ("feed", "feed", False),
        ("valid_from_at", "valid_from_at", False),
        ("valid_to_at", "valid_to_at", False),
        ("name", "stop_name", True),
        ("trips_per_day", "trips_per_day", False),
        ("is_open", "is_open", False),
    ]
    assert [a.name for a in LAYER.overview] == ["feature_id", "name"]
    assert LAYER.geometry == "point"


def test_an_undeclared_column_is_refused():
    with pytest.raises(KeyError):
        tile_layer(STOPS, rename={"stop_nmae": "name"})


@pytest.mark.parametrize(
    "change",
    [{"detail_zoom": 15}, {"min_zoom": 11}, {"max_zoom": 17}, {"layers": ()}, {"layers": (LAYER, LAYER)}],
)
def test_impossible_specs(change):
    with pytest.raises(ValueError, match="tileset transit"):
        replace(SPEC, **change)


@pytest.mark.parametrize("names", [("feature_id", "a", "a"), ("a",), ("feature_id", "count")])
def test_impossible_layers(names):
    with pytest.raises(ValueError, match="tile layer x"):
        TileLayer("x", "point", tuple(Attribute(n, Kind.TEXT) for n in names))


def test_a_label_layer_has_the_overviews_attributes_and_is_of_points():
    area = TileLayer("areas", "polygon", (Attribute("feature_id", Kind.TEXT), Attribute("note", Kind.TEXT)))
    made = label_layer(area)
    assert made == TileLayer("areas_label", "point", (Attribute("feature_id", Kind.TEXT),), "areas")
    with pytest.raises(ValueError, match="labels are points"):
        replace(made, geometry="polygon")


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"leaf_weight": 7}, False),
        ({"max_zoom": 13}, True),
        ({"max_tile_bytes": 1}, True),
        ({"layers": (tile_layer(STOPS, rename={"stop_name": "name"}),)}, True),
    ],
)
def test_digest_is_what_changes_bytes(change, differs):
    assert (replace(SPEC, **change).digest() != SPEC.digest()) is differs


def test_tilejson():
    box = Bounds(133.0, 34.0, 135.0, 35.0)
    got = tilejson(
        SPEC, "/t/{z}/{x}/{y}.mvt", bounds=box, attribution="© a", version="1.0.3", layer_texts={"stops": "s"}
    )
    assert got == {
        "tilejson": "3.0.0",
        "name": "transit",
        "version": "1.0.3",
        "scheme": "xyz",
        "tiles": ["/t/{z}/{x}/{y}.mvt"],
        "minzoom": 0,
        "maxzoom": 14,
        "attribution": "© a",
        "bounds": [133.0, 34.0, 135.0, 35.0],
        "center": [134.0, 34.5, 10],
        "vector_layers": [
            {
                "id": "stops",
                "description": "s",
                "minzoom": 0,
                "maxzoom": 14,
                "fields": {
                    "feature_id": "String",
                    "feed": "String",
                    "valid_from_at": "String",
                    "valid_to_at": "String",
                    "name": "String",
                    "trips_per_day": "Number",
                    "is_open": "Boolean",
                    "count": "Number",
                },
            }
        ],
    }
    with pytest.raises(ValueError, match="tile address"):
        tilejson(SPEC, "/t/{z}/{x}.mvt")
