"""The family jp_pattern_*: pattern_jp.txt of edition 3 and the patterns that trips name.

Not here: dates in it (jp_routes_jp), the table in another edition (jp_legacy).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.references import astray, twice
from feeds.rules.rule import Rule, RuleContext, blank, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_SOURCE = "GTFS-JP 第3版 pattern_jp.txt, trips.txt; v4 moved to the annex (by gtfs_jp.md, Fields)"


def _missing(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    return blank(tables, "pattern_jp", "jp_pattern_id")


def _twice(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return twice(tables, "pattern_jp", "jp_pattern_id")


def _unknown(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return astray(tables, ("trips", "jp_pattern_id"), ("pattern_jp", "jp_pattern_id"))


RULES = (
    Rule(
        code="jp_pattern_id_missing",
        text=words(
            ja=(
                "pattern_jp.txt の{row}行目で jp_pattern_id が空です（列がないときは1行目を示します）。",
                "停車パターンごとに違う jp_pattern_id を付け、trips.txt の jp_pattern_id と合わせてください。",
            ),
            en=(
                "jp_pattern_id is blank in row {row} of pattern_jp.txt (row 1 when the column is absent).",
                "Give each stop pattern a jp_pattern_id of its own and use it in trips.txt.",
            ),
        ),
        severity={"v3": Severity.ERROR},
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_missing,
    ),
    Rule(
        code="jp_pattern_id_duplicate",
        text=words(
            ja=(
                "pattern_jp.txt {row}行目の jp_pattern_id「{value}」は、{first}行目にもあります。",
                "停車パターンごとに違う jp_pattern_id にしてください。",
            ),
            en=(
                "jp_pattern_id “{value}” in row {row} of pattern_jp.txt stands in row {first} too.",
                "Give each stop pattern a jp_pattern_id of its own.",
            ),
        ),
        severity={"v3": Severity.ERROR},
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_twice,
    ),
    Rule(
        code="jp_pattern_ref_unknown",
        text=words(
            ja=(
                "trips.txt（{row}行目ほか計{rows}便）の jp_pattern_id「{value}」は pattern_jp.txt にありません。",
                "pattern_jp.txt にこの停車パターンを加えるか、jp_pattern_id を正しい値にしてください。",
            ),
            en=(
                "jp_pattern_id “{value}” (trips.txt row {row}, {rows} trip(s) in all) is not in pattern_jp.txt.",
                "Add the pattern to pattern_jp.txt or correct the jp_pattern_id.",
            ),
        ),
        severity={"v3": Severity.ERROR},
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_unknown,
    ),
)
