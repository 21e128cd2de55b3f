"""Stops: rows of stops.txt with position, names, service and validity. Vectorised.

Source: GTFS Schedule, stops.txt. What does not live here: routes, the municipality a stop lies in (layers.links).
"""

from __future__ import annotations

import polars as pl

from layers.application.transit.columns import STOPS
from layers.application.transit.names import add_names
from layers.application.transit.service import Service, summary, with_validity
from layers.context import FeedContext, TextTables
from layers.frames import GEOMETRY, conform, text_or_null, wkb_points
from terms.ids import feature_id_prefix

_TEXTS = [
    "stop_id", "stop_code", "stop_name", "stop_desc", "location_type", "parent_station", "platform_code", "zone_id",
    "wheelchair_boarding", "stop_lat", "stop_lon",
]  # fmt: skip


def placed(tables: TextTables) -> tuple[pl.DataFrame, dict[str, int]]:
    """Rows of stops.txt with stop_id and numeric `lon`, `lat`; and what was skipped: rows without id, repeated ids,
    rows without a position, positions outside CRS84."""
    table = tables.get("stops")
    if table is None:
        table = pl.DataFrame(schema={"stop_id": pl.String})
    rows = table.select(text_or_null(table, _TEXTS)).with_columns(
        lon=pl.col("stop_lon").cast(pl.Float64, strict=False), lat=pl.col("stop_lat").cast(pl.Float64, strict=False)
    )
    known = rows.drop_nulls("stop_id")
    single = known.unique("stop_id", keep="first", maintain_order=True)
    finite = pl.col("lon").is_finite() & pl.col("lat").is_finite()
    there = single.filter(finite.fill_null(False))
    inside = there.filter((pl.col("lon").abs() <= 180) & (pl.col("lat").abs() <= 90))
    skipped = {
        "stop_without_id": len(rows) - len(known),
        "stop_id_repeated": len(known) - len(single),
        "stop_without_position": len(single) - len(there),
        "stop_position_out_of_range": len(there) - len(inside),
    }
    return inside, {code: n for code, n in skipped.items() if n}


def _with_service(rows: pl.DataFrame, service: Service) -> pl.DataFrame:
    """Trips that call at the stop; a parent station counts the trips at its platforms once each."""
    parents = rows.drop_nulls("parent_station").select("stop_id", "parent_station")
    at_parent = service.calls.join(parents, on="stop_id").select("trip_id", stop_id="parent_station")
    keyed = pl.concat([service.calls.select("trip_id", "stop_id"), at_parent])
    return rows.join(summary(service, keyed, "stop_id"), on="stop_id", how="left").with_columns(
        pl.col("trips_per_day").fill_null(0.0)
    )


def build_stops(tables: TextTables, context: FeedContext, service: Service) -> tuple[pl.DataFrame, dict[str, int]]:
    """The `stops` frame and what was skipped."""
    rows, skipped = placed(tables)
    rows = with_validity(_with_service(rows, service), context)
    rows = add_names(rows, tables, "stops", "stop_id", "stop_name", "stop")
    location_type = pl.col("location_type").cast(pl.Int64, strict=False).fill_null(0)
    frame = rows.with_columns(
        pl.format("{}{}", pl.lit(feature_id_prefix(context.feed, "stops")), "stop_id").alias("feature_id"),
        pl.lit(str(context.feed)).alias("feed"),
        location_type.alias("location_type"),
        pl.col("parent_station").alias("parent_station_id"),
        pl.col("wheelchair_boarding").alias("wheelchair_boarding_code"),
        wkb_points(rows["lon"].to_numpy(), rows["lat"].to_numpy()).alias(GEOMETRY),
    )
    return conform(frame, STOPS), skipped
