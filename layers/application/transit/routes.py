"""Routes: rows of routes.txt with line, names, colours, service and validity. Vectorised.

Source: GTFS Schedule, routes.txt; GTFS-JP routes.txt. What does not live here: how lines are drawn (`lines.py`).
"""

from __future__ import annotations

import polars as pl

from layers.application.transit.columns import ROUTES
from layers.application.transit.lines import route_lines
from layers.application.transit.names import SUFFIXES, add_names
from layers.application.transit.service import Service, summary, with_validity
from layers.context import FeedContext, TextTables
from layers.frames import conform, text_or_null
from terms.ids import feature_id_prefix

_TEXTS = [
    "route_id", "agency_id", "route_short_name", "route_long_name", "route_desc", "route_type", "route_color",
    "route_text_color", "jp_parent_route_id",
]  # fmt: skip


def _colour(column: str) -> pl.Expr:
    hexadecimal = pl.col(column).str.to_lowercase().str.extract(r"^#?([0-9a-f]{6})$")
    return (pl.lit("#") + hexadecimal).alias(column)


def _agencies(tables: TextTables) -> pl.DataFrame:
    table = tables.get("agency")
    if table is None:
        return pl.DataFrame(schema={"agency_id": pl.String, "agency_name": pl.String})
    return table.select(text_or_null(table, ["agency_id", "agency_name"])).unique(
        "agency_id", keep="first", maintain_order=True
    )


def _with_agency(rows: pl.DataFrame, tables: TextTables) -> pl.DataFrame:
    """agency_name by agency_id; where the feed has one agency only, agency_id may be left out (GTFS, routes.txt)."""
    agencies = _agencies(tables)
    joined = rows.join(agencies.drop_nulls("agency_id"), on="agency_id", how="left")
    if len(agencies) == 1:
        joined = joined.with_columns(pl.col("agency_name").fill_null(pl.lit(agencies["agency_name"][0], pl.String)))
    return joined


def _with_names(rows: pl.DataFrame, tables: TextTables) -> pl.DataFrame:
    """route_name: the short name, else the long one; its translations likewise."""
    for field, word in (("route_short_name", "short"), ("route_long_name", "long")):
        rows = add_names(rows, tables, "routes", "route_id", field, word)
    is_short = pl.col("route_short_name").is_not_null()
    return rows.with_columns(
        pl.coalesce("route_short_name", "route_long_name").alias("route_name"),
        *[
            pl.when(is_short).then(f"short_name_{s}").otherwise(f"long_name_{s}").alias(f"route_name_{s}")
            for s in SUFFIXES
        ],
    )


def build_routes(
    tables: TextTables, context: FeedContext, service: Service, stops: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The `routes` frame and what was skipped; `stops` is what `stops.placed` gave."""
    table = tables.get("routes")
    if table is None:
        table = pl.DataFrame(schema={"route_id": pl.String})
    rows = table.select(text_or_null(table, _TEXTS))
    known = rows.drop_nulls("route_id")
    single = known.unique("route_id", keep="first", maintain_order=True)
    drawn = single.join(route_lines(tables, service, stops), on="route_id", how="inner", maintain_order="left")
    skipped = {
        "route_without_id": len(rows) - len(known),
        "route_id_repeated": len(known) - len(single),
        "route_without_line": len(single) - len(drawn),
    }
    keyed = service.trips.select("trip_id", "route_id").drop_nulls()
    served = drawn.join(summary(service, keyed, "route_id"), on="route_id", how="left")
    named = _with_names(_with_agency(with_validity(served, context), tables), tables)
    frame = named.with_columns(
        pl.format("{}{}", pl.lit(feature_id_prefix(context.feed, "routes")), "route_id").alias("feature_id"),
        pl.lit(str(context.feed)).alias("feed"),
        pl.col("route_type").cast(pl.Int64, strict=False),
        pl.col("trips_per_day").fill_null(0.0),
        _colour("route_color"),
        _colour("route_text_color"),
    )
    return conform(frame, ROUTES), {code: n for code, n in skipped.items() if n}
