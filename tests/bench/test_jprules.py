"""Our GTFS-JP rules beside another's: what counts as agreement, and that no disagreement goes unexplained in silence.

Not here: running the other program (it is installed by the bench alone).
"""

from __future__ import annotations

from bench.jprules import PAIRS, WHY, compared
from feeds.rules.registry import rules


def test_pairs_name_rules_that_there_are():
    known = {rule.code for rule in rules()}
    assert {code for codes in PAIRS.values() for code in codes} <= known
    assert {rule for rule, _ in WHY} <= set(PAIRS)
    assert {side for _, side in WHY} == {"ours", "theirs"}


def test_files_are_counted_by_who_found_something():
    ours = {"a": {"jp_stop_name_kana_missing"}, "b": {"jp_feed_info_missing"}, "c": set()}
    theirs = {"a": {"JPN_001": 7}, "b": {"JPN_001": 1}, "c": {"JPN_007": 1}}
    rows, unexplained = compared(ours, theirs)
    by = {str(row[0]): row[1:] for row in rows}
    assert by["JPN_001"][1:5] == [1, 1, 0, 1]
    assert by["JPN_001"][5] == WHY["JPN_001", "theirs"]
    assert by["JPN_007"][1:] == [0, 1, 1, 1, "UNEXPLAINED; UNEXPLAINED"]
    assert by["JPN_002"][1:] == [0, 3, 0, 0, ""]
    assert unexplained == 2
