"""Response models of comparing two versions of a feed.

What does not live here: making a comparison (feeds.compare), its words (feeds.compare.words).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models import Model

Why = Literal["named", "live", "last", "before"]
_WHY = (
    "why this one: `named` in the request; `live` now; `last` live (nothing is now); `before`: live just before "
    "`version` was made live"
)


class DiffWaiting(Model):
    """A comparison that is being made: ask again after Retry-After seconds, or with `wait`."""

    feed: str
    version: int
    against: int
    why: Why = Field(description=_WHY)
    state: Literal["preparing"]
    links: dict[str, str]


class ToldLineModel(Model):
    """One change in words; `items` are the first things it is about, `more` how many are not told."""

    code: str = Field(examples=["stops_moved"])
    words: str
    items: list[str]
    more: int


class ToldGroupModel(Model):
    """Changes of one kind under their title."""

    name: str = Field(examples=["stops"])
    title: str
    lines: list[ToldLineModel]


class ToldModel(Model):
    """The comparison in the words of one language; `short` are the few sentences that tell most."""

    lang: Literal["ja", "en"]
    short: list[str]
    groups: list[ToldGroupModel]


class DiffMapModel(Model):
    """What is on the map of the comparison: true counts, what was left out of it, and the box around what changed."""

    bbox: list[float] | None = Field(description="west, south, east, north in degrees")
    counts: dict[str, dict[str, int]]
    left_out: dict[str, int]


class DiffModel(Model):
    """What changed from version `against` to `version`; the members from `schema` to `continuity` are those of
    `futae diff --format json`."""

    feed: str
    version: int
    against: int
    why: Why = Field(description=_WHY)
    told: ToldModel
    map: DiffMapModel
    document_schema: str = Field(alias="schema")
    equal: bool
    fingerprints: dict[str, str]
    lines: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    unexplained: list[dict[str, Any]]
    continuity: list[dict[str, Any]]
    links: dict[str, str]
