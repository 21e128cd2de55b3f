"""Telephone numbers as they are dialled in Japan: 0 and nine or ten digits, +81 without the 0, three digits (1XX).

What does not live here: the rules that use it (`jp/`).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import cell

_SIGNS = r"[\s().-]"
_FORMS = r"^(0[1-9][0-9]{8,9}|\+81[1-9][0-9]{8,9}|1[0-9]{2})$"


def is_bad_phone(column: str) -> pl.Expr:
    """The cell is filled and, without spaces, hyphens, dots and brackets, no such number."""
    return (cell(column) != "") & ~cell(column).str.replace_all(_SIGNS, "").str.contains(_FORMS)
