"""Generations of a feed as files: the one in force, the one after it, both as one.

Which is which is reckoned in the feed's own zone, at the reference date or at `?at=`, from the publications that the
current release holds. What does not live here: joining two (pipelines.joining), single versions (versions).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query, Response

from api.asking import v1_router
from api.auth import FeedDep, StateDep
from api.files import Conditions, ConditionsDep, file_response
from api.headers import cache_control
from api.models import binary, problems
from api.problems import later
from api.routers.feeds import open_or_none, refuse_withdrawn, served
from api.state import State
from catalog import live, versions
from catalog.feeds import FeedRow
from catalog.generations import Generation, following, generations_of, given_at
from catalog.products import MERGED, get_product
from catalog.versions import VersionRow
from terms.clocks import parse_at, zone
from terms.errors import NotThere
from terms.releases import LiveFeed

router = v1_router("feeds", "/feeds/{org}/{feed}")
AGAIN = "the current and the next generation are being joined"
ANSWERS = {**binary("*/*", ranges=True), **problems(400, 401, 404, 410, 416)}
AtQuery = Annotated[
    str | None,
    Query(max_length=40, description="the day to give it for: a date or an instant, in the feed's zone; default today"),
]


def _served(state: State, feed: FeedRow) -> LiveFeed:
    """What the current release serves of the feed. Raises Gone when it was taken back, NotThere."""
    found = served(state, feed)
    if found is None:
        live.live_of(state.catalog, feed.key)
        raise NotThere(f"nothing of {feed.key} is served")
    return found


def _day(state: State, found: LiveFeed, at: str | None) -> date:
    tz = zone(found.timezone, state.settings.zone_name)
    return state.today(found.timezone) if at is None else parse_at(at, tz).astimezone(tz).date()


def _many(state: State, feed: FeedRow) -> list[Generation]:
    release = open_or_none(state, feed.audience)
    return generations_of(state.catalog, feed.key, upto=release.row.change) if release else []


def _file(state: State, feed: FeedRow, version: VersionRow, asked: Conditions) -> Response:
    refuse_withdrawn(version)
    answer = file_response(
        state.catalog.store, version.sha256, asked, media_type=version.media_type, file_name=version.file_name,
        cache_control=cache_control(feed.audience, pinned=False),
    )  # fmt: skip
    answer.headers["Content-Location"] = f"/v1/feeds/{feed.key}/versions/{version.number}/file"
    return answer


@router.get("/current.zip", responses=ANSWERS, response_class=Response)
def current_zip(feed: FeedDep, state: StateDep, asked: ConditionsDep, at: AtQuery = None) -> Response:
    """The file of the version that is in force on the day, as it was sent (Range and ETag): of those published, the
    last whose validity has begun. 410 when the feed was taken back."""
    found = _served(state, feed)
    chosen = given_at(_many(state, feed), _day(state, found, at))
    version = chosen.version if chosen else versions.get_version(state.catalog, feed.key, found.version)
    return _file(state, feed, version, asked)


@router.get("/next.zip", responses=ANSWERS, response_class=Response)
def next_zip(feed: FeedDep, state: StateDep, asked: ConditionsDep, at: AtQuery = None) -> Response:
    """The file of the version that comes after the one in force: published, or to be published at a time that is
    announced, and valid from a later day on. 404 when there is none."""
    found = _served(state, feed)
    chosen = following(_many(state, feed), _day(state, found, at))
    if chosen is None:
        raise NotThere(f"no next generation of {feed.key} is known")
    return _file(state, feed, chosen.version, asked)


@router.get("/merged.zip", responses=ANSWERS, response_class=Response)
def merged_zip(feed: FeedDep, state: StateDep, asked: ConditionsDep) -> Response:
    """The version in force until the day before the next one begins, then the next one, as one GTFS: ids are kept where
    both say the same. The file in force itself while no next one is known."""
    found = _served(state, feed)
    many, day = _many(state, feed), _day(state, found, None)
    present, ahead = given_at(many, day), following(many, day)
    if present is None or ahead is None:
        version = present.version if present else versions.get_version(state.catalog, feed.key, found.version)
        return _file(state, feed, version, asked)
    row = get_product(state.catalog, MERGED, feed.audience, str(feed.key))
    shas = [present.version.sha256, ahead.version.sha256]
    if row is None or [one["file_sha256"] for one in row.facts["feeds"]] != shas:
        return later(AGAIN)
    if row.facts["refused"]:
        raise NotThere(f"the generations of {feed.key} cannot be joined: {row.facts['refused_words']}")
    return file_response(
        state.catalog.store, row.sha256, asked, media_type=row.media_type, file_name="merged.zip",
        cache_control=cache_control(feed.audience, pinned=False),
    )  # fmt: skip
