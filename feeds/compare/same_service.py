"""Which route, service, trip and shape of the old version is which of the new: by id, else by the shape of service.

A route is known by the legs it runs (from stop to next stop, so that there and back differ) and by its name; a trip by
its route, its stops and its times; a service by its days of the week and its trips. An id that is kept is kept. What
does not live here: stops (`same_stops`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from feeds.compare.pairing import best_of, empty_pairs, few, in_turn, without
from feeds.compare.view import FeedView

UNPAIRED = 1 << 31
"""Old stops that no new one is are numbered from here, so that they are equal to nothing."""
_ALIKE = 0.5
_LATER_S = 1_800
"""A trip of equal route, stops and days that leaves at most so much later or earlier may be the same trip retimed."""


@dataclass(frozen=True, slots=True)
class Same:
    """Pairs of ids of both versions: old, new, confidence, how; `calls` is the old version's with the stops numbered as
    in the new one."""

    stops: pl.DataFrame
    routes: pl.DataFrame
    services: pl.DataFrame
    trips: pl.DataFrame
    shapes: pl.DataFrame
    calls: pl.DataFrame


def same_service(old: FeedView, new: FeedView, stops: pl.DataFrame) -> Same:
    """All pairs, given those of the stops."""
    calls = _calls_as_new(old, new, stops)
    services = _services(old, new)
    routes = _routes(old, new, calls)
    trips = _trips(old, new, calls, routes, services)
    return Same(stops, routes, services, trips, _shapes(old, new, trips), calls)


def _calls_as_new(old: FeedView, new: FeedView, stops: pl.DataFrame) -> pl.DataFrame:
    numbers = (
        old.stops.select("stop", "stop_id")
        .join(stops, left_on="stop_id", right_on="old", how="left", maintain_order="left")
        .join(new.stops.select(new="stop_id", now="stop"), on="new", how="left", maintain_order="left")
        .select("stop", now=pl.coalesce("now", pl.col("stop") + UNPAIRED))
    )
    return old.calls.with_columns(
        stop=old.calls.select("stop").join(numbers, on="stop", how="left", maintain_order="left")["now"]
    )


def by_same_id(old: pl.DataFrame, new: pl.DataFrame, name: str) -> pl.DataFrame:
    """Pairs of ids that both have, each once."""
    ids = old.select(pl.col(name).unique(maintain_order=True)).join(
        new.select(pl.col(name).unique()), on=name, how="semi"
    )
    return ids.select(old=name, new=name, confidence=pl.lit(1.0), how=pl.lit("id"))


def _services(old: FeedView, new: FeedView) -> pl.DataFrame:
    before, after = _profiles(old), _profiles(new)
    kept = by_same_id(before, after, "id")
    left, right = without(before, kept, "old"), without(after, kept, "new")
    week = in_turn(left, right, ["week", "alike"], 0.8, "days")
    left, right = without(left, week, "old"), without(right, week, "new")
    return pl.concat([kept, week, in_turn(left, right, ["week"], 0.5, "days")])


def _profiles(one: FeedView) -> pl.DataFrame:
    """Services that trips use, those with most trips first: `week`, the weekdays on which each runs in most of its
    weeks, `alike`, how many services of that week there are."""
    used = one.trips.group_by("service_id").agg(trips=pl.len())
    each = (
        one.days.join(used, on="service_id", how="semi")
        .group_by("service_id", weekday=pl.col("day_on").dt.weekday())
        .agg(days=pl.len())
    )
    most = each.filter(pl.col("days") * 2 > pl.col("days").max().over("service_id"))
    week = (
        most.sort("weekday")
        .group_by("service_id")
        .agg(week=pl.col("weekday").cast(pl.String))
        .with_columns(pl.col("week").list.join(""))
    )
    told = used.filter(pl.col("service_id") != "").join(week, on="service_id", how="left")
    ordered = told.sort("trips", "service_id", descending=[True, False])
    return ordered.select("trips", id="service_id", week="week", alike=pl.len().over("week"))


def legs(one: FeedView, calls: pl.DataFrame, routes: pl.Series) -> pl.DataFrame:
    """`route`, `leg` (two stops one after the other as one number), each once, for those routes."""
    trips = one.trips.filter(pl.col("route_id").is_in(routes.implode())).select("trip", route="route_id")
    rows = calls.join(trips, on="trip", how="semi", maintain_order="left").with_columns(
        then=pl.col("stop").shift(-1), same=pl.col("trip") == pl.col("trip").shift(-1)
    )
    leg = pl.col("stop").cast(pl.UInt64) * 2**32 + pl.col("then").cast(pl.UInt64)
    return (
        rows.filter("same")
        .select("trip", leg=leg)
        .join(trips, on="trip")
        .select("route", "leg")
        .drop_nulls()
        .unique(maintain_order=True)
    )


def _routes(old: FeedView, new: FeedView, calls: pl.DataFrame) -> pl.DataFrame:
    kept = by_same_id(old.routes, new.routes, "route_id")
    left = without(old.routes.rename({"route_id": "id"}), kept, "old")
    right = without(new.routes.rename({"route_id": "id"}), kept, "new")
    if not (left.height and right.height):
        return kept
    ours, theirs = legs(old, calls, left["id"]), legs(new, new.calls, right["id"])
    shared = (
        few(ours, ["leg"])
        .join(few(theirs, ["leg"]), on="leg")
        .group_by(old="route", new="route_right")
        .agg(shared=pl.len())
    )
    sizes = [one.group_by("route").agg(legs=pl.len()) for one in (ours, theirs)]
    names = (
        few(left.filter(pl.col("name") != ""), ["name"])
        .join(few(right, ["name"]), on="name")
        .select(old="id", new="id_right", named=pl.lit(value=True))
    )
    pairs = shared.join(names, on=["old", "new"], how="full", coalesce=True)
    pairs = pairs.join(sizes[0], left_on="old", right_on="route", how="left").join(
        sizes[1], left_on="new", right_on="route", how="left"
    )
    both = pl.col("legs").fill_null(0) + pl.col("legs_right").fill_null(0) - pl.col("shared").fill_null(0)
    alike = pl.when(both > 0).then(pl.col("shared").fill_null(0) / both).otherwise(0.0)
    named = pl.col("named").fill_null(value=False)
    confidence = (
        pl.when(named).then(0.5 + 0.48 * alike).otherwise(pl.when(alike >= _ALIKE).then(0.9 * alike).otherwise(0.0))
    )
    told = pairs.select(
        "old",
        "new",
        confidence=confidence,
        how=pl.when(named).then(pl.lit("name")).otherwise(pl.lit("legs")),
        apart=-alike,
    ).filter(pl.col("confidence") >= _ALIKE * 0.9)
    return pl.concat([kept, best_of(told.sort("old", "new"))])


def _trips(
    old: FeedView, new: FeedView, calls: pl.DataFrame, routes: pl.DataFrame, services: pl.DataFrame
) -> pl.DataFrame:
    kept = by_same_id(old.trips, new.trips, "trip_id")
    left = without(old.trips.rename({"trip_id": "id"}), kept, "old")
    right = without(new.trips.rename({"trip_id": "id"}), kept, "new")
    if not (left.height and right.height):
        return kept
    left = _as_new(_as_new(left, routes, "route_id"), services, "service_id")
    left, right = _signed(left, calls), _signed(right, new.calls)
    steps: tuple[tuple[Sequence[str], float, str], ...] = (
        (("route_id", "service_id", "stops", "clock"), 0.98, "times"),
        (("route_id", "stops", "clock"), 0.85, "times"),
        (("stops", "clock"), 0.7, "times"),
    )
    found = [kept]
    for by, confidence, how in steps:
        pairs = in_turn(left, right, by, confidence, how)
        left, right = without(left, pairs, "old"), without(right, pairs, "new")
        found.append(pairs)
    return pl.concat([*found, _retimed(left, right)])


def _as_new(trips: pl.DataFrame, pairs: pl.DataFrame, name: str) -> pl.DataFrame:
    """Ids of the old version as those of the new; what is not there any more is null."""
    said = trips.select(name).join(
        pairs.select("old", "new"), left_on=name, right_on="old", how="left", maintain_order="left"
    )
    return trips.with_columns(said["new"].alias(name))


def _signed(trips: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """With the marks of stops in order (`stops`) and of times (`clock`), null where a trip has no call."""
    rows = calls.join(trips.select("trip"), on="trip", how="semi", maintain_order="left")
    told = rows.group_by("trip").agg(
        stops=pl.struct("stop", "nth").hash(1).bitwise_xor(), clock=pl.struct("at_s", "nth").hash(2).bitwise_xor()
    )
    return trips.join(told, on="trip", how="left", maintain_order="left")


def _retimed(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Trips of equal route, days and stops, the nearest departures with each other."""
    by = ["route_id", "service_id", "stops"]
    pairs = few(left.drop_nulls([*by, "first_s"]), by).join(few(right.drop_nulls("first_s"), by), on=by)
    apart = (pl.col("first_s") - pl.col("first_s_right")).abs().cast(pl.Float64)
    told = pairs.select(old="id", new="id_right", confidence=pl.lit(0.5), how=pl.lit("near"), apart=apart)
    return best_of(told.filter(pl.col("apart") <= _LATER_S))


