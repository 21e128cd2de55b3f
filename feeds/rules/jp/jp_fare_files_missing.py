"""jp_fare_files_missing: fare_attributes.txt is absent or empty, or fare_rules.txt is with several fares.

Edition 4 knows an exception for fares too complex to express; people judge that, so the finding stays.
Not here: what the fares say.
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, has_rows, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for the feed; details: fares, how many fares there are."""
    fares = tables.get("fare_attributes")
    if fares is None or not has_rows(fares):
        return one("fare_attributes.txt", fares=0)
    count = fares.select(cell("fare_id").n_unique()).item() if "fare_id" in fares.columns else fares.height
    if count > 1 and not has_rows(tables.get("fare_rules")):
        return one("fare_rules.txt", fares=int(count))
    return nothing()


RULES = (
    Rule(
        code="jp_fare_files_missing",
        text=words(
            ja=(
                "運賃のファイル {table} がないか、中身がありません（登録されている運賃は{fares}種類）。GTFS-JPでは"
                "fare_attributes.txt が、運賃が2種類以上あるときは fare_rules.txt も必要です。",
                "運賃の一覧を fare_attributes.txt に、どの路線・区間にどの運賃が当たるかを fare_rules.txt に"
                "書いてください。"
                "運賃を用意できないときは「GTFS-JP（運賃非対応）」のように明記して公開してください。",
            ),
            en=(
                "The fare file {table} is absent or empty ({fares} fare(s) defined). GTFS-JP requires "
                "fare_attributes.txt, and fare_rules.txt when there is more than one fare.",
                "List the fares in fare_attributes.txt and say in fare_rules.txt which route or section each applies "
                "to. Without fares, publish the feed marked as such: GTFS-JP（運賃非対応）.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 fare_attributes.txt, fare_rules.txt; v4 s.67 exception (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
