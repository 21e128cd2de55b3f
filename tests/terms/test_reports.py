"""The report's two documents, and the words of notices whatever a sender wrote into the data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.canonical import canonical_json
from terms.notices import Notice, Severity
from terms.reports import CodeTotal, Report, from_json, report_json, to_json, words_of

NOTICE = Notice("stop_far", Severity.WARNING, False, "stops.txt", 7, "stop_lat", "35", None, details={"metres": 12})


@given(st.data())
def test_a_stored_report_reads_back_equal(draw_from, data):
    report = data.draw(draw_from.reports)
    assert from_json(json.loads(canonical_json(to_json(report)))) == report


@given(st.data())
def test_the_public_document_is_the_same_before_and_after_the_store(draw_from, data):
    report = data.draw(draw_from.reports)
    again = from_json(json.loads(canonical_json(to_json(report))))
    for lang in ("ja", "en"):
        assert canonical_json(report_json(again, lang)) == canonical_json(report_json(report, lang))


def test_a_notice_in_the_public_document_has_the_keys_promised(make_report):
    (notice,) = report_json(make_report(NOTICE, "{row}行目"))["notices"]
    promised = {
        "code",
        "severity",
        "blocking",
        "table",
        "row",
        "column",
        "value",
        "expected",
        "message",
        "fix",
        "place",
    }
    assert promised <= set(notice)
    assert notice["message"] == "7行目"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{table} {row} {column}={value}", "stops.txt 7 stop_lat=35"),
        ("{metres} m", "12 m"),
        ("{expected}", "—"),
        ("{unheard_of}", "—"),
        ("{} { } {0} {{row}}", "{} { } — {7}"),
        ("{value.__class__} {row:>999999999}", "{value.__class__} {row:>999999999}"),
        ("a } b {", "a } b {"),
    ],
)
def test_words_are_filled_and_nothing_else_is_obeyed(make_report, template, said):
    assert words_of(make_report(NOTICE, template), NOTICE, "ja").message == said


def test_what_a_sender_wrote_is_shown_and_never_read_as_a_template(make_report):
    notice = Notice("c", Severity.ERROR, value="{row} {table} \\1", row=3)
    assert words_of(make_report(notice, "{value}"), notice, "ja").message == "{row} {table} \\1"


def test_a_detail_stands_in_for_a_field_that_the_notice_lacks(make_report):
    notice = Notice("c", Severity.ERROR, table="stops.txt", details={"row": 5, "table": "other"})
    assert words_of(make_report(notice, "{table} {row}"), notice, "ja").message == "stops.txt 5"


def test_a_code_without_words_shows_itself():
    words = words_of(Report("gtfs", "", True, True, "2020-01-15"), NOTICE, "en")
    assert (words.message, words.fix) == ("stop_far", "")


def test_totals_count_what_was_found_and_not_what_is_shown():
    totals = (CodeTotal("a", Severity.ERROR, True, 5_000, 1_000), CodeTotal("b", Severity.ERROR, False, 2, 2))
    report = Report("gtfs", "", True, False, "2020-01-15", totals)
    assert [report.count(s) for s in Severity] == [5_002, 0, 0]
    assert report_json(report)["summary"]["errors"] == 5_002
