"""jp_phone_format: a telephone number that cannot be dialled in Japan (agency.txt, booking_rules.txt).

The canonical engine refuses only letters. Not here: offices (jp_office), full-width digits as such (jp_characters).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.phones import is_bad_phone
from feeds.rules.rule import Rule, RuleContext, all_of, every_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_WHERE = (("agency", "agency_phone"), ("booking_rules", "phone_number"))


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each number that is filled and wrong."""
    return all_of(wrong(tables, stem, column, is_bad_phone(column), expected="03-1234-5678") for stem, column in _WHERE)


RULES = (
    Rule(
        code="jp_phone_format",
        text=words(
            ja=(
                "{table} {row}行目の電話番号「{value}」は、日本の電話番号の形ではありません。",
                "市外局番から半角数字とハイフンで、番号を1つだけ書いてください（例 {expected}）。"
                "受付時間などの説明は書きません。",
            ),
            en=(
                "“{value}” ({table} row {row}) does not have the form of a telephone number in Japan.",
                "Write one number with its area code, in ASCII digits and hyphens (such as {expected}) and "
                "nothing else.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS Schedule reference, Phone number; forms by 電気通信番号計画 (0 and 9 or 10 digits, +81, 1XX)",
        mark=Mark.INFERRED,
        check=check,
    ),
)
