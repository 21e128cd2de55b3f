"""Who asks, and which one audience the request has.

A caller who may not read an audience gets the answer of one that does not exist: nothing tells the two apart.
What does not live here: keys (catalog.keys).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Query, Request

from api.state import State, state_of
from catalog.db import Catalog
from catalog.feeds import FeedRow, see_feed
from catalog.keys import NOBODY, Caller, identify
from terms.audiences import PUBLIC, parse_audience
from terms.errors import NotThere
from terms.ids import FeedKey

StateDep = Annotated[State, Depends(state_of)]


def secret_of(authorization: str | None) -> str | None:
    """The key in an `Authorization: Bearer KEY` header; '' for another scheme, None without the header."""
    if not authorization:
        return None
    kind, _, secret = authorization.partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def caller_of(catalog: Catalog, headers: Mapping[str, str], now: datetime) -> Caller:
    """Who asks; NOBODY without a key, KeyUnknown raised for a wrong one."""
    secret = secret_of(headers.get("authorization"))
    return NOBODY if secret is None else identify(catalog, secret, now=now)


def audience_for(caller: Caller, text: str) -> str:
    """The request's audience; raises NotThere when the caller may not read it."""
    audience = parse_audience(text)
    if not caller.may_read(audience):
        raise NotThere("nothing here for this audience")
    return audience


async def _caller(request: Request, state: StateDep) -> Caller:
    if "authorization" not in request.headers:
        return NOBODY
    return await to_thread.run_sync(caller_of, state.catalog, request.headers, state.now())


CallerDep = Annotated[Caller, Depends(_caller)]


async def _audience(
    caller: CallerDep,
    audience: Annotated[
        str, Query(description="public, org:NAME or grant:NAME (needs a key that may read it)")
    ] = PUBLIC,
) -> str:
    return audience_for(caller, audience)


AudienceDep = Annotated[str, Depends(_audience)]


async def _key(org: str, feed: str) -> FeedKey:
    return FeedKey.parse(f"{org}/{feed}")


KeyDep = Annotated[FeedKey, Depends(_key)]


def _feed(key: KeyDep, state: StateDep, caller: CallerDep, audience: AudienceDep) -> FeedRow:
    return see_feed(state.catalog, key, caller=caller, audience=audience)


FeedDep = Annotated[FeedRow, Depends(_feed)]
"""The feed of the address, if this caller may know of it: one of the request's audience, or one of the key's own
organisation. NotThere otherwise, in the words of a feed that does not exist."""
