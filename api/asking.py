"""What reads have in common: which release is asked, at which instant, and that no parameter is unknown.

What does not live here: who asks (auth), answering (routers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response

from api.auth import AudienceDep, StateDep
from api.headers import NO_STORE
from api.readmodel import OpenRelease
from api.state import State
from catalog import releases
from terms.clocks import parse_at, zone
from terms.errors import BadRequest, NotThere

ANY = "any"
A_DATE = "a date (noon of that day in the service's own zone, FUTAE_ZONE, whatever the zones of the feeds)"
MAX_NUMBER = 10


class Moved(Exception):
    """What was asked stands at another address, its text: a release named by an instant has a number (307)."""


async def answer_moved(_request: Request, error: Exception) -> Response:
    """The redirect."""
    return Response(status_code=307, headers={"Location": str(error), "Cache-Control": NO_STORE})


@dataclass(frozen=True, slots=True)
class Asked:
    """The release a request holds from its start to its end; `is_pinned` when it was named by number."""

    release: OpenRelease
    audience: str
    is_pinned: bool


def is_number(text: str) -> bool:
    """Whether a release is named by number (not by instant)."""
    return text.isascii() and text.isdecimal() and len(text) <= MAX_NUMBER


def number_at(state: State, text: str, audience: str) -> int:
    """The number of the release that was current at an instant; raises BadRequest, NotThere."""
    row = releases.release_at(state.catalog, parse_at(text, zone(state.settings.zone_name)))
    if audience not in row.manifests:
        raise NotThere("no release was current at that moment")
    return row.number


async def _asked(
    request: Request,
    state: StateDep,
    audience: AudienceDep,
    release: Annotated[str | None, Query(description="a release's number, or an instant; default the current")] = None,
) -> Asked:
    if release is not None and not is_number(release):
        found_number = await to_thread.run_sync(number_at, state, release, audience)
        pinned = {**request.query_params, "release": found_number}
        raise Moved(f"{quote(request.scope['path'])}?{urlencode(pinned)}")
    number = int(release) if release is not None else None
    found = state.reads.peek(number, audience)
    if found is None:
        found = await to_thread.run_sync(state.reads.get, number, audience)
    return Asked(found, audience, number is not None)


AskedDep = Annotated[Asked, Depends(_asked)]


@dataclass(frozen=True, slots=True)
class Instant:
    """The valid time of a request: `at` None is any, else whole seconds, as validity is; `is_given` when the caller
    named it."""

    at: datetime | None
    is_given: bool


async def _instant(
    state: StateDep,
    at: Annotated[
        str | None,
        Query(description=f"valid time: an instant, {A_DATE}, or `any`; default the reference date", max_length=40),
    ] = None,
) -> Instant:
    if at == ANY:
        return Instant(None, True)
    moment = state.reference_instant() if at is None else parse_at(at, zone(state.settings.zone_name))
    return Instant(moment.replace(microsecond=0), at is not None)


InstantDep = Annotated[Instant, Depends(_instant)]


def _documented(app: FastAPI) -> Mapping[tuple[str, str], frozenset[str]]:
    """(path, METHOD) → names of its query parameters, from the OpenAPI document."""
    found: dict[tuple[str, str], frozenset[str]] | None = getattr(app.state, "query_names", None)
    if found is None:
        paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
        found = app.state.query_names = {
            (path, method.upper()): frozenset(p["name"] for p in one.get("parameters", ()) if p["in"] == "query")
            for path, many in paths.items()
            for method, one in many.items()
        }
    return found


async def _known_only(request: Request) -> None:
    if not request.url.query:
        return
    path = request.scope["route"].path_format
    known = _documented(request.app).get((path, request.method), frozenset())
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        words = f"it has {', '.join(sorted(known))}" if known else "it has none"
        raise BadRequest(f"this address has no parameter {', '.join(map(repr, unknown))}; {words}")


def v1_router(tag: str, prefix: str = "") -> APIRouter:
    """A router below /v1. An unknown query parameter is a mistake that is told, not passed over."""
    return APIRouter(prefix=f"/v1{prefix}", tags=[tag], dependencies=[Depends(_known_only)])
