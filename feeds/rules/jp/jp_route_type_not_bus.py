"""jp_route_type_not_bus: route_type is filled and not 3, which editions 2 and 3 fix.

Not here: types that GTFS does not know (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, until_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each route."""
    return wrong(tables, "routes", "route_type", ~cell("route_type").is_in(["", "3"]), expected="3")


RULES = (
    Rule(
        code="jp_route_type_not_bus",
        text=words(
            ja=(
                "routes.txt {row}行目の route_type が「{value}」です。第3版までのGTFS-JPでは {expected}（バス）と"
                "決まっています。",
                "バスの経路なら {expected} にしてください。電車や船を載せるなら、第4版のデータとして公開してください。",
            ),
            en=(
                "route_type is “{value}” in row {row} of routes.txt; GTFS-JP up to edition 3 fixes it to "
                "{expected} (bus).",
                "Write {expected} for a bus route; publish trams or ferries as edition 4.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source="GTFS-JP 第2版 routes.txt (fixed value); v3 same, v4 any (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
