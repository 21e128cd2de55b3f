"""Corrects the table of notices about services: gtfs-guru gives one row number for calendar.txt and calendar_dates.txt.

A service that calendar.txt does not know was found in calendar_dates.txt. What does not live here: other places
(`guru_places`, `places`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from feeds.rules.rule import cell
from feeds.tables import TextTables
from terms.notices import Notice

SERVICE_CODES = frozenset(
    {
        "big_gap_in_service",
        "expired_calendar",
        "service_extends_far_in_the_future",
        "service_window_outside_feed_period",
    }
)
"""Canonical codes about one service."""


def with_service_tables(notices: Sequence[Notice], tables: TextTables) -> tuple[Notice, ...]:
    """The same notices, those about services of calendar_dates.txt naming that table."""
    known = known_services(tables.get("calendar"))
    return tuple(
        replace(n, table="calendar_dates.txt")
        if n.code in SERVICE_CODES and n.details.get("serviceId") not in known
        else n
        for n in notices
    )


def known_services(calendar: pl.DataFrame | None) -> set[object]:
    """The services that calendar.txt names; none without it."""
    if calendar is None or "service_id" not in calendar.columns:
        return set()
    return set(calendar.select(cell("service_id")).to_series())
