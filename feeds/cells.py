"""Cells of text tables as values: polars expressions that read dates, times, numbers; what does not fit becomes null.

Source: GTFS Schedule reference, Field Types. What does not live here: notices about what does not fit (the canonical
rules report it), tables.
"""

from __future__ import annotations

import polars as pl

_TIME = r"^(\d{1,3}):([0-5]\d):([0-5]\d)$"


def day(column: str) -> pl.Expr:
    """A service day YYYYMMDD as pl.Date."""
    text = pl.col(column)
    return pl.when(text.str.len_bytes() == 8).then(text).str.to_date("%Y%m%d", strict=False).alias(column)


def seconds(column: str) -> pl.Expr:
    """A time H:MM:SS, HH:MM:SS or HHH:MM:SS (it may pass 24:00:00) as Int64 seconds after noon minus 12 h."""
    parts = pl.col(column).str.extract_groups(_TIME).struct
    hours, minutes, rest = (parts.field(str(n)).cast(pl.Int64, strict=False) for n in (1, 2, 3))
    return (hours * 3600 + minutes * 60 + rest).alias(column)


def number(column: str) -> pl.Expr:
    """A decimal number as Float64; infinite and NaN become null."""
    value = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value).alias(column)


def integer(column: str) -> pl.Expr:
    """A whole number as Int64."""
    return pl.col(column).cast(pl.Int64, strict=False).alias(column)


def text(column: str) -> pl.Expr:
    """The text, null where it is empty or the row was too short."""
    return pl.when(pl.col(column).str.len_bytes() > 0).then(pl.col(column)).alias(column)
