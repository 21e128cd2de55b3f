"""The style: sound structure, languages, valid time; held to gl-style-validate where node is."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from terms.columns import COMMON, Collection, Column, Kind
from tiles.palette import THEMES
from tiles.style import FONT, Drawn, drawn, style

COLLECTIONS = (
    Drawn(
        "stops",
        "transit",
        "point",
        "application",
        10,
        parent="parent_station_id",
        part_name="platform_code",
        rank="trips_per_day",
        kind="location_type",
    ),
    Drawn("routes", "transit", "line", "application", 10, color="route_color", kind="route_type"),
    Drawn("zones", "zones", "polygon", "application", 8),
    Drawn("places", "places", "polygon", "base", 8),
)
SOURCES = {name: f"http://localhost/v1/tilesets/{name}" for name in ("places", "transit")}
GLYPHS = "http://localhost/v1/fonts/{fontstack}/{range}.pbf"
SPRITE = "http://localhost/v1/sprites/futae"
VALIDATOR = Path(__file__).parents[2] / "web/node_modules/.bin/gl-style-validate"


def build(**more):
    return style(COLLECTIONS, SOURCES, glyphs=GLYPHS, sprite=SPRITE, **more)


def test_structure():
    made = build()
    ids = [layer["id"] for layer in made["layers"]]
    assert len(set(ids)) == len(ids)
    assert made["version"] == 8
    assert ids[0] == "background"
    for layer in made["layers"][1:]:
        assert layer["source"] in made["sources"]
        assert layer["source-layer"] in {"stops", "routes", "places", "places_label"}
        if layer["type"] == "symbol" and "icon-image" not in layer["layout"]:
            assert layer["layout"]["text-font"] == [FONT]
    assert all(s["promoteId"] == "feature_id" for s in made["sources"].values())


def test_base_below_application_and_labels_above_all():
    ids = [layer["id"] for layer in build()["layers"]]
    assert ids == [
        "background", "places-fill", "places-line", "routes-casing", "routes-line", "routes-icon", "stops-overview",
        "stops-part", "stops-circle", "stops-icon", "places-label", "routes-name", "routes-label", "stops-count",
        "stops-part-label", "stops-label", "stops-label-near",
    ]  # fmt: skip


def test_overview_ends_where_detail_begins():
    layers = {layer["id"]: layer for layer in build()["layers"]}
    assert layers["stops-overview"]["maxzoom"] == layers["stops-circle"]["minzoom"] == 10
    assert layers["stops-label"]["minzoom"] == 13


def test_polygons_are_named_from_their_label_layer():
    layers = {layer["id"]: layer for layer in build()["layers"]}
    assert layers["places-label"]["source-layer"] == "places_label"
    assert layers["places-fill"]["source-layer"] == "places"
    assert layers["places-label"]["metadata"]["futae:collection"] == "places"


def test_parts_of_a_whole_are_drawn_near_and_told_apart_nearer():
    layers = {layer["id"]: layer for layer in build()["layers"]}
    has_parent = ["has", "parent_station_id"]
    assert layers["stops-circle"]["filter"] == layers["stops-label"]["filter"] == ["!", has_parent]
    assert layers["stops-part"]["filter"] == layers["stops-part-label"]["filter"] == has_parent
    assert (layers["stops-part"]["minzoom"], layers["stops-part-label"]["minzoom"]) == (16, 17)
    assert layers["stops-part-label"]["layout"]["text-field"][:2] == ["coalesce", ["get", "platform_code"]]


def test_a_collection_without_parts_has_no_layers_for_them():
    plain = style([Drawn("trees", "transit", "point", "base", 12)], SOURCES, glyphs=GLYPHS, sprite=SPRITE)
    ids = [layer["id"] for layer in plain["layers"]]
    assert ids == ["background", "trees-overview", "trees-circle", "trees-count", "trees-label", "trees-label-near"]
    assert "filter" not in plain["layers"][-1]


def test_icons_say_what_kind_of_stop_and_what_runs():
    layers = {layer["id"]: layer for layer in build()["layers"]}
    stops, routes = layers["stops-icon"], layers["routes-icon"]
    assert stops["layout"]["icon-image"] == [
        "match",
        ["to-number", ["get", "location_type"], 0],
        1,
        "stop_place",
        "stop",
    ]
    assert (stops["minzoom"], stops["filter"]) == (16, ["!", ["has", "parent_station_id"]])
    runs = routes["layout"]["icon-image"]
    assert routes["filter"] == ["!=", runs, ""]
    assert runs[:3] == ["step", ["to-number", ["get", "route_type"], 3], ""]
    assert runs[3::2] == sorted(set(runs[3::2]))
    assert set(runs[4::2]) == {"", "demand", "ferry", "railway", "ropeway", "tram"}
    assert build()["sprite"] == SPRITE


def icon_of(runs, kind):
    """The expression `step`, as MapLibre reads it."""
    below = [icon for bound, icon in zip(runs[3::2], runs[4::2], strict=True) if bound <= kind]
    return below[-1] if below else runs[2]


@pytest.mark.parametrize(
    ("kind", "icon"),
    [
        *[(0, "tram"), (1, "railway"), (2, "railway"), (3, ""), (4, "ferry"), (5, "tram"), (6, "ropeway")],
        *[(7, "railway"), (11, ""), (12, "railway"), (109, "railway"), (200, ""), (401, "railway"), (700, "")],
        *[(714, ""), (715, "demand"), (716, ""), (717, "demand"), (800, ""), (900, "tram"), (1000, "ferry")],
        *[(1100, ""), (1200, "ferry"), (1300, "ropeway"), (1400, "railway"), (1501, "demand"), (1700, "")],
    ],
)
def test_icons_of_route_types(kind, icon):
    layers = {layer["id"]: layer for layer in build()["layers"]}
    assert icon_of(layers["routes-icon"]["layout"]["icon-image"], kind) == icon


@pytest.mark.parametrize("language", ["ja", "en"])
def test_labels_fall_back_on_the_sources_name(language):
    layers = {layer["id"]: layer for layer in build(language=language)["layers"]}
    for part in ("stops", "routes", "places"):
        field = layers[f"{part}-label"]["layout"]["text-field"]
        assert field == ["coalesce", ["get", f"name:{language}"], ["get", "name"]]


def test_at_holds_every_layer_with_data():
    at = "2020-01-15T03:00:00Z"
    layers = build(at=at)["layers"]
    for layer in layers[1:]:
        assert layer["filter"][0] == "all"
        assert layer["filter"][-2:] == [
            ["<=", ["to-string", ["get", "valid_from_at"]], at],
            ["<", at, ["to-string", ["coalesce", ["get", "valid_to_at"], "9999"]]],
        ]


def _luminance(color: str) -> float:
    """Relative luminance of '#rrggbb' (WCAG 2.1)."""
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_themes_differ_in_colours_only():
    light, dark = build(), build(theme="dark")
    assert dark["metadata"]["futae:theme"] == "dark"
    bare = [[{k: v for k, v in one.items() if k != "paint"} for one in made["layers"]] for made in (light, dark)]
    assert bare[0] == bare[1]
    paints = [[sorted(one["paint"]) for one in made["layers"]] for made in (light, dark)]
    assert paints[0] == paints[1]
    grounds = [made["layers"][0]["paint"]["background-color"] for made in (light, dark)]
    assert _luminance(grounds[0]) > 0.7 > 0.05 > _luminance(grounds[1])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_labels_can_be_read_on_their_ground(theme):
    colors = THEMES[theme]
    for ink in (colors.ink, colors.point_ink, colors.line_ink):
        assert min(_contrast(ink, ground) for ground in (colors.land, colors.paper, colors.halo)) >= 4.5
    assert min(_contrast(colors.quiet_ink, ground) for ground in (colors.land, colors.paper)) >= 4.5
    assert _contrast(colors.point_ink, colors.count_fill) >= 4.5


def test_where_the_map_opens():
    assert "center" not in build()
    made = build(center=(133.9, 34.6), zoom=9.5)
    assert (made["center"], made["zoom"]) == ([133.9, 34.6], 9.5)


def test_drawn_of_a_declaration():
    columns = (
        *COMMON,
        Column("route_text_color", Kind.TEXT, "", "", in_tiles=True),
        Column("route_color", Kind.TEXT, "", "", in_tiles=True),
        Column("route_type", Kind.INTEGER, "", "", in_tiles=True),
    )
    routes = Collection("routes", "transit", "application", "LineString", "", "", "", "", columns, 10)
    assert drawn(routes) == COLLECTIONS[1]
    columns = (
        *COMMON,
        Column("parent_station_id", Kind.TEXT, "", "", in_tiles=True),
        Column("location_type", Kind.INTEGER, "", "", in_tiles=True),
        Column("platform_code", Kind.TEXT, "", "", in_tiles=True),
        Column("trips_per_day", Kind.NUMBER, "", "", in_tiles=True),
        Column("edges_per_day", Kind.NUMBER, "", ""),
    )
    stops = Collection("stops", "transit", "application", "Point", "", "", "", "", columns, 10)
    assert drawn(stops) == COLLECTIONS[0]


@pytest.mark.skipif(not VALIDATOR.exists() or not shutil.which("node"), reason="gl-style-validate is not installed")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("at", [None, "2020-01-15T03:00:00Z"])
def test_the_validator_finds_nothing(tmp_path, at, theme):
    everything = {**SOURCES, "zones": "http://localhost/v1/tilesets/zones"}
    path = tmp_path / "style.json"
    made = style(
        COLLECTIONS, everything, glyphs=GLYPHS, sprite=SPRITE, at=at, theme=theme, center=(133.9, 34.6), zoom=9
    )
    path.write_text(json.dumps(made))
    done = subprocess.run(["node", VALIDATOR.resolve(), path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
