"""jp_feed_info_missing: feed_info.txt is absent or has no rows (recommended in GTFS, required in GTFS-JP).

Not here: what feed_info says.
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, every_edition, has_rows, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for the feed."""
    return nothing() if has_rows(tables.get("feed_info")) else one("feed_info.txt")


RULES = (
    Rule(
        code="jp_feed_info_missing",
        text=words(
            ja=(
                "feed_info.txt がないか、中身がありません。GTFS-JPでは必ず必要です。",
                "feed_info.txt を作り、提供者の名前とURL、言語（ja）、有効期間の開始日と終了日、版の名前を"
                "1行で入れてください。",
            ),
            en=(
                "feed_info.txt is absent or empty; GTFS-JP requires it.",
                "Add feed_info.txt with one row: publisher name and URL, language ja, start and end date, version.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 feed_info.txt (required); v3, v4 by gtfs_jp.md, File set",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
