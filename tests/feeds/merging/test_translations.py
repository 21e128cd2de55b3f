"""Translations by record: each way to say one, precedence, what fits nothing. Not here: whole merges (test_merge)."""

from __future__ import annotations

import pytest

STOPS = "stop_id,stop_name\nS1,本町\nS2,本町\nS3,港\nS4,"
HEAD = "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n"


@pytest.fixture
def translated(make_member, merged):
    """Text of translations.txt and other tables → its rows (without what is empty) and the remarks about it."""

    def _translated(translations, **tables):
        done = merged(make_member("a/b", {"stops": STOPS, "translations": translations, **tables}))
        columns = ["table_name", "field_name", "language", "translation", "record_id", "record_sub_id", "field_value"]
        rows = [tuple(cell for cell in row if cell) for row in done.table("translations").select(columns).rows()]
        remarks = [one for one in done.report.remarks if one.table == "translations"]
        return rows, {one.reason: (one.minus, one.plus) for one in remarks}

    return _translated


def test_by_record_stays_by_record(translated):
    rows, remarks = translated(HEAD + "stops,stop_name,ja-Hrkt,ほんまち,S1,,")
    assert rows == [("stops", "stop_name", "ja-Hrkt", "ほんまち", "a/b:S1")]
    assert remarks == {}


def test_by_value_becomes_one_row_for_each_record(translated):
    rows, remarks = translated(HEAD + "stops,stop_name,en,Honmachi,,,本町\nstops,stop_name,en,Minato,,,港")
    assert rows == [
        ("stops", "stop_name", "en", "Honmachi", "a/b:S1"),
        ("stops", "stop_name", "en", "Honmachi", "a/b:S2"),
        ("stops", "stop_name", "en", "Minato", "a/b:S3"),
    ]
    assert remarks == {"translations_by_record": (2, 3)}


def test_the_row_by_record_goes_before_the_row_by_value(translated):
    rows, remarks = translated(HEAD + "stops,stop_name,en,Honmachi,,,本町\nstops,stop_name,en,Main Street,S2,,")
    assert rows == [
        ("stops", "stop_name", "en", "Main Street", "a/b:S2"),
        ("stops", "stop_name", "en", "Honmachi", "a/b:S1"),
    ]
    assert remarks == {"translations_by_record": (1, 1)}


def test_of_two_by_one_value_the_first_counts(translated):
    rows, remarks = translated("trans_id,lang,translation\n港,ja-Hrkt,みなと\n港,ja-Hrkt,こう\n港,en,Port")
    assert rows == [
        ("stops", "stop_name", "ja-Hrkt", "みなと", "a/b:S3"),
        ("stops", "stop_name", "en", "Port", "a/b:S3"),
    ]
    assert remarks == {"translations_by_record": (2, 2), "translation_repeated": (1, 0)}


def test_the_old_layout_speaks_for_every_text_field(translated):
    tables = {
        "trips": "route_id,service_id,trip_id,trip_headsign\nR1,平日,T1,港",
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign\n"
        "T1,08:00:00,08:00:00,S1,1,港\nT1,08:10:00,08:10:00,S3,2,",
        "agency": "agency_name,agency_timezone\n港,Asia/Tokyo",
    }
    rows, remarks = translated("trans_id,lang,translation\n港,en,Port\n,en,Nothing\n無,en,None", **tables)
    assert rows == [
        ("agency", "agency_name", "en", "Port", "a/b"),
        ("stops", "stop_name", "en", "Port", "a/b:S3"),
        ("trips", "trip_headsign", "en", "Port", "a/b:T1"),
        ("stop_times", "stop_headsign", "en", "Port", "a/b:T1", "1"),
    ]
    assert remarks == {"translations_by_record": (1, 4), "translation_matches_nothing": (2, 0)}


def test_ids_in_record_sub_id_are_renamed_only_where_they_are_ids(translated):
    rows, _ = translated(
        HEAD + "stop_times,stop_headsign,en,Port,T1,2,\ntransfers,note,en,Hurry,S1,S2,\nfare_rules,note,en,Half,F1,Z1,"
    )
    assert rows == [
        ("stop_times", "stop_headsign", "en", "Port", "a/b:T1", "2"),
        ("transfers", "note", "en", "Hurry", "a/b:S1", "a/b:S2"),
        ("fare_rules", "note", "en", "Half", "a/b:F1", "a/b:Z1"),
    ]


def test_what_cannot_stay_is_told(translated):
    text = HEAD + "feed_info,feed_publisher_name,en,Us,,,\nroutes,no_such,en,X,,,1\nnowhere,name,en,X,,,1\n,,en,X,,,港"
    rows, remarks = translated(text)
    assert rows == []
    assert remarks == {"translation_of_feed_info": (1, 0), "translation_matches_nothing": (3, 0)}


def test_a_layout_nobody_knows_is_left_out_and_told(translated):
    assert translated("word,meaning\n港,port") == ([], {"translations_layout": (1, 0)})


def test_an_office_may_be_translated_by_value(translated):
    rows, _ = translated(HEAD + "office_jp,office_name,en,Head,,,本社", office_jp="office_id,office_name\nO1,本社")
    assert rows == [("office_jp", "office_name", "en", "Head", "a/b:O1")]
