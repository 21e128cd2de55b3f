"""Response models of the API: what OpenAPI tells. Names are the catalog's and the manifest's.

What does not live here: items (GeoJSON), reports (terms.reports), TileJSON and styles (tiles).
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Base of all: no unknown fields."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class LicenceModel(Model):
    """One licence and what it permits."""

    licence_id: str = Field(examples=["CC-BY-4.0"])
    name_ja: str
    name_en: str
    url: str
    redistribute: str
    derive: str
    commercial: str
    share_alike: str
    mark: str


class LiveModel(Model):
    """One feed as it is in a release."""

    feed: str = Field(examples=["unobus/main"])
    version: int
    title: str
    holder: str
    format: str
    edition: str
    licence_ids: list[str]
    attribution: str
    received_at: str
    live_at: str
    timezone: str
    first_on: str | None
    last_on: str | None
    valid_from_at: str | None
    valid_to_at: str | None
    bounds: list[float] | None
    counts: dict[str, int]
    skipped: dict[str, int]
    file_sha256: str
    links: dict[str, str]


class ReleaseModel(Model):
    """A release as one audience sees it."""

    release: int
    change: int = Field(description="the newest change it holds; a publication is served once change >= its own")
    audience: str
    made_at: str
    reference_date: str = Field(description="the date items and the page are judged at without `at`")
    in_force: bool = Field(description="whether any feed with service days is in force at the reference date")
    last_service_on: str | None = Field(description="the last day with service of any feed")
    feeds: list[LiveModel]
    tilesets: list[str]
    collections: dict[str, int]
    links: dict[str, str]


class ReleaseLine(Model):
    """A release in a list."""

    release: int
    made_at: str
    change: int


class Releases(Model):
    """Releases, newest first."""

    releases: list[ReleaseLine]
    links: dict[str, str]


class PolicyModel(Model):
    """What blocks a feed's versions. Codes of files that could not be read can be put in no `permit`."""

    base: str = Field(default="default", examples=["default", "strict", "lenient"])
    block: list[str] = Field(
        default=[], examples=[["jp_fare_files_missing"]], description="block besides those of base"
    )
    permit: list[str] = Field(default=[], examples=[["stop_without_location"]], description="of base, do not block")


class FeedIn(Model):
    """What a feed is made with."""

    licence_ids: list[str] = Field(min_length=1, examples=[["CC-BY-4.0"]])
    audience: str = Field(default="public", examples=["public", "org:shiomi", "grant:school"])
    edition: str = Field(default="auto", examples=["auto", "v2", "v3", "v4"])
    timezone: str | None = None
    publish_when_clean: bool = False
    title: str = ""
    holder: str = ""
    policy: PolicyModel | None = Field(
        default=None, description="left out: as it stands; blocked versions are checked anew"
    )
    silent_after_days: int | None = Field(
        default=None, ge=0, le=3_660,
        description="tell of it when no new version came for so many days; 0: never; left out: as it stands",
    )  # fmt: skip


class FeedModel(Model):
    """A feed."""

    feed: str
    title: str
    holder: str
    licence_ids: list[str]
    audience: str
    edition: str
    timezone: str | None
    publish_when_clean: bool
    policy: PolicyModel
    silent_after_days: int | None = Field(description="null: it is not told when no new version comes")
    live: LiveModel | None = Field(description="as in the current release; null when nothing of it may be served")
    links: dict[str, str]


class Feeds(Model):
    """Feeds of one audience."""

    feeds: list[FeedModel]


class ActsFor(Model):
    """An organisation that let the key's organisation act for it."""

    org: str = Field(examples=["shiomi"])
    scopes: list[str] = Field(
        description="what the key may do there: of the grant and of the key", examples=[["upload"]]
    )


class Me(Model):
    """What a key is for."""

    org: str = Field(examples=["shiomi", "*"])
    person: str = Field(description="who holds the key; empty: nobody was named", examples=["佐藤"])
    scopes: list[str]
    grants: list[str]
    acts_for: list[ActsFor] = Field(description="other organisations for which the key may act")
    max_upload_bytes: int
    feeds: list[FeedModel]


class ScheduleModel(Model):
    """A publication at a date and time."""

    number: int = Field(description="the version")
    due_at: str = Field(description="UTC", examples=["2026-09-30T20:00:00Z"])
    due_local: str = Field(description="in the feed's zone", examples=["2026-10-01T05:00:00+09:00"])
    timezone: str = Field(examples=["Asia/Tokyo"])
    announced: bool
    state: str = Field(examples=["waiting", "done", "cancelled", "replaced", "refused"])
    outcome: str = Field(description="why it ended so")
    set_at: str
    ended_at: str | None


