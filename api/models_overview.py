"""Models of the overview: how every feed of a key stands, in one answer.

What does not live here: a feed itself and what is served of it (models), one source (models_sources).
"""

from __future__ import annotations

from pydantic import Field

from api.models import FeedModel, Model, ScheduleModel
from api.models_sources import SourceModel


class PendingModel(Model):
    """A version newer than the live one that was never live."""

    number: int
    state: str = Field(
        description="received, checking: it is being checked; blocked, unreadable, failed: it waits to be mended; "
        "ready: it waits to be published, or for its time",
        examples=["ready"],
    )
    file_name: str
    received_at: str


class OverviewLine(Model):
    """How one feed stands."""

    feed: FeedModel
    scopes: list[str] = Field(description="what this key may do with the feed: of upload, publish, admin")
    timezone: str = Field(description="whose days and clocks these are", examples=["Asia/Tokyo"])
    today: str = Field(description="the reference date there", examples=["2026-11-23"])
    version: int | None = Field(
        description="the version that was published; null: none is. Another one than feed.live's is on its way into "
        "the next release, or may not be served"
    )
    live_at: str | None
    last_service_on: str | None = Field(
        description="the last day of service of what is live, or of a later version that waits for its time; null: "
        "nothing is live, or it has no days",
        examples=["2027-03-31"],
    )
    last_service_of: int | None = Field(description="the version whose last day that is")
    days_left: int | None = Field(
        description="days from today to that day: 0 on it, below 0 when service has ended", examples=[128]
    )
    next: ScheduleModel | None = Field(description="the publication that is due first of those that wait")
    pending: list[PendingModel] = Field(description="what waits, newest first; three at most")
    source: SourceModel | None = Field(
        description="where it is followed; null: nowhere, or this key does not administer it"
    )


class Overview(Model):
    """How the feeds of a key stand, by organisation and feed: its own organisation's first."""

    feeds: list[OverviewLine]
