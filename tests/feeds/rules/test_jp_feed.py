"""Rules about a feed as a whole and its small tables: agency_jp, offices, patterns, feed_info, phones, legacy."""

from __future__ import annotations

import pytest

AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_lang,agency_phone\n"
INFO = "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
TRIPS = "route_id,service_id,trip_id,jp_office_id,jp_pattern_id\n"


def info(**cells: str) -> str:
    given = {"lang": "ja", "start": "20200401", "end": "20210331", "version": "1", **cells}
    return INFO + f"み,https://a.jp/,{given['lang']},{given['start']},{given['end']},{given['version']}"


@pytest.mark.parametrize(
    ("number", "is_good"),
    [
        ("03-1234-5678", True),
        ("0869(22)1234", True),
        ("090 1234 5678", True),
        ("+81-3-1234-5678", True),
        ("0120-123-456", True),
        ("110", True),
        ("", True),
        ("1234", False),
        ("03-1234-567", False),
        ("０３-1234-5678", False),
        ("03-1234-5678（平日のみ）", False),
        ("+82-2-1234-5678", False),
    ],
)
def test_phone_format(find, number, is_good):
    found = find("jp_phone_format", agency=AGENCY + f"a,み,https://a.jp/,Asia/Tokyo,ja,{number}")
    assert found == ([] if is_good else [("agency.txt", 2, "agency_phone", number, "03-1234-5678")])


def test_phone_format_of_bookings(find):
    assert find("jp_phone_format", booking_rules="booking_rule_id,phone_number\nb,99") == [
        ("booking_rules.txt", 2, "phone_number", "99", "03-1234-5678")
    ]


def test_agency_jp(find):
    rows = "agency_id,agency_zip_number,agency_president_name\n,7000913,山田　太郎\n9,700-0913,山田 太郎\n"
    assert find("jp_agency_jp_agency_id_missing", agency_jp=rows) == [("agency_jp.txt", 2, "agency_id", "", None)]
    assert find("jp_agency_jp_agency_id_missing", agency_jp="agency_zip_number\n1") == [
        ("agency_jp.txt", 1, "agency_id", None, None)
    ]
    unknown = [("agency_jp.txt", 3, "agency_id", "9", "agency.txt agency_id")]
    assert find("jp_agency_jp_agency_id_unknown", agency_jp=rows) == unknown
    assert find("jp_agency_jp_agency_id_unknown", agency_jp="agency_id\n8000020130001") == []
    bad_zip = [("agency_jp.txt", 3, "agency_zip_number", "700-0913", "1234567")]
    assert find("jp_agency_zip_format", agency_jp=rows) == bad_zip
    bad_name = [("agency_jp.txt", 3, "agency_president_name", "山田 太郎", None)]
    assert find("jp_agency_president_name_space", agency_jp=rows) == bad_name


def test_feed_lang_not_ja(find):
    assert find("jp_feed_lang_not_ja", feed_info=info(lang="en")) == [("feed_info.txt", 2, "feed_lang", "en", "ja")]
    assert find("jp_feed_lang_not_ja", feed_info=info(lang="JA")) == []


def test_feed_info_dates_missing(find):
    assert find("jp_feed_info_dates_missing", feed_info=info(end="")) == [
        ("feed_info.txt", 2, "feed_end_date", "", None)
    ]
    bare = "feed_publisher_name\nみ"
    assert [f[2] for f in find("jp_feed_info_dates_missing", feed_info=bare)] == ["feed_start_date", "feed_end_date"]


def test_feed_version_missing(find):
    assert find("jp_feed_version_missing", feed_info=info(version="")) == [
        ("feed_info.txt", 2, "feed_version", "", None)
    ]


@pytest.mark.parametrize(
    ("end", "is_good"),
    [
        ("20201227", True), ("20201228", False), ("20210105", False), ("20210106", True),
        ("20210810", True), ("20210811", False), ("20210817", False), ("20210818", True),
        ("20211301", True), ("", True),
    ],
)  # fmt: skip
def test_year_end_expiry(find, end, is_good):
    found = find("jp_year_end_expiry", feed_info=info(end=end))
    assert found == ([] if is_good else [("feed_info.txt", 2, "feed_end_date", end, None)])


OFFICES = """
    office_id,office_name,office_url,office_phone
    o1,本社,https://a.jp/,0869-22-1234
    o2,,a.jp,22-1234
    ,支社,,
    o1,本社,,"""


def test_offices(find):
    assert find("jp_office_id_missing", office_jp=OFFICES) == [("office_jp.txt", 4, "office_id", "", None)]
    assert find("jp_office_id_duplicate", office_jp=OFFICES) == [("office_jp.txt", 5, "office_id", "o1", None)]
    assert find("jp_office_name_missing", office_jp=OFFICES) == [("office_jp.txt", 3, "office_name", "", None)]
    assert find("jp_office_contact_format", office_jp=OFFICES) == [
        ("office_jp.txt", 3, "office_url", "a.jp", "https://example.jp/"),
        ("office_jp.txt", 3, "office_phone", "22-1234", "03-1234-5678"),
    ]


