"""Rules about readings and other rows of translations.txt. Not here: stop names (test_jp_rules)."""

from __future__ import annotations

import pytest

HEAD = "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n"
OLD = "trans_id,lang,translation\n"
ROUTES = "route_id,agency_id,route_short_name,route_long_name,route_desc\nr1,a,港1,港線,\nr2,a,2,港線,海沿い\nr3,a,3,,"
TRIPS = "route_id,service_id,trip_id,trip_headsign,jp_trip_desc\nr1,d,t1,港町,\nr1,d,t2,港町,学休日運休\nr1,d,t3,,"


def test_route_name_kana_missing(find):
    rows = HEAD + "routes,route_short_name,ja-Hrkt,みなと,r1,,\nstops,route_long_name,ja-Hrkt,みなとせん,,,港線"
    assert find("jp_route_name_kana_missing", routes=ROUTES, translations=rows) == [
        ("routes.txt", 2, "route_long_name", "港線", "ja-Hrkt")
    ]
    assert find("jp_route_name_kana_missing", routes=ROUTES, translations=OLD + "港線,ja-Hrkt,み\n港1,ja-Hrkt,み") == []


def test_headsign_kana_missing_by_record_id_covers_that_trip_only(find):
    rows = HEAD + "trips,trip_headsign,ja-Hrkt,みなとまち,t1,,"
    bad = [("trips.txt", 3, "trip_headsign", "港町", "ja-Hrkt")]
    assert find("jp_headsign_kana_missing", trips=TRIPS, translations=rows) == bad
    both = rows + "\ntrips,trip_headsign,ja-Hrkt,みなとまち,t2,,"
    assert find("jp_headsign_kana_missing", trips=TRIPS, translations=both) == []


def test_agency_name_kana_missing(find):
    other = HEAD + "stops,stop_name,ja-Hrkt,みなとまち,,,港町"
    assert find("jp_agency_name_kana_missing", translations=other) == [
        ("agency.txt", 2, "agency_name", "みなと市営バス", "ja-Hrkt")
    ]
    assert find("jp_agency_name_kana_missing", translations=None) == []


def test_other_kana_missing_looks_at_fewer_columns_in_edition_4(find):
    times = "trip_id,stop_id,stop_sequence,stop_headsign\nt1,s1,1,港町\nt1,s2,2,港町"
    changed = {"routes": ROUTES, "trips": TRIPS, "stop_times": times, "feed_info": "feed_publisher_name\nみなと市"}
    rows = HEAD + "x,y,ja-Hrkt,z,,,"
    assert find("jp_other_kana_missing", "v3", translations=rows, **changed) == [
        ("stop_times.txt", 2, "stop_headsign", "港町", "ja-Hrkt"),
        ("routes.txt", 3, "route_desc", "海沿い", "ja-Hrkt"),
        ("feed_info.txt", 2, "feed_publisher_name", "みなと市", "ja-Hrkt"),
    ]
    assert find("jp_other_kana_missing", "v4", translations=rows, **changed) == [
        ("stop_times.txt", 2, "stop_headsign", "港町", "ja-Hrkt")
    ]


def test_ja_row_missing(find, old_translations):
    without = old_translations.replace("港町,ja,港町", "")
    assert find("jp_ja_row_missing", "v2", translations=without) == [("stops.txt", 2, "stop_name", "港町", "ja")]


@pytest.mark.parametrize(
    ("reading", "is_good"),
    [
        ("みなとまち", True),
        ("ミナトマチ", True),
        ("ﾐﾅﾄﾏﾁ", True),
        ("みなとー・まち（ひがし）2ちょうめ", True),
        ("JRみなとえき", True),
        ("港まち", False),
        ("Minatomachi", False),
        ("々", False),
    ],
)
def test_kana_not_kana(find, reading, is_good):
    bad = [("translations.txt", 2, "translation", reading, None)]
    assert find("jp_kana_not_kana", translations=HEAD + f"stops,stop_name,ja-Hrkt,{reading},,,港町") == (
        [] if is_good else bad
    )
    assert find("jp_kana_not_kana", "v2", translations=OLD + f"港町,ja-Hrkt,{reading}") == ([] if is_good else bad)


def test_kana_not_kana_lets_letters_be_read_as_letters(find):
    assert find("jp_kana_not_kana", "v2", translations=OLD + "JR,ja-Hrkt,JR\n港町,ja,港町\n港町,en,Minato") == []


def test_kana_conflict(find):
    rows = OLD + "新宿,ja-Hrkt,しんじゅく\n新宿,ja,新宿\n新宿,ja-Hrkt,にいじゅく\n新宿,ja-HRKT,しんじゅく"
    bad = [("translations.txt", 4, "translation", "にいじゅく", "しんじゅく")]
    assert find("jp_kana_conflict", "v2", translations=rows) == bad
    apart = HEAD + "stops,stop_name,ja-Hrkt,しんじゅく,s1,,\nstops,stop_name,ja-Hrkt,にいじゅく,s2,,"
    assert find("jp_kana_conflict", translations=apart) == []
    same = apart + "\nstops,stop_name,ja-Hrkt,にいじゅく,s1,,"
    bad = [("translations.txt", 4, "translation", "にいじゅく", "しんじゅく")]
    assert find("jp_kana_conflict", translations=same) == bad


def test_kana_bad_reference(find):
    rows = (
        HEAD + "stops,stop_name,ja-Hrkt,みなとまち,,,港町\nstops,stop_name,ja-Hrkt,あった,,,昔の名\n"
        "stops,stop_nam,ja-Hrkt,みなと,s1,,\nstops,stop_name,ja-Hrkt,みなと,s9,,\nnowhere,x,ja-Hrkt,み,,,港\n"
        "office_jp,office_name,ja-Hrkt,ほん,o9,,\nstops,stop_name,en,Old,,,昔の名\n"
    )
    assert find("jp_kana_bad_reference", translations=rows, office_jp="office_id,office_name\no1,本") == [
        ("translations.txt", 3, "field_value", "昔の名", None),
        ("translations.txt", 4, "field_name", "stop_nam", None),
        ("translations.txt", 7, "record_id", "o9", None),
    ]


def test_record_sub_id_none(find):
    rows = HEAD + "stops,stop_name,ja-Hrkt,み,s1,,\nstops,stop_name,ja-Hrkt,み,s1,NONE,\nstops,stop_name,ja,み,s1,NONE,"
    assert find("jp_record_sub_id_none", translations=rows) == [("translations.txt", 3, "record_sub_id", "NONE", None)]


def test_ja_after_hrkt(find):
    rows = OLD + "港,ja-Hrkt,みなと\n港,ja,港\n町,ja,町\n町,ja-Hrkt,まち\n村,ja-Hrkt,むら\n"
    assert find("jp_ja_after_hrkt", "v2", translations=rows) == [("translations.txt", 3, "trans_id", "港", None)]
