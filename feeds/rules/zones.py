"""fare_rules.txt as rules read it, and the stops of each route with their zones.

What does not live here: the rules that use it (`jp/`).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.journeys import patterns
from feeds.rules.rule import RuleContext, cell, known
from feeds.tables import TextTables

_COLUMNS = ("route_id", "origin_id", "destination_id", "contains_id")


def fare_rules(tables: TextTables) -> pl.DataFrame | None:
    """route_id, origin_id, destination_id, contains_id of each rule, "" where blank or without the column."""
    rules = known(tables, "fare_rules")
    if rules is None:
        return None
    return rules.select(
        (cell(column) if column in rules.columns else pl.lit("")).alias(column) for column in _COLUMNS
    )  # fmt: skip


def calls_with_zones(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    """The visits of `patterns` at poles, with `zone_id` ("" where blank), `place` (the stop's name, without one its id)
    and `_stop_row`, the line of stops.txt."""
    stops, calls = known(tables, "stops", "stop_id"), patterns(tables, context)
    if stops is None or calls is None:
        return None
    told = {
        name: cell(name) if name in stops.columns else pl.lit("") for name in ("zone_id", "stop_name", "location_type")
    }
    poles = stops.select(cell("stop_id"), **told, _stop_row="_row").unique("stop_id", keep="first")
    place = pl.when(pl.col("stop_name") == "").then(pl.col("stop_id")).otherwise(pl.col("stop_name"))
    poles = poles.with_columns(place=place).drop("stop_name")
    found = calls.with_columns(cell("stop_id")).join(poles, on="stop_id", how="inner")
    return found.filter(pl.col("location_type").is_in(["", "0"])).drop("location_type").sort("_trip", "_at")
