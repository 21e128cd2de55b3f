"""Administrative areas and the tie from stops to them. Not here: reading N03."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
import shapely

from feeds.tables import TextTables
from layers.base.places.build import build as build_tables
from layers.base.places.build import edition_date
from layers.base.places.columns import PLACES
from layers.context import Built, FeedContext
from layers.contracts import enforce
from layers.frames import shapes_of, wkb_series
from layers.links import municipality_links

BOX = shapely.box(137.0, 35.0, 137.1, 35.1)
ISLET = shapely.box(137.2, 35.0, 137.21, 35.01)
TOWN = shapely.box(137.1, 35.0, 137.15, 35.1)


def build(tables: dict[str, pl.DataFrame], context: FeedContext) -> Built:
    return build_tables(TextTables(tables), context)


def n03(*rows: tuple[str | None, str | None, str | None, str | None, object]) -> dict[str, pl.DataFrame]:
    names = ["N03_001", "N03_003", "N03_004", "N03_007"]
    frame = pl.DataFrame([r[:4] for r in rows], schema=dict.fromkeys(names, pl.String), orient="row")
    return {"n03": frame.with_columns(wkb_series([r[4] for r in rows]), _row=pl.int_range(1, len(rows) + 1))}


def test_polygons_of_one_code_are_one_feature(context: FeedContext) -> None:
    tables = n03(("汐見県", None, "汐見市", "98201", BOX), ("汐見県", None, "汐見市", "98201", ISLET))
    places = build(tables, context).frames["places"]
    enforce(places, PLACES)
    assert places["feature_id"].to_list() == ["shiomi/bus:places:98201"]
    assert places["part_count"].to_list() == [2]
    assert shapes_of(places)[0].equals(shapely.multipolygons([BOX, ISLET]))


def test_names_of_wards_and_towns(context: FeedContext) -> None:
    tables = n03(("岡山県", "岡山市", "中区", "33102", BOX), ("岡山県", "久米郡", "美咲町", "33666", TOWN))
    assert build(tables, context).frames["places"]["place_name"].to_list() == ["岡山市中区", "美咲町"]


def test_areas_without_a_code_get_a_key_from_content(context: FeedContext) -> None:
    tables = n03(("汐見県", None, "所属未定地", None, BOX), ("汐見県", None, "所属未定地", None, ISLET))
    first, again = (build(tables, context).frames["places"]["feature_id"].to_list() for _ in range(2))
    assert first == again
    assert len(set(first)) == 2


def test_rows_without_a_polygon_are_counted(context: FeedContext) -> None:
    tables = n03(("汐見県", None, "汐見市", "98201", BOX), ("汐見県", None, "点町", "98202", shapely.Point(137, 35)))
    built = build(tables, context)
    assert built.skipped == {"place_without_polygon": 1}
    assert len(built.frames["places"]) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("N03-21_33_210101.json", date(2021, 1, 1)),
        ("N03-20240101_33.geojson", date(2024, 1, 1)),
        ("N03-21_33_219901.json", None),
        ("areas.json", None),
    ],
)
def test_edition_date(name: str, expected: date | None) -> None:
    assert edition_date(name) == expected


def stops_at(*places: tuple[float, float]) -> pl.DataFrame:
    points = shapely.points(places)
    return pl.DataFrame({"feature_id": [f"s{i}" for i in range(len(places))]}).with_columns(wkb_series(points))


def test_stops_are_tied_inside_near_and_missed_far_away(context: FeedContext) -> None:
    places = build(n03(("汐見県", None, "汐見市", "98201", BOX)), context).frames["places"]
    links, missed = municipality_links(stops_at((137.05, 35.05), (137.05, 35.101), (137.05, 35.2)), places)
    assert links["feature_id"].to_list() == ["s0", "s1"]
    assert links["distance_m"][0] == 0.0
    assert links["distance_m"][1] == pytest.approx(111, rel=0.01)
    assert missed == 1


def test_on_a_common_border_the_smaller_code_wins(context: FeedContext) -> None:
    tables = n03(("汐見県", None, "灯台町", "98301", TOWN), ("汐見県", None, "汐見市", "98201", BOX))
    places = build(tables, context).frames["places"]
    links, missed = municipality_links(stops_at((137.1, 35.05)), places)
    assert (links["place_code"].to_list(), missed) == (["98201"], 0)


def test_no_places_means_all_missed() -> None:
    empty = build({}, FeedContext.__new__(FeedContext)).frames["places"]
    assert municipality_links(stops_at((137.0, 35.0)), empty)[1] == 1


def test_no_usable_area_is_no_feature(context: FeedContext) -> None:
    assert len(build({}, context).frames["places"]) == 0
    line = shapely.LineString([(137.0, 35.0), (137.1, 35.0)])
    built = build(n03(("汐見県", None, "汐見市", "98201", line)), context)
    assert len(enforce(built.frames["places"], PLACES)) == 0
    assert dict(built.skipped) == {"place_without_polygon": 1}
