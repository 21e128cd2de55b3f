"""The ground: sound polygons that do not overlap, a shared border, stops on land and on their lines."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from pyproj import Geod
from shapely import LineString, Point, Polygon, union_all
from shapely.geometry import shape

from futae.town import TownFile
from futae.town.ground import areas, city_ring, north_ring, town_ring, village_ring
from futae.town.lines import Pattern
from futae.town.lines_bus import LINES
from futae.town.lines_other import COMMUNITY_LINES, FERRY_LINES, RAIL_LINES, SCHOOL_LINES
from futae.town.timetable import drive

Table = Callable[[str, str], list[dict[str, str]]]
FEEDS = ["shiomi-bus.zip", "shiomi-school-bus.zip", "shioji-railway.zip", "shiomi-ferry.zip"]
GEOD = Geod(ellps="GRS80")
ON_WHEELS = (*LINES, *SCHOOL_LINES, *COMMUNITY_LINES, *RAIL_LINES)
PATTERNS = [pattern for line in ON_WHEELS for pattern in line.patterns]
BUSES = [pattern for line in (*LINES, *SCHOOL_LINES) for pattern in line.patterns]
SHIPS = [pattern for line in FERRY_LINES for pattern in line.patterns]


@pytest.fixture(scope="module")
def n03(town: dict[str, TownFile]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(town["N03-21_98_210101.geojson"].path.read_text())
    return document


def test_areas_are_those_of_n03(n03: dict[str, Any]) -> None:
    seen = {tuple(f["properties"].values()) for f in n03["features"]}
    assert list(n03["features"][0]["properties"]) == ["N03_001", "N03_002", "N03_003", "N03_004", "N03_007"]
    assert seen == {
        ("潮路県", None, None, "汐見市", "98201"),
        ("潮路県", None, "潮見郡", "灯台町", "98321"),
        ("潮路県", None, "潮見郡", "梅谷村", "98322"),
        ("潮路県", None, "潮見郡", "北灘町", "98323"),
        ("潮路県", None, None, "所属未定地", None),
    }


def test_polygons_are_valid_counter_clockwise_and_apart(n03: dict[str, Any]) -> None:
    polygons = [shape(f["geometry"]) for f in n03["features"]]
    assert all(p.is_valid and p.exterior.is_ccw for p in polygons)
    for k, one in enumerate(polygons):
        assert all(one.intersection(other).area == 0 for other in polygons[k + 1 :])


RINGS = {"city": city_ring, "town": town_ring, "village": village_ring, "north": north_ring}


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        *(("city", "town", 30), ("city", "north", 40), ("city", "village", 50), ("town", "north", 25)),
        *(("village", "north", 30), ("town", "village", 0)),
    ],
)
def test_neighbours_share_their_ridge_point_by_point(one: str, other: str, least: int) -> None:
    shared = {*RINGS[one]()} & {*RINGS[other]()}
    assert len(shared) >= least
    assert least or not shared


def test_sizes_of_the_municipalities() -> None:
    km2 = {name: Polygon(ring()).area / 1e6 for name, ring in RINGS.items()}
    assert km2 == pytest.approx({"city": 37.0, "town": 18.3, "village": 32.3, "north": 27.0}, rel=0.01)
    assert sum(Polygon(ring).area for _, ring in areas()) == pytest.approx(115.8e6, rel=0.01)


@pytest.mark.parametrize("feed", FEEDS)
def test_every_stop_lies_in_a_municipality(n03: dict[str, Any], table: Table, feed: str) -> None:
    parts = defaultdict(list)
    for f in n03["features"]:
        parts[f["properties"]["N03_007"]].append(shape(f["geometry"]))
    land = {code: union_all(polygons) for code, polygons in parts.items()}
    codes: dict[str, set[str]] = defaultdict(set)
    for stop in table(feed, "stops"):
        where = Point(float(stop["stop_lon"]), float(stop["stop_lat"]))
        inside = {code for code, polygon in land.items() if code and polygon.contains(where)}
        assert len(inside) == 1, stop
        codes[stop["zone_id"]] |= inside
    beyond = {"F": "98321", "H": "98322", "K": "98323", "6": "98323", "7": "98323"}
    assert all(c == {beyond.get(zone, "98201")} for zone, c in codes.items() if zone)


def land() -> Any:
    return union_all([Polygon(ring) for properties, ring in areas() if properties["N03_007"]])


def test_roads_and_rails_stay_on_land_but_for_the_bridges() -> None:
    ground, wet = land(), {}
    for pattern in PATTERNS:
        over = LineString(drive(pattern).shape.points).difference(ground).length
        if over > 0.1:
            wet[pattern.pattern_id] = over
    across = {"4A", "4B", "6A", "6B", "7A", "7B", "7C", "7D", "SA", "SB", "K1A", "K1B", "R1A", "R1B"}
    assert set(wet) == across
    assert max(wet.values()) < 70


@pytest.mark.parametrize("pattern", SHIPS, ids=lambda p: p.pattern_id)
def test_ships_stay_on_the_water(pattern: Pattern) -> None:
    assert LineString(drive(pattern).shape.points).intersection(land()).length == 0


@pytest.mark.parametrize("feed", FEEDS)
def test_every_call_is_near_its_shape_at_the_distance_it_says(table: Table, feed: str) -> None:
    places = {s["stop_id"]: (float(s["stop_lon"]), float(s["stop_lat"])) for s in table(feed, "stops")}
    shapes = defaultdict(list)
    for p in table(feed, "shapes"):
        shapes[p["shape_id"]].append(
            (float(p["shape_dist_traveled"]), float(p["shape_pt_lon"]), float(p["shape_pt_lat"]))
        )
    shape_of = {t["trip_id"]: t["shape_id"] for t in table(feed, "trips")}
    calls = {(shape_of[r["trip_id"]], r["stop_id"], float(r["shape_dist_traveled"])) for r in table(feed, "stop_times")}
    for shape_id, stop_id, distance in calls:
        points = shapes[shape_id]
        k = max(1, next((i for i, p in enumerate(points) if p[0] >= distance), len(points) - 1))
        (da, xa, ya), (db, xb, yb) = points[k - 1], points[k]
        share = (distance - da) / (db - da)
        lon, lat = xa + (xb - xa) * share, ya + (yb - ya) * share
        assert GEOD.inv(lon, lat, *places[stop_id])[2] <= 30, (shape_id, stop_id)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.pattern_id)
def test_shapes_are_smooth_and_measured_in_metres(pattern: Pattern) -> None:
    points = drive(pattern).shape.points
    steps = [math.dist(a, b) for a, b in pairwise(points)]
    assert max(steps) < 90
    turns = []
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        turn = math.degrees(math.atan2(c[1] - b[1], c[0] - b[0]) - math.atan2(b[1] - a[1], b[0] - a[0]))
        turns.append(abs((turn + 180) % 360 - 180))
    assert max(turns) < 50


def test_distances_are_geodesic_metres(table: Table) -> None:
    rows = [r for r in table("shiomi-bus.zip", "shapes") if r["shape_id"] == "2A"]
    length = GEOD.line_length([float(r["shape_pt_lon"]) for r in rows], [float(r["shape_pt_lat"]) for r in rows])
    assert float(rows[-1]["shape_dist_traveled"]) == pytest.approx(length, rel=1e-3)
    assert length == pytest.approx(8450, abs=60)


@pytest.mark.parametrize("pattern", BUSES, ids=lambda p: p.pattern_id)
def test_poles_stand_to_the_left_of_the_bus(pattern: Pattern) -> None:
    driven = drive(pattern)
    for call in driven.calls[1:-1]:
        (x, y), (dx, dy) = driven.shape.at(call.distance_m), driven.shape.heading(call.distance_m)
        left = dx * (call.pole.point[1] - y) - dy * (call.pole.point[0] - x)
        assert 1 < left < 12, call.pole.stop_id