def _shapes(old: FeedView, new: FeedView, trips: pl.DataFrame) -> pl.DataFrame:
    """By id, else the shape that most trips of the old one have now."""
    ids = [pl.DataFrame({"id": _shape_ids(one)}) for one in (old, new)]
    kept = by_same_id(ids[0], ids[1], "id")
    told = (
        trips.join(old.trips.select(old="trip_id", was="shape_id"), on="old")
        .join(new.trips.select(new="trip_id", now="shape_id"), on="new")
        .filter(pl.col("was") != "", pl.col("now") != "")
        .group_by("was", "now", maintain_order=True)
        .agg(trips=pl.len(), confidence=pl.col("confidence").mean() * 0.9)
    )
    free = told.join(kept, left_on="was", right_on="old", how="anti").join(
        kept, left_on="now", right_on="new", how="anti"
    )
    found = free.select(
        old="was", new="now", confidence="confidence", how=pl.lit("trips"), apart=-pl.col("trips").cast(pl.Float64)
    )
    return pl.concat([kept, best_of(found)]) if found.height else pl.concat([kept, empty_pairs()])


def _shape_ids(one: FeedView) -> pl.Series:
    shapes = one.tables.get("shapes")
    if shapes is None or "shape_id" not in shapes.columns:
        return pl.Series("id", [], dtype=pl.String)
    return (
        shapes.filter(pl.col("shape_id").fill_null("") != "")
        .select(pl.col("shape_id").str.strip_chars().unique(maintain_order=True))
        .to_series()
    )
