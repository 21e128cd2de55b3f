"""Cutting calendars at the day the next generation begins: nothing of the current one from then on, nothing of the next
before.

Dates are compared as texts of eight digits (GTFS Schedule reference, type Date); rows with other texts stay as they
are. What does not live here: ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from feeds.joining.pair import Pair
from feeds.merging.values import Member, Source

_DATE = r"^[0-9]{8}$"
REMOVED = "2"


def cut(pair: Pair, starts_on: date) -> tuple[Pair, int]:
    """Both generations with calendars cut, and how many services have no day left: they keep one row that takes a day
    away, so that trips still name a service that is there."""
    begin, end = f"{starts_on:%Y%m%d}", f"{starts_on - timedelta(days=1):%Y%m%d}"
    current, idle_before = _cut(pair.current, None, end)
    following, idle_after = _cut(pair.following, begin, None)
    return Pair(current, following), idle_before + idle_after


def _cut(member: Member, begin: str | None, end: str | None) -> tuple[Member, int]:
    tables: dict[str, Source] = dict(member.tables)
    named = _services(member)
    periods, dates = member.table("calendar"), member.table("calendar_dates")
    if periods is not None and {"start_date", "end_date"} <= set(periods.columns):
        tables["calendar"] = _periods(periods, begin, end)
    if dates is not None and "date" in dates.columns:
        tables["calendar_dates"] = dates.filter(~_outside(pl.col("date"), pl.col("date"), begin, end))
    idle = named.filter(~named.is_in(_services(replace(member, tables=tables)).implode()))
    if idle.len():
        rows = {"service_id": idle, "date": [begin or end] * idle.len(), "exception_type": [REMOVED] * idle.len()}
        kept = tables.get("calendar_dates")
        frames = [kept] if isinstance(kept, pl.DataFrame) else []
        tables["calendar_dates"] = pl.concat([*frames, pl.DataFrame(rows)], how="diagonal")
    return replace(member, tables=tables), idle.len()


def _services(member: Member) -> pl.Series:
    """The services that either calendar names, in the order they are first named."""
    found = [member.table(stem) for stem in ("calendar", "calendar_dates")]
    names = [one["service_id"] for one in found if one is not None and "service_id" in one.columns]
    empty = pl.Series("service_id", [], pl.String)
    return pl.concat([empty, *names]).drop_nulls().unique(maintain_order=True)


def _periods(periods: pl.DataFrame, begin: str | None, end: str | None) -> pl.DataFrame:
    first, last = pl.col("start_date"), pl.col("end_date")
    kept = periods.filter(~_outside(first, last, begin, end))
    limits: Mapping[str, pl.Expr] = {}
    if begin is not None:
        limits = {"start_date": pl.when(_read(first) & (first < begin)).then(pl.lit(begin)).otherwise(first)}
    if end is not None:
        limits = {"end_date": pl.when(_read(last) & (last > end)).then(pl.lit(end)).otherwise(last)}
    return kept.with_columns(**limits)


def _read(column: pl.Expr) -> pl.Expr:
    return column.str.contains(_DATE).fill_null(value=False)


def _outside(first: pl.Expr, last: pl.Expr, begin: str | None, end: str | None) -> pl.Expr:
    """Whether a span ends before `begin` or begins after `end`."""
    if begin is not None:
        return _read(last) & (last < begin).fill_null(value=False)
    return _read(first) & (first > end).fill_null(value=False)
