"""Me: what the key of a request is for: its organisation, its rights, the feeds it may send to, and how they stand.

What does not live here: keys themselves (catalog.keys), feeds of others (feeds).
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import CallerDep, StateDep
from api.headers import PRIVATE
from api.models import ActsFor, Me, problems
from api.models_overview import Overview, OverviewLine, PendingModel
from api.routers.feeds import served
from api.state import State
from api.views import feed_model, schedule_model, source_model
from catalog import feeds, orgs
from catalog.feeds import FeedRow
from catalog.keys import EVERY_ORG, SCOPES, Caller
from catalog.overview import Overview as Row
from catalog.overview import overview_of
from terms.clocks import instant_text, zone
from terms.errors import KeyUnknown

router = v1_router("feeds")


@router.get("/me", response_model=Me, responses=problems(400, 401))
def get_me(response: Response, state: StateDep, caller: CallerDep) -> Me:
    """What this key is for: the feeds of its organisation (of all, for a key of all) and of those it acts for, whatever
    their audience."""
    found = _feeds(state, caller)
    response.headers["Cache-Control"] = PRIVATE
    return Me(
        org=caller.org or "",
        person=caller.person,
        scopes=sorted(caller.scopes),
        grants=list(caller.grants),
        acts_for=[ActsFor(org=one.org, scopes=sorted(one.scopes)) for one in caller.acting],
        max_upload_bytes=state.settings.max_upload_bytes,
        feeds=[feed_model(feed, served(state, feed)) for feed in found],
    )


@router.get("/me/overview", response_model=Overview, responses=problems(400, 401))
def get_overview(response: Response, state: StateDep, caller: CallerDep) -> Overview:
    """How the feeds of `/v1/me` stand: what is live and until when it serves, what waits for its time or for somebody,
    and how asking at its source went."""
    found = overview_of(state.catalog, _feeds(state, caller))
    response.headers["Cache-Control"] = PRIVATE
    return Overview(feeds=[_line(state, caller, one) for one in found])


def _feeds(state: State, caller: Caller) -> list[FeedRow]:
    """The feeds a key is for. Raises KeyUnknown without a key."""
    if caller.org is None:
        raise KeyUnknown("this needs a key")
    names = [caller.org] if caller.org != EVERY_ORG else [one.org for one in orgs.list_orgs(state.catalog)]
    names += [one.org for one in caller.acting]
    acts = caller.org != EVERY_ORG or "admin" in caller.scopes
    return [feed for name in names for feed in feeds.feeds_of_org(state.catalog, name)] if acts else []


def _line(state: State, caller: Caller, one: Row) -> OverviewLine:
    org, last_on = one.feed.key.org, one.last_service_on
    scopes = [scope for scope in sorted(SCOPES) if caller.acts_with(scope, org)]
    today = state.today(one.timezone)
    return OverviewLine(
        feed=feed_model(one.feed, served(state, one.feed)), scopes=scopes,
        timezone=zone(one.timezone, state.settings.zone_name).key, today=today.isoformat(),
        version=one.version, live_at=instant_text(one.live_at) if one.live_at else None,
        last_service_on=last_on.isoformat() if last_on else None, last_service_of=one.last_service_of,
        days_left=(last_on - today).days if last_on else None,
        next=schedule_model(one.schedule) if one.schedule else None,
        pending=[PendingModel(number=p.number, state=p.state, file_name=p.file_name,
                              received_at=instant_text(p.received_at)) for p in one.pending],
        source=source_model(one.source) if one.source and "admin" in scopes else None,
    )  # fmt: skip
