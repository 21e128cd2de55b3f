"""Models of publishing: a time set for it, going back, answering for a blocked version, the audit log.

What does not live here: versions and feeds themselves (models).
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.models import Model, ScheduleModel

_AT = (
    "an instant (2026-10-01T05:00:00+09:00), or a date and time in the feed's own zone (2026-10-01T05:00); must be "
    "ahead, and one that exists once there"
)


class PublishIn(Model):
    """How a version is to be published; without a body: now."""

    at: str | None = Field(default=None, max_length=40, description=_AT, examples=["2026-10-01T05:00"])
    announced: bool = Field(
        default=True, description="with `at`: give it out as next.zip and in merged.zip before then"
    )
    override: str | None = Field(
        default=None, max_length=2_000, description="why a blocked version is published all the same (scope admin)"
    )


class Schedules(Model):
    """The publications of a feed that wait for their time, soonest first, then those that ended, newest first."""

    schedules: list[ScheduleModel]


class PublishAnswer(Model):
    """What became of the wish to publish."""

    change: int | None = Field(description="served once a release's `change` is as great; null: not live yet")
    schedule: ScheduleModel | None = Field(description="when it will be, if a time was named")
    links: dict[str, str]


class RollbackIn(Model):
    """Going back from a version."""

    expected_live: int = Field(
        ge=0, lt=1 << 31, description="the version that is live and is to be gone back from; 0 when nothing is live"
    )
    reason: str = Field(default="", max_length=2_000)


class RollbackAnswer(Model):
    """Which version is live again."""

    change: int
    version: int
    instead_of: int = Field(description="the version gone back from; 0: nothing was live")
    again: bool = Field(description="an earlier call had done so; nothing was changed")
    links: dict[str, str]


class AuditLine(Model):
    """One deed."""

    id: int
    at: str
    actor: str = Field(examples=["key:0a1b2c3d4e5f", "worker", "schedule", "local"])
    action: str = Field(examples=["version.receive", "version.check", "live.publish", "schedule.set", "live.rollback"])
    subject: str = Field(examples=["shiomi", "shiomi/bus", "shiomi/bus/3"])
    detail: dict[str, Any]
    person: str = Field(description="who held the key that acted; empty: no name, or a service", examples=["佐藤"])
    org: str = Field(description="whose key it was; *: of all; empty: a service", examples=["shiomi", "daiko"])
    who: str = Field(description="both in words", examples=["佐藤 of shiomi", "agent 鈴木 of daiko for shiomi"])


class Audit(Model):
    """What was done, newest first."""

    lines: list[AuditLine]
    links: dict[str, str]
