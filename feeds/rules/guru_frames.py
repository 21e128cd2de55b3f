"""Notices of the canonical engine as columns: the same as `guru.as_notice`, for a hundred thousand of them at once.

What does not live here: calling the engine (`guru`), where its notices say their place (`guru_places`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from feeds.rows.wide import detail, series
from feeds.rules.guru_places import COLUMN_FROM, COLUMN_KEYS, EXPECTED_KEYS, ROW_KEYS, VALUE_KEYS, WHERE, Where
from feeds.rules.guru_scalars import MEASURES, scalar

_NOTHING = pl.lit(None, dtype=pl.String)
_DATE = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"


def engine_frame(code: str, contexts: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The wide frame (feeds.rows.wide) of notices of one code, given their contexts."""
    where = WHERE.get(code, Where(""))
    columns: dict[str, pl.Series] = {}
    texts: dict[str, pl.Series] = {}
    for key in dict.fromkeys(key for context in contexts for key in context):
        columns[key], texts[key] = _column(key, [context.get(key) for context in contexts])
    if not columns:
        columns["_"] = pl.Series("_", [None] * len(contexts), dtype=pl.Boolean)
    frame = pl.DataFrame(list(columns.values()))
    return frame.with_columns(
        table=_table(texts, where),
        row=_row(columns, where),
        column=_first(texts, (COLUMN_FROM.get(code, ""), *COLUMN_KEYS), where.column),
        value=_first(texts, (where.value, *VALUE_KEYS)),
        expected=_expected(texts, where),
    ).drop("_", strict=False)


def _column(key: str, raw: list[Any]) -> tuple[pl.Series, pl.Series]:
    """A key's scalars as a detail shows them, and as text as a value shows them (there no date has hyphens and nothing
    is rounded to one decimal). Texts stay long: they are cut when the rows are finished."""
    name, kinds = detail(key), set(map(type, raw)) - {type(None)}
    if kinds == {str}:
        texts = pl.Series(name, raw, dtype=pl.String)
        return (texts.str.replace(_DATE, "$1-$2-$3") if key.endswith("Date") else texts), texts
    if kinds == {int}:
        column = series(name, raw)
        return column, column.cast(pl.String)
    if kinds == {float}:
        exact = [None if one is None else round(one, 6) for one in raw]
        texts = pl.Series(name, [None if one is None else str(one) for one in exact], dtype=pl.String)
        column = pl.Series(name, exact, dtype=pl.Float64)
        return (series(name, [scalar(key, one) for one in raw]) if key in MEASURES else column), texts
    kept = [scalar("", one) for one in raw]
    texts = pl.Series(name, [None if one is None else str(one) for one in kept], dtype=pl.String)
    return series(name, [scalar(key, one) for one in raw]), texts


def _first(texts: Mapping[str, pl.Series], keys: tuple[str, ...], default: str | None = None) -> pl.Expr:
    """The first of those keys that a notice has; where it has none or a blank one and a default is given, that."""
    first = pl.coalesce([pl.lit(texts[key]) for key in keys if key in texts] or [_NOTHING])
    return first if default is None else pl.when(first != "").then(first).otherwise(pl.lit(default or None, pl.String))


def _table(texts: Mapping[str, pl.Series], where: Where) -> pl.Expr:
    found = [pl.lit(texts[key]) for key in ("filename", "childFilename") if key in texts]
    return pl.coalesce(*(pl.when(one != "").then(one) for one in found), pl.lit(where.table or None, pl.String))


def _row(columns: Mapping[str, pl.Series], where: Where) -> pl.Expr:
    """The first key that may hold a row; a text there is none."""
    keys = [key for key in (where.row, *ROW_KEYS) if key in columns]
    found = [
        pl.lit(columns[key]) if columns[key].dtype == pl.Int64 else pl.when(pl.lit(columns[key]).is_not_null()).then(-1)
        for key in keys
    ]
    if not found:
        return pl.lit(None, dtype=pl.Int64)
    first = pl.coalesce(found).cast(pl.Int64)
    return pl.when(first >= 0).then(first)


def _expected(texts: Mapping[str, pl.Series], where: Where) -> pl.Expr:
    """What a reference should have named, else what the notice expects."""
    usual = _first(texts, (where.expected, *EXPECTED_KEYS))
    if "parentFilename" not in texts:
        return usual
    parent = pl.lit(texts["parentFilename"])
    named = pl.lit(texts["parentFieldName"]).fill_null("") if "parentFieldName" in texts else pl.lit("")
    both = pl.concat_str([parent, pl.lit(" "), named]).str.strip_chars()
    return pl.when(parent.is_not_null()).then(both).otherwise(usual)
