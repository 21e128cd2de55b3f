"""The family jp_record_sub_id_none and jp_ja_after_hrkt: how rows of translations.txt are written and ordered.

Not here: what readings say (jp_kana), the layout (jp_translations_old_layout).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.readings import JAPANESE_ROW, READING, rows_in, translations_of
from feeds.rules.recognise import is_old_layout
from feeds.rules.rule import Rule, RuleContext, cell, known, many, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def _none(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for the table, at the first line; details: rows."""
    rows = known(tables, "translations", "record_sub_id")
    if rows is None:
        return nothing()
    lines = rows.filter(cell("record_sub_id") == "NONE")
    if not lines.height:
        return nothing()
    first = lines.row(0, named=True)["_row"]
    return one("translations.txt", row=first, column="record_sub_id", value="NONE", rows=lines.height)


def _order(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    """One finding for each text whose first ja row comes after its first ja-Hrkt row; details: reading_row."""
    translations = translations_of(tables)
    if translations is None or not is_old_layout(translations):
        return nothing()
    names, readings = (
        rows_in(translations, tag).group_by("source").agg(pl.col("_row").min().alias(name))
        for tag, name in ((JAPANESE_ROW, "_row"), (READING, "reading_row"))
    )
    late = names.join(readings, on="source", how="inner").filter(pl.col("_row") > pl.col("reading_row")).sort("_row")
    value, detail = pl.col("source"), pl.col("reading_row")
    return many(late, "translations.txt", column="trans_id", value=value, reading_row=detail)


RULES = (
    Rule(
        code="jp_record_sub_id_none",
        text=words(
            ja=(
                "translations.txt（{row}行目ほか計{rows}行）の record_sub_id に「NONE」と書いてあります。",
                "副IDがないときは、record_sub_id を空にしてください。",
            ),
            en=(
                "record_sub_id says “NONE” in translations.txt (row {row}, {rows} row(s) in all).",
                "Leave record_sub_id blank where there is no sub id.",
            ),
        ),
        severity={"v3": Severity.INFO, "v4": Severity.ERROR},
        source="GTFS Schedule reference, translations.record_sub_id; habit of v3 producers (by gtfs_jp.md)",
        mark=Mark.SEEN,
        check=_none,
    ),
    Rule(
        code="jp_ja_after_hrkt",
        text=words(
            ja=(
                "translations.txt で「{value}」の ja の行（{row}行目）が、ja-Hrkt の行（{reading_row}行目）"
                "より後にあります。",
                "ja の行を先に置いてください。先にある行を表示するサービスがあります。",
            ),
            en=(
                "In translations.txt the ja row of “{value}” (row {row}) comes after its ja-Hrkt row (row "
                "{reading_row}).",
                "Put the ja row first; some services show whichever comes first.",
            ),
        ),
        severity={"v2": Severity.INFO},
        source="GTFS-JP 第2版 translations.txt (order of rows, for Google; by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=_order,
    ),
)
