"""Lines about routes and trips: begun, ended, renamed, renumbered, per day, first and last, and stops served less.

What does not live here: which route and trip is which (`same_service`), what runs on a usual day (`runs`).
"""

from __future__ import annotations

import polars as pl

from feeds.compare.runs import DAY_TYPES, Runs, calls_by_stop
from feeds.compare.same_service import Same
from feeds.compare.trip_changes import TripChanges
from feeds.compare.values import Line, line, some
from feeds.compare.view import FeedView

Names = pl.DataFrame


def route_places(one: FeedView, route_ids: pl.Series) -> pl.DataFrame:
    """route_id, lon, lat (the middle of its stops) and path ([lon, lat] of the stops of its longest trip)."""
    trips = one.trips.filter(pl.col("route_id").is_in(route_ids.implode()))
    longest = trips.sort("calls", descending=True, maintain_order=True).unique(
        "route_id", keep="first", maintain_order=True
    )
    calls = one.calls.join(longest.select("trip", "route_id"), on="trip", maintain_order="left")
    placed = calls.join(one.stops.select("stop", "lon", "lat"), on="stop", maintain_order="left").drop_nulls("lon")
    point = pl.concat_list(pl.col("lon").round(5), pl.col("lat").round(5))
    return placed.group_by("route_id", maintain_order=True).agg(
        lon=pl.col("lon").mean(), lat=pl.col("lat").mean(), path=point
    )


