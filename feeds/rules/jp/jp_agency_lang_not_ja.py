"""jp_agency_lang_not_ja: agency_lang is not `ja`; in edition 4 a blank one counts too, since it is required there.

`JA` is accepted: language tags do not care for case (BCP 47, 2.1.1).
Not here: feed_lang, or agencies that differ from each other (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, has_rows, many, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for each agency; one at the header when edition 4 lacks the column."""
    agency = tables.get("agency")
    required = context.edition == "v4"
    if agency is None or not has_rows(agency):
        return nothing()
    if "agency_lang" not in agency.columns:
        return one("agency.txt", row=1, column="agency_lang", value="", expected="ja") if required else nothing()
    lang = cell("agency_lang").str.to_lowercase()
    accepted = ["ja"] if required else ["ja", ""]
    return many(agency.filter(~lang.is_in(accepted)), "agency.txt", column="agency_lang", expected="ja")


RULES = (
    Rule(
        code="jp_agency_lang_not_ja",
        text=words(
            ja=(
                "agency.txt {row}行目の agency_lang が「{value}」です。GTFS-JPでは ja と決まっています。",
                "agency_lang を ja にしてください。",
            ),
            en=(
                "agency_lang is “{value}” in row {row} of agency.txt; GTFS-JP fixes it to ja.",
                "Set agency_lang to ja.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 agency.txt (fixed value); v3, v4 by gtfs_jp.md, Fields; v4 required by the same",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
