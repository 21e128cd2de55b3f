"""Which line explains each raw change; what none explains is listed with the reason.

An added or removed row, and each cell of a changed row, is claimed by exactly one line. A table or a column that GTFS
and GTFS-JP do not name can be shown, but not explained. What does not live here: the lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from feeds.compare.fares import RIDE, Rides
from feeds.compare.gtfs_columns import COLUMNS
from feeds.compare.raw import TableDiff
from feeds.compare.same_service import Same
from feeds.compare.trip_changes import TripChanges
from feeds.compare.values import Claim, Unexplained
from feeds.compare.view import FeedView
from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.formats.gtfs_schema import KNOWN
from feeds.tables import ROW

SAMPLES = 5
"""Lines named of unexplained changes."""
_WHOLE = {
    "calendar": "service_days", "calendar_dates": "service_days", "shapes": "shapes_changed", "feed_info": "feed_info",
    "translations": "translations", "agency": "agency", "agency_jp": "agency", "fare_attributes": "fare_classes",
}  # fmt: skip
"""Tables that one line is about, whatever happened to their rows."""
_CELLS = {
    ("stops", "stop_name"): "stops_renamed", ("stops", "stop_lat"): "stops_moved", ("stops", "stop_lon"): "stops_moved",
    ("routes", "route_short_name"): "routes_renamed", ("routes", "route_long_name"): "routes_renamed",
    ("trips", "route_id"): "trips_route", ("trips", "service_id"): "trips_days",
    ("trips", "shape_id"): "shapes_changed",
    ("stop_times", "arrival_time"): "times_changed", ("stop_times", "departure_time"): "times_changed",
    ("stop_times", "stop_id"): "calls_changed", ("stop_times", "shape_dist_traveled"): "shapes_changed",
    ("stop_times", "pickup_type"): "boarding", ("stop_times", "drop_off_type"): "boarding",
}  # fmt: skip
_RENUMBERED = {
    ("stop_times", "stop_id"): ("stops", "stops_renumbered"),
    ("stops", "parent_station"): ("stops", "stops_renumbered"),
    ("trips", "route_id"): ("routes", "routes_renumbered"), ("trips", "service_id"): ("services", "service_days"),
    ("stops", "zone_id"): ("stops", "stops_renumbered"),
}  # fmt: skip
_ZERO = frozenset({"location_type", "pickup_type", "drop_off_type", "wheelchair_boarding", "wheelchair_accessible",
                   "bikes_allowed", "exact_times", "transfer_type"})  # fmt: skip
"""Columns in which a blank says the same as 0."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of both versions when raw changes are explained."""

    old: FeedView
    new: FeedView
    same: Same
    changes: TripChanges
    rides: Rides
    reused: pl.Series


@dataclass(slots=True)
class Account:
    """Claims and what is left, as they are found."""

    claims: list[Claim]
    left: list[Unexplained]

    def take(self, diff: TableDiff, part: str, rows: pl.DataFrame, column: str = "") -> None:
        """Count rows with `code` (null: unexplained), `subject`, `reason` and `_row`."""
        if not rows.height:
            return
        sums = rows.filter(pl.col("code").is_not_null()).group_by("code", "subject", maintain_order=True).len()
        self.claims += [Claim(code, subject, diff.stem, part, column, n) for code, subject, n in sums.iter_rows()]
        left = (
            rows.filter(pl.col("code").is_null())
            .group_by("reason", maintain_order=True)
            .agg(n=pl.len(), lines=pl.col(ROW).head(SAMPLES))
        )
        for reason, n, lines in left.iter_rows():
            self.left.append(Unexplained(diff.stem, part, column, n, reason, tuple(lines)))


