"""Who asks, and which one audience the request has.

A caller who may not read an audience gets the answer of one that does not exist: nothing tells the two apart.
A key comes in `Authorization`, which goes first; a session's page sends `X-Futae-Session` beside its cookie. The cookie
without that header is nobody: a browser sends it whoever made it ask. What does not live here: keys (catalog.keys),
sessions (catalog.sessions).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Query, Request

from api.headers import SESSION
from api.sessions import tokens_of
from api.state import State, state_of
from catalog import sessions
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


def headers_of(scope: MutableMapping[str, Any]) -> dict[str, str]:
    """The headers of an ASGI request by lower-case name; cookies, which may come in many headers, as one."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}; {value}" if name == "cookie" and name in found else value
    return found


def names_someone(headers: Mapping[str, str]) -> bool:
    """Whether a request says who it is from, truly or not."""
    return "authorization" in headers or SESSION in headers


def caller_of(catalog: Catalog, headers: Mapping[str, str], now: datetime) -> Caller:
    """Who asks; NOBODY without a key or session, KeyUnknown raised for a wrong one."""
    secret = secret_of(headers.get("authorization"))
    if secret is not None:
        return identify(catalog, secret, now=now)
    if SESSION not in headers:
        return NOBODY
    return sessions.prove(catalog, tokens_of(headers.get("cookie", "")), headers[SESSION], now=now).caller


def audience_for(caller: Caller, text: str) -> str:
    """The request's audience; raises NotThere when the caller may not read it."""
    audience = parse_audience(text)
    if not caller.may_read(audience):
        raise NotThere("nothing here for this audience")
    return audience


async def _caller(request: Request, state: StateDep) -> Caller:
    headers = headers_of(request.scope)
    if not names_someone(headers):
        return NOBODY
    return await to_thread.run_sync(caller_of, state.catalog, headers, state.now())


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
