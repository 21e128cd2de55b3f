"""Models of following: at which address a feed is asked for, and how asking there went.

What does not live here: asking (pipelines.asking), lists of many feeds (futae.lists).
"""

from __future__ import annotations

from pydantic import Field

from api.models import Model
from catalog.sources import EVERY_HOURS, LONGEST_HOURS


class SourceIn(Model):
    """At which address a feed is to be followed."""

    url: str = Field(
        max_length=2_000, examples=["https://example.jp/gtfs.zip"], description="https, on a public host; no user in it"
    )
    every_hours: int = Field(
        default=EVERY_HOURS, ge=1, le=LONGEST_HOURS, description="hours between two askings, when all goes well"
    )


class SourceModel(Model):
    """A feed's source. It is shown to who administers the feed: the address may hold a key."""

    feed: str
    url: str
    every_hours: int
    set_at: str
    next_at: str = Field(description="when it is asked next; after failures sooner than every_hours, less and less so")
    asked_at: str | None = Field(description="when it was asked last")
    changed_at: str | None = Field(description="when new bytes came last")
    failed_at: str | None = Field(description="when asking failed last")
    failures: int = Field(description="how many askings failed in a row; 0: the last one went well")
    status: int | None = Field(description="of HTTP, of the last answer; null: there was none")
    outcome: str = Field(description="how the last asking ended, in words", examples=["nothing new"])
    version: int | None = Field(description="the version that came last from there")
    links: dict[str, str]
