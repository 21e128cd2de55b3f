"""Facts of a GTFS feed worth showing: time zone, holder, title, service span, row counts, bounds of its stops.

What does not live here: judging (feeds.rules), features (layers).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from feeds.cells import day, number
from feeds.formats.gtfs_schema import TABLES
from feeds.service import feed_span, service_days
from feeds.tables import TextTables
from terms.geo import Bounds
from terms.notices import Scalar

_NAMES_SHOWN = 3
_SKETCHED = 400


def gtfs_facts(tables: TextTables) -> dict[str, Scalar]:
    """`timezone`, `holder` (who publishes, else the agencies), `title` (the agencies), `feed_version`, `first_on` and
    `last_on` (ISO dates with service, None when there is none), `starts_on` (feed_info's feed_start_date, where it is
    another day than `first_on` and not behind `last_on`), `service_rows_unreadable`, `calendars_cut` (None when
    none), `rows_<table>` for each declared table, `files`, `files_not_read`."""
    agencies = _values(tables, "agency", "agency_name")
    publishers = _values(tables, "feed_info", "feed_publisher_name")
    served = service_days(tables)
    span = feed_span(tables, served)
    rows = {f"rows_{stem}": tables.tables[stem].height for stem in TABLES if stem in tables}
    return {
        "timezone": next(iter(_values(tables, "agency", "agency_timezone")), None),
        "holder": _joined(publishers or agencies),
        "title": _joined(agencies or publishers),
        "feed_version": next(iter(_values(tables, "feed_info", "feed_version")), None),
        "first_on": span[0].isoformat() if span else None,
        "last_on": span[1].isoformat() if span else None,
        "starts_on": _starts_on(tables, span),
        "service_rows_unreadable": served.unreadable or None,
        "calendars_cut": served.cut or None,
        "files": len(tables.files),
        "files_not_read": sum(1 for file in tables.files if file.table is None),
        **rows,
    }


def _starts_on(tables: TextTables, span: tuple[date, date] | None) -> str | None:
    """The declared first day of validity (GTFS Schedule reference, feed_info.txt, feed_start_date)."""
    table = tables.get("feed_info")
    if span is None or table is None or table.is_empty() or "feed_start_date" not in table.columns:
        return None
    found = table.head(1).select(day("feed_start_date")).item()
    return found.isoformat() if isinstance(found, date) and found != span[0] and found <= span[1] else None


def stop_bounds(tables: TextTables) -> Bounds | None:
    """The box around all stops that lie on Earth; those within a degree of (0, 0) do not count (nobody's stop is there,
    the canonical rules report them). None when there is none."""
    placed, lat, lon = _placed(tables), pl.col("stop_lat"), pl.col("stop_lon")
    if placed is None or not placed.height:
        return None
    west, east = placed.select(lon.min(), lon.max().alias("east")).row(0)
    south, north = placed.select(lat.min(), lat.max().alias("north")).row(0)
    return Bounds(west, south, east, north)


def stop_sketch(tables: TextTables) -> str:
    """Places of at most `_SKETCHED` stops, evenly out of all that are placed, each once, to 11 m: 'lon,lat lon,lat …'
    from west to east; '' when there is none."""
    placed = _placed(tables)
    if placed is None or not placed.height:
        return ""
    rounded = placed.select(pl.col("stop_lon", "stop_lat").round(4)).unique().sort("stop_lon", "stop_lat")
    some = rounded.gather_every(-(-rounded.height // _SKETCHED))
    return " ".join(f"{lon:.4f},{lat:.4f}" for lon, lat in some.iter_rows())


def _placed(tables: TextTables) -> pl.DataFrame | None:
    """Places of the stops that lie on Earth (see `stop_bounds`); None without such columns."""
    stops = tables.get("stops")
    if stops is None or not tables.has("stops", "stop_lat", "stop_lon"):
        return None
    lat, lon = pl.col("stop_lat"), pl.col("stop_lon")
    return stops.select(number("stop_lat"), number("stop_lon")).filter(
        lat.is_between(-90, 90), lon.is_between(-180, 180), ~((lat.abs() <= 1) & (lon.abs() <= 1))
    )


def _values(tables: TextTables, stem: str, column: str) -> list[str]:
    """The different values of a column that are not empty, in order."""
    table = tables.get(stem)
    if table is None or column not in table.columns:
        return []
    values = table[column].drop_nulls().unique(maintain_order=True)
    return [value[:200] for value in values.filter(values != "").head(100).to_list()]


def _joined(names: list[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    return "、".join(names[:_NAMES_SHOWN]) + (f" (+{more})" if more > 0 else "")
