"""Folding of writings, and search over item files: what finds what, in which order, as how many places.

Not here: addresses and audiences (tests/api/test_search.py).
"""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from layers.folding import keys_of_text, plain_keys
from layers.frames import conform, wkb_series
from layers.items import to_geoparquet
from layers.registry import collections
from layers.search import Index, index_of, name_columns, names_of, search
from terms.columns import COMMON, Collection, Column, Kind
from terms.geo import Bounds

shapely = pytest.importorskip("shapely")
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
STOPS, ROUTES, PLACES = (collections()[n][1] for n in ("stops", "routes", "places"))


@pytest.mark.parametrize(
    "writings",
    [
        ("しおみ", "シオミ", "ｼｵﾐ", "shiomi", "Siomi", "SHIOMI", "し お み"),
        ("せんたー", "センター", "ｾﾝﾀｰ", "senta", "sentaa", "sentā", "senta-"),
        ("ほっかいどう", "hokkaido", "hokkaidō", "Hokkaidô", "hokkaidou"),
        ("しんばし", "shimbashi", "shinbashi", "sinbasi"),
        ("まっちゃ", "matcha", "maccha", "mattya"),
        ("つづき", "tsuzuki", "tuduki", "tuzuki"),
        ("じゅうじ", "juuji", "zyuzi", "jūji", "jyuuji"),
        ("ふじ", "fuji", "huzi"),
        ("を", "wo", "o"),
        ("ヴィラ", "villa", "ビラ"),
        ("てぃーだ", "tiida", "ティーダ"),
    ],
)
def test_one_sound_has_one_key(writings):
    keys = {keys_of_text(one)[1] for one in writings}
    assert len(keys) == 1, keys


@pytest.mark.parametrize(
    ("a", "b"), [("しおみ", "しおり"), ("かき", "かぎ"), ("びょういん", "びよういん"), ("1", "11"), ("汐見", "潮見")]
)
def test_other_sounds_have_other_keys(a, b):
    assert keys_of_text(a)[1] != keys_of_text(b)[1]


def test_the_begin_of_a_word_has_the_begin_of_one_of_its_keys():
    for whole in ("shiomieki", "しおみえき", "チャペル", "tsukushi", "Fujimi", "はっちょうぼり"):
        keys = keys_of_text(whole)
        for n in range(1, len(whole)):
            begins = keys_of_text(whole[:n])
            assert keys[0].startswith(begins[0]) or keys[1].startswith(begins[1]), whole[:n]


def test_signs_are_no_letters_and_null_stays():
    assert keys_of_text("%_'\"\\;--()\u200b　") == ("", "")
    assert plain_keys(pl.Series(["３１番・線", None, "霞ヶ関"])).to_list() == ["31番線", None, "霞け関"]


def stop(key, name, lon, lat, *, kana=None, en=None, feed="shiomi/bus", busy=1.0, until=None):
    return {
        "feature_id": f"{feed}:stops:{key}", "feed": feed, "stop_id": key, "stop_name": name, "stop_name_kana": kana,
        "stop_name_ja": name, "stop_name_en": en, "location_type": 0, "trips_per_day": busy, "valid_to_at": until,
        "geometry": shapely.Point(lon, lat),
    }  # fmt: skip


@pytest.fixture
def index(tmp_path):
    """Builds an index of files, each a collection and its rows."""

    def build(*files: tuple[Collection, list[dict]]) -> Index:
        paths = []
        for collection, rows in files:
            plain = [{k: v for k, v in row.items() if k != "geometry"} for row in rows]
            frame = pl.DataFrame(plain, infer_schema_length=None).with_columns(
                wkb_series([row["geometry"] for row in rows])
            )
            path = tmp_path / f"{len(paths)}.parquet"
            path.write_bytes(to_geoparquet(conform(frame, collection), collection))
            paths.append((path, collection))
        return index_of(paths)

    return build


def names(found):
    return [(one.names["name"], one.how, len(one.feature_ids)) for one in found]


def test_name_columns_come_from_the_declaration():
    assert {c.column: (c.language, c.is_own) for c in name_columns(ROUTES)} == {
        "agency_name": ("", False), "route_short_name": ("", True), "route_long_name": ("", True),
        "route_name": ("", True), "route_name_ja": ("ja", True), "route_name_kana": ("kana", True),
        "route_name_en": ("en", True),
    }  # fmt: skip
    assert [c.column for c in name_columns(PLACES) if c.is_own] == ["place_name"]


def test_a_collection_without_names_is_passed_over(index):
    bare = Collection("bare", "x", "base", "Point", "", "", "", "", (*COMMON, Column("n", Kind.INTEGER, "", "")), 10)
    made = index((bare, [{"feature_id": "a/b:x:1", "feed": "a/b", "n": 1, "geometry": shapely.Point(137, 34)}]))
    assert search(made, "a", limit=5, at=NOW) == []
    assert names_of(made, "bare") == {}


