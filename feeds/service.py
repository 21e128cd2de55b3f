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
FIRST_ON, LAST_ON = date(1970, 1, 1), date(2100, 12, 31)
"""Days before and after these are not days of service: nobody runs then, and year 9999 only means "for ever"."""
MAX_DAYS = 3_000_000
"""Days of all services together that are made at most; longer calendars are cut behind their beginning and counted."""

_SCHEMA = {"service_id": pl.String, "day_on": pl.Date}


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """`days`: one row for each service_id and day_on (pl.Date) with service, sorted. `unreadable`: rows of the two
    files whose dates or flags cannot be read; `cut`: rows of the two files cut to FIRST_ON … LAST_ON or by MAX_DAYS."""

    days: pl.DataFrame
    unreadable: int = 0
    cut: int = 0

    def spans(self) -> pl.DataFrame:
        """service_id, first_on, last_on (pl.Date), days (UInt32), sorted by service_id."""
        each = self.days.group_by("service_id").agg(
            first_on=pl.col("day_on").min(), last_on=pl.col("day_on").max(), days=pl.len()
        )
        return each.sort("service_id")


@dataclass(frozen=True, slots=True)
class Periods:
    """`frame`: the readable rows of calendar.txt as they are used, with its columns, start_date and end_date as
    pl.Date. `cut`: those rows of calendar.txt whose period was shortened or left out, as they stand there."""

    frame: pl.DataFrame
    cut: pl.DataFrame
    unreadable: int


def service_days(tables: TextTables) -> ServiceDays:
    """All days of all services of a feed."""
    regular, unreadable, cut = _regular(tables)
    added, removed, bad, beyond = _exceptions(tables)
    days = pl.concat([regular.join(removed, on=list(_SCHEMA), how="anti"), added]).unique().sort(*_SCHEMA)
    return ServiceDays(days, unreadable + bad, cut + beyond)


def periods(calendar: pl.DataFrame) -> Periods:
    """The periods of calendar.txt (it must have service_id, start_date and end_date) within FIRST_ON … LAST_ON and
    MAX_DAYS in all; where those do not suffice every longer one is cut behind its beginning."""
    start, end = pl.col("start_date"), pl.col("end_date")
    number = pl.int_range(pl.len(), dtype=pl.Int64).alias("_at")
    read = calendar.with_columns(day("start_date"), day("end_date"), number).filter(
        pl.col("service_id").str.len_bytes() > 0, start <= end
    )
    frame = read.filter(start <= LAST_ON, end >= FIRST_ON).with_columns(start.clip(FIRST_ON), end.clip(None, LAST_ON))
    length = (end - start).dt.total_days() + 1
    if (frame.select(length.sum()).item() or 0) > MAX_DAYS:
        longest = max(1, MAX_DAYS // frame.height)
        latest = start + pl.duration(days=longest - 1)
        frame = frame.head(MAX_DAYS).with_columns(end_date=pl.min_horizontal(end, latest))
    kept = read.join(frame, on=["_at", "start_date", "end_date"], how="anti")["_at"]
    return Periods(frame.drop("_at"), calendar[kept.sort()], calendar.height - read.height)


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
    """Days by calendar.txt, rows that cannot be read, rows whose period was cut."""
    calendar = tables.get("calendar")
    if calendar is None or not tables.has("calendar", "service_id", "start_date", "end_date"):
        return pl.DataFrame(schema=_SCHEMA), 0, 0
    found = periods(calendar)
    flags = [
        (pl.col(name) == "1" if name in calendar.columns else pl.lit(value=False)).fill_null(value=False).alias(name)
        for name in WEEKDAYS
    ]
    ranges = found.frame.select("service_id", "start_date", "end_date", *flags)
    all_days = ranges.with_columns(day_on=pl.date_ranges("start_date", "end_date")).explode("day_on")
    weekday = pl.col("day_on").dt.weekday()
    runs = pl.any_horizontal(*((weekday == number) & pl.col(name) for number, name in enumerate(WEEKDAYS, start=1)))
    return all_days.filter(runs).select(*_SCHEMA), found.unreadable, found.cut.height


def _exceptions(tables: TextTables) -> tuple[pl.DataFrame, pl.DataFrame, int, int]:
    """Days added, days removed, rows of calendar_dates.txt that cannot be read, rows beyond FIRST_ON … LAST_ON."""
    empty = pl.DataFrame(schema=_SCHEMA)
    dates = tables.get("calendar_dates")
    if dates is None or not tables.has("calendar_dates", "service_id", "date", "exception_type"):
        return empty, empty, 0, 0
    read = dates.select("service_id", "exception_type", day("date").alias("day_on")).filter(
        pl.col("service_id").str.len_bytes() > 0,
        pl.col("day_on").is_not_null(),
        pl.col("exception_type").is_in(["1", "2"]),
    )
    within = read.filter(pl.col("day_on").is_between(FIRST_ON, LAST_ON))
    added, removed = (within.filter(pl.col("exception_type") == kind).select(*_SCHEMA) for kind in ("1", "2"))
    return added, removed, dates.height - read.height, read.height - within.height
