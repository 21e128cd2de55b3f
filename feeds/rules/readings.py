"""Kana readings (language ja-Hrkt) in translations.txt, in the layouts of all editions.

What does not live here: rules about them (`jp/`).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.recognise import is_old_layout
from feeds.rules.rule import cell

READING = "ja-hrkt"
"""The language tag of readings; tags do not care for upper and lower case (BCP 47, 2.1.1)."""

JAPANESE = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
"""A text that holds one of these is Japanese and wants a reading."""


def understood(translations: pl.DataFrame) -> bool:
    """The table has one of the two layouts, so that a missing reading can be told from a broken header."""
    new = {"table_name", "field_name", "language", "translation"} <= set(translations.columns)
    return new or (is_old_layout(translations) and "translation" in translations.columns)


def without_reading(
    rows: pl.DataFrame, translations: pl.DataFrame, *, table: str, field: str, key: str
) -> pl.DataFrame:
    """The rows of a text table whose `field` is Japanese and has no reading: neither by its text nor by its `key`
    (record_id). `translations` must be `understood`."""
    japanese = rows.filter(cell(field).str.contains(JAPANESE))
    texts, ids = _texts_and_ids(translations, table, field)
    missing = japanese.filter(~cell(field).is_in(texts.implode()))
    if key in rows.columns:
        missing = missing.filter(~cell(key).is_in(ids.implode()))
    return missing


def _texts_and_ids(translations: pl.DataFrame, table: str, field: str) -> tuple[pl.Series, pl.Series]:
    """Source texts and record ids that have a reading."""
    nobody = pl.Series(dtype=pl.String)
    if is_old_layout(translations):
        read = translations.filter(_is_reading("lang"))
        return read.select(cell("trans_id")).to_series(), nobody
    read = translations.filter(_is_reading("language"), cell("table_name") == table, cell("field_name") == field)
    texts = read.select(cell("field_value")).to_series() if "field_value" in read.columns else nobody
    ids = read.select(cell("record_id")).to_series() if "record_id" in read.columns else nobody
    return texts.filter(texts != ""), ids.filter(ids != "")


def _is_reading(language: str) -> pl.Expr:
    return (cell(language).str.to_lowercase() == READING) & (cell("translation") != "")
