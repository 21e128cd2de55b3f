"""Readings (language ja-Hrkt) and other rows of translations.txt, in the layouts of all editions.

What does not live here: rules about them (`jp/`).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.recognise import is_old_layout
from feeds.rules.rule import cell, known, values_of
from feeds.tables import TextTables

READING, JAPANESE_ROW = "ja-hrkt", "ja"
"""Language tags of readings and of the names themselves; tags do not care for upper and lower case (BCP 47, 2.1.1)."""

JAPANESE = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
"""A text that holds one of these is Japanese and wants a reading."""

_NEW = {
    "table": "table_name",
    "field": "field_name",
    "id": "record_id",
    "sub_id": "record_sub_id",
    "source": "field_value",
}
UNREAD = {"value": pl.String, "_row": pl.Int64, "key": pl.String, "rows": pl.Int64}


def understood(translations: pl.DataFrame) -> bool:
    """The table has one of the two layouts, so that a missing reading can be told from a broken header."""
    new = {"table_name", "field_name", "language", "translation"} <= set(translations.columns)
    return new or (is_old_layout(translations) and "translation" in translations.columns)


def translations_of(tables: TextTables) -> pl.DataFrame | None:
    """translations.txt when it has rows in a layout that is `understood`."""
    found = known(tables, "translations")
    return found if found is not None and understood(found) else None


def without(tables: TextTables, stem: str, field: str, key: str, language: str = READING) -> pl.DataFrame:
    """Each Japanese text of a column without a row of that language, neither by its text nor by its row's `key`
    (record_id): `value`, `_row` and `key` of the first such row, `rows` (how many), by `_row`. None where
    translations.txt is absent or not understood."""
    table, translations = known(tables, stem, field), translations_of(tables)
    if table is None or translations is None:
        return pl.DataFrame(schema=UNREAD)
    texts, ids = _texts_and_ids(translations, stem, field, language)
    japanese = values_of(table, field).filter(pl.col("value").str.contains(JAPANESE))
    open_ones = japanese.join(texts.to_frame("value"), on="value", how="anti")
    if open_ones.height and ids.len() and key in table.columns:
        rows = table.filter(cell(field).is_in(open_ones["value"].implode()), ~cell(key).is_in(ids.implode()))
        open_ones = values_of(rows, field)
    return _with_key(open_ones, table, key).sort("_row")


def _with_key(values: pl.DataFrame, table: pl.DataFrame, key: str) -> pl.DataFrame:
    """The values and the `key` of each one's first row."""
    if key not in table.columns or not values.height:
        return values.with_columns(key=pl.lit(""))
    firsts = table.filter(pl.col("_row").is_in(values["_row"].implode())).select("_row", key=cell(key))
    return values.join(firsts, on="_row", how="left")


def rows_in(translations: pl.DataFrame, language: str) -> pl.DataFrame:
    """Rows of that language with a text: `_row`, `table`, `field`, `id`, `sub_id`, `source` ("" where the layout or the
    row has none) and `translation`. The table must be `understood`."""
    old = is_old_layout(translations)
    names = {"source": "trans_id"} if old else _NEW
    given = {name: cell(column) for name, column in names.items() if column in translations.columns}
    absent = {name: pl.lit("") for name in _NEW if name not in given}
    tag = cell("lang" if old else "language").str.to_lowercase()
    read = translations.select("_row", **given, **absent, translation=cell("translation"), tag=tag)
    return read.filter((pl.col("tag") == language) & (pl.col("translation") != "")).drop("tag")


def _texts_and_ids(translations: pl.DataFrame, stem: str, field: str, language: str) -> tuple[pl.Series, pl.Series]:
    """Source texts and record ids that have a row of that language."""
    rows = rows_in(translations, language)
    if not is_old_layout(translations):
        rows = rows.filter(pl.col("table") == stem, pl.col("field") == field)
    texts, ids = (rows.filter(pl.col(name) != "")[name].unique() for name in ("source", "id"))
    return texts, ids