def explain(diffs: Mapping[str, TableDiff], known: Known) -> Account:
    """Every raw change, claimed or listed."""
    account = Account([], [])
    trips = {side: _trip_codes(known, side) for side in ("old", "new")}
    for diff in diffs.values():
        for part, side in (("added", "new"), ("removed", "old")):
            rows = diff.added if part == "added" else diff.removed
            account.take(diff, part, _rows(diff, rows, known, side, trips[side]))
        for column, mask in diff.changed_columns().items():
            account.take(diff, "changed", _cells(diff, column, mask, known), column)
    return account


def _said(rows: pl.DataFrame, code: pl.Expr | str | None, subject: str = "", reason: str = "") -> pl.DataFrame:
    told = pl.lit(code, dtype=pl.String) if code is None or isinstance(code, str) else code
    return rows.select(ROW, code=told, subject=pl.lit(subject), reason=pl.lit(reason))


def _trip_codes(known: Known, side: str) -> pl.DataFrame:
    """trip_id, code: by which line a trip that only one version has is explained; 'kept' for the others."""
    view = known.new if side == "new" else known.old
    word = "begun" if side == "new" else "ended"
    pairs = known.same.trips.select(trip_id=side, how="how")
    routes = known.same.routes.select(route_id=side, goes_on=pl.lit(value=True))
    told = view.trips.join(pairs, on="trip_id", how="left").join(routes, on="route_id", how="left")
    has_route = pl.col("route_id").is_in(view.routes["route_id"].implode())
    alone = pl.when(pl.col("goes_on") | ~has_route).then(pl.lit(f"trips_{word}")).otherwise(pl.lit(f"routes_{word}"))
    known_as = pl.when(pl.col("how") == "near").then(pl.lit("times_changed")).otherwise(pl.lit("trips_renumbered"))
    code = pl.when(pl.col("how") == "id").then(pl.lit("kept")).when(pl.col("how").is_null()).then(alone)
    return told.select("trip_id", code=code.otherwise(known_as))


def _rows(diff: TableDiff, rows: pl.DataFrame, known: Known, side: str, trips: pl.DataFrame) -> pl.DataFrame:
    """The codes of added or removed rows."""
    stem, word = diff.stem, "begun" if side == "new" else "ended"
    if stem in _WHOLE:
        return _said(rows, _WHOLE[stem])
    if stem in ("stops", "routes"):
        pairs = (known.same.stops if stem == "stops" else known.same.routes).select("how", id=side)
        told = (
            rows.join(pairs, left_on=diff.key[0], right_on="id", how="left")
            if diff.key
            else rows.with_columns(how=pl.lit(None))
        )
        code = pl.when(pl.col("how") == "id").then(pl.lit("table")).when(pl.col("how").is_not_null()).then(
            pl.lit(f"{stem}_renumbered")).otherwise(pl.lit(f"{stem}_{word}"))  # fmt: skip
        return told.select(
            ROW,
            code=code,
            subject=pl.when(pl.col("how") == "id").then(pl.lit(stem)).otherwise(pl.lit("")),
            reason=pl.lit(""),
        )
    if stem in ("trips", "stop_times", "frequencies") and "trip_id" in rows.columns:
        return _of_trips(diff, rows, known, trips)
    if stem == "fare_rules":
        return _of_rides(rows, known, side, f"fares_{word}")
    if stem in KNOWN or stem == LOCATIONS:
        return _said(rows, "table", stem)
    return _said(rows, None, reason="unknown_file")


def _of_trips(diff: TableDiff, rows: pl.DataFrame, known: Known, trips: pl.DataFrame) -> pl.DataFrame:
    """Rows of trips: as their trip is explained; those of a trip that both versions have, as its calls are."""
    told = rows.select(ROW, "trip_id").join(trips, on="trip_id", how="left", maintain_order="left")
    kept = pl.lit("table")
    if diff.stem == "stop_times":
        kept = _of_kept(known)
    code = pl.when(pl.col("code") == "kept").then(kept).otherwise(pl.col("code"))
    subject = pl.when(pl.col("code") == "table").then(pl.lit(diff.stem)).otherwise(pl.lit(""))
    return told.with_columns(code=code).select(ROW, "code", subject=subject, reason=pl.lit("no_such_trip"))


