"""jp_agency_id_not_corporate_number: agency_id is not a 法人番号 (13 digits, branch after an underscore permitted).

Not here: blank ids (jp_agency_id_required), wrong digits (jp_agency_id_bad_check_digit).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.houjin import PATTERN
from feeds.rules.rule import Rule, RuleContext, cell, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each agency whose id is filled and of another shape."""
    agency = tables.get("agency")
    if agency is None or "agency_id" not in agency.columns:
        return nothing()
    agency_id = cell("agency_id")
    wrong = agency.filter((agency_id != "") & ~agency_id.str.contains(PATTERN))
    return many(wrong, "agency.txt", column="agency_id", expected="1234567890123_1")


RULES = (
    Rule(
        code="jp_agency_id_not_corporate_number",
        text=words(
            ja=(
                "agency.txt {row}行目の agency_id「{value}」は法人番号（半角数字13桁）ではありません。",
                "国税庁の法人番号公表サイトで番号を調べて半角数字で入れてください。1つの法人に複数の事業者があるときは、"
                "番号の後に「_1」のように枝番を付けられます。",
            ),
            en=(
                "agency_id “{value}” (agency.txt row {row}) is not a corporate number of 13 digits.",
                "Look the number up at the National Tax Agency's corporate number site and write it in ASCII digits; a "
                "branch such as _1 may follow.",
            ),
        ),
        severity={"v2": Severity.WARNING, "v3": Severity.WARNING, "v4": Severity.INFO},
        source="GTFS-JP 第2版 agency.txt; v3 same, v4 recommended (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
