"""Response models of what is made beside a release: statistics of a feed, the unified feed's account.

Units are in names: `_s` seconds, `_m` metres, `_kmh`; times are HH:MM:SS after the service day's 0:00 and may pass 24.
What does not live here: making them (feeds.statistics, feeds.merge).
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.models import Model

_TIME = "HH:MM:SS of the service day, may pass 24"


class MissingModel(Model):
    """What the statistics lack, or how they are to be understood, and how often."""

    reason: str = Field(examples=["no_shape"])
    count: int
    detail: str
    ja: str
    en: str


class ServiceDateModel(Model):
    """One date on which trips run; each departure of frequencies.txt is a trip."""

    date: str = Field(examples=["2026-04-01"])
    trips: int
    routes: int
    first_departure: str | None = Field(description=f"when the first trip begins; {_TIME}")
    last_departure: str | None = Field(description=f"when the last trip begins; {_TIME}")


class TripsModel(Model):
    """All trips of the reference date together; means are over trips that have times (and a line, for distances)."""

    count: int
    timed: int = Field(description="of them, those with a duration")
    duration_mean_s: float | None
    duration_least_s: float | None
    duration_most_s: float | None
    distance_mean_m: float | None
    distance_total_m: float | None
    speed_mean_kmh: float | None
    stops_mean: float | None


class RouteStatisticsModel(Model):
    """One route on the reference date. Headways are between the beginnings of trips of one direction, from
    `headway_from` to `headway_to`; peak is when most trips are under way at once."""

    route_id: str
    name: str
    trips: int
    trips_timed: int
    stop_patterns: int
    is_bidirectional: bool | None
    first_departure: str | None = Field(description=_TIME)
    last_departure: str | None = Field(description=_TIME)
    last_arrival: str | None = Field(description=_TIME)
    headway_min: float | None = Field(description="mean headway in minutes, for people")
    headway_mean_s: float | None
    headway_least_s: float | None
    headway_most_s: float | None
    peak_trips: float | None
    peak_from: str | None = Field(description=_TIME)
    peak_to: str | None = Field(description=_TIME)
    duration_mean_s: float | None
    distance_mean_m: float | None
    service_distance_m: float | None = Field(description="of all trips together; null when one has none")
    service_duration_s: float | None = Field(description="of all trips together")
    speed_kmh: float | None


class StatisticsModel(Model):
    """Statistics of one version of a feed. Routes, trips and hours are those of `reference_date`: the first date of the
    kind of day (set of services) that is there most often, `reference_days` times."""

    feed: str
    version: int
    status: str = Field(description="full, partial (see missing), none (no trip on any day), failed (too large)")
    missing: list[MissingModel]
    made_with: str = Field(default="", examples=["gtfs-kit 13.0.1"])
    first_on: str | None = None
    last_on: str | None = None
    service_days: int = Field(default=0, description="dates on which anything runs")
    service_by_date: list[ServiceDateModel] = Field(default=[])
    reference_date: str | None = None
    reference_days: int = 0
    trips: TripsModel | None = None
    departures_by_hour: list[int] = Field(
        default=[], description="24: trips that begin in each hour of the clock; 24:00 and later count from 0 on"
    )
    headway_from: str = ""
    headway_to: str = ""
    routes: list[RouteStatisticsModel] = Field(default=[])
    links: dict[str, str]


class UnifiedFeedModel(Model):
    """One feed in the unified feed."""

    feed: str
    version: int
    file_sha256: str
    title: str
    holder: str
    licence_ids: list[str]
    attribution: str


class ExcludedModel(Model):
    """A feed that is not in the unified feed."""

    feed: str
    reason: str = Field(examples=["licence", "share_alike", "other_timezone", "not_gtfs"])
    detail: str
    ja: str
    en: str


class UnifiedModel(Model):
    """What the unified feed of one audience holds; `licence_id` is the licence of the whole."""

    release: int | None = Field(description="the newest release this file is right for")
    made_at: str
    audience: str
    sha256: str
    size_bytes: int
    feed_version: str
    timezone: str
    licence_id: str
    licence_ids: list[str]
    feeds: list[UnifiedFeedModel]
    excluded: list[ExcludedModel]
    tables: dict[str, int] = Field(description="data rows by table")
    report: dict[str, Any] = Field(description="rows in and out by feed, and every change that was made")
    links: dict[str, str]
