"""Measured: the few figures of a feed that its score is made of.

What does not live here: how many points they give (`table`), the sum (`score`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from feeds.rules.readings import JAPANESE, translations_of, without
from feeds.rules.rule import cell, values_of
from feeds.tables import TextTables
from terms.licences import LICENCES, Permission
from terms.notices import Severity
from terms.reports import CodeTotal

ELSEWHERE = frozenset(
    {
        "expired_calendar",
        "feed_expiration_date7_days",
        "feed_expiration_date30_days",
        "jp_fare_files_missing",
        "jp_feed_info_dates_missing",
        "jp_feed_version_missing",
        "jp_stop_name_kana_missing",
        "missing_feed_info_date",
        "missing_recommended_shapes",
        "trip_coverage_not_active_for_next7_days",
    }
)
"""Codes that say what other rules of the score measure already: they are not counted as faults once more."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares are 0 to 1, None where they cannot be told. `days_left`: days of service after the reference date;
    `licence`: None not told, else whether it permits to pass on and to change; `blocking`, `errors`, `warnings`:
    codes."""

    days_left: int
    has_dates: bool
    has_version: bool
    kana: float | None
    has_fares: bool
    shapes: float | None
    stops_accessible: float | None
    trips_accessible: float | None
    phones: float | None
    licence: bool | None
    blocking: tuple[str, ...]
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def measure(
    tables: TextTables,
    totals: Iterable[CodeTotal],
    *,
    is_japanese: bool,
    last_on: date | None,
    on: date,
    licence_ids: Iterable[str] | None,
) -> Measured:
    """The figures of a feed at a reference date; `last_on` is its last day of service."""
    counted = [total for total in totals if total.code not in ELSEWHERE]
    return Measured(
        days_left=max(0, (last_on - on).days) if last_on is not None else 0,
        has_dates=_any(tables, "feed_info", "feed_start_date") and _any(tables, "feed_info", "feed_end_date"),
        has_version=_any(tables, "feed_info", "feed_version"),
        kana=_kana(tables) if is_japanese else None,
        has_fares=_rows(tables, "fare_attributes") or _rows(tables, "fare_products"),
        shapes=_share(tables, "trips", "shape_id", cell("shape_id") != ""),
        stops_accessible=_share(tables, "stops", "wheelchair_boarding", cell("wheelchair_boarding").is_in(["1", "2"])),
        trips_accessible=_share(
            tables, "trips", "wheelchair_accessible", cell("wheelchair_accessible").is_in(["1", "2"])
        ),
        phones=_share(tables, "agency", "agency_phone", cell("agency_phone") != ""),
        licence=_permits(licence_ids),
        blocking=_codes(total for total in counted if total.blocking),
        errors=_codes(t for t in counted if t.severity is Severity.ERROR and not t.blocking),
        warnings=_codes(t for t in counted if t.severity is Severity.WARNING and not t.blocking),
    )


def _codes(totals: Iterable[CodeTotal]) -> tuple[str, ...]:
    return tuple(sorted({total.code for total in totals}))


def _rows(tables: TextTables, stem: str) -> bool:
    frame = tables.get(stem)
    return frame is not None and frame.height > 0


def _any(tables: TextTables, stem: str, column: str) -> bool:
    return bool(_share(tables, stem, column, cell(column) != ""))


def _share(tables: TextTables, stem: str, column: str, is_good: pl.Expr) -> float | None:
    """Of the rows of a table those that are good; 0 without the column, None without rows."""
    frame = tables.get(stem)
    if frame is None or not frame.height:
        return None
    if column not in frame.columns:
        return 0.0
    return float(frame.select(is_good.mean()).item())


def _kana(tables: TextTables) -> float | None:
    """Of the different Japanese stop names those with a reading."""
    if not tables.has("stops", "stop_name"):
        return None
    names = values_of(tables.tables["stops"], "stop_name").filter(pl.col("value").str.contains(JAPANESE))
    if not names.height:
        return None
    if translations_of(tables) is None:
        return 0.0
    return 1 - without(tables, "stops", "stop_name", "stop_id").height / names.height


def _permits(licence_ids: Iterable[str] | None) -> bool | None:
    if licence_ids is None:
        return None
    known = [LICENCES[one] for one in licence_ids if one in LICENCES]
    permissions = [permission for one in known for permission in (one.redistribute, one.derive)]
    return bool(permissions) and all(permission is Permission.YES for permission in permissions)
