"""The family jp_currency_not_jpy, jp_price_not_integer and jp_contains_id_used: what single fares and rules say.

Not here: absent files (jp_fare_files_missing), fares that are missing (jp_fare_od_pair_missing).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, until_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def _currency(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    return wrong(tables, "fare_attributes", "currency_type", ~cell("currency_type").is_in(["", "JPY"]), expected="JPY")


def _price(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    price = cell("price")
    return wrong(tables, "fare_attributes", "price", (price != "") & ~price.str.contains(r"^[0-9]+(\.0+)?$"))


def _contains(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return wrong(tables, "fare_rules", "contains_id", cell("contains_id") != "")


RULES = (
    Rule(
        code="jp_currency_not_jpy",
        text=words(
            ja=(
                "fare_attributes.txt {row}行目の currency_type が「{value}」です。GTFS-JPでは {expected} "
                "と決まっています。",
                "currency_type を {expected} にし、price を円で書いてください。",
            ),
            en=(
                "currency_type is “{value}” in row {row} of fare_attributes.txt; GTFS-JP fixes it to {expected}.",
                "Set currency_type to {expected} and write the price in yen.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 fare_attributes.txt (fixed value); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=_currency,
    ),
    Rule(
        code="jp_price_not_integer",
        text=words(
            ja=(
                "fare_attributes.txt {row}行目の price「{value}」は、円の整数ではありません。",
                "「210」のように、半角数字の整数で書いてください（「円」やコンマは付けません）。",
            ),
            en=(
                "The price “{value}” in row {row} of fare_attributes.txt is not a whole number of yen.",
                "Write a whole number in ASCII digits such as 210, without a currency sign or comma.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 fare_attributes.txt price (yen; 210.0 is accepted here); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=_price,
    ),
    Rule(
        code="jp_contains_id_used",
        text=words(
            ja=(
                "fare_rules.txt {row}行目で contains_id「{value}」を使っています。第3版までのGTFS-JPでは使いません。",
                "乗車と降車のエリア（origin_id と destination_id）の組で運賃を書いてください。",
            ),
            en=(
                "contains_id “{value}” is used in row {row} of fare_rules.txt; GTFS-JP up to edition 3 does not "
                "use it.",
                "Give fares by pairs of origin_id and destination_id.",
            ),
        ),
        severity=until_edition("v3", Severity.INFO),
        source="GTFS-JP 第2版 fare_rules.txt (not used); v3 same (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=_contains,
    ),
)
