"""The family jp_kana_not_kana and jp_kana_conflict: readings (ja-Hrkt) that cannot be right.

Not here: readings that are missing (jp_kana_missing) or of nothing (jp_kana_bad_reference).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.readings import JAPANESE, READING, rows_in, translations_of
from feeds.rules.rule import Rule, RuleContext, every_edition, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_KANA = r"[\p{Hiragana}\p{Katakana}]"


def _not_kana(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """Kanji in a reading; or letters without any kana as the reading of a Japanese text."""
    translations = translations_of(tables)
    if translations is None:
        return nothing()
    said, source = pl.col("translation"), pl.col("source")
    romaji = said.str.contains(r"\p{Latin}") & ~said.str.contains(_KANA) & source.str.contains(JAPANESE)
    bad = rows_in(translations, READING).filter(said.str.contains(r"\p{Han}") | romaji)
    return many(bad, "translations.txt", column="translation")


def _conflict(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    """The later row of two with different readings for the same thing; expected: the first reading."""
    translations = translations_of(tables)
    if translations is None:
        return nothing()
    thing = ["table", "field", "id", "sub_id", "source"]
    rows = rows_in(translations, READING).sort("_row")
    first = rows.with_columns(pl.col("_row").first().over(thing).alias("first"),
                              pl.col("translation").first().over(thing).alias("said"))  # fmt: skip
    other = first.filter(pl.col("translation") != pl.col("said"))
    name = pl.when(pl.col("source") != "").then(pl.col("source")).otherwise(pl.col("id"))
    return many(
        other, "translations.txt", column="translation", expected=pl.col("said"), first=pl.col("first"), name=name
    )  # fmt: skip


RULES = (
    Rule(
        code="jp_kana_not_kana",
        text=words(
            ja=(
                "translations.txt {row}行目の読み仮名（ja-Hrkt）「{value}」が仮名ではありません。",
                "漢字やローマ字を使わずに、ひらがなかカタカナで書いてください（数字や「ー」「・」は使えます）。",
            ),
            en=(
                "The reading (ja-Hrkt) “{value}” in row {row} of translations.txt is not in kana.",
                "Write it in hiragana or katakana without kanji or Latin letters; digits and punctuation may stay.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 translations.txt (ja-Hrkt is kana); v3, v4 same (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=_not_kana,
    ),
    Rule(
        code="jp_kana_conflict",
        text=words(
            ja=(
                "「{name}」の読み仮名が2通りあります。translations.txt の{first}行目は「{expected}」、{row}行目は"
                "「{value}」です。",
                "正しいほうだけを残してください。同じ字で読みの違う停留所なら、第3版以降は record_id "
                "で分けて書けます。",
            ),
            en=(
                "There are two readings of “{name}”: “{expected}” in row {first} of translations.txt and “{value}” in "
                "row {row}.",
                "Keep the right one. Stops that are written alike but read differently can be told apart by "
                "record_id in "
                "edition 3 and later.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 translations.txt (one row for each text and language); v3, v4 by gtfs_jp.md",
        mark=Mark.UNVERIFIED,
        check=_conflict,
    ),
)
