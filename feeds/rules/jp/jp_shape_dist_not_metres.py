"""jp_shape_dist_not_metres: shape_dist_traveled whose length is far from the length on the ground in metres.

Along shapes.txt a factor of two is far; between stops (straight lines, in stop_times.txt) below a half or above five.
Lengths under 200 m do not count. Not here: distances that fall (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.cells import number
from feeds.rules.journeys import patterns
from feeds.rules.rule import Rule, RuleContext, all_of, cell, every_edition, known, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_EARTH_M = 6_371_008.8
_SHORT_M = 200
_DIST = "shape_dist_traveled"


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for each shape and for each route; details: id, said_m (what the column says), length_m."""
    return all_of([_of_shapes(tables), _of_routes(tables, context)])


def _of_shapes(tables: TextTables) -> pl.DataFrame:
    shapes = known(tables, "shapes", "shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", _DIST)
    if shapes is None:
        return nothing()
    points = shapes.select(
        "_row", number("shape_pt_lat").alias("lat"), number("shape_pt_lon").alias("lon"), number(_DIST),
        number("shape_pt_sequence").alias("at"), group=cell("shape_id"),
    ).sort("group", "at", maintain_order=True)  # fmt: skip
    return _far(points.with_columns(id="group"), "shapes.txt", 0.5, 2.0)


def _of_routes(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    stops = known(tables, "stops", "stop_id", "stop_lat", "stop_lon")
    calls = patterns(tables, context)
    if stops is None or calls is None or _DIST not in calls.columns:
        return nothing()
    places = stops.select(
        cell("stop_id"), number("stop_lat").alias("lat"), number("stop_lon").alias("lon")
    ).unique("stop_id", keep="first")  # fmt: skip
    each = calls.select("_row", "_trip", "_at", number(_DIST), cell("stop_id"), id="route_id")
    there = each.join(places, on="stop_id", how="inner").sort("_trip", "_at")
    found = _far(there.with_columns(group="_trip"), "stop_times.txt", 0.5, 5.0)
    return found.unique("id", keep="first", maintain_order=True)


def _far(points: pl.DataFrame, table: str, low: float, high: float) -> pl.DataFrame:
    """Groups of points in order of which the said length is less than `low` or more than `high` of the true one."""
    goes_on = pl.col("group") == pl.col("group").shift(1)
    seen = points.filter(pl.col("lat").is_not_null(), pl.col("lon").is_not_null(), pl.col(_DIST).is_not_null())
    steps = seen.with_columns(step=pl.when(goes_on).then(_step()).otherwise(0.0))
    groups = steps.group_by("group", maintain_order=True).agg(
        pl.col("_row").last(), pl.col("id").first(), length=pl.col("step").sum(),
        said=pl.col(_DIST).last() - pl.col(_DIST).first(),
    )  # fmt: skip
    far = groups.filter(pl.col("length") >= _SHORT_M, ~(pl.col("said") / pl.col("length")).is_between(low, high))
    rounded = {f"{name}_m": pl.col(name).round(1) for name in ("said", "length")}
    found = many(far, table, column=_DIST, value=rounded["said_m"], id=pl.col("id"), **rounded)
    return found.with_columns(expected=pl.col("length_m").cast(pl.String))


def _step() -> pl.Expr:
    """Metres on a sphere from the point before (haversine)."""
    lat, before = pl.col("lat").radians(), pl.col("lat").shift(1).radians()
    half = ((lat - before) / 2).sin() ** 2
    across = ((pl.col("lon").radians() - pl.col("lon").shift(1).radians()) / 2).sin() ** 2
    return 2 * _EARTH_M * (half + before.cos() * lat.cos() * across).clip(0, 1).sqrt().arcsin()


RULES = (
    Rule(
        code="jp_shape_dist_not_metres",
        text=words(
            ja=(
                "{table} {row}行目までの shape_dist_traveled（{id}）は {said_m} ですが、地図で測ると約 {length_m} "
                "m です。",
                "GTFS-JPでは、始点からの距離をメートルで書きます。キロメートルなら1,000倍してください。",
            ),
            en=(
                "shape_dist_traveled of {id} comes to {said_m} at row {row} of {table}, but on the map it is about "
                "{length_m} m.",
                "GTFS-JP counts the distance from the start in metres; multiply kilometres by 1,000.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 stop_times.txt (metres); v3, v4 same (by gtfs_jp.md, Fields); the limits are ours",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
