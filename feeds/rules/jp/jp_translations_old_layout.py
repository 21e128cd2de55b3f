"""jp_translations_old_layout: translations.txt is written as in editions 1 and 2 (trans_id, lang, translation).

Takes the place of the canonical missing_required_column and unknown_column on that table (feeds.rules.soften).
Not here: what the table says.
"""

from __future__ import annotations

import polars as pl

from feeds.rules.recognise import is_old_layout
from feeds.rules.rule import Rule, RuleContext, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for the header."""
    if not is_old_layout(tables.get("translations")):
        return nothing()
    wanted = "table_name, field_name, language, translation"
    found = "trans_id, lang, translation"
    return one("translations.txt", row=1, column="trans_id", value=found, expected=wanted, edition=context.edition)


RULES = (
    Rule(
        code="jp_translations_old_layout",
        text=words(
            ja=(
                "translations.txt が第2版までの古い列（trans_id, lang, translation）で書かれています。",
                "第2版のデータとしては使えます。次に更新するときに、第3版以降の列（table_name, field_name, language, "
                "translation と、record_id または field_value）で書き出してください。",
            ),
            en=(
                "translations.txt uses the old columns of editions 1 and 2 (trans_id, lang, translation).",
                "It is usable as edition 2 data. At the next update, write it with the columns of edition 3 and later: "
                "table_name, field_name, language, translation and record_id or field_value.",
            ),
        ),
        severity={"v2": Severity.WARNING, "v3": Severity.ERROR, "v4": Severity.ERROR},
        source="GTFS-JP 第2版 translations.txt; 第3版 translations.txt (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
