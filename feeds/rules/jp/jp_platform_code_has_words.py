"""jp_platform_code_has_words: platform_code says 「3番のりば」 where it should say 「3」. Not here: stop names."""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_WORDS = r"(番線|番|のりば|乗り場|乗場|ホーム)"


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each stop; expected: what remains without the words."""
    code = cell("platform_code")
    bare = code.str.replace_all(_WORDS, "").str.strip_chars()
    return wrong(tables, "stops", "platform_code", code.str.contains(_WORDS), expected=bare)


RULES = (
    Rule(
        code="jp_platform_code_has_words",
        text=words(
            ja=(
                "stops.txt {row}行目の platform_code「{value}」に「番」「のりば」などの言葉が入っています。",
                "番号や記号だけにしてください（ここでは「{expected}」）。言葉は表示する側が付けます。",
            ),
            en=(
                "platform_code “{value}” (stops.txt row {row}) holds words, not only the number or letter.",
                "Write the bare identifier (here “{expected}”); those who show it add the words.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 stops.txt platform_code; GTFS Schedule reference, stops.platform_code",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
