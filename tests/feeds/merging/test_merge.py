"""Small merges as a whole: golden text, order, columns, agencies, what is left out, equal bytes, the balance.

What does not live here: real files (test_real), translations (test_translations), who may enter (test_admission).
"""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from feeds.merge import Publisher, merge, report_json
from feeds.tables import write_tables

GOLDEN = Path(__file__).with_name("golden_merge.txt")


@pytest.fixture
def two(make_member):
    """Two feeds that have the same ids and differ in everything else."""
    town = {
        "agency": "agency_name,agency_url,agency_timezone\n町営,https://example.com/town,Asia/Tokyo",
        "routes": "route_id,route_long_name,route_type\nR1,町内循環,3",
        "calendar": None,
        "calendar_dates": "service_id,date,exception_type\n平日,20210104,1",
        "fare_attributes": "fare_id,price,currency_type,payment_method,transfers\nF1,200,JPY,0,0",
        "fare_rules": "fare_id,route_id,origin_id,destination_id\nF1,R1,Z1,Z2",
        "office_jp": "office_id,office_name\nO1,本社",
        "trips": "route_id,service_id,trip_id,jp_office_id,block_id,bikes\nR1,平日,T1,O1,B,はい",
        "translations": "trans_id,lang,translation\n本町,ja-Hrkt,ほんちょう\n無い,ja-Hrkt,ない",
        "noise": "noise_id,level\nN1,3\nN2,4",
    }
    bus = {
        "feed_info": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
        "港バス,https://example.com/,ja,20200101,20201231,v7",
        "translations": "table_name,field_name,language,translation,field_value\nstops,stop_name,ja-Hrkt,ほんまち,本町",
    }
    return [
        make_member("town/loop", town, licence_ids=("CC0-1.0",), first_on=date(2021, 1, 4), last_on=date(2021, 1, 4)),
        make_member("minato/bus", bus),
    ]


def test_golden(merged, two, tmp_path):
    done = merged(*two, title="二つの町")
    shown = "".join(f"--- {name}\n{done.text(name)}" for name in done.names())
    shown += "--- remarks\n"
    for one in done.report.remarks:
        words = f"{one.reason} {one.column}".strip()
        shown += f"{one.key} {one.table}: {words} -{one.minus} +{one.plus} cells {one.cells}\n"
    (tmp_path / GOLDEN.name).write_text(shown, encoding="utf-8")
    assert shown == GOLDEN.read_text(encoding="utf-8"), f"judge {tmp_path / GOLDEN.name}, then copy it to {GOLDEN}"


def test_the_report_is_json_with_the_words_of_its_reasons(merged, two):
    document = json.loads(json.dumps(report_json(merged(*two).report)))
    assert [one["key"] for one in document["members"]] == ["minato/bus", "town/loop"]
    assert (document["made_on"], document["last_on"]) == ("2026-11-24", "2021-01-04")
    assert {one["reason"] for one in document["remarks"]} == document["reasons"].keys()
    assert all(words["ja"] and words["en"] for words in document["reasons"].values())


def test_equal_bytes_whatever_the_order_and_the_form(merged, two, tmp_path):
    first = merged(*two)
    write_tables(two[0].tables, tmp_path)
    paths = {path.name.removesuffix(".parquet"): path for path in tmp_path.iterdir()}
    frames = {stem: frame.lazy() for stem, frame in two[1].tables.items()}
    again = merged(type(two[1])(**_fields(two[1], frames)), type(two[0])(**_fields(two[0], paths)))
    assert again.data == first.data
    assert again.report == first.report


def _fields(member, tables):
    return {**{name: getattr(member, name) for name in member.__dataclass_fields__}, "tables": tables}


def test_the_balance_holds_for_each_member_and_table(merged, two):
    report = merged(*two).report
    minus, plus = Counter(), Counter()
    for one in report.remarks:
        minus[one.key, one.table] += one.minus
        plus[one.key, one.table] += one.plus
    for one in report.members:
        for stem in {*one.rows_in, *one.rows_out}:
            wanted = one.rows_in.get(stem, 0) - minus[one.key, stem] + plus[one.key, stem]
            assert one.rows_out.get(stem, 0) == wanted, (one.key, stem)


def test_an_unknown_table_is_carried_when_all_its_ids_are_known(merged, make_member):
    tables = {
        "directions": "route_id,direction_id,direction\nR1,0,North",
        "passes": "pass_id,route_id\nP1,R1",
        "words": "word\nhello",
    }
    done = merged(make_member("a/b", tables))
    assert done.text("directions.txt") == "route_id,direction_id,direction\na/b:R1,0,North\n"
    assert not {"passes.txt", "words.txt"} & set(done.names())
    left = [(one.table, one.minus) for one in done.report.remarks if one.reason == "unknown_table"]
    assert left == [("passes", 1), ("words", 1)]


def test_an_unknown_id_column_is_kept_as_it_is_and_told(merged, make_member):
    done = merged(make_member("a/b", {"trips": "route_id,service_id,trip_id,train_id\nR1,平日,T1,77"}))
    assert done.table("trips")["train_id"].to_list() == ["77"]
    assert [(r.column, r.cells) for r in done.report.remarks if r.reason == "id_column_unknown"] == [("train_id", 1)]


