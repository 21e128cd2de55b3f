"""The family jp_agency_jp_*, jp_agency_zip_format and jp_agency_president_name_space: what agency_jp.txt says.

Not here: agency.txt itself (jp_agency_id_required and others).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, blank, cell, known, many, nothing, until_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_SOURCE = "GTFS-JP 第2版 agency_jp.txt; v3 same, v4 moved to the annex (by gtfs_jp.md, Fields)"


def _missing(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    return blank(tables, "agency_jp", "agency_id")


def _unknown(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    ours, agency = known(tables, "agency_jp", "agency_id"), tables.get("agency")
    if ours is None or agency is None or "agency_id" not in agency.columns:
        return nothing()
    there = agency.select(cell("agency_id")).to_series()
    astray = ours.filter((cell("agency_id") != "") & ~cell("agency_id").is_in(there.implode()))
    return many(astray, "agency_jp.txt", column="agency_id", expected="agency.txt agency_id")


def _zip(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    code = cell("agency_zip_number")
    is_wrong = (code != "") & ~code.str.contains(r"^[0-9]{7}$")
    return wrong(tables, "agency_jp", "agency_zip_number", is_wrong, expected="1234567")


def _president(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    name = cell("agency_president_name")
    is_wrong = (name != "") & ~name.str.contains(r"^\S+\x{3000}\S+$")
    return wrong(tables, "agency_jp", "agency_president_name", is_wrong)


RULES = (
    Rule(
        code="jp_agency_jp_agency_id_missing",
        text=words(
            ja=(
                "agency_jp.txt の{row}行目で agency_id が空です（列がないときは1行目を示します）。",
                "agency.txt にある事業者の agency_id を入れてください。",
            ),
            en=(
                "agency_id is blank in row {row} of agency_jp.txt (row 1 when the column is absent).",
                "Write the agency_id the operator has in agency.txt.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_missing,
    ),
    Rule(
        code="jp_agency_jp_agency_id_unknown",
        text=words(
            ja=(
                "agency_jp.txt {row}行目の agency_id「{value}」は agency.txt にありません。",
                "agency.txt と agency_jp.txt で同じ agency_id を使ってください。",
            ),
            en=(
                "agency_id “{value}” (agency_jp.txt row {row}) is not in agency.txt.",
                "Use the same agency_id in agency.txt and agency_jp.txt.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_unknown,
    ),
    Rule(
        code="jp_agency_zip_format",
        text=words(
            ja=(
                "agency_jp.txt {row}行目の郵便番号「{value}」が半角数字7桁ではありません。",
                "ハイフンや〒を付けずに、半角数字7桁で書いてください（例 {expected}）。",
            ),
            en=(
                "The postal code “{value}” (agency_jp.txt row {row}) is not seven ASCII digits.",
                "Write seven ASCII digits without a hyphen, such as {expected}.",
            ),
        ),
        severity=until_edition("v3", Severity.WARNING),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_zip,
    ),
    Rule(
        code="jp_agency_president_name_space",
        text=words(
            ja=(
                "agency_jp.txt {row}行目の代表者氏名「{value}」は、姓と名の間が全角スペース1つになっていません。",
                "「山田　太郎」のように、姓と名を全角スペース1つで区切ってください。",
            ),
            en=(
                "The representative's name “{value}” (agency_jp.txt row {row}) is not a family and a given name "
                "with one "
                "full-width space between.",
                "Put exactly one full-width space (U+3000) between family and given name.",
            ),
        ),
        severity=until_edition("v3", Severity.INFO),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_president,
    ),
)
