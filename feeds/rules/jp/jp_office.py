"""The family jp_office_*: office_jp.txt and the offices that trips name. Not here: agencies (jp_agency_jp)."""

from __future__ import annotations

import polars as pl

from feeds.rules.phones import is_bad_phone
from feeds.rules.references import astray, twice
from feeds.rules.rule import Rule, RuleContext, all_of, blank, cell, until_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_SOURCE = "GTFS-JP 第2版 office_jp.txt, trips.txt; v3 same, v4 moved to the annex (by gtfs_jp.md, Fields)"


def _id_missing(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    return blank(tables, "office_jp", "office_id")


def _id_twice(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return twice(tables, "office_jp", "office_id")


def _name_missing(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return blank(tables, "office_jp", "office_name")


def _unknown(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return astray(tables, ("trips", "jp_office_id"), ("office_jp", "office_id"), when_absent=True)


def _contact(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    url = cell("office_url")
    is_wrong = (url != "") & ~url.str.contains(r"^(?i)https?://[^\s/]+")
    return all_of(
        [
            wrong(tables, "office_jp", "office_url", is_wrong, expected="https://example.jp/"),
            wrong(tables, "office_jp", "office_phone", is_bad_phone("office_phone"), expected="03-1234-5678"),
        ]
    )


RULES = (
    Rule(
        code="jp_office_id_missing",
        text=words(
            ja=(
                "office_jp.txt の{row}行目で office_id が空です（列がないときは1行目を示します）。",
                "営業所ごとに違う office_id を付け、trips.txt の jp_office_id と合わせてください。",
            ),
            en=(
                "office_id is blank in row {row} of office_jp.txt (row 1 when the column is absent).",
                "Give each office an office_id of its own and use it as jp_office_id in trips.txt.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_id_missing,
    ),
    Rule(
        code="jp_office_id_duplicate",
        text=words(
            ja=(
                "office_jp.txt {row}行目の office_id「{value}」は、{first}行目にもあります。",
                "営業所ごとに違う office_id にしてください。同じ営業所なら1行にまとめます。",
            ),
            en=(
                "office_id “{value}” in row {row} of office_jp.txt stands in row {first} too.",
                "Give each office an office_id of its own, or one row if it is the same office.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_id_twice,
    ),
    Rule(
        code="jp_office_name_missing",
        text=words(
            ja=(
                "office_jp.txt の{row}行目で office_name が空です（列がないときは1行目を示します）。",
                "営業所の名前を入れてください。",
            ),
            en=(
                "office_name is blank in row {row} of office_jp.txt (row 1 when the column is absent).",
                "Write the name of the office.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_name_missing,
    ),
    Rule(
        code="jp_office_ref_unknown",
        text=words(
            ja=(
                "trips.txt（{row}行目ほか計{rows}便）の jp_office_id「{value}」は office_jp.txt にありません。",
                "office_jp.txt にこの営業所を加えるか、jp_office_id を正しい office_id にしてください。"
                "使わないなら空にしてかまいません。",
            ),
            en=(
                "jp_office_id “{value}” (trips.txt row {row}, {rows} trip(s) in all) is not in office_jp.txt.",
                "Add the office to office_jp.txt, correct the jp_office_id, or leave it blank.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_unknown,
    ),
    Rule(
        code="jp_office_contact_format",
        text=words(
            ja=(
                "office_jp.txt {row}行目の {column}「{value}」は、URLや電話番号として使えません。",
                "URLは https:// から、電話番号は市外局番から半角で書いてください（例 {expected}）。",
            ),
            en=(
                "{column} “{value}” in row {row} of office_jp.txt cannot be used as a URL or telephone number.",
                "Write a URL from https:// on, a telephone number with its area code in ASCII (such as {expected}).",
            ),
        ),
        severity=until_edition("v3", Severity.WARNING),
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_contact,
    ),
)
