"""法人番号 (corporate number) as agency_id: pattern and check digit.

Law: d0 = 9 − (Σ Pn·Qn mod 9), Pn the digits from the right, Qn = 1, 2, 1, 2, … (法人番号の指定等に関する省令; worked
examples in ../shared/formats/gtfs_jp.md). What does not live here: the rules that use it (`jp/`).
"""

from __future__ import annotations

import polars as pl

PATTERN = r"^[0-9]{13}(_.+)?$"
"""Editions 2 and 3: thirteen digits and, if wanted, a branch after an underscore."""


def check_digit(base: str) -> int:
    """The check digit (1–9) of the twelve digits that follow it. Raises ValueError for anything else."""
    if len(base) != 12 or not (base.isascii() and base.isdigit()):
        raise ValueError(f"twelve digits are wanted: {base!r}")
    return 9 - sum(int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(base))) % 9


def check_digit_expr(number: pl.Expr) -> pl.Expr:
    """The same for a column of texts that match `PATTERN`; null where one does not."""
    digits = [number.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(1, 13)]
    weighted = [digit * (1 + n % 2) for n, digit in enumerate(reversed(digits))]
    return 9 - pl.sum_horizontal(weighted, ignore_nulls=False) % 9
