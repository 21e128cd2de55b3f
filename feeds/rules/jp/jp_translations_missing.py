"""jp_translations_missing: translations.txt is absent or has no rows (GTFS-JP requires readings).

Not here: which readings are missing (jp_stop_name_kana_missing).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, every_edition, has_rows, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for the feed."""
    return nothing() if has_rows(tables.get("translations")) else one("translations.txt")


RULES = (
    Rule(
        code="jp_translations_missing",
        text=words(
            ja=(
                "translations.txt がないか、中身がありません。GTFS-JPでは停留所名などの読み仮名のために必要です。",
                "translations.txt を作り、停留所名の読み仮名（言語コード ja-Hrkt）を入れてください。",
            ),
            en=(
                "translations.txt is absent or empty. GTFS-JP needs it for the readings of stop names.",
                "Add translations.txt with the kana reading (language ja-Hrkt) of each stop name.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 translations.txt (required); v3, v4 by gtfs_jp.md, File set",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
