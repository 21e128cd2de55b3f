"""jp_agency_timezone_not_tokyo: agency_timezone is filled and not Asia/Tokyo (a blank one is a canonical finding).

Not here: names that are no time zone at all (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

TOKYO = "Asia/Tokyo"


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each agency."""
    agency = tables.get("agency")
    if agency is None or "agency_timezone" not in agency.columns:
        return nothing()
    wrong = agency.filter(~cell("agency_timezone").is_in(["", TOKYO]))
    return many(wrong, "agency.txt", column="agency_timezone", expected=TOKYO)


RULES = (
    Rule(
        code="jp_agency_timezone_not_tokyo",
        text=words(
            ja=(
                "agency.txt {row}行目の agency_timezone が「{value}」です。GTFS-JPでは Asia/Tokyo と決まっています。",
                "agency_timezone を Asia/Tokyo にしてください（大文字と小文字もこのとおりに書きます）。",
            ),
            en=(
                "agency_timezone is “{value}” in row {row} of agency.txt; GTFS-JP fixes it to Asia/Tokyo.",
                "Set agency_timezone to Asia/Tokyo, with exactly these capitals.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 agency.txt (fixed value); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
