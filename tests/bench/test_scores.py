"""The bench of scores: its tables from rows that are made up. What does not live here: the score (tests/feeds)."""

from __future__ import annotations

from bench.scores import Row, run, told
from feeds.score.measure import Measured
from feeds.score.score import score_of

GOOD = Measured(90, True, True, 1.0, True, 1.0, 1.0, 1.0, 1.0, None, (), (), ())
POOR = Measured(0, False, False, 0.0, False, 0.0, 0.0, 0.0, 0.0, None, ("a",), tuple("abcdef"), ("w",))


def test_the_tables():
    text = told([Row("good.zip", score_of(GOOD)), Row("poor.zip", score_of(POOR))])
    lines = [line.replace(" ", "") for line in text.splitlines()]
    assert "|good.zip|100|100|100|100|" in lines
    assert "|poor.zip|10|0|0|26|" in lines
    assert "|score|10|10|10|100|100|" in lines
    assert "|freshness.days_left|12|1|6.0|" in lines


def test_without_files(tmp_path):
    assert run(["--data", str(tmp_path)]) == 3
