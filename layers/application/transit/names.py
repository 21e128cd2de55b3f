"""Readings and translations of names, from both layouts of translations.txt. Vectorised.

Source: GTFS Schedule, translations.txt (table_name, field_name, language, translation, record_id, field_value) and the
older layout of GTFS-JP editions 1 and 2 (trans_id, lang, translation). Missing stays missing: nothing is copied.
What does not live here: which languages a page shows.
"""

from __future__ import annotations

import polars as pl

from layers.context import TextTables
from layers.frames import text_or_null

_LANGUAGES = {
    "ja": "ja",
    "ja-hrkt": "kana",
    "ja-hira": "kana",
    "ja-kana": "kana",
    "en": "en",
    "en-us": "en",
    "en-gb": "en",
}
SUFFIXES = ("ja", "kana", "en")
_SCHEMA = {"key": pl.String, "suffix": pl.String, "text": pl.String}


def _rows(tables: TextTables) -> pl.DataFrame:
    """table_name, field_name, record_id, field_value, suffix, text; null names mean any (the older layout)."""
    table = tables.get("translations")
    columns = ["table_name", "field_name", "record_id", "field_value", "language", "translation"]
    if table is None:
        return pl.DataFrame(schema=dict.fromkeys([*columns, "suffix"], pl.String))
    if "trans_id" in table.columns:
        table = table.rename({"trans_id": "field_value", "lang": "language"}, strict=False)
    return (
        table.select(text_or_null(table, columns))
        .with_columns(
            suffix=pl.col("language")
            .str.to_lowercase()
            .replace_strict(list(_LANGUAGES), list(_LANGUAGES.values()), default=None, return_dtype=pl.String)
        )
        .drop_nulls(["suffix", "translation"])
    )


def _pick(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    return (
        rows.drop_nulls(key)
        .select(key=pl.col(key), suffix="suffix", text="translation")
        .unique(["key", "suffix"], keep="first", maintain_order=True)
    )


def add_names(
    frame: pl.DataFrame, tables: TextTables, table_name: str, key: str, field: str, word: str
) -> pl.DataFrame:
    """Add `{word}_name_ja`, `_kana`, `_en` to a frame that has `key` (record id) and `field` (source text): a row by
    record_id goes before one by field_value (GTFS Schedule, translations.txt)."""
    rows = _rows(tables).filter(
        (pl.col("table_name").is_null() | (pl.col("table_name") == table_name))
        & (pl.col("field_name").is_null() | (pl.col("field_name") == field))
    )
    by_id, by_value = _pick(rows, "record_id"), _pick(rows, "field_value")
    for suffix in SUFFIXES:
        one = pl.col("suffix") == suffix
        frame = (
            frame.join(by_id.filter(one).select("key", _by_id="text"), left_on=key, right_on="key", how="left")
            .join(by_value.filter(one).select("key", _by_value="text"), left_on=field, right_on="key", how="left")
            .with_columns(pl.coalesce("_by_id", "_by_value").alias(f"{word}_name_{suffix}"))
            .drop("_by_id", "_by_value")
        )
    return frame
