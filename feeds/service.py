"""Service days: calendar.txt and calendar_dates.txt → the dates on which each service runs.

Source: GTFS Schedule reference, calendar.txt and calendar_dates.txt; all vectorised, bounded whatever the file says.
What does not live here: instants and time zones (terms.clocks), trips per day (layers.application.transit).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from feeds.cells import day
from feeds.tables import TextTables

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_DAYS = 3_000_000
"""Days of all services together that are made at most; longer calendars are cut behind their beginning and counted."""

_SCHEMA = {"service_id": pl.String, "day_on": pl.Date}


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """`days`: one row for each service_id and day_on (pl.Date) with service, sorted. `unreadable`: rows of the two
    files whose dates or flags cannot be read; `cut`: calendars cut at MAX_DAYS."""

    days: pl.DataFrame
    unreadable: int = 0
    cut: int = 0

    def spans(self) -> pl.DataFrame:
        """service_id, first_on, last_on (pl.Date), days (UInt32), sorted by service_id."""
        each = self.days.group_by("service_id").agg(
            first_on=pl.col("day_on").min(), last_on=pl.col("day_on").max(), days=pl.len()
        )
        return each.sort("service_id")


def service_days(tables: TextTables) -> ServiceDays:
    """All days of all services of a feed."""
    regular, unreadable, cut = _regular(tables)
    added, removed, bad = _exceptions(tables)
    days = pl.concat([regular.join(removed, on=list(_SCHEMA), how="anti"), added]).unique().sort(*_SCHEMA)
    return ServiceDays(days, unreadable + bad, cut)


def feed_span(tables: TextTables, served: ServiceDays | None = None) -> tuple[date, date] | None:
    """First and last day on which a service that trips use runs (any service when no trip's service is known)."""
    days = (served or service_days(tables)).days
    trips = tables.get("trips")
    if trips is not None and "service_id" in trips.columns:
        used = days.filter(pl.col("service_id").is_in(trips["service_id"].drop_nulls().unique().implode()))
        days = used if used.height else days
    first, last = days["day_on"].min(), days["day_on"].max()
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def _regular(tables: TextTables) -> tuple[pl.DataFrame, int, int]:
    """Days by calendar.txt, rows that cannot be read, calendars cut."""
    calendar = tables.get("calendar")
    if calendar is None or not tables.has("calendar", "service_id", "start_date", "end_date"):
        return pl.DataFrame(schema=_SCHEMA), 0, 0
    flags = [
        (pl.col(name) == "1" if name in calendar.columns else pl.lit(value=False)).fill_null(value=False).alias(name)
        for name in WEEKDAYS
    ]
    ranges = calendar.select("service_id", day("start_date"), day("end_date"), *flags).filter(
        pl.col("service_id").str.len_bytes() > 0, pl.col("start_date") <= pl.col("end_date")
    )
    unreadable = calendar.height - ranges.height
    length = (pl.col("end_date") - pl.col("start_date")).dt.total_days()
    total = ranges.select((length + 1).sum()).item() or 0
    cut = 0
    if total > MAX_DAYS:
        longest = max(1, MAX_DAYS // ranges.height)
        cut = ranges.filter(length >= longest).height
        latest = pl.col("start_date") + pl.duration(days=longest - 1)
        ranges = ranges.head(MAX_DAYS).with_columns(end_date=pl.min_horizontal("end_date", latest))
    all_days = ranges.with_columns(day_on=pl.date_ranges("start_date", "end_date")).explode("day_on")
    weekday = pl.col("day_on").dt.weekday()
    runs = pl.any_horizontal(*((weekday == number) & pl.col(name) for number, name in enumerate(WEEKDAYS, start=1)))
    return all_days.filter(runs).select(*_SCHEMA), unreadable, cut


def _exceptions(tables: TextTables) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Days added, days removed, rows of calendar_dates.txt that cannot be read."""
    empty = pl.DataFrame(schema=_SCHEMA)
    dates = tables.get("calendar_dates")
    if dates is None or not tables.has("calendar_dates", "service_id", "date", "exception_type"):
        return empty, empty, 0
    read = dates.select("service_id", "exception_type", day("date").alias("day_on")).filter(
        pl.col("service_id").str.len_bytes() > 0,
        pl.col("day_on").is_not_null(),
        pl.col("exception_type").is_in(["1", "2"]),
    )
    added, removed = (read.filter(pl.col("exception_type") == kind).select(*_SCHEMA) for kind in ("1", "2"))
    return added, removed, dates.height - read.height
