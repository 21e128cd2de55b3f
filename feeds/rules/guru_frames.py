"""Notices of the canonical engine as columns: the same as `guru.as_notice`, for a hundred thousand of them at once.

What does not live here: calling the engine (`guru`), where its notices say their place (`guru_places`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from feeds.rows.wide import detail, series
from feeds.rules.guru_places import COLUMN_FROM, COLUMN_KEYS, EXPECTED_KEYS, ROW_KEYS, VALUE_KEYS, WHERE, Where
from feeds.rules.guru_scalars import scalar

_NOTHING = pl.lit(None, dtype=pl.String)


def engine_frame(code: str, contexts: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The wide frame (feeds.rows.wide) of notices of one code, given their contexts."""
    where = WHERE.get(code, Where(""))
    columns: dict[str, pl.Series] = {}
    texts: dict[str, pl.Series] = {}
    for key in dict.fromkeys(key for context in contexts for key in context):
        raw = [context.get(key) for context in contexts]
        columns[key] = series(detail(key), [scalar(key, one) for one in raw])
        texts[key] = _texts(columns[key], [scalar("", one) for one in raw])
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


def _texts(column: pl.Series, kept: Sequence[Any]) -> pl.Series:
    """The cells as a value shows them: as they are (a detail may be rounded or a date with hyphens), numbers as Python
    writes them."""
    if column.dtype == pl.Int64:
        return column.cast(pl.String)
    return pl.Series(column.name, [None if one is None else str(one) for one in kept], dtype=pl.String)


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