def test_several_agencies_keep_an_empty_reference(merged, make_member):
    tables = {
        "agency": "agency_id,agency_name,agency_timezone\nA,甲,Asia/Tokyo\nB,乙,Asia/Tokyo",
        "routes": "route_id,agency_id,route_type\nR1,,3\nR2,B,3",
    }
    done = merged(make_member("a/b", tables))
    assert done.table("routes")["agency_id"].to_list() == [None, "a/b:B"]


def test_an_agency_without_id_among_others_is_the_one_meant(merged, make_member):
    tables = {
        "agency": "agency_id,agency_name,agency_timezone\n,甲,Asia/Tokyo\nB,乙,Asia/Tokyo",
        "routes": "route_id,agency_id,route_type\nR1,,3\nR2,B,3",
    }
    done = merged(make_member("a/b", tables))
    assert done.table("agency")["agency_id"].to_list() == ["a/b", "a/b:B"]
    assert done.table("routes")["agency_id"].to_list() == ["a/b", "a/b:B"]


def test_the_timezone_of_the_feeds_setting_goes_before_the_file(merged, make_member):
    agency = "agency_id,agency_name,agency_timezone\nA,甲,Japan"
    done = merged(make_member("a/b", {"agency": agency}, timezone="Asia/Tokyo"))
    assert done.table("agency")["agency_timezone"].to_list() == ["Asia/Tokyo"]
    assert [(r.column, r.cells) for r in done.report.remarks if r.reason == "timezone_set"] == [("agency_timezone", 1)]


def test_an_attribution_of_the_whole_feed_speaks_for_its_agencies_only(merged, make_member):
    tables = {
        "agency": "agency_id,agency_name,agency_timezone\nA,甲,Asia/Tokyo\nB,乙,Asia/Tokyo",
        "attributions": "attribution_id,organization_name,is_producer,route_id\nX,県,1,\nY,町,1,R1",
    }
    table = merged(make_member("a/b", tables)).table("attributions")
    rows = table.select("attribution_id", "agency_id", "route_id", "organization_name").rows()
    assert rows == [
        ("futae:publisher", None, None, "二重テスト"),
        ("a/b:Y", None, "a/b:R1", "町"),
        ("a/b:X", "a/b:A", None, "県"),
        (None, "a/b:B", None, "県"),
        ("futae:source:a/b:1", "a/b:A", None, "a/b"),
        ("futae:source:a/b:2", "a/b:B", None, "a/b"),
    ]


def test_cells_with_commas_quotes_and_spaces_come_back(merged, make_member):
    stops = pl.DataFrame({"stop_id": ["S1", "S2"], "stop_name": ['本町 "北", 1番', " 港"]})
    member = make_member("a/b")
    done = merged(type(member)(**_fields(member, {**member.tables, "stops": stops})))
    assert done.table("stops")["stop_name"].to_list() == ['本町 "北", 1番', " 港"]


def test_a_table_of_one_column_keeps_its_empty_rows(merged, make_member):
    stops = pl.DataFrame({"stop_id": ["S1", None, "S2"]})
    member = make_member("a/b")
    done = merged(type(member)(**_fields(member, {**member.tables, "stops": stops})))
    assert done.text("stops.txt") == 'stop_id\n"a/b:S1"\n""\n"a/b:S2"\n'


def test_networks_are_said_in_one_way(merged, make_member):
    column = make_member("a/a", {"routes": "route_id,agency_id,route_type,network_id\nR1,A,3,N1\nR2,A,3,"})
    files = make_member(
        "b/b", {"networks": "network_id,network_name\nN1,北", "route_networks": "network_id,route_id\nN1,R1"}
    )
    done = merged(column, files)
    assert "network_id" not in done.table("routes").columns
    assert done.table("networks").rows() == [("a/a:N1", None), ("b/b:N1", "北")]
    assert done.table("route_networks").rows() == [("a/a:R1", "a/a:N1"), ("b/b:R1", "b/b:N1")]
    assert "network_id" in merged(column).table("routes").columns


def test_features_of_flex_are_renamed(merged, make_member):
    feature = json.dumps({"type": "Feature", "id": "L1", "geometry": None, "properties": {}})
    member = make_member("a/b")
    tables = {**member.tables, "locations.geojson": pl.DataFrame({"feature": [feature, "{", "[]"]})}
    done = merged(type(member)(**_fields(member, tables)))
    read = json.loads(done.text("locations.geojson"))
    assert [one["id"] for one in read["features"]] == ["a/b:L1"]
    assert [(r.table, r.minus) for r in done.report.remarks if r.reason == "bad_geojson"] == [("locations.geojson", 2)]
    assert done.report.tables["locations.geojson"] == 1


def test_one_feed_twice_is_our_error(merged, make_member):
    with pytest.raises(ValueError, match="a/b is given twice"):
        merged(make_member("a/b"), make_member("a/b"))


def test_nobody_may_enter_and_nothing_is_written(make_member):
    out = io.BytesIO()
    member = make_member("a/b", licence_ids=("unknown",))
    report = merge([member], out, publisher=Publisher("us", "https://example.org/"), made_on=date(2026, 11, 24))
    assert (out.getvalue(), report.is_empty) == (b"", True)
    assert [(one.reason, one.detail) for one in report.excluded] == [("licence", "unknown")]
