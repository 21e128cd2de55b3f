"""The score: figures by builders, points by the table, words in both languages, and the page about it.

What does not live here: findings (tests/feeds/rules).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from feeds.score.measure import Measured, measure
from feeds.score.page import score_page
from feeds.score.score import score_of
from feeds.score.table import RULES
from feeds.tables import TextTables
from terms.notices import Severity
from terms.reports import CodeTotal
from terms.scores import from_stored, score_json, to_stored

GOOD = Measured(90, True, True, 1.0, True, 1.0, 1.0, 1.0, 1.0, True, (), (), ())
ON = date(2020, 1, 15)


def tables(**given):
    """CSV lines → text tables."""
    made = {}
    for stem, text in given.items():
        header, *lines = text.splitlines()
        cells = [line.split(",") for line in lines]
        columns = {n: pl.Series([row[i] for row in cells], dtype=pl.String) for i, n in enumerate(header.split(","))}
        made[stem] = pl.DataFrame({"_row": pl.Series(range(2, len(cells) + 2), dtype=pl.Int64), **columns})
    return TextTables(made)


def measured(found=None, totals=(), **more):
    given = {"is_japanese": True, "last_on": date(2020, 1, 30), "on": ON, "licence_ids": None, **more}
    return measure(found or tables(), totals, **given)


def lost(one):
    return {line["rule"]: line["points"] for line in score_json(score_of(one), "en")["lost"]}


def test_all_that_is_wanted_gives_a_hundred():
    score = score_of(GOOD)
    assert score.value == 100
    assert score.parts() == {"freshness": 100, "completeness": 100, "correctness": 100, "realtime": None}
    assert score_json(score, "ja")["lost"] == []
    assert [one["rule"] for one in score_json(score, "ja")["not_measured"]] == ["realtime.quality"]
    assert sum(rule.most for rule in RULES) == 100


@pytest.mark.parametrize(
    ("changed", "rule", "points"),
    [
        ({"days_left": 0}, "freshness.days_left", 12),
        ({"days_left": 15}, "freshness.days_left", 6),
        ({"has_dates": False}, "freshness.dates", 4),
        ({"has_version": False}, "freshness.version", 4),
        ({"kana": 0.25}, "completeness.kana", 6),
        ({"has_fares": False}, "completeness.fares", 8),
        ({"shapes": 0.5}, "completeness.shapes", 4),
        ({"stops_accessible": 0.0}, "completeness.stops_accessible", 4),
        ({"trips_accessible": 0.0}, "completeness.trips_accessible", 4),
        ({"phones": 0.0}, "completeness.phone", 5),
        ({"licence": False}, "completeness.licence", 8),
        ({"blocking": ("foreign_key_violation",)}, "correctness.blocking", 15),
        ({"errors": ("a", "b")}, "correctness.errors", 4),
        ({"errors": tuple("abcdefg")}, "correctness.errors", 10),
        ({"warnings": ("a", "b", "c")}, "correctness.warnings", 3),
    ],
)
def test_each_point_lost_names_its_rule_and_how_to_win_it_back(changed, rule, points):
    one = replace(GOOD, **changed)
    assert lost(one) == {rule: points}
    for lang in ("ja", "en"):
        (line,) = score_json(score_of(one), lang)["lost"]
        assert line["message"]
        assert line["fix"]
        assert "{" not in line["message"]
    assert score_of(one).value == round(100 - points)


def test_what_is_not_known_is_left_out_and_said():
    score = score_of(replace(GOOD, licence=None, kana=None, shapes=0.0))
    assert score.value == round(100 * 76 / 84)
    assert [o["rule"] for o in score_json(score, "en")["not_measured"]] == [
        "completeness.kana", "completeness.licence", "realtime.quality",
    ]  # fmt: skip
    assert from_stored(to_stored(score)) == score


def test_figures_of_a_feed():
    found = measured(
        tables(
            agency="agency_id,agency_phone\nA,0120-1\nB,",
            stops="stop_id,stop_name,wheelchair_boarding\nS1,港前,1\nS2,役場,0\nS3,Pier,2\nS4,港前,",
            trips="trip_id,shape_id,wheelchair_accessible\nT1,X,2\nT2,,",
            feed_info="feed_start_date,feed_end_date,feed_version\n20200101,20201231,",
            fare_attributes="fare_id\nF",
            translations="table_name,field_name,language,translation,field_value\nstops,stop_name,ja-Hrkt,みなとまえ,港前",
        ),
        licence_ids=["CC-BY-4.0"],
    )
    assert found == Measured(15, True, False, 0.5, True, 0.5, 0.5, 0.5, 0.5, True, (), (), ())


def test_figures_of_nothing():
    found = measured(is_japanese=False, last_on=None, licence_ids=["unknown"])
    assert found == Measured(0, False, False, None, False, None, None, None, None, False, (), (), ())
    assert measured(last_on=date(2019, 1, 1)).days_left == 0
    assert measured(tables(stops="stop_id,stop_name\nS,港")).kana == 0.0


def test_faults_are_counted_by_kind_and_once():
    totals = [
        CodeTotal("a", Severity.ERROR, True, 9, 9),
        CodeTotal("b", Severity.ERROR, False, 9, 9),
        CodeTotal("c", Severity.WARNING, False, 9, 9),
        CodeTotal("d", Severity.INFO, False, 9, 9),
        CodeTotal("expired_calendar", Severity.WARNING, False, 9, 9),
    ]
    found = measured(totals=totals)
    assert (found.blocking, found.errors, found.warnings) == (("a",), ("b",), ("c",))


def test_the_page_about_the_score_is_true():
    page = Path(__file__).parents[2] / "docs" / "score.md"
    assert page.read_text(encoding="utf-8") == score_page()