def test_office_ref_unknown_counts_each_office_once(find):
    trips = TRIPS + "r1,daily,t1,o1,\nr1,daily,t2,o9,\nr1,daily,t3,o9,\nr1,daily,t4,,\n"
    bad = [("trips.txt", 3, "jp_office_id", "o9", "office_jp.txt office_id")]
    assert find("jp_office_ref_unknown", trips=trips, office_jp=OFFICES) == bad
    assert [f[3] for f in find("jp_office_ref_unknown", trips=trips)] == ["o1", "o9"]


def test_patterns(find):
    rows = "jp_pattern_id,route_update_date\np1,20200401\np1,2020-04-01\n,\n"
    assert find("jp_pattern_id_missing", pattern_jp=rows) == [("pattern_jp.txt", 4, "jp_pattern_id", "", None)]
    assert find("jp_pattern_id_duplicate", pattern_jp=rows) == [("pattern_jp.txt", 3, "jp_pattern_id", "p1", None)]
    trips = TRIPS + "r1,daily,t1,,p1\nr1,daily,t2,,p2\n"
    bad = [("trips.txt", 3, "jp_pattern_id", "p2", "pattern_jp.txt jp_pattern_id")]
    assert find("jp_pattern_ref_unknown", trips=trips, pattern_jp=rows) == bad
    assert find("jp_pattern_ref_unknown", trips=trips) == []  # without the table the column is free
    bad_date = [("pattern_jp.txt", 3, "route_update_date", "2020-04-01", "20260401")]
    assert find("jp_route_update_date_format", pattern_jp=rows) == bad_date
    assert find("jp_route_update_date_format", "v2", routes_jp="route_id,route_update_date\nr1,20190230") == [
        ("routes_jp.txt", 2, "route_update_date", "20190230", "20260401")
    ]


def test_routes_jp_ref_unknown(find):
    assert find("jp_routes_jp_ref_unknown", "v2", routes_jp="route_id\nr1\nr7") == [
        ("routes_jp.txt", 3, "route_id", "r7", "routes.txt route_id")
    ]


def test_file_not_in_edition(find):
    legacy = {"routes_jp": "route_id\nr1", "office_jp": "office_id,office_name\no,お"}
    assert find("jp_file_not_in_edition", "v2", **legacy) == []
    assert [f[0] for f in find("jp_file_not_in_edition", "v3", **legacy)] == ["routes_jp.txt"]
    assert [f[0] for f in find("jp_file_not_in_edition", "v4", **legacy)] == ["office_jp.txt", "routes_jp.txt"]


def test_reserved_namespace(find):
    own = {"route_jp": "route_id\nr1", "trips": "route_id,service_id,trip_id,jp_color,jpx,jp_trip_desc\nr1,daily,t1,,,"}
    assert find("jp_reserved_namespace", "v3", **own) == [
        ("route_jp.txt", None, None, "route_jp.txt", None),
        ("trips.txt", 1, "jp_color", "jp_color", None),
    ]
    assert [f[3] for f in find("jp_reserved_namespace", "v4", **own)] == ["route_jp.txt", "jp_color", "jpx"]


def test_env_dependent_char(find):
    stops = "stop_id,stop_name\ns1,港町①\ns2,髙田\ns3,港ｾﾝﾀｰ\ns4,東京～大阪―京都〜\ns5,栁田🚌\ns6,港町①\ns7,Café"
    assert find("jp_env_dependent_char", stops=stops) == [
        ("stops.txt", 2, "stop_name", "港町①", None),
        ("stops.txt", 3, "stop_name", "髙田", None),
        ("stops.txt", 4, "stop_name", "港ｾﾝﾀｰ", None),
        ("stops.txt", 6, "stop_name", "栁田🚌", None),
        ("stops.txt", 8, "stop_name", "Café", None),
    ]


def test_fullwidth_ascii(find):
    stops = "stop_id,stop_code,platform_code,stop_name\ns1,１２,Ａ,１番町\ns2,12,A,い\ns3,１２,,う"
    assert find("jp_fullwidth_ascii", stops=stops) == [
        ("stops.txt", 2, "stop_code", "１２", "12"),
        ("stops.txt", 2, "platform_code", "Ａ", "A"),
    ]
    calendar = "service_id,start_date,end_date\nd,２０２００４０１,20210331"
    assert find("jp_fullwidth_ascii", calendar=calendar) == [
        ("calendar.txt", 2, "start_date", "２０２００４０１", "20200401")
    ]