def _of_rides(rows: pl.DataFrame, known: Known, side: str, alone: str) -> pl.DataFrame:
    """Rows of fare_rules: fares of rides that only one version has, else another price, or another id of the route or
    stop alone."""
    blank = [pl.lit("").alias(name) for name in RIDE if name not in rows.columns]
    keyed = rows.with_columns(*blank).select(ROW, *RIDE)
    if side == "old":
        keyed = keyed.join(known.rides.old_keys, on=RIDE, how="left", maintain_order="left").select(
            ROW, *(pl.col(f"c_{name}").alias(name) for name in RIDE)
        )
    told = keyed.join(known.rides.both, on=RIDE, how="left", maintain_order="left")
    old, new = pl.col("prices_old"), pl.col("prices_new")
    code = pl.when(old.is_null() | new.is_null()).then(pl.lit(alone)).when(old != new).then(pl.lit("fares_changed"))
    return _said(told, code.otherwise(pl.lit("fare_ids")))


def _of_kept(known: Known) -> pl.Expr:
    """Rows of stop_times of a trip that both have: other calls, other times, or only other numbers."""
    trip = pl.col("trip_id")
    recalled, retimed = (trip.is_in(one["new"].implode()) for one in (known.changes.recalled, known.changes.retimed))
    return (
        pl.when(recalled)
        .then(pl.lit("calls_changed"))
        .when(retimed)
        .then(pl.lit("times_changed"))
        .otherwise(pl.lit("sequence"))
    )


def _cells(diff: TableDiff, column: str, mask: pl.Series, known: Known) -> pl.DataFrame:
    """The codes of the changed cells of one column."""
    stem, where = diff.stem, (diff.stem, column)
    rows = diff.after.filter(mask).select(ROW, *diff.key, now=column).with_columns(was=diff.before.filter(mask)[column])
    if stem in _WHOLE:
        return _said(rows, _WHOLE[stem])
    if stem not in KNOWN and stem != LOCATIONS:
        return _said(rows, None, reason="unknown_file")
    if column not in COLUMNS.get(stem, ()):
        return _said(rows, None, reason="unknown_column")
    if column not in diff.old_columns or column not in diff.new_columns:
        return _said(rows, "columns", f"{stem}.{column}")
    if stem == "fare_rules":
        return _of_rides(rows, known, "new", "fares_changed")
    told = pl.lit(_CELLS.get(where, "details"))
    if stem == "stop_times" and column in ("arrival_time", "departure_time") and "trip_id" in diff.key:
        told = pl.when(_of_kept(known) == "calls_changed").then(
            pl.when(pl.col("trip_id").is_in(known.changes.retimed["new"].implode())).then(told).otherwise(pl.lit("calls_changed"))
        ).otherwise(told)  # fmt: skip
    if where in _RENUMBERED:
        name, code = _RENUMBERED[where]
        pairs: pl.DataFrame = getattr(known.same, name)
        rows = rows.join(pairs.select(was="old", becomes="new"), on="was", how="left", maintain_order="left")
        told = pl.when((pl.col("becomes") == pl.col("now")).fill_null(value=False)).then(pl.lit(code)).otherwise(told)
    if stem == "stops" and diff.key:
        told = pl.when(pl.col(diff.key[0]).is_in(known.reused.implode())).then(pl.lit("stops_reused")).otherwise(told)
    if column in _ZERO:
        alike = pl.col("was").is_in(["", "0"]) & pl.col("now").is_in(["", "0"])
        told = pl.when(alike).then(pl.lit("notation")).otherwise(told)
    named = pl.when(pl.col("code") == "details").then(pl.lit(f"{stem}.{column}")).otherwise(pl.lit(""))
    return rows.select(ROW, code=told).with_columns(subject=named, reason=pl.lit(""))
