"""What statistics stand on: trips with their times, the days they run on, and the kind of day that is most usual.

Vectorised over text tables, bounded whatever the file says; what cannot be counted is named with a reason.
Source: GTFS Schedule reference, trips.txt, stop_times.txt, frequencies.txt, calendar.txt, calendar_dates.txt.
What does not live here: what gtfs-kit reckons (`statistics_kit`), the answer's shape (`statistics`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from feeds.cells import integer, seconds, text
from feeds.service import service_days
from feeds.tables import TextTables

SCHEMA = "1"
"""Raised by hand when the same tables would give other statistics."""
TABLES = ("calendar", "calendar_dates", "frequencies", "routes", "shapes", "stop_times", "stops", "trips")
"""The tables that are read; nothing else of a feed matters here."""
MAX_DATES = 1_100
"""Dates that are told one by one at most; of a longer calendar those from a year before the file came."""

REASONS: dict[str, tuple[str, str]] = {
    "no_trips": ("時刻のある便がありません", "there is no trip with stops"),
    "no_service": ("運行日のある便がありません", "no trip runs on any day"),
    "dates_cut": (
        f"運行日が多いため、{MAX_DATES} 日分だけを示します",
        f"the calendar is longer; {MAX_DATES} of its dates are shown",
    ),
    "trips_without_route": (
        "routes.txt にない経路の便は数えていません",
        "trips of a route that routes.txt does not have are left out",
    ),
    "untimed_trips": (
        "始発または終着の時刻が空欄の便は、所要時間と間隔に入りません",
        "trips whose first or last time is blank are in no duration and no headway",
    ),
    "no_direction": (
        "direction_id がない経路の運行間隔は、全便の間隔です",
        "headways of routes without direction_id are between all their trips",
    ),
    "no_shape": (
        "描画情報（shapes.txt）のない便には距離と速度がありません",
        "trips without a shape have no distance and no speed",
    ),
    "no_position": (
        "始発または終着の停留所の位置が使えない便には距離と速度がありません",
        "trips whose first or last stop has no usable position have no distance and no speed",
    ),
    "frequencies_unreadable": (
        "frequencies.txt の読めない行は数えていません",
        "rows of frequencies.txt that cannot be read are not counted",
    ),
    "frequencies_too_many": (
        "frequencies.txt が表す便が多すぎるため、経路ごとの値は見本の便だけから求めました",
        "frequencies.txt stands for too many trips; the figures of routes rest on its template trips only",
    ),
    "reckoning_failed": (
        "経路ごとの値は計算できませんでした",
        "the figures of routes could not be reckoned",
    ),
}
"""Why something is not in the statistics, in Japanese and English."""
NOTES = frozenset({"dates_cut", "no_direction"})
"""Of these, how a figure is to be understood: nothing is lacking."""


@dataclass(slots=True)
class Missing:
    """What could not be given: reason → how many (rows, trips, routes, dates)."""

    counts: dict[str, int] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)

    def add(self, reason: str, count: int, detail: str = "") -> None:
        """Count `count` cases of a reason of `REASONS`; nothing when there is none."""
        REASONS[reason]
        if count > 0:
            self.counts[reason] = self.counts.get(reason, 0) + count
            if detail:
                self.details[reason] = detail

    def as_list(self) -> list[dict[str, object]]:
        """JSON: reason, count, detail, ja, en; in the order of `REASONS`."""
        return [
            {"reason": r, "count": self.counts[r], "detail": self.details.get(r, ""), "ja": ja, "en": en}
            for r, (ja, en) in REASONS.items()
            if r in self.counts
        ]


@dataclass(frozen=True, slots=True)
class Trips:
    """`frame`: one row a trip: trip_id, route_id, service_id, direction_id (Int64), shape_id, first_s, last_s (Int64,
    seconds after the service day's 0:00, null when blank), runs (Int64: departures that its frequencies stand for,
    else 1), begins_s and ends_s (Int64: first and last departure of those runs). `calls`: trip_id, stop_id,
    stop_sequence, at_s in trip and stop order. `frequencies`: trip_id, start_s, end_s, headway_s, readable rows."""

    frame: pl.DataFrame
    calls: pl.DataFrame
    frequencies: pl.DataFrame


def _columns(tables: TextTables, stem: str, names: Sequence[str]) -> pl.DataFrame:
    """Those columns of a table as text, null where empty; a column or table that is absent is all null, or no row."""
    frame = tables.get(stem)
    if frame is None:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    have = set(frame.columns)
    return frame.select(text(n) if n in have else pl.lit(None, dtype=pl.String).alias(n) for n in names)


def _calls(tables: TextTables) -> pl.DataFrame:
    names = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
    trimmed = _columns(tables, "stop_times", names).with_columns(pl.col(names[2:]).str.strip_chars())
    return (
        trimmed.select(
            "trip_id",
            "stop_id",
            integer("stop_sequence"),
            at_s=pl.coalesce(seconds("departure_time"), seconds("arrival_time")),
        )
        .drop_nulls(["trip_id", "stop_id", "stop_sequence"])
        .sort("trip_id", "stop_sequence", maintain_order=True)
    )


def _frequencies(tables: TextTables, missing: Missing) -> pl.DataFrame:
    """Rows whose window and headway can be read, each at least one departure."""
    names = ("trip_id", "start_time", "end_time", "headway_secs")
    rows = _columns(tables, "frequencies", names)
    read = rows.with_columns(pl.col(names[1:]).str.strip_chars()).select(
        "trip_id",
        start_s=seconds("start_time"),
        end_s=seconds("end_time"),
        headway_s=integer("headway_secs"),
    )
    good = read.drop_nulls().filter(pl.col("headway_s") > 0, pl.col("end_s") > pl.col("start_s"))
    missing.add("frequencies_unreadable", rows.height - good.height)
    return good.with_columns(runs=-((pl.col("start_s") - pl.col("end_s")) // pl.col("headway_s")))


def read_trips(tables: TextTables, missing: Missing) -> Trips:
    """The trips of a feed that have a route, a service and at least one stop; the others are counted in `missing`."""
    calls, frequencies = _calls(tables), _frequencies(tables, missing)
    ends = calls.group_by("trip_id").agg(first_s=pl.col("at_s").first(), last_s=pl.col("at_s").last())
    many = frequencies.group_by("trip_id").agg(
        runs=pl.col("runs").sum(),
        begins_s=pl.col("start_s").min(),
        ends_s=(pl.col("start_s") + (pl.col("runs") - 1) * pl.col("headway_s")).max(),
    )
    routes = _columns(tables, "routes", ("route_id",)).drop_nulls().unique()
    listed = _columns(tables, "trips", ("trip_id", "route_id", "service_id", "direction_id", "shape_id"))
    whole = listed.drop_nulls("trip_id").unique("trip_id", keep="first", maintain_order=True)
    named = whole.drop_nulls("service_id").join(routes, on="route_id", how="semi", maintain_order="left")
    missing.add("trips_without_route", whole.height - named.height)
    frame = (
        named.join(ends, on="trip_id", how="inner", maintain_order="left")
        .join(many, on="trip_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("direction_id").str.strip_chars().cast(pl.Int64, strict=False),
            pl.col("runs").fill_null(1),
            pl.col("begins_s").fill_null(pl.col("first_s")),
            pl.col("ends_s").fill_null(pl.col("first_s")),
        )
    )
    if not frame.height:
        missing.add("no_trips", 1)
    return Trips(frame, calls.join(frame, on="trip_id", how="semi", maintain_order="left"), frequencies.drop("runs"))


@dataclass(frozen=True, slots=True)
class Days:
    """`services`: service_id, day_on, kind (UInt32) of the dates told. `dates`: one row a date: day_on, kind, trips,
    routes, begins_s, ends_s, sorted. A kind is one set of services; days of one kind have the same trips."""

    services: pl.DataFrame
    dates: pl.DataFrame
    first_on: date | None
    last_on: date | None
    count: int

    def usual(self) -> tuple[date, int] | None:
        """The first date of the most frequent kind of day, and how many dates are of it; among equals the kind with
        more trips, then the earlier one. None without any service."""
        kinds = self.dates.group_by("kind").agg(
            day_on=pl.col("day_on").min(), dates=pl.len(), trips=pl.col("trips").first()
        )
        best = kinds.sort("dates", "trips", "day_on", descending=[True, True, False]).head(1)
        return (best["day_on"][0], int(best["dates"][0])) if best.height else None


def _window(days: pl.DataFrame, received_on: date) -> pl.DataFrame:
    """At most MAX_DATES dates: from a year before the file came, else the last ones."""
    dates = days["day_on"].unique().sort()
    if len(dates) <= MAX_DATES:
        return days
    later = dates.filter(dates >= received_on - timedelta(days=366))
    kept = later.head(MAX_DATES) if len(later) >= MAX_DATES else dates.tail(MAX_DATES)
    return days.filter(pl.col("day_on").is_in(kept.implode()))


def read_days(tables: TextTables, trips: Trips, received_on: date, missing: Missing) -> Days:
    """The dates on which trips run, by `feeds.service`, each with its trips (a frequency counts each departure),
    routes, and first and last departure."""
    used = service_days(tables).days.join(trips.frame, on="service_id", how="semi")
    shown = _window(used, received_on)
    count = used["day_on"].n_unique()
    missing.add("dates_cut", count - shown["day_on"].n_unique())
    if trips.frame.height and not count:
        missing.add("no_service", trips.frame["service_id"].n_unique())
    sets = shown.sort("day_on", "service_id").group_by("day_on", maintain_order=True).agg("service_id")
    kinds = sets.with_columns(kind=pl.col("service_id").list.join("\x00").rank("dense"))
    one_of_each = kinds.unique("kind", keep="first", maintain_order=True).explode("service_id")
    told = (
        one_of_each.join(trips.frame, on="service_id")
        .group_by("kind")
        .agg(
            trips=pl.col("runs").sum(),
            routes=pl.col("route_id").n_unique(),
            begins_s=pl.col("begins_s").min(),
            ends_s=pl.col("ends_s").max(),
        )
    )
    dates = kinds.select("day_on", "kind").join(told, on="kind").sort("day_on")
    services = kinds.explode("service_id").select("service_id", "day_on", "kind")
    first, last = used["day_on"].min(), used["day_on"].max()
    if not (isinstance(first, date) and isinstance(last, date)):
        return Days(services, dates, None, None, 0)
    return Days(services, dates, first, last, count)