def test_exact_before_begin_before_inside_and_busy_before_quiet(index):
    made = index((STOPS, [
        stop("1", "新汐見", 137.0, 34.0, kana="しんしおみ", busy=99),
        stop("2", "汐見駅前", 137.1, 34.0, kana="しおみえきまえ", en="Shiomi Station", busy=5),
        stop("3", "汐見", 137.2, 34.0, kana="しおみ", en="Shiomi"),
        stop("4", "汐見港", 137.3, 34.0, kana="しおみこう", en="Shiomi Port", busy=50),
        stop("5", "港", 137.4, 34.0, kana="みなと", busy=500),
    ]))  # fmt: skip
    wanted = [("汐見", "exact", 1), ("汐見港", "prefix", 1), ("汐見駅前", "prefix", 1), ("新汐見", "inside", 1)]
    for q in ("汐見", "しおみ", "シオミ", "ｼｵﾐ", "shiomi", "siomi"):
        assert names(search(made, q, limit=9, at=NOW)) == wanted, q
    assert names(search(made, "汐見", limit=2, at=NOW)) == wanted[:2]
    found = search(made, "station", limit=9, at=NOW)[0]
    assert (found.column, found.text, found.how, found.point) == (
        "stop_name_en",
        "Shiomi Station",
        "inside",
        (137.1, 34.0),
    )
    assert names(search(made, "汐見", limit=9, at=NOW, bbox=Bounds(137.15, 33, 137.25, 35))) == wanted[:1]


def test_poles_of_a_stop_are_one_place_even_over_two_files(index):
    poles = [stop(f"p{i}", "市場前", 137.0 + i * 0.001, 34.0, busy=i * i) for i in range(4)]
    far = stop("far", "市場前", 137.5, 34.0)
    other = stop("o", "市場前", 137.001, 34.0, feed="midori/bus")
    made = index((STOPS, [*poles[:3], far, other]), (STOPS, poles[3:]))
    found = search(made, "市場前", limit=9, at=NOW)
    assert [(one.feed, len(one.feature_ids)) for one in found] == [
        ("shiomi/bus", 4), ("midori/bus", 1), ("shiomi/bus", 1),
    ]  # fmt: skip
    assert found[0].feature_ids[0] == "shiomi/bus:stops:p3"  # the busiest stands for all
    assert found[0].bounds == Bounds(137.0, 34.0, 137.003, 34.0)


@pytest.mark.parametrize("cut", [1, 3])
@pytest.mark.parametrize("endless", [False, True])
def test_a_pole_served_after_midnight_is_of_the_same_place(index, cut, endless):
    day, night = datetime(2027, 5, 31, 15, tzinfo=UTC), datetime(2027, 5, 31, 15, 51, tzinfo=UTC)
    ends = (day, night, None if endless else day)
    poles = [stop(f"p{i}", "汐見駅前", 137.0 + i * 0.001, 34.0, until=end) for i, end in enumerate(ends)]
    made = index(*((STOPS, rows) for rows in (poles[:cut], poles[cut:]) if rows))  # in one file, and in two
    (found,) = search(made, "汐見駅前", limit=9, at=NOW)
    assert len(found.feature_ids) == len(poles)
    assert found.valid_to_at == (None if endless else night)


def test_in_force_first_and_the_others_marked(index):
    past = datetime(2020, 3, 31, 15, tzinfo=UTC)
    made = index((STOPS, [stop("1", "岬", 137.0, 34.0, until=past), stop("2", "岬の宿", 137.1, 34.0)]))
    assert [(o.names["name"], o.is_valid) for o in search(made, "岬", limit=9, at=NOW)] == [
        ("岬の宿", True),
        ("岬", False),
    ]
    assert [(o.names["name"], o.is_valid) for o in search(made, "岬", limit=9)] == [("岬", True), ("岬の宿", True)]
    then = search(made, "岬", limit=9, at=datetime(2019, 1, 1, tzinfo=UTC))
    assert [o.valid_to_at for o in then] == [past, None]


def route(key, short, long, at, agency="汐見バス"):
    return {
        "feature_id": f"shiomi/bus:routes:{key}", "feed": "shiomi/bus", "route_id": key, "agency_name": agency,
        "route_short_name": short, "route_long_name": long, "route_name": short or long, "has_shape": True,
        "network_length_m": 1.0, "trips_per_day": 1.0, "geometry": shapely.LineString([at, (at[0] + 0.02, at[1])]),
    }  # fmt: skip


def test_routes_by_number_by_name_and_last_by_operator(index):
    made = index((ROUTES, [
        route("a", "31", "港線", (137.0, 34.0)), route("b", "31", "港線", (137.01, 34.0)),
        route("c", "131", "岬線", (137.0, 34.1)), route("d", "3", "汐見線", (137.0, 34.2)),
    ]))  # fmt: skip
    assert names(search(made, "３１", limit=9, at=NOW)) == [("31", "exact", 2), ("131", "inside", 1)]
    assert names(search(made, "港線", limit=9, at=NOW)) == [("31", "exact", 2)]
    first, *rest = search(made, "汐見", limit=9, at=NOW)
    assert (first.names["name"], first.column, first.beside) == ("3", "route_long_name", "汐見バス")
    assert {one.column for one in rest} == {"agency_name"}


def test_an_area_is_pointed_to_within_itself(index):
    ring = shapely.Polygon([(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (0, 1)])
    row = {"feature_id": "a/b:n03:1", "feed": "a/b", "place_name": "汐見市", "part_count": 1, "geometry": ring}
    made = index((PLACES, [row]))
    (found,) = search(made, "汐見市", limit=1, at=NOW)
    assert ring.contains(shapely.Point(found.point))
    assert names_of(made, "places") == {"a/b:n03:1": "汐見市"}


@pytest.mark.parametrize("q", ["%", "_", "'; DROP TABLE stops; --", "\\", ".*", "\x00", "(" * 100, "🚌", "\ufffd"])
def test_signs_find_nothing(index, q):
    made = index((STOPS, [stop("1", "岬", 137.0, 34.0, en="Cape")]))
    assert search(made, q, limit=9, at=NOW) == []
