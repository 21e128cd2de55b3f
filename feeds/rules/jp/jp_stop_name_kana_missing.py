"""jp_stop_name_kana_missing: a Japanese stop name without a kana reading (language ja-Hrkt) in translations.txt.

Counted once for each name, at the first stop that bears it. Silent when translations.txt is absent or not understood:
jp_translations_missing or the canonical rules speak then. That names wholly in kana want a reading too follows the
wording "every source text" and is unverified for editions 3 and 4.
Not here: readings of other names, or whether a reading is right.
"""

from __future__ import annotations

import polars as pl

from feeds.rules.readings import without
from feeds.rules.rule import Rule, RuleContext, every_edition, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each stop name; details: stop_id (the first), stops (how many bear the name unread)."""
    if not tables.has("stops", "stop_id"):
        return nothing()
    names = without(tables, "stops", "stop_name", "stop_id").rename({"value": "stop_name"})
    details = {"stop_id": pl.col("key"), "stops": pl.col("rows")}
    return many(names, "stops.txt", column="stop_name", expected="ja-Hrkt", **details)


RULES = (
    Rule(
        code="jp_stop_name_kana_missing",
        text=words(
            ja=(
                "停留所名「{value}」（stops.txt {row}行目ほか計{stops}件）の読み仮名が translations.txt にありません。",
                "translations.txt に「{value}」の読み仮名を、言語コード ja-Hrkt の行として加えてください。",
            ),
            en=(
                "The stop name “{value}” (stops.txt row {row}, {stops} stop(s) in all) has no kana reading in "
                "translations.txt.",
                "Add a row with language ja-Hrkt and the reading of “{value}” to translations.txt.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 translations.txt; v3 s.33, v4 s.75-77 (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
