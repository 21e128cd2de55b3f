"""JSON that calls itself N03 or nothing at all: deep, huge, false, crooked.

What does not live here: zips of it beyond one case, sound N03 (futae.town), GTFS (cells, masses).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.hostile.kinds import Expect, HostileFile
from bench.hostile.rawzip import entry, write_zip

_SQUARE = [[[133.0, 34.0], [133.1, 34.0], [133.1, 34.1], [133.0, 34.1], [133.0, 34.0]]]
_PROPERTIES: dict[str, Any] = {
    "N03_001": "岡山県",
    "N03_002": None,
    "N03_003": None,
    "N03_004": "港市",
    "N03_007": "33999",
}


def _polygon(coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": coordinates},
        "properties": {**_PROPERTIES, **properties},
    }


def _collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _text(name: str, text: Callable[[], str | bytes], expect: Expect = "any") -> HostileFile:
    def make(path: Path) -> None:
        data = text()
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    return HostileFile(name, make, expect)


def _json(name: str, value: Callable[[], Any], expect: Expect = "any") -> HostileFile:
    return _text(f"n03_{name}.geojson", lambda: json.dumps(value(), ensure_ascii=False), expect)


def _heavy(one: HostileFile) -> HostileFile:
    return replace(one, is_heavy=True)


def _zigzag(count: int) -> list[list[float]]:
    """A closed ring of that many vertices, sound: out along small teeth and back below."""
    teeth = [[133.0 + n / count, 34.5 + (n % 2) / 1000] for n in range(count - 3)]
    return [*teeth, [134.0, 34.0], [133.0, 34.0], teeth[0]]


def _star(count: int) -> list[list[float]]:
    """A ring that crosses itself about count²/4 times."""
    ring = [[133.0 + (n % 2), 34.0 + n / count] for n in range(count)]
    return [*ring, ring[0]]


def _holes(count: int) -> list[list[list[float]]]:
    shell = [[133.0, 34.0], [134.0, 34.0], [134.0, 35.0], [133.0, 35.0], [133.0, 34.0]]
    hole = [[133.2, 34.2], [133.8, 34.2], [133.8, 34.8], [133.2, 34.8], [133.2, 34.2]]
    return [shell, *([[x + n / 10_000_000, y] for x, y in hole] for n in range(count))]


def _with_text(old: str, new: str) -> Callable[[], str]:
    return lambda: json.dumps(_collection(_polygon(_SQUARE)), ensure_ascii=False).replace(old, new)


def _laughs() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "lol">{entities}]><l>&a9;</l>'


def _collections_in_collections() -> str:
    inner = '{"type":"Point","coordinates":[133,34]}'
    depth = 5_000
    opened = '{"type":"GeometryCollection","geometries":['
    geometry = opened * depth + inner + "]}" * depth
    properties = json.dumps(_PROPERTIES, ensure_ascii=False)
    feature = f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{feature}]}}'


def _in_a_zip(path: Path) -> None:
    write_zip(path, [entry("N03-26_33.geojson", json.dumps(_collection()).encode()), entry("stops.txt", b"stop_id\n")])


GEOJSON = (
    _text(
        "n03_nested_100000_deep.geojson", lambda: '{"type":"FeatureCollection","features":' + "[" * 100_000, "refused"
    ),
    _text("n03_nested_and_closed.geojson", lambda: "[" * 200_000 + "]" * 200_000, "refused"),
    _text("n03_objects_deep.json", lambda: '{"a":' * 100_000 + "1" + "}" * 100_000, "refused"),
    _text("n03_collections_deep.geojson", _collections_in_collections),
    _text("n03_nan.geojson", _with_text("133.1", "NaN")),
    _text("n03_infinity.geojson", _with_text("133.1", "-Infinity")),
    _text("n03_1e999.geojson", _with_text("133.1", "1e999")),
    _text("n03_digits_100000.geojson", _with_text("133.1", "1" * 100_000)),
    _json("huge_numbers", lambda: _collection(_polygon([[[1e308, -1e308], [1e308, 1e308], [0, 0], [1e308, -1e308]]]))),
    _json("bow_tie", lambda: _collection(_polygon([[[133, 34], [134, 35], [134, 34], [133, 35], [133, 34]]]))),
    _json("crosses_itself_often", lambda: _collection(_polygon([_star(2_000)]))),
    _heavy(_json("million_vertices", lambda: _collection(_polygon([_zigzag(1_000_000)])))),
    _heavy(_json("holes_overlapping_3000", lambda: _collection(_polygon(_holes(3_000))))),
    _heavy(_json("features_40000", lambda: _collection(*[_polygon(_SQUARE)] * 40_000))),
    _json("ring_not_closed", lambda: _collection(_polygon([[[133, 34], [134, 34], [134, 35]]]))),
    _json("ring_of_two_points", lambda: _collection(_polygon([[[133, 34], [133, 34]]]))),
    _json("rings_empty", lambda: _collection(_polygon([]), _polygon([[]]), _polygon([[[]]]), _polygon(None))),
    _json("coordinates_text", lambda: _collection(_polygon("POLYGON((0 0,1 1,1 0,0 0))"), _polygon([[["133", "34"]]]))),
    _json("coordinates_of_mixed_depth", lambda: _collection(_polygon([[133, [34]], [[133], 34, None, {}]]))),
    _json(
        "one_and_nine_dimensions",
        lambda: _collection(_polygon([[[133]] * 4]), _polygon([[[133, 34, 1, 2, 3, 4, 5, 6, 7]] * 4])),
    ),
    _json("latitude_first", lambda: _collection(_polygon([[[y, x] for x, y in _SQUARE[0]]]))),
    _json("geometry_null", lambda: _collection({"type": "Feature", "geometry": None, "properties": _PROPERTIES})),
    _json(
        "geometry_unknown",
        lambda: _collection({"type": "Feature", "geometry": {"type": "Evil"}, "properties": _PROPERTIES}),
    ),
    _json(
        "points_for_areas",
        lambda: _collection(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [133, 34]}, "properties": _PROPERTIES}
        ),
    ),
    _json(
        "properties_wrong_types", lambda: _collection(_polygon(_SQUARE, N03_001=[1], N03_004={"a": 1}, N03_007=1e300))
    ),
    _json("properties_are_a_list", lambda: _collection({"type": "Feature", "geometry": None, "properties": [1, 2]})),
    _json("features_is_an_object", lambda: {"type": "FeatureCollection", "features": {"a": 1}}),
    _json("features_of_numbers", lambda: _collection(1, None, "x", [], True)),
    _json("no_features", lambda: _collection(), "any"),
    _json(
        "no_n03_columns", lambda: _collection({"type": "Feature", "geometry": None, "properties": {"a": 1}}), "refused"
    ),
    _json("name_of_10_megabytes", lambda: _collection(_polygon(_SQUARE, N03_004="港" * 3_500_000))),
    _json("columns_20000", lambda: _collection(_polygon(_SQUARE, **{f"c{n}": n for n in range(20_000)}))),
    _json(
        "other_columns_each_feature", lambda: _collection(*(_polygon(_SQUARE, **{f"c{n}": n}) for n in range(3_000)))
    ),
    _json(
        "crs_from_the_net",
        lambda: {
            **_collection(_polygon(_SQUARE)),
            "crs": {"type": "link", "properties": {"href": "http://127.0.0.1:1/crs", "type": "proj4"}},
        },
    ),
    _json(
        "code_with_format_string",
        lambda: _collection(_polygon(_SQUARE, N03_007="{0.__class__}", N03_004="<img src=x onerror=alert(1)>\u202e")),
    ),
    _text("n03_lone_surrogate.geojson", _with_text("港市", "\\ud800港")),
    _text("n03_duplicate_keys.geojson", _with_text('"N03_004":', '"N03_004": 5, "N03_004": [], "N03_004":')),
    _text("n03_utf16.geojson", lambda: _with_text("", "")().encode("utf-16")),
    _text("n03_cp932.geojson", lambda: _with_text("", "")().encode("cp932")),
    _text("n03_truncated.geojson", lambda: _with_text("", "")()[:-40], "refused"),
    _text("n03_trailing_noise.geojson", lambda: _with_text("", "")() + "\x00\xff]]]"),
    _text("xml_bomb.json", _laughs, "refused"),
    _text("xml_bomb.xml", _laughs, "refused"),
    _text(
        "vrt_reads_our_files.json",
        lambda: (
            '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>'
            "</OGRVRTLayer></OGRVRTDataSource>"
        ),
        "refused",
    ),
    _text(
        "esri_service.json",
        lambda: '{"url":"http://127.0.0.1:1/FeatureServer","objectIdFieldName":"OBJECTID","fields":[]}',
        "refused",
    ),
    _text("topology.json", lambda: '{"type":"Topology","objects":{},"arcs":[]}', "refused"),
    _text("number.json", lambda: "1" * 1_000_000, "refused"),
    _text("string.json", lambda: '"' + "a" * 20_000_000 + '"', "refused"),
    _text("only_white_space.json", lambda: " \n\t" * 1_000_000, "refused"),
    HostileFile("n03_and_stops.zip", _in_a_zip),
)
