"""The family jp_route_update_date_format and jp_routes_jp_ref_unknown: routes_jp.txt (editions 1 and 2) and its heir's
dates. Not here: patterns (jp_pattern), the table in a later edition (jp_legacy).
"""

from __future__ import annotations

import polars as pl

from feeds.cells import day
from feeds.rules.references import astray
from feeds.rules.rule import Rule, RuleContext, all_of, cell, until_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_DATE = "route_update_date"


def _format(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    is_wrong = (cell(_DATE) != "") & day(_DATE).is_null()
    return all_of(wrong(tables, stem, _DATE, is_wrong, expected="20260401") for stem in ("routes_jp", "pattern_jp"))


def _unknown(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return astray(tables, ("routes_jp", "route_id"), ("routes", "route_id"))


RULES = (
    Rule(
        code="jp_route_update_date_format",
        text=words(
            ja=(
                "{table} {row}行目の route_update_date「{value}」は日付として読めません。",
                "「{expected}」のように、年月日を半角数字8桁で書いてください。",
            ),
            en=(
                "route_update_date “{value}” in row {row} of {table} is not a date.",
                "Write year, month and day in eight ASCII digits, such as {expected}.",
            ),
        ),
        severity=until_edition("v3", Severity.WARNING),
        source="GTFS-JP 第2版 routes_jp.txt; 第3版 pattern_jp.txt (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=_format,
    ),
    Rule(
        code="jp_routes_jp_ref_unknown",
        text=words(
            ja=(
                "routes_jp.txt {row}行目の route_id「{value}」は routes.txt にありません。",
                "routes.txt にある route_id にするか、使わない行を消してください。",
            ),
            en=(
                "route_id “{value}” in row {row} of routes_jp.txt is not in routes.txt.",
                "Use a route_id of routes.txt, or remove rows that are no longer used.",
            ),
        ),
        severity={"v2": Severity.ERROR, "v3": Severity.WARNING},
        source="GTFS-JP 第2版 routes_jp.txt; removed in v3, accepted as legacy (by gtfs_jp.md, File set)",
        mark=Mark.UNVERIFIED,
        check=_unknown,
    ),
)
