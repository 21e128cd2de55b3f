"""The map of what changed: stops as points, moves as lines, routes by shape or stop order; exact features.

What does not live here: the lines in words (test_lines), who may see the map (tests/api/test_diffs).
"""

from __future__ import annotations

import json

import pytest

from feeds.compare.boxed import diff_tables
from feeds.compare.compare import compared
from feeds.compare.on_map import MOST_KEPT, change_map, in_short
from feeds.tables import write_tables


def drawn(old, new):
    return change_map(compared(old, new)[1])


def told(collection, **wanted):
    """Geometry's coordinates and properties of the features with those properties."""
    return [
        (one["geometry"]["coordinates"], one["properties"])
        for one in collection["features"]
        if wanted.items() <= one["properties"].items()
    ]


def test_equal_content_gives_an_empty_map(make_tables):
    assert drawn(make_tables(), make_tables()) == {
        "type": "FeatureCollection", "bbox": None, "features": [],
        "counts": {"stops": {"begun": 0, "ended": 0, "moved": 0, "renamed": 0, "kept": 0},
                   "routes": {"begun": 0, "ended": 0, "changed": 0}},
        "left_out": {"stops": 0, "kept": 0, "routes": 0, "no_place": 0},
    }  # fmt: skip


def test_a_stop_that_moves_is_a_point_and_a_line(make_tables):
    found = drawn(make_tables(), make_tables(stops=("S2,役場,34.61,133.91", "S2,町役場,34.611,133.91")))
    words = {"id": "S2", "name": "町役場", "ja": "町役場［S2］が 111 m 移動（旧名 役場）",
             "en": "町役場 [S2] moves by 111 m (was 役場)", "metres": 111.2}  # fmt: skip
    moved = {"change": "moved", **words}
    assert told(found, what="move") == [([[133.91, 34.61], [133.91, 34.611]], {"what": "move", **moved})]
    assert told(found, what="stop", change="moved") == [([133.91, 34.611], {"what": "stop", **moved})]
    assert told(found, change="kept") == [
        ([133.9, 34.6], {"what": "stop", "change": "kept", "id": "S1", "name": "港前"})
    ]
    assert (found["bbox"], found["counts"]["stops"]) == (
        [133.91, 34.61, 133.91, 34.611], {"begun": 0, "ended": 0, "moved": 1, "renamed": 0, "kept": 1},
    )  # fmt: skip
    assert told(found, what="route") == []  # the same stops in the same order


@pytest.mark.parametrize(
    ("old", "new", "ja", "en"),
    [
        ("34.61,133.91", "133.91,34.61", "役場［S2］の位置がなくなる（空か、範囲の外）",
         "役場 [S2] loses its place (empty or out of range)"),
        (",", "34.61,133.91", "役場［S2］に位置が入る", "役場 [S2] has a place now"),
    ],
)  # fmt: skip
def test_a_stop_that_loses_or_gets_its_place_stands_where_it_had_or_has_one(make_tables, old, new, ja, en):
    """Latitude and longitude in each other's place were told as no difference at all."""
    was, now = (make_tables(stops=("S2,役場,34.61,133.91", f"S2,役場,{place}")) for place in (old, new))
    found = drawn(was, now)
    words = {"what": "stop", "change": "moved", "id": "S2", "name": "役場", "ja": ja, "en": en}
    assert told(found, change="moved") == [([133.91, 34.61], words)]
    assert found["counts"]["stops"]["moved"] == 1
    assert found["left_out"]["no_place"] == 0


def test_stops_that_begin_end_and_are_renamed(make_tables):
    found = drawn(
        make_tables(),
        make_tables(
            stops=[
                ("S1,港前,34.60", "S1,港前口,34.60"),
                ("S2,役場,34.61,133.91\n", "S9,公園,34.70,133.99\nS8,遠い,,\n"),
            ],
            stop_times=("S2,2", "S9,2"),
        ),
    )
    stops = [(one["change"], one["id"], one["en"]) for _, one in told(found, what="stop")]
    assert stops == [
        ("begun", "S9", "New stop: 公園 [S9]"),
        ("ended", "S2", "Stop that ends: 役場 [S2]"),
        ("renamed", "S1", "港前 → 港前口 [S1] (renamed)"),
    ]
    assert (found["counts"]["stops"]["begun"], found["left_out"]["no_place"]) == (2, 1)
    route = {"what": "route", "change": "changed", "id": "R1", "name": "1 港線", "trips": 1,
             "ja": "停まる停留所や順が変わる路線：1 港線",
             "en": "Route that calls at other stops or in another order: 1 港線"}  # fmt: skip
    assert told(found, what="route") == [
        ([[[133.9, 34.6], [133.91, 34.61]]], {**route, "side": "old"}),
        ([[[133.9, 34.6], [133.99, 34.7]]], {**route, "side": "new"}),
    ]