class OverrideModel(Model):
    """Why a version is published although its report blocks it."""

    reason: str
    set_at: str


class SenderModel(Model):
    """Who sent a version."""

    actor: str = Field(examples=["key:0a1b2c3d4e5f", "key:follower", "key:local"])
    person: str = Field(description="who held the key; empty: no name, or a service", examples=["佐藤"])
    org: str = Field(description="whose key it was; *: of all; empty: a service", examples=["shiomi", "daiko"])


class VersionModel(Model):
    """One version of a feed."""

    feed: str
    number: int
    state: str = Field(
        description="what the check made of it",
        examples=["received", "checking", "ready", "blocked", "unreadable", "failed", "withdrawn"],
    )
    stage: str = Field(
        description="where it stands: received, checked (and may not be published), draft, scheduled, live, "
        "superseded, withdrawn",
        examples=["draft"],
    )
    actions: list[str] = Field(
        description="what this key may do next: publish, schedule, cancel_schedule, override, rollback, withdraw"
    )
    schedule: ScheduleModel | None = Field(description="its publication that waits for a date and time")
    override: OverrideModel | None = Field(description="why it may be live although its report blocks it")
    sender: SenderModel | None = Field(description="null for others than its organisation and who acts for it")
    sha256: str
    size_bytes: int
    file_name: str
    media_type: str
    received_at: str
    format: str
    edition: str
    reason: str
    again: bool = Field(description="these bytes were there already")
    live_change: int | None
    counts: dict[str, int]
    skipped: dict[str, int]
    links: dict[str, str]


class Versions(Model):
    """Versions of a feed, newest first."""

    versions: list[VersionModel]


class Change(Model):
    """A change of what is live."""

    change: int
    links: dict[str, str]


class ReasonIn(Model):
    """Why something is taken back."""

    reason: str = Field(min_length=1, max_length=2_000)


class PreviewCollection(Model):
    """A collection of a version that is not published."""

    id: str = Field(examples=["stops"])
    count: int
    items: str


class PreviewModel(Model):
    """What a version would show if it were published."""

    feed: str
    version: int
    state: str = Field(examples=["preparing", "ready", "failed"], description="whether its tiles are there")
    bounds: list[float] | None
    tilesets: dict[str, dict[str, Any]] = Field(description="TileJSON of each tileset")
    collections: list[PreviewCollection]
    links: dict[str, str]


class PreviewLink(Model):
    """An address that shows a preview without a key."""

    url: str
    expires_at: str


class TilesetLine(Model):
    """A tileset in a list."""

    tileset: str
    title_ja: str
    title_en: str
    links: dict[str, str]


class Tilesets(Model):
    """Tilesets of one audience."""

    tilesets: list[TilesetLine]


class ColumnModel(Model):
    """A column's meaning."""

    name: str
    kind: str
    title_ja: str
    title_en: str
    unit: str
    source: str
    mark: str
    required: bool


class CollectionModel(Model):
    """A collection."""

    id: str = Field(examples=["stops"])
    layer: str
    floor: str
    geometry: str
    title_ja: str
    title_en: str
    description_ja: str
    description_en: str
    count: int
    bounds: list[float] | None
    columns: list[ColumnModel]
    links: dict[str, str]


class Collections(Model):
    """Collections of one audience."""

    collections: list[CollectionModel]


class Health(Model):
    """Whether the service works."""

    status: str
    details: dict[str, Any] = {}


class Start(Model):
    """Where to go from here."""

    service: str
    version: str
    release: int | None
    links: dict[str, str]


_PROBLEMS = {
    400: "an argument that cannot be read",
    401: "this needs a key, or the key is not known",
    403: "the key may not do this",
    404: "no such thing for this audience",
    409: "the present state does not permit it",
    410: "it was withdrawn",
    413: "the body is too large",
    416: "the range begins behind the end",
    500: "our failure",
    503: "not ready",
}


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The documented problems of an endpoint; our own failure is possible everywhere."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"application/problem+json": {"schema": schema}}
    return {code: {"description": _PROBLEMS[code], "content": content} for code in (*codes, 500)}


def binary(media_type: str, *, ranges: bool = False) -> dict[int | str, dict[str, Any]]:
    """The documented answers of an endpoint that gives bytes."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    whole: dict[int | str, dict[str, Any]] = {200: {"description": "the bytes", "content": content}}
    if ranges:
        whole |= {206: {"description": "a part", "content": content}, 304: {"description": "nothing new"}}
    return whole
