"""The source of a feed: the address at which it is followed. Only who administers the feed sees or sets it.

What does not live here: asking (pipelines.asking), which addresses may be called (terms.outside).
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import CallerDep, KeyDep, StateDep
from api.headers import NO_STORE
from api.models import problems
from api.models_sources import SourceIn, SourceModel
from api.views import source_model
from catalog import sources
from terms.outside import parse_outside

router = v1_router("sources", "/feeds/{org}/{feed}")
EXAMPLE = """curl -X PUT -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{"url": "https://example.jp/gtfs.zip", "every_hours": 24}' \\
  http://127.0.0.1:8000/v1/feeds/shiomi/bus/source"""


@router.get("/source", response_model=SourceModel, responses=problems(400, 401, 403, 404))
def get_source(key: KeyDep, response: Response, state: StateDep, caller: CallerDep) -> SourceModel:
    """The address at which a feed is followed, and how the last asking ended (scope admin)."""
    caller.require("admin", key.org)
    response.headers["Cache-Control"] = NO_STORE
    return source_model(sources.get_source(state.catalog, key))


@router.put(
    "/source",
    response_model=SourceModel,
    responses=problems(400, 401, 403, 404, 410),
    openapi_extra={"x-codeSamples": [{"lang": "Shell", "source": EXAMPLE}]},
)
def put_source(key: KeyDep, body: SourceIn, response: Response, state: StateDep, caller: CallerDep) -> SourceModel:
    """Follow a feed at an address, or change how (scope admin). It is asked at once, then every `every_hours`; what is
    new becomes a version like an upload. It is published by itself when the feed has `publish_when_clean`."""
    caller.require("admin", key.org)
    url = parse_outside(body.url, loopback=state.settings.outside_loopback).url
    row = sources.put_source(state.catalog, key, url, every_hours=body.every_hours, actor=caller.actor, now=state.now())
    state.wake_worker()
    response.headers["Cache-Control"] = NO_STORE
    return source_model(row)


@router.delete("/source", status_code=204, responses=problems(400, 401, 403, 404))
def delete_source(key: KeyDep, state: StateDep, caller: CallerDep) -> None:
    """Follow the feed no more (scope admin); its versions stay."""
    caller.require("admin", key.org)
    sources.remove_source(state.catalog, key, actor=caller.actor, now=state.now())
