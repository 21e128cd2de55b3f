"""Events of a feed as Atom: for its readers what touches them, for its own organisation everything.

What does not live here: the document (atom), webhooks and mails (notify).
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.addresses import base_of, suffix
from api.asking import v1_router
from api.atom import MEDIA_TYPE, atom_of
from api.auth import CallerDep, FeedDep, StateDep
from api.files import ConditionsDep, matches
from api.headers import ASKER, PRIVATE, cache_control
from api.models import binary, problems
from catalog.events import events_of_feed
from terms.audiences import PUBLIC
from terms.canonical import sha256_hex

router = v1_router("feeds", "/feeds/{org}/{feed}")
MOST = 50


@router.get(
    "/events.atom",
    responses={**binary(MEDIA_TYPE), 304: {"description": "nothing new"}, **problems(400, 401, 404, 410)},
    response_class=Response,
)
def events_atom(
    feed: FeedDep,
    request: Request,
    state: StateDep,
    caller: CallerDep,
    asked: ConditionsDep,
    before: Annotated[
        int | None, Query(ge=1, lt=1 << 31, description="the page of older entries, as `next` names it")
    ] = None,
) -> Response:
    """What happened to a feed, newest first, as Atom with an ETag. Readers of the feed see published, withdrawn,
    expiring and expired; a key of its organisation also sees checked, silent and what was never live."""
    is_own = caller.acts_for(feed.key.org)
    audience = None if is_own else feed.audience
    found = events_of_feed(state.catalog, feed.key, audience=audience, limit=MOST + 1, before=before)
    base, shown = base_of(request), found[:MOST]
    address = f"{base}/v1/feeds/{feed.key}"
    named = {} if feed.audience == PUBLIC else {"audience": feed.audience}
    own = f"{address}/events.atom{suffix(feed.audience)}"
    links = {"self": own, "alternate": f"{address}{suffix(feed.audience)}"}
    if len(found) > MOST:
        links["next"] = f"{address}/events.atom?{urlencode({**named, 'before': shown[-1].event_id}, safe=':')}"
    body = atom_of(
        f"{address}/events.atom", feed.title or str(feed.key), shown, updated_at=feed.created_at,
        author=feed.holder or feed.key.org, links=links, with_reasons=is_own,
    )  # fmt: skip
    headers = {"ETag": f'"{sha256_hex(body)[:32]}"', "Vary": ASKER,
               "Cache-Control": PRIVATE if is_own else cache_control(feed.audience, pinned=False)}  # fmt: skip
    if matches(asked.if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, f"{MEDIA_TYPE}; charset=utf-8")
