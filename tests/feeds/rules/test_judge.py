"""The whole judgement: what blocks, what does not, editions, the reader's notices, words. Not here: single rules."""

from __future__ import annotations

from datetime import date

import pytest

from feeds.rules.policy import DEFAULT, blocking_codes
from feeds.rules.registry import rule_set, rules
from terms.notices import Notice, RuleText, Severity, Words
from terms.reports import Report, report_json


def codes(judged):
    return {t.code for t in judged.totals}


def test_the_good_feed(judge):
    judged = judge()
    assert (judged.format, judged.edition, judged.publishable) == ("gtfs-jp", "v3", True)
    assert judged.totals == ()
    assert judged.notices == ()
    assert judged.engines["gtfs-guru"].startswith("1.0.")
    assert judged.engines["futae-rules"] == rule_set()
    assert judge({"edition": "v4"}).edition == "v4"


def test_an_expired_feed_is_publishable_with_warnings(judge):
    judged = judge({"reference_date": date(2026, 1, 1)})
    assert judged.publishable
    assert {t.code: t.severity.value for t in judged.totals} == {
        "expired_calendar": "WARNING",
        "feed_expiration_date7_days": "WARNING",
        "trip_coverage_not_active_for_next7_days": "WARNING",
    }


def test_a_canonical_error_blocks(judge):
    judged = judge(trips="route_id,service_id,trip_id\nr9,daily,t1")
    assert judged.blocking_codes == ("foreign_key_violation",)
    first = judged.notices[0]
    assert (first.table, first.row, first.column, first.value, first.expected) == (
        "trips.txt",
        2,
        "route_id",
        "r9",
        "routes.txt route_id",
    )
    assert first.blocking


@pytest.mark.parametrize(("policy", "blocks"), [("default", False), ("strict", True), ("lenient", False)])
def test_what_is_missing_blocks_under_the_strict_policy_only(judge, policy, blocks):
    judged = judge({"edition": "v3", "policy": policy}, feed_info=None, translations=None, fare_attributes=None)
    ours = {t.code: t.blocking for t in judged.totals if t.code.startswith("jp_")}
    assert ours == dict.fromkeys(("jp_fare_files_missing", "jp_feed_info_missing", "jp_translations_missing"), blocks)


@pytest.mark.parametrize(("policy", "blocking"), [("default", True), ("strict", True), ("lenient", False)])
def test_a_time_zone_that_is_not_japans_blocks_unless_the_policy_is_lenient(judge, policy, blocking):
    head = "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
    agency = head + "8000020130001,みなと市営バス,https://example.jp/,Asia/Seoul,ja"
    judged = judge({"policy": policy}, agency=agency)
    assert judged.blocking_codes == (("jp_agency_timezone_not_tokyo",) if blocking else ())


def test_policies():
    strict = blocking_codes("strict", rules(), "v4")
    assert {"jp_feed_version_missing", "jp_feed_info_dates_missing"} <= strict
    assert "jp_feed_version_missing" not in blocking_codes("strict", rules(), "v3")
    assert {rule.code for rule in rules()} >= DEFAULT
    with pytest.raises(ValueError, match="default, strict, lenient"):
        blocking_codes("easy", rules(), "v3")


def test_an_unreadable_archive_blocks(make_tables, tmp_path):
    from feeds.rules.judge import judge_gtfs

    judged = judge_gtfs(make_tables(), tmp_path / "absent.zip", reference_date=date(2020, 6, 1))
    assert judged.blocking_codes == ("canonical_check_failed",)
    assert "canonical_check_failed" in judged.texts


def test_notices_of_the_reader_are_merged_and_totalled(judge):
    extra = (
        Notice("reader_found", Severity.ERROR, blocking=True, table="stops.txt", row=2),
        *(Notice("reader_hint", Severity.INFO, row=n) for n in range(5)),
    )
    text = RuleText(Words("ま", "な"), Words("m", "f"))
    judged = judge({"extra": extra, "extra_texts": {"reader_found": text}, "cap": 3})
    assert [(t.code, t.total, t.shown, t.blocking) for t in judged.totals] == [
        ("reader_found", 1, 1, True),
        ("reader_hint", 5, 3, False),
    ]
    assert judged.texts["reader_found"] is text
    assert not judged.publishable
    assert judged.notices[0].place is not None


def test_a_code_without_words_gets_some_from_its_place(judge):
    extra = (Notice("rule_of_tomorrow", Severity.WARNING, table="stops.txt", row=12, column="stop_name", value="{x}"),)
    judged = judge({"extra": extra})
    report = Report("gtfs", "", True, True, "2020-06-01", judged.totals, judged.notices, judged.texts)
    ja, en = (report_json(report, lang)["notices"][0]["message"] for lang in ("ja", "en"))
    assert ja == "stops.txt 12行目の列 stop_name（値「{x}」）は、GTFSの規則「rule_of_tomorrow」に合っていません。"
    assert en == "stops.txt, row 12, column stop_name (value “{x}”) does not follow the GTFS rule “rule of tomorrow”."


@pytest.mark.parametrize("edition", ["v2", "v3", "v4"])
def test_severities_follow_the_edition(judge, edition):
    head = "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
    agency = head + "minato,みなと市営バス,https://a.jp/,Asia/Tokyo,ja"
    routes = "route_id,agency_id,route_short_name,route_type\nr1,minato,港1,3"
    judged = judge({"edition": edition}, agency=agency, routes=routes, fare_attributes="fare_id,price\nf,1")
    by_code = {rule.code: rule for rule in rules()}
    ours = {t.code: t.severity for t in judged.totals if t.code.startswith("jp_")}
    assert ours == {"jp_agency_id_not_corporate_number": by_code["jp_agency_id_not_corporate_number"].severity[edition]}


def test_every_code_has_words_and_every_total_its_notices(judge, old_translations):
    judged = judge({"cap": 2}, translations=old_translations, stop_times="trip_id,stop_id\nt1,s1\nt2,s9")
    assert set(judged.texts) == codes(judged)
    for total in judged.totals:
        same = [
            n
            for n in judged.notices
            if (n.code, n.severity, n.blocking) == (total.code, total.severity, total.blocking)
        ]
        assert len(same) == total.shown <= min(total.total, 2)
