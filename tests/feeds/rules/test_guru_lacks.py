"""What gtfs-validator finds and the engine does not: fares said twice, recommended cells of feed_info.txt left blank.

Not here: both on real feeds beside gtfs-validator (test_corpus_oracle).
"""

from __future__ import annotations

import pytest

RULES = """fare_id,route_id,origin_id,destination_id
f1,r1,z1,z2
f1,r1,z1,z3

f1,r1,z1,z2
f1,r1,z1 ,z3
f1,r1,z1,z2"""
PLAIN = {
    "translations": None,
    "agency": "agency_id,agency_name,agency_url,agency_timezone\n1,Bus,https://a.org/,Europe/Paris",
}


def of(judged, code):
    return [one for one in judged.totals if one.code == code]


@pytest.mark.parametrize(("policy", "blocking"), [("default", False), ("lenient", False), ("strict", True)])
def test_a_fare_said_twice_is_an_error_that_keeps_off_under_the_strict_policy(judge, policy, blocking):
    judged = judge({"edition": "v3", "policy": policy}, fare_rules=RULES.replace("\n\n", "\n"))
    (total,) = of(judged, "duplicate_key")
    assert (total.severity.value, total.blocking, total.total) == ("ERROR", blocking, 3)
    told = [n for n in judged.notices if n.code == "duplicate_key"]
    assert [(n.table, n.row, n.value, n.details["oldCsvRowNumber"]) for n in told] == [
        ("fare_rules.txt", 4, "f1,r1,z1,z2", 2),
        ("fare_rules.txt", 5, "f1,r1,z1,z3", 3),
        ("fare_rules.txt", 6, "f1,r1,z1,z2", 2),
    ]
    assert {n.column for n in told} == {"fare_id,route_id,origin_id,destination_id"}


def test_fares_that_differ_in_one_cell_are_no_repetition(judge):
    assert (
        of(judge(fare_rules="fare_id,route_id,origin_id,destination_id\nf1,r1,,\nf1,r2,,\nf2,r1,,"), "duplicate_key")
        == []
    )


@pytest.mark.parametrize("more", [PLAIN, {}])
def test_blank_cells_of_feed_info_are_told_beside_the_columns_that_are_absent(judge, more):
    """The engine tells of the absent column (feed_version); in a Japanese feed rules of ours say both once more."""
    lang = "en" if more else "ja"
    info = f"feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date\nB,https://a.org/,{lang},, "
    judged = judge(feed_info=info, **more)
    assert judged.format == ("gtfs" if more else "gtfs-jp")
    told = [n for n in judged.notices if n.code == "missing_recommended_field" and n.table == "feed_info.txt"]
    names = ("feed_end_date", "feed_start_date", "feed_version")
    assert sorted((n.column, n.row, n.blocking) for n in told) == [(name, 2, False) for name in names]
    assert of(judged, "missing_recommended_field")[0].total == 3
