"""Me: what the key of a request is for: its organisation, its rights, and the feeds it may send to.

What does not live here: keys themselves (catalog.keys), feeds of others (feeds).
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import CallerDep, StateDep
from api.headers import PRIVATE
from api.models import ActsFor, Me, problems
from api.routers.feeds import served
from api.views import feed_model
from catalog import feeds, orgs
from catalog.keys import EVERY_ORG
from terms.errors import KeyUnknown

router = v1_router("feeds")


@router.get("/me", response_model=Me, responses=problems(400, 401))
def get_me(response: Response, state: StateDep, caller: CallerDep) -> Me:
    """What this key is for: the feeds of its organisation (of all, for a key of all) and of those it acts for, whatever
    their audience."""
    if caller.org is None:
        raise KeyUnknown("this needs a key")
    acted_for = [ActsFor(org=one.org, scopes=sorted(one.scopes)) for one in caller.acting]
    names = [caller.org] if caller.org != EVERY_ORG else [one.org for one in orgs.list_orgs(state.catalog)]
    names += [one.org for one in acted_for]
    acts = caller.org != EVERY_ORG or "admin" in caller.scopes
    found = [feed for name in names for feed in feeds.feeds_of_org(state.catalog, name)] if acts else []
    response.headers["Cache-Control"] = PRIVATE
    return Me(
        org=caller.org,
        person=caller.person,
        scopes=sorted(caller.scopes),
        grants=list(caller.grants),
        acts_for=acted_for,
        max_upload_bytes=state.settings.max_upload_bytes,
        feeds=[feed_model(feed, served(state, feed)) for feed in found],
    )
