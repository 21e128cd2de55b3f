"""The family jp_location_type_missing and jp_location_type_not_in_edition: what stops.txt says a place is.

Not here: places of other types at which buses stop (jp_stop_time_at_non_pole).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, blank, cell, from_edition, until_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def _missing(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    return blank(tables, "stops", "location_type")


def _other(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return wrong(tables, "stops", "location_type", cell("location_type").is_in(["2", "3", "4"]), expected="0, 1")


RULES = (
    Rule(
        code="jp_location_type_missing",
        text=words(
            ja=(
                "stops.txt の{row}行目で location_type が空です（列がないときは1行目を示します）。第4版では必須です。",
                "標柱は 0、停留所（標柱をまとめた親）は 1 を入れてください。",
            ),
            en=(
                "location_type is blank in row {row} of stops.txt (row 1 when the column is absent); edition 4 "
                "requires it.",
                "Write 0 for a pole and 1 for a stop place that is the parent of poles.",
            ),
        ),
        severity=from_edition("v4", Severity.WARNING),
        source="GTFS-JP 第4版 stops.txt (required, by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=_missing,
    ),
    Rule(
        code="jp_location_type_not_in_edition",
        text=words(
            ja=(
                "stops.txt {row}行目の location_type「{value}」は、第3版までのGTFS-JPにはありません（{expected} "
                "だけです）。",
                "出入口やバース（2〜4）を載せるなら、第4版のデータとして公開してください。",
            ),
            en=(
                "location_type “{value}” (stops.txt row {row}) is not known to GTFS-JP up to edition 3 "
                "({expected} only).",
                "Publish the feed as edition 4 when it has entrances or boarding areas (2 to 4).",
            ),
        ),
        severity=until_edition("v3", Severity.WARNING),
        source="GTFS-JP 第2版 stops.txt; v3 same (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=_other,
    ),
)
