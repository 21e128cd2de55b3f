"""Softening for GTFS-JP, by value and end to end, and what it must leave alone."""

from __future__ import annotations

import pytest

from feeds.rules.soften import SOFTENERS, Ground
from terms.notices import Notice, Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
OLD = Ground("v2", old_layout=True)
NEW = Ground("v3", old_layout=False)


@pytest.mark.parametrize(
    ("notice", "ground", "wanted"),
    [
        (Notice("non_ascii_or_non_printable_char", WARNING, value="平日"), NEW, INFO),
        (Notice("mixed_case_recommended_field", WARNING, value="港町（１番のりば）"), NEW, None),
        (Notice("mixed_case_recommended_field", WARNING, value="東京駅～浅草橋 2"), NEW, None),
        (Notice("mixed_case_recommended_field", WARNING, value=None), NEW, None),
        (Notice("mixed_case_recommended_field", WARNING, value="MAIN ST"), NEW, WARNING),
        (Notice("mixed_case_recommended_field", WARNING, value="ＪＲ駅 前"), NEW, WARNING),
        (Notice("unknown_file", INFO, table="agency_jp.txt"), NEW, None),
        (Notice("unknown_file", INFO, table="pattern_jp.txt"), NEW, None),
        (Notice("unknown_file", INFO, table="secret_jp.txt"), NEW, INFO),
        (Notice("unknown_column", INFO, table="trips.txt", column="jp_office_id"), NEW, None),
        (Notice("unknown_column", INFO, table="routes.txt", column="jp_office_id"), NEW, INFO),
        (Notice("unknown_column", INFO, table="fare_attributes.txt", column="ic_price"), NEW, None),
        (Notice("unknown_column", INFO, table="translations.txt", column="trans_id"), OLD, None),
        (Notice("unknown_column", INFO, table="translations.txt", column="trans_id"), NEW, INFO),
        (Notice("unknown_column", INFO, table="translations.txt", column="memo"), OLD, INFO),
        (Notice("missing_required_column", ERROR, table="translations.txt", column="language"), OLD, None),
        (Notice("missing_required_column", ERROR, table="translations.txt", column="translation"), OLD, ERROR),
        (Notice("missing_required_column", ERROR, table="translations.txt", column="language"), NEW, ERROR),
        (Notice("missing_required_column", ERROR, table="stops.txt", column="language"), OLD, ERROR),
        (Notice("translation_unexpected_value", ERROR, column="record_sub_id", value="NONE"), NEW, None),
        (
            Notice("translation_unexpected_value", ERROR, column="record_sub_id", value="NONE"),
            Ground("v4", old_layout=False),
            ERROR,
        ),
        (Notice("translation_unexpected_value", ERROR, column="record_id", value="NONE"), NEW, ERROR),
        (Notice("translation_unexpected_value", ERROR, column="record_sub_id", value="1"), NEW, ERROR),
    ],
)
def test_each_softener(notice, ground, wanted):
    assert SOFTENERS[notice.code](notice, ground) is wanted


def totals(judged):
    return {(t.code, t.severity.value, t.blocking): t.total for t in judged.totals}


def test_the_old_layout_is_one_warning_and_blocks_nothing(judge, old_translations):
    judged = judge(translations=old_translations)
    assert totals(judged) == {("jp_translations_old_layout", "WARNING", False): 1}
    assert judged.facts == {
        "softened_missing_required_column": 3,
        "softened_unknown_column": 2,
    }
    assert (judged.edition, judged.publishable) == ("v2", True)


def test_the_old_layout_in_edition_3_is_an_error_that_does_not_block(judge, old_translations):
    judged = judge({"edition": "v3"}, translations=old_translations)
    assert totals(judged) == {("jp_translations_old_layout", "ERROR", False): 1}
    assert judged.publishable


