"""jp_agency_id_bad_check_digit: agency_id looks like a 法人番号 but its first digit does not fit the others.

Not here: ids of another shape (jp_agency_id_not_corporate_number), the arithmetic (feeds.rules.houjin).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.houjin import PATTERN, check_digit_expr
from feeds.rules.rule import Rule, RuleContext, cell, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each agency; expected: the id with the digit that would fit."""
    agency = tables.get("agency")
    if agency is None or "agency_id" not in agency.columns:
        return nothing()
    agency_id = cell("agency_id")
    right = check_digit_expr(agency_id).cast(pl.String) + agency_id.str.slice(1)
    wrong = agency.filter(agency_id.str.contains(PATTERN)).filter(agency_id != right)
    return many(wrong, "agency.txt", column="agency_id", expected=right)


RULES = (
    Rule(
        code="jp_agency_id_bad_check_digit",
        text=words(
            ja=(
                "agency.txt {row}行目の agency_id「{value}」は、法人番号の検査数字（先頭の1桁）が合いません。"
                "どこかの桁を写し間違えている可能性があります。",
                "国税庁の法人番号公表サイトで番号を確かめ、正しい番号に直してください。後の12桁が正しいなら「{expected}」です。",
            ),
            en=(
                "The check digit (first digit) of the corporate number “{value}” (agency.txt row {row}) does not fit; "
                "some digit may be miscopied.",
                "Check the number at the National Tax Agency's corporate number site. If the last twelve digits are "
                "right it is “{expected}”.",
            ),
        ),
        severity={"v2": Severity.WARNING, "v3": Severity.WARNING, "v4": Severity.INFO},
        source="法人番号の指定等に関する省令, check digit (by gtfs_jp.md, two numbers verified)",
        mark=Mark.TRIED,
        check=check,
    ),
)
