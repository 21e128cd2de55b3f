"""One generated GTFS-JP feed of edition 3, as large as one likes: what `bench check` has checked.

All of it is invented and a pure function of the number of stop times. Every hundredth stop has no reading, so that the
rules have something to find. What does not live here: the plain feed below it (feedpairs), checking (bench/check).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bench.tools.feedpairs import CALLS, TRIPS_OF_ROUTE, feed_tables, write_feed


def write_jp_feed(path: Path, stop_times: int) -> Path:
    """A feed with that many stop times (a multiple of CALLS × TRIPS_OF_ROUTE is met exactly)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = feed_tables(max(2, stop_times // (CALLS * TRIPS_OF_ROUTE)))
    agency = "7000020000000"
    tables["agency"] = pl.DataFrame({"agency_id": [agency], "agency_name": ["試験バス"], "agency_url":
        ["https://example.org/"], "agency_timezone": ["Asia/Tokyo"], "agency_lang": ["ja"],
        "agency_phone": ["03-0000-0000"]})  # fmt: skip
    tables["routes"] = tables["routes"].with_columns(agency_id=pl.lit(agency))
    tables["feed_info"] = pl.DataFrame({"feed_publisher_name": ["試験バス"], "feed_publisher_url":
        ["https://example.org/"], "feed_lang": ["ja"], "feed_start_date": ["20240401"], "feed_end_date": ["20250331"],
        "feed_version": ["1"]})  # fmt: skip
    tables["fare_rules"] = tables["routes"].select(fare_id=pl.lit("F200"), route_id="route_id")
    tables["translations"] = _readings(tables)
    write_feed(path, tables)
    return path


def _readings(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Readings by name (`field_value`), but of every hundredth stop."""
    stops = tables["stops"].filter(pl.int_range(pl.len()) % 100 != 99)
    headsigns = tables["trips"].select("trip_headsign").unique(maintain_order=True)
    return pl.concat([
        _words("stops", "stop_name", stops["stop_name"], "テイリュウジョ"),
        _words("trips", "trip_headsign", headsigns["trip_headsign"], "イキサキ"),
        _words("agency", "agency_name", tables["agency"]["agency_name"], "シケンバス"),
    ])  # fmt: skip


def _words(table: str, field: str, names: pl.Series, reading: str) -> pl.DataFrame:
    return pl.DataFrame({"field_value": names}).select(
        table_name=pl.lit(table), field_name=pl.lit(field), language=pl.lit("ja-Hrkt"), translation=pl.lit(reading),
        field_value="field_value",
    )  # fmt: skip
