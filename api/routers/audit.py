"""The audit log of one organisation, for its own keys: who did what, when, newest first.

What does not live here: writing it (catalog, in the transaction of each deed).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from api.asking import v1_router
from api.auth import CallerDep, StateDep
from api.headers import PRIVATE
from api.models import problems
from api.models_publishing import Audit, AuditLine
from catalog import orgs
from catalog.audit import notes_of_org
from terms.clocks import instant_text
from terms.ids import check_slug

router = v1_router("feeds")


@router.get("/orgs/{org}/audit", response_model=Audit, responses=problems(400, 401, 403, 404))
def get_audit(
    org: str,
    response: Response,
    state: StateDep,
    caller: CallerDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many lines")] = 100,
    before: Annotated[int | None, Query(ge=1, lt=1 << 31, description="only lines with a lower id (paging)")] = None,
    feed: Annotated[
        str | None, Query(max_length=64, description="only lines of this feed of it and of its versions")
    ] = None,
) -> Audit:
    """What was done with the organisation, its keys, feeds and versions, and who did it: person and organisation, an
    agent's too. Any key of that organisation may read it; an agent's, when it may `admin` for it."""
    caller.require_member(org)
    orgs.get_org(state.catalog, org)
    if feed is not None:
        check_slug(feed, "feed")
    rows = notes_of_org(state.catalog, org, feed=feed, limit=limit + 1, before=before)
    shown = rows[:limit]
    only = f"&feed={feed}" if feed else ""
    links = {"self": f"/v1/orgs/{org}/audit"}
    if len(rows) > limit:
        links["next"] = f"/v1/orgs/{org}/audit?limit={limit}&before={shown[-1].audit_id}{only}"
    response.headers["Cache-Control"] = PRIVATE
    lines = [
        AuditLine(id=one.audit_id, at=instant_text(one.noted_at), actor=one.actor, action=one.action,
                  subject=one.subject, detail=one.detail, person=one.person, org=one.org, who=one.who)
        for one in shown
    ]  # fmt: skip
    return Audit(lines=lines, links=links)
