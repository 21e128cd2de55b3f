"""Public holidays of Japan on working days, by the maintained package `holidays` (国民の祝日, 振替休日, 国民の休日).

What does not live here: school holidays, Obon, the end of the year, which each operator handles as it likes.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays
import polars as pl

FIRST, LAST = 1970, 2099


@cache
def _of_year(year: int) -> tuple[date, ...]:
    return tuple(sorted(day for day in holidays.country_holidays("JP", years=year) if day.weekday() < 5))


def holidays_between(first: date, last: date) -> pl.DataFrame:
    """`on`: the holidays from Monday to Friday from `first` to `last`, both included, in the years FIRST to LAST."""
    years = range(max(first.year, FIRST), min(last.year, LAST) + 1)
    days = [day for year in years for day in _of_year(year) if first <= day <= last]
    return pl.DataFrame({"on": days}, schema={"on": pl.Date})