def _routes_alone(one: FeedView, pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    alone = one.routes.join(pairs, left_on="route_id", right_on=side, how="anti", maintain_order="left")
    trips = one.trips.group_by("route_id").agg(trips=pl.len())
    told = alone.join(trips, on="route_id", how="left", maintain_order="left").with_columns(
        pl.col("trips").fill_null(0)
    )
    return told.join(route_places(one, alone["route_id"]), on="route_id", how="left", maintain_order="left")


def route_lines(old: FeedView, new: FeedView, same: Same) -> list[Line]:
    """Routes that began and ended (with their coordinates), were renamed and renumbered."""
    both = same.routes.join(old.routes.select(old="route_id", name_old="name"), on="old", maintain_order="left").join(
        new.routes.select(new="route_id", name="name"), on="new", maintain_order="left"
    )
    renamed = both.filter(pl.col("name") != pl.col("name_old"))
    other = both.filter(pl.col("how") != "id")
    places = route_places(new, pl.concat([renamed["new"], other["new"]]).unique())
    told = (
        frame.rename({"new": "route_id"}).join(places, on="route_id", how="left", maintain_order="left")
        for frame in (renamed, other)
    )
    first, second = told
    return some(
        [
            line("routes_begun", _routes_alone(new, same.routes, "new")),
            line("routes_ended", _routes_alone(old, same.routes, "old")),
            line("routes_renamed", first.select("route_id", "name", "name_old", "lon", "lat")),
            line(
                "routes_renumbered", second.select("route_id", "name", "confidence", "how", "lon", "lat", old_id="old")
            ),
        ]
    )


def day_lines(runs: tuple[Runs, Runs], routes: tuple[FeedView, FeedView], same: Same) -> list[Line]:
    """Trips per day in all and by route, first and last bus by route; for each kind of day."""
    totals = _beside(runs[0].totals(), runs[1].totals(), ["day_type"], runs)
    before = (
        runs[0]
        .by_route()
        .join(same.routes.select(route_id="old", now="new"), on="route_id", how="left")
        .with_columns(route_id=pl.coalesce("now", pl.lit("\x00") + pl.col("route_id")))
        .drop("now")
    )
    paired = same.routes["new"]
    each = _beside(before, runs[1].by_route(), ["day_type", "route_id"], runs)
    named = each.join(routes[1].routes, on="route_id", how="left").filter(pl.col("route_id").is_in(paired.implode()))
    order = ["name", "route_id", "day"]
    counts = named.filter(pl.col("trips_old") != pl.col("trips_new"))
    counts = counts.sort((pl.col("trips_new") - pl.col("trips_old")).abs(), *order, descending=[True, *[False] * 3])
    both = (pl.col("trips_old") > 0) & (pl.col("trips_new") > 0)
    ends = named.filter(
        both, (pl.col("first_old_s") != pl.col("first_new_s")) | (pl.col("last_old_s") != pl.col("last_new_s"))
    )
    columns = ("day_type", "route_id", "name")
    return [
        Line("trips_per_day", facts={"says": totals.height > 0, "n": _differing(totals)},
             items=line("", totals.sort("day").drop("day")).items, total=_differing(totals)),
        *some(
            [
                line("route_trips", counts.select(*columns, "trips_old", "trips_new")),
                line("first_last", ends.sort(*order).select(
                    *columns, "first_old_s", "first_new_s", "last_old_s", "last_new_s")),
            ]
        ),
    ]  # fmt: skip


def _differing(totals: pl.DataFrame) -> int:
    pairs = (("trips_old", "trips_new"), ("first_old_s", "first_new_s"), ("last_old_s", "last_new_s"))
    return totals.filter(pl.any_horizontal(*(pl.col(a).ne_missing(pl.col(b)) for a, b in pairs))).height


def _beside(old: pl.DataFrame, new: pl.DataFrame, by: list[str], runs: tuple[Runs, Runs]) -> pl.DataFrame:
    """Both tallies in one row; a kind of day that one version has no date of is left out there."""
    names = {"trips": "trips", "first_s": "first", "last_s": "last"}
    sides = []
    for frame, word in ((old, "old"), (new, "new")):
        sides.append(frame.rename({k: f"{v}_{word}{'_s' if k.endswith('_s') else ''}" for k, v in names.items()}))
    both = sides[0].join(sides[1], on=by, how="full", coalesce=True)
    days = pl.DataFrame({"day_type": DAY_TYPES, "day": range(len(DAY_TYPES))})
    for one, word in zip(runs, ("old", "new"), strict=True):
        both = both.join(
            one.dates.select("day_type", pl.col("day_on").cast(pl.String).alias(f"date_{word}")),
            on="day_type",
            how="left",
        )
    return both.join(days, on="day_type").with_columns(pl.col("trips_old", "trips_new").fill_null(0))


def served_lines(old: FeedView, new: FeedView, same: Same, runs: tuple[Runs, Runs]) -> list[Line]:
    """Places (stops of one name) that are served less or more often on a usual day, with first and last bus there."""
    names_new = new.stops.select("stop", place="name")
    names_old = (
        old.stops.select("stop", "stop_id", "name")
        .join(same.stops.select(stop_id="old", new="new"), on="stop_id", how="left", maintain_order="left")
        .join(new.stops.select(new="stop_id", now="name"), on="new", how="left", maintain_order="left")
        .select("stop", place=pl.coalesce("now", pl.col("now").drop_nulls().first().over("name"), "name"))
    )
    before, after = calls_by_stop(runs[0], old.calls, names_old), calls_by_stop(runs[1], new.calls, names_new)
    both = before.join(after, on=["day_type", "place"], how="full", coalesce=True, suffix="_new").with_columns(
        pl.col("calls", "calls_new").fill_null(0)
    )
    known = [set(one.dates["day_type"]) for one in runs]
    both = both.filter(pl.col("day_type").is_in(sorted(known[0] & known[1])))
    spots = pl.concat([new.stops.select("name", "lon", "lat"), old.stops.select("name", "lon", "lat")]).drop_nulls()
    # in their order: polars sums otherwise as its threads come, and the last digit told may differ from run to run
    middle = spots.group_by(place="name", maintain_order=True).agg(pl.col("lon").mean(), pl.col("lat").mean())
    days = pl.DataFrame({"day_type": DAY_TYPES, "day": range(len(DAY_TYPES))})
    told = both.join(middle, on="place", how="left").join(days, on="day_type").select(
        "day_type", "lon", "lat", "day", name="place", calls_old="calls", calls_new="calls_new", first_old_s="first_s",
        first_new_s="first_s_new", last_old_s="last_s", last_new_s="last_s_new",
        by=pl.col("calls_new") - pl.col("calls"),
    )  # fmt: skip
    less = told.filter(pl.col("by") < 0).sort("by", "name", "day").drop("by", "day")
    more = told.filter(pl.col("by") > 0).sort("by", "name", "day", descending=[True, False, False]).drop("by", "day")
    return some(
        line(code, frame, places=frame["name"].n_unique())
        for code, frame in (("served_less", less), ("served_more", more))
    )


def trip_lines(old: FeedView, new: FeedView, same: Same, changes: TripChanges) -> list[Line]:
    """Trips begun, ended (of routes that go on), renumbered, retimed, with other stops."""
    begun, ended = (
        _of_routes(one, same, side).group_by("route_id").agg(trips=pl.len())
        for one, side in ((new, "new"), (old, "old"))
    )
    renumbered = same.trips.filter(~pl.col("how").is_in(["id", "near"]))
    retimed = _by_route(changes.retimed, new).agg(
        trips=pl.len(), earlier_s=pl.col("earlier_s").max(), later_s=pl.col("later_s").max()
    )
    recalled = _by_route(changes.recalled, new).agg(
        trips=pl.len(), begun=pl.col("begun").sum(), ended=pl.col("ended").sum()
    )
    sure = renumbered.filter(pl.col("confidence") >= 0.8).height
    return some(
        [
            _counted("trips_begun", begun, new),
            _counted("trips_ended", ended, old),
            Line("trips_renumbered", facts={"n": renumbered.height, "sure": sure}, total=renumbered.height),
            _counted("times_changed", retimed, new),
            _counted("calls_changed", recalled, new),
        ]
    )


def _of_routes(one: FeedView, same: Same, side: str) -> pl.DataFrame:
    """Trips that only this version has, of routes that go on (or that routes.txt does not have)."""
    alone = one.trips.join(same.trips, left_on="trip_id", right_on=side, how="anti")
    other = one.routes.join(same.routes, left_on="route_id", right_on=side, how="anti")
    return alone.join(other, on="route_id", how="anti")


def _by_route(changes: pl.DataFrame, new: FeedView) -> pl.dataframe.group_by.GroupBy:
    return changes.join(new.trips.select(new="trip_id", route_id="route_id"), on="new").group_by("route_id")


def _counted(code: str, by_route: pl.DataFrame, one: FeedView) -> Line:
    """A line of trips with one item for each route; n is the trips."""
    named = by_route.join(one.routes, on="route_id", how="left").sort("trips", "route_id", descending=[True, False])
    told = line(code, named)
    trips = int(by_route["trips"].sum())
    return Line(code, facts={"n": trips, "routes": named.height}, items=told.items, total=named.height)
