"""Feeds: making and listing them, and what the current release serves of one.

What does not live here: versions, their files (generations), releases.
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import AudienceDep, CallerDep, FeedDep, KeyDep, StateDep
from api.headers import cache_control
from api.models import FeedIn, FeedModel, Feeds, LicenceModel, problems
from api.readmodel import OpenRelease
from api.state import State
from api.views import feed_model
from catalog import feeds, versions
from catalog.feeds import FeedRow
from terms.audiences import PUBLIC, parse_audience
from terms.errors import BadRequest, Gone, NotThere
from terms.licences import LICENCES
from terms.policies import read_policy
from terms.releases import LiveFeed

router = v1_router("feeds")


def open_or_none(state: State, audience: str) -> OpenRelease | None:
    """The current release for an audience, None while there is none."""
    try:
        return state.reads.current(audience)
    except NotThere:
        return None


@router.get("/licences", response_model=list[LicenceModel], responses=problems(400))
def list_licences(response: Response) -> list[LicenceModel]:
    """Every licence known here and what it permits."""
    response.headers["Cache-Control"] = cache_control(PUBLIC, pinned=False)
    return [
        LicenceModel(licence_id=x.licence_id, name_ja=x.name_ja, name_en=x.name_en, url=x.url,
                     redistribute=x.redistribute, derive=x.derive, commercial=x.commercial, share_alike=x.share_alike,
                     mark=x.mark)
        for x in LICENCES.values()
    ]  # fmt: skip


@router.get("/feeds", response_model=Feeds, responses=problems(400, 401, 404))
def list_feeds(response: Response, state: StateDep, audience: AudienceDep) -> Feeds:
    """The feeds of one audience, with what is live of each."""
    release = open_or_none(state, audience)
    live = release.feeds if release else {}
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    return Feeds(feeds=[feed_model(f, live.get(str(f.key))) for f in feeds.list_feeds(state.catalog, audience)])


@router.put("/feeds/{org}/{feed}", response_model=FeedModel, responses=problems(400, 401, 403, 404, 410))
def put_feed(key: KeyDep, body: FeedIn, state: StateDep, caller: CallerDep) -> FeedModel:
    """Make a feed or change it (scope admin of its organisation)."""
    caller.require("admin", key.org)
    unknown = [i for i in body.licence_ids if i not in LICENCES]
    if unknown:
        raise BadRequest(f"unknown licence {', '.join(unknown)}; GET /v1/licences lists the known ones")
    row = feeds.put_feed(
        state.catalog, key, licence_ids=body.licence_ids, audience=parse_audience(body.audience), edition=body.edition,
        timezone=body.timezone, publish_when_clean=body.publish_when_clean, title=body.title, holder=body.holder,
        policy=None if body.policy is None else read_policy(body.policy.model_dump()),
        silent_after_days=body.silent_after_days,
        now=state.now(), actor=caller.actor,
    )  # fmt: skip
    state.wake_worker()
    return feed_model(row, None)


@router.get("/feeds/{org}/{feed}", response_model=FeedModel, responses=problems(400, 401, 404, 410))
def get_feed(feed: FeedDep, response: Response, state: StateDep) -> FeedModel:
    """One feed."""
    response.headers["Cache-Control"] = cache_control(feed.audience, pinned=False)
    return feed_model(feed, served(state, feed))


def served(state: State, feed: FeedRow) -> LiveFeed | None:
    """The feed as the current release has it for its audience."""
    release = open_or_none(state, feed.audience)
    return release.feeds.get(str(feed.key)) if release else None


def refuse_withdrawn(version: versions.VersionRow) -> None:
    """Raises Gone with the reason for a withdrawn version: at once, also while a release still names it."""
    if version.state == "withdrawn":
        raise Gone(f"version {version.number} of {version.feed} was withdrawn: {version.reason}")