def test_sub_id_none_is_split_from_other_unexpected_values(judge):
    rows = """
        table_name,field_name,language,translation,record_id,record_sub_id,field_value
        stops,stop_name,ja-Hrkt,みなとまち,s1,NONE,
        stops,stop_name,ja-Hrkt,とうだいまえ,s2,1,"""
    judged = judge(translations=rows)
    counted = totals(judged)
    assert counted["translation_unexpected_value", "ERROR", True] == 1
    assert ("translation_unexpected_value", "INFO", False) not in counted
    assert counted["jp_record_sub_id_none", "INFO", False] == 1
    assert judged.facts["softened_translation_unexpected_value"] == 1
    assert judged.blocking_codes == ("translation_unexpected_value",)
    counted = totals(judge({"edition": "v4"}, translations=rows))
    assert counted["translation_unexpected_value", "ERROR", True] == 2
    assert counted["jp_record_sub_id_none", "ERROR", False] == 1


def test_plain_gtfs_is_not_softened(judge):
    agency = "agency_id,agency_name,agency_url,agency_timezone,agency_lang\na,MAIN BUS,https://a.ca/,America/Toronto,en"
    judged = judge(
        agency=agency,
        stops="stop_id,stop_name,stop_lat,stop_lon\ns1,Main St,43.0,-79.0\ns2,Park Rd,43.01,-79.0",
        routes="route_id,agency_id,route_short_name,route_type,ic_price\nr1,a,1,3,",
        feed_info=None,
        fare_attributes=None,
        translations=None,
    )
    assert (judged.format, judged.edition, judged.facts) == ("gtfs", "", {})
    assert totals(judged) == {
        ("missing_recommended_file", "WARNING", False): 1,
        ("mixed_case_recommended_field", "WARNING", False): 1,
        ("unknown_column", "INFO", False): 1,
    }


def test_more_mixed_case_than_the_engine_samples_is_counted_truly(judge):
    names = "\n".join(f"x{n},{'港町前（灯台行き）' if n % 2 else 'MAIN ST '}{n},35.0,139.0" for n in range(2400))
    stops = f"stop_id,stop_name,stop_lat,stop_lon\ns1,港町,35.0,139.0\ns2,灯台前,35.01,139.01\n{names}"
    judged = judge({"cap": 7}, stops=stops)
    counted = totals(judged)
    assert counted["mixed_case_recommended_field", "WARNING", False] == 1200
    assert judged.facts["softened_mixed_case_recommended_field"] == 1200
    kept = [n for n in judged.notices if n.code == "mixed_case_recommended_field"]
    assert {(n.table, n.column) for n in kept} == {("stops.txt", "stop_name")}
    assert [(n.row, n.value) for n in kept] == [(4 + n, f"MAIN ST {n}") for n in range(0, 14, 2)]


CATEGORIES = "rider_category_id,rider_category_name,is_default_fare_category\n"


def test_an_empty_default_category_is_a_value_everywhere(judge):
    """GTFS Schedule, rider_categories.txt: "0 or empty"; any other missing field still blocks."""
    judged = judge(rider_categories=CATEGORIES + "a,Adult,1\nc,Child,\n")
    assert ("missing_required_field", "ERROR", True) not in totals(judged)
    assert judged.facts["softened_missing_required_field"] == 1
    nameless = judge(rider_categories=CATEGORIES + "a,,1\nc,Child,\n")
    assert totals(nameless)["missing_required_field", "ERROR", True] == 1
    assert [n.column for n in nameless.notices if n.code == "missing_required_field"] == ["rider_category_name"]
    plain = judge(
        agency="agency_id,agency_name,agency_url,agency_timezone,agency_lang\na,Main,https://a.ca/,America/Toronto,en",
        stops="stop_id,stop_name,stop_lat,stop_lon\ns1,Main St,43.0,-79.0\ns2,Park Rd,43.01,-79.0",
        routes="route_id,agency_id,route_short_name,route_type\nr1,a,1,3",
        feed_info=None, fare_attributes=None, translations=None,
        rider_categories=CATEGORIES + "a,Adult,1\nc,Child,\n",
    )  # fmt: skip
    assert plain.format == "gtfs"
    assert plain.publishable
    assert plain.facts == {"softened_missing_required_field": 1}
