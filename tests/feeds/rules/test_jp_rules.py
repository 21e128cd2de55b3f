"""The first ten GTFS-JP rules: a good feed, a bad one, one at the edge, exactly the findings.

Not here: what holds for all rules (test_jp_table), the other families, judging (test_judge).
"""

from __future__ import annotations

import pytest

AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"


def test_translations_old_layout(find, old_translations):
    found = "trans_id, lang, translation"
    wanted = "table_name, field_name, language, translation"
    bad = [("translations.txt", 1, "trans_id", found, wanted)]
    assert find("jp_translations_old_layout", translations=old_translations) == bad
    both = "table_name,field_name,language,translation,trans_id,lang\nstops,stop_name,ja,港町,a,ja"
    assert find("jp_translations_old_layout", translations=both) == []
    assert find("jp_translations_old_layout", translations=None) == []


def test_translations_missing(find):
    bad = [("translations.txt", None, None, None, None)]
    assert find("jp_translations_missing", translations=None) == bad
    assert find("jp_translations_missing", translations="trans_id,lang,translation") == bad


STOPS = """
    stop_id,stop_name,stop_lat,stop_lon
    s1,港町,35,139
    s2,灯台前,35,139
    s3,灯台前,35,139
    s4,City Hall,35,139
    s5,,35,139
    s6,みさき,35,139"""


def test_stop_name_kana_missing_counts_each_name_once(find):
    found = find(
        "jp_stop_name_kana_missing", stops=STOPS, translations="trans_id,lang,translation\n港町,ja-HRKT,みなと"
    )
    assert found == [
        ("stops.txt", 3, "stop_name", "灯台前", "ja-Hrkt"),
        ("stops.txt", 7, "stop_name", "みさき", "ja-Hrkt"),
    ]


def test_stop_name_kana_missing_by_record_id_covers_that_stop_only(find):
    head = "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n"
    rows = head + "stops,stop_name,ja-Hrkt,みなと,s1,,\nstops,stop_name,ja-Hrkt,とうだい,s2,NONE,\n"
    rows += "stops,stop_name,ja-Hrkt,みさき,,,みさき"
    assert find("jp_stop_name_kana_missing", stops=STOPS, translations=rows) == [
        ("stops.txt", 4, "stop_name", "灯台前", "ja-Hrkt")
    ]


@pytest.mark.parametrize(
    "row", ["stops,stop_name,ja,みなとまち,s1", "stops,stop_name,ja-Hrkt,,s1", "routes,stop_name,ja-Hrkt,みなと,s1"]
)
def test_stop_name_kana_missing_wants_language_text_and_table(find, row):
    stops = "stop_id,stop_name,stop_lat,stop_lon\ns1,港町,35,139"
    rows = "table_name,field_name,language,translation,record_id\n" + row
    assert find("jp_stop_name_kana_missing", stops=stops, translations=rows) == [
        ("stops.txt", 2, "stop_name", "港町", "ja-Hrkt")
    ]


def test_stop_name_kana_missing_is_silent_where_another_rule_speaks(find):
    assert find("jp_stop_name_kana_missing", translations=None) == []
    assert find("jp_stop_name_kana_missing", translations="table,lang\nstops,ja-Hrkt") == []


def test_agency_id_required(find):
    agency = AGENCY + ",みなと,https://example.jp/,Asia/Tokyo,ja\n"
    routes = "route_id,agency_id,route_type\nr1,8000020130001,3\nr2, ,3\n"
    assert find("jp_agency_id_required", agency=agency, routes=routes) == [
        ("agency.txt", 2, "agency_id", "", None),
        ("routes.txt", 3, "agency_id", " ", None),
    ]
    no_column = find("jp_agency_id_required", routes="route_id,route_type\nr1,3\nr2,3")
    assert no_column == [("routes.txt", 1, "agency_id", None, None)]


@pytest.mark.parametrize(
    ("agency_id", "is_good"),
    [
        ("8000020130001_1", True),
        ("8000020130001_本社", True),
        (" 8000020130001 ", True),
        ("", True),
        ("800002013000", False),
        ("80000201300011", False),
        ("8000020130001_", False),
        ("８００００２０１３０００１", False),
        ("みなと市", False),
    ],
)
def test_agency_id_not_corporate_number(find, agency_id, is_good):
    found = find("jp_agency_id_not_corporate_number", agency=AGENCY + f"{agency_id},み,https://a.jp/,Asia/Tokyo,ja")
    assert found == ([] if is_good else [("agency.txt", 2, "agency_id", agency_id, "1234567890123_1")])


def test_agency_id_bad_check_digit(find):
    rows = "9000020130001_1,a,https://a.jp/,Asia/Tokyo,ja\n1260001000674,b,https://b.jp/,Asia/Tokyo,ja\nx,c,,,\n"
    assert find("jp_agency_id_bad_check_digit", agency=AGENCY + rows) == [
        ("agency.txt", 2, "agency_id", "9000020130001_1", "8000020130001_1")
    ]
    zero = AGENCY + "0000000000000,a,https://a.jp/,Asia/Tokyo,ja"
    assert find("jp_agency_id_bad_check_digit", agency=zero)[0][4] == "9000000000000"


def test_agency_lang_not_ja(find):
    def agency(lang: str) -> str:
        return AGENCY + f"8000020130001,み,https://a.jp/,Asia/Tokyo,{lang}"

    assert find("jp_agency_lang_not_ja", agency=agency("en")) == [("agency.txt", 2, "agency_lang", "en", "ja")]
    assert find("jp_agency_lang_not_ja", agency=agency("JA")) == []
    assert find("jp_agency_lang_not_ja", agency=agency("")) == []
    assert find("jp_agency_lang_not_ja", "v4", agency=agency("")) == [("agency.txt", 2, "agency_lang", "", "ja")]
    without = "agency_id,agency_name\n8000020130001,み"
    assert find("jp_agency_lang_not_ja", "v3", agency=without) == []
    assert find("jp_agency_lang_not_ja", "v4", agency=without) == [("agency.txt", 1, "agency_lang", "", "ja")]


def test_agency_timezone_not_tokyo(find):
    def agency(zone: str) -> str:
        return AGENCY + f"8000020130001,み,https://a.jp/,{zone},ja"

    bad = [("agency.txt", 2, "agency_timezone", "asia/tokyo", "Asia/Tokyo")]
    assert find("jp_agency_timezone_not_tokyo", agency=agency("asia/tokyo")) == bad
    assert find("jp_agency_timezone_not_tokyo", agency=agency("")) == []


def test_feed_info_missing(find):
    bad = [("feed_info.txt", None, None, None, None)]
    assert find("jp_feed_info_missing", feed_info=None) == bad
    assert find("jp_feed_info_missing", feed_info="feed_publisher_name") == bad


def test_fare_files_missing(find):
    two = "fare_id,price\nf1,210\nf2,300"
    assert find("jp_fare_files_missing", fare_attributes=None) == [("fare_attributes.txt", None, None, None, None)]
    assert find("jp_fare_files_missing", fare_attributes=two) == [("fare_rules.txt", None, None, None, None)]
    assert find("jp_fare_files_missing", fare_attributes=two, fare_rules="fare_id,route_id\nf1,r1") == []
    assert find("jp_fare_files_missing", fare_attributes="fare_id,price\nf1,210\nf1,210") == []
