"""What runs on a usual weekday, Saturday and Sunday: trips, first and last departure, by route and by stop.

The usual date of a kind of day is the first one of the most frequent set of services on it, so that one holiday decides
nothing. What does not live here: comparing two versions (`service_lines`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from feeds.compare.view import FeedView

DAY_TYPES = ("weekday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Runs:
    """`dates`: day_type, day_on (the usual date), dates (how many are like it). `trips`: day_type and the columns of
    view.trips for those that run then. First and last day with service, None without any."""

    dates: pl.DataFrame
    trips: pl.DataFrame
    first_on: str | None
    last_on: str | None

    def by_route(self) -> pl.DataFrame:
        """day_type, route_id, trips, first_s, last_s (first departures of the first and of the last trip)."""
        return self.trips.group_by("day_type", "route_id").agg(**_TALLY)

    def totals(self) -> pl.DataFrame:
        """day_type, trips, first_s, last_s."""
        return self.trips.group_by("day_type").agg(**_TALLY)


_TALLY = {"trips": pl.col("runs").sum(), "first_s": pl.col("first_s").min(), "last_s": pl.col("last_s").max()}


def day_type() -> pl.Expr:
    """The kind of a day_on, by the day of the week alone."""
    weekday = pl.col("day_on").dt.weekday()
    return (
        pl.when(weekday <= 5)
        .then(pl.lit("weekday"))
        .when(weekday == 6)
        .then(pl.lit("saturday"))
        .otherwise(pl.lit("sunday"))
    ).alias("day_type")


def runs_of(one: FeedView) -> Runs:
    """The usual days of a version and the trips on them."""
    used = one.days.join(one.trips, on="service_id", how="semi")
    sets = used.sort("day_on", "service_id").group_by("day_on", maintain_order=True).agg("service_id")
    kinds = sets.with_columns(day_type(), kind=pl.col("service_id").list.join("\x00").rank("dense"))
    most = (
        kinds.group_by("day_type", "kind")
        .agg(day_on=pl.col("day_on").min(), dates=pl.len())
        .sort("dates", "day_on", descending=[True, False])
        .unique("day_type", keep="first", maintain_order=True)
    )
    chosen = most.select("day_type", "day_on").join(used, on="day_on")
    trips = chosen.select("day_type", "service_id").join(one.trips.filter(pl.col("calls") > 0), on="service_id")
    first, last = used["day_on"].min(), used["day_on"].max()
    return Runs(
        most.select("day_type", "day_on", "dates"),
        trips,
        str(first) if used.height else None,
        str(last) if used.height else None,
    )


def calls_by_stop(one: Runs, calls: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """day_type, place, calls, first_s, last_s (of the departures there): `calls` of the version, `names`: stop, place
    (what stops of one name are called together)."""
    schema = {"day_type": pl.String, "stop": pl.UInt32, "calls": pl.Int64, "first_s": pl.Int32, "last_s": pl.Int32}
    found = [pl.DataFrame(schema=schema)]
    for (day_type,), trips in one.trips.group_by("day_type"):
        # a table of runs by number of trip, for a join would copy a million calls for each kind of day
        runs = np.zeros(1 + max(trips["trip"].to_numpy().max(), calls["trip"].to_numpy().max(initial=0)), np.int64)
        runs[trips["trip"].to_numpy()] = trips["runs"].to_numpy()
        each = calls.select("stop", "at_s", runs=pl.Series(runs).gather(calls["trip"])).filter(pl.col("runs") > 0)
        tally = each.group_by("stop").agg(
            calls=pl.col("runs").sum(), first_s=pl.col("at_s").min(), last_s=pl.col("at_s").max()
        )
        found.append(tally.select(pl.lit(day_type).alias("day_type"), *list(schema)[1:]))
    return (
        pl.concat(found)
        .join(names, on="stop")
        .group_by("day_type", "place")
        .agg(pl.col("calls").sum(), pl.col("first_s").min(), pl.col("last_s").max())
    )
