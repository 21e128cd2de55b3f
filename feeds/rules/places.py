"""Puts notices on the map: a notice that names a stop, or a line of stops.txt or stop_times.txt, gets its place.

Only the kept notices are looked up, each table once. What does not live here: other geometry (layers).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from feeds.tables import TextTables
from terms.geo import Place
from terms.notices import Notice

STOP_KEYS = ("stop_id", "stopId", "stopId2", "stopId1", "toStopId", "fromStopId")
"""Details that name a stop, first found wins."""

_TABLES_BY_ROW = {"stops.txt", "stop_times.txt"}


def with_places(notices: Sequence[Notice], tables: TextTables) -> tuple[Notice, ...]:
    """The same notices; those that have no place and lead to a stop with coordinates get one."""
    stops = usable_stops(tables)
    if stops is None:
        return tuple(notices)
    open_ones = [n for n in notices if n.place is None]
    of_times = _stop_of_rows(tables, (n.row for n in open_ones if n.table == "stop_times.txt" and n.row is not None))
    named = {key for n in open_ones if (key := _stop_named(n, of_times))}
    rows = {n.row for n in open_ones if n.table == "stops.txt" and n.row is not None}
    found = stops.filter(pl.col("stop_id").is_in(list(named)) | pl.col("_row").is_in(list(rows)))
    by_id: dict[str, Place] = {}
    by_row: dict[int, Place] = {}
    for stop_id, row, lon, lat in found.iter_rows():
        by_row[row] = Place(lon, lat)
        by_id.setdefault(stop_id, by_row[row])
    return tuple(_placed(n, by_id, by_row, of_times) for n in notices)


def _placed(notice: Notice, by_id: dict[str, Place], by_row: dict[int, Place], of_times: dict[int, str]) -> Notice:
    if notice.place is not None:
        return notice
    place = by_row.get(notice.row) if notice.table == "stops.txt" and notice.row is not None else None
    place = place or by_id.get(_stop_named(notice, of_times) or "")
    return notice if place is None else replace(notice, place=place)


def _stop_named(notice: Notice, of_times: dict[int, str]) -> str | None:
    for key in STOP_KEYS:
        if named := notice.details.get(key):
            return str(named)
    if notice.table == "stop_times.txt" and notice.row is not None:
        return of_times.get(notice.row)
    return None


def usable_stops(tables: TextTables) -> pl.DataFrame | None:
    """stop_id, _row, lon, lat of the stops with usable coordinates."""
    stops = tables.get("stops")
    if stops is None or not {"stop_id", "stop_lat", "stop_lon"} <= set(stops.columns):
        return None
    frame = stops.select(
        pl.col("stop_id").fill_null("").str.strip_chars(),
        "_row",
        lon=pl.col("stop_lon").str.strip_chars().cast(pl.Float64, strict=False),
        lat=pl.col("stop_lat").str.strip_chars().cast(pl.Float64, strict=False),
    )
    return frame.filter(pl.col("lon").is_between(-180, 180) & pl.col("lat").is_between(-90, 90))


def _stop_of_rows(tables: TextTables, rows: Iterable[int]) -> dict[int, str]:
    """stop_id by line of stop_times.txt, for those lines only."""
    times = tables.get("stop_times")
    wanted = list(set(rows))
    if not wanted or times is None or "stop_id" not in times.columns:
        return {}
    found = times.filter(pl.col("_row").is_in(wanted)).select("_row", pl.col("stop_id").fill_null("").str.strip_chars())
    return {int(row): str(stop) for row, stop in found.iter_rows()}