def test_a_route_that_begins_is_drawn_by_its_shape_and_one_without_by_its_stops(make_tables):
    old = make_tables()
    new = make_tables(
        routes=("1,港線,3\n", "1,港線,3\nR2,8000020130001,2,山線,3\nR3,8000020130001,,,3\n"),
        trips=("route_id,service_id,trip_id\nR1,平日,T1\n",
               "route_id,service_id,trip_id,shape_id\nR1,平日,T1,\nR2,平日,T2,H1\nR2,平日,T3,H1\nR3,平日,T4,none\n"),
        stop_times=("T1,08:10:00,08:10:00,S2,2\n", "T1,08:10:00,08:10:00,S2,2\n" + "".join(
            f"{trip},09:00:00,09:00:00,S2,1\n{trip},09:10:00,09:10:00,S1,2\n" for trip in ("T2", "T3", "T4"))),
        files={"shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
                             "H1,34.61,133.91,10\nH1,34.6,133.9,30\nH1,34.65,133.95,20\n"},
    )  # fmt: skip
    begun = told(drawn(old, new), what="route")
    assert [(at, one["id"], one["ja"]) for at, one in begun] == [
        ([[[133.91, 34.61], [133.95, 34.65], [133.9, 34.6]]], "R2", "新しい路線：2 山線（2便）"),
        ([[[133.91, 34.61], [133.9, 34.6]]], "R3", "新しい路線：（名前なし）（1便）"),
    ]
    ended = told(drawn(new, old), what="route")
    assert [(one["change"], one["side"], one["id"]) for _, one in ended] == [
        ("ended", "old", "R2"),
        ("ended", "old", "R3"),
    ]
    assert [at for at, _ in ended] == [at for at, _ in begun]


def test_two_trips_the_same_way_are_no_change_and_equal_input_gives_equal_bytes(make_tables):
    new = make_tables(
        trips=("R1,平日,T1\n", "R1,平日,T1\nR1,平日,T2\n"),
        stop_times=("S2,2\n", "S2,2\nT2,09:00:00,09:00:00,S1,5\nT2,09:10:00,09:10:00,S2,6\n"),
    )  # fmt: skip
    found = drawn(make_tables(), new)
    assert found["counts"]["routes"] == {"begun": 0, "ended": 0, "changed": 0}
    assert json.dumps(found) == json.dumps(drawn(make_tables(), new))


def test_what_is_too_much_is_counted(make_tables):
    many = "".join(f"K{i},停{i},{34 + i * 1e-5:.5f},133.0\n" for i in range(MOST_KEPT))
    old, new = (make_tables(stops=("S1,港前", f"{many}S1,{name}")) for name in ("港前", "港口"))
    found = drawn(old, new)
    assert (found["counts"]["stops"]["kept"], found["left_out"]["kept"]) == (MOST_KEPT + 1, 1)
    assert len(told(found, change="kept")) == MOST_KEPT
    assert found["bbox"] == [133.9, 34.6, 133.9, 34.6]  # around what changed


def test_kept_tables_are_compared_in_files(make_tables, tmp_path):
    for side, tables in (("old", make_tables()), ("new", make_tables(stops=("港前", "港口")))):
        write_tables(tables, tmp_path / side)
    (tmp_path / "out").mkdir()
    done = diff_tables(tmp_path, tmp_path / "out")
    document, collection = (json.loads((tmp_path / "out" / name).read_text()) for name in ("diff.json", "diff.geojson"))
    assert done == {"equal": False, "lines": len(document["lines"]), "unexplained": 0, "map": document["map"]}
    assert document["map"] == in_short(collection)
    assert document["map"]["counts"]["stops"]["renamed"] == 1
