"""Each GTFS-JP rule: a good feed, a bad one, one at the edge, exactly the findings. Not here: judging (test_judge)."""

from __future__ import annotations

import pytest

from feeds.rules.registry import rules
from feeds.rules.rule import EDITIONS
from terms.notices import Severity

AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"

WANTED = {
    "jp_agency_id_bad_check_digit": ("WARNING", "WARNING", "INFO"),
    "jp_agency_id_not_corporate_number": ("WARNING", "WARNING", "INFO"),
    "jp_agency_id_required": ("ERROR", "ERROR", "ERROR"),
    "jp_agency_lang_not_ja": ("ERROR", "ERROR", "ERROR"),
    "jp_agency_timezone_not_tokyo": ("ERROR", "ERROR", "ERROR"),
    "jp_fare_files_missing": ("ERROR", "ERROR", "ERROR"),
    "jp_feed_info_missing": ("ERROR", "ERROR", "ERROR"),
    "jp_stop_name_kana_missing": ("ERROR", "ERROR", "ERROR"),
    "jp_translations_missing": ("ERROR", "ERROR", "ERROR"),
    "jp_translations_old_layout": ("WARNING", "ERROR", "ERROR"),
}


def test_the_rule_table_is_as_decided_and_blocks_nothing_yet():
    table = {r.code: tuple(r.severity[e].value for e in EDITIONS) for r in rules()}
    assert table == WANTED
    assert [r.code for r in rules() if r.blocks] == []
    assert all(r.source and r.mark for r in rules())
    assert all(isinstance(s, Severity) for r in rules() for s in r.severity.values())


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("code", sorted(WANTED))
def test_the_good_feed_is_good(find, code, edition):
    assert find(code, edition) == []


@pytest.mark.parametrize("code", sorted(set(WANTED) - {"jp_translations_old_layout"}))
def test_the_good_feed_in_the_old_layout_is_good(find, old_translations, code):
    assert find(code, "v2", translations=old_translations) == []


@pytest.mark.parametrize("code", sorted(WANTED))
def test_rules_live_with_tables_that_have_no_known_column_and_with_none(find, code):
    stems = ("agency", "routes", "stops", "feed_info", "fare_attributes", "fare_rules", "translations")
    find(code, **dict.fromkeys(stems, "unheard_of\nx"))
    find(code, **dict.fromkeys(stems))
    find(code, **dict.fromkeys(stems, "agency_id,stop_id,stop_name,trans_id,lang,fare_id,agency_lang"))


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
