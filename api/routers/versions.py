"""Versions of a feed: sending, reports, files.

What does not live here: checking (the worker does), publishing and taking back (publishing), what is served (releases).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Header, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.requests import ClientDisconnect

from api.accepting import form_of
from api.addresses import suffix
from api.asking import v1_router
from api.auth import CallerDep, FeedDep, KeyDep, StateDep
from api.files import ConditionsDep, file_response
from api.headers import ASKER, PRIVATE, cache_control
from api.models import VersionModel, Versions, binary, problems
from api.routers.feeds import open_or_none, refuse_withdrawn, served
from api.sending import Asked, Body
from api.state import State
from api.views import version_model
from api.waiting import pause_s
from catalog import feeds, intake, reports, versions
from catalog.audit import holders_of
from catalog.db import read
from catalog.feeds import FeedRow
from catalog.generations import generations_of, ruling
from catalog.keys import Caller
from catalog.stages import stages_of
from catalog.tombstones import refuse_buried
from catalog.versions import VersionRow
from feeds.reportpage.page import content_security_policy, report_page
from feeds.reportpage.text import as_text
from terms.errors import BadRequest, NotThere
from terms.ids import FeedKey
from terms.reports import LANGUAGES, report_json

router = v1_router("versions", "/feeds/{org}/{feed}")
WAITING = ("received", "checking")
MAX_WAIT_S = 60.0
PAGE_HEADERS = {"Content-Security-Policy": content_security_policy(), "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer"}  # fmt: skip
FORMS = {"json": "application/json", "html": "text/html", "text": "text/plain"}
REPORT = {
    "description": "the report",
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "text/html": {"schema": {"type": "string"}},
        "text/plain": {"schema": {"type": "string"}},
    },
}
EXAMPLES = """curl -H "Authorization: Bearer $KEY" -F file=@gtfs.zip -F publish=true \\
  'http://127.0.0.1:8000/v1/feeds/shiomi/bus/versions?wait=60'            # as a form; live when nothing blocks
curl -H "Authorization: Bearer $KEY" -H 'Content-Type: application/zip' --data-binary @gtfs.zip \\
  'http://127.0.0.1:8000/v1/feeds/shiomi/bus/versions?name=gtfs.zip'      # as the body"""
BYTES = {"schema": {"type": "string", "format": "binary"}}
FORM = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "name": {"type": "string"},
            "publish": {"type": "boolean"},
        },
    }
}


def is_live_now(state: State, feed: FeedRow, number: int) -> bool:
    """Whether that version is what the current release has of the feed."""
    found = served(state, feed)
    return found is not None and found.version == number


def _given(state: State, feed: FeedRow) -> set[int]:
    """Numbers of the versions that are given out: the live one, and those that rule on other days."""
    release = open_or_none(state, feed.audience)
    if release is None or str(feed.key) not in release.feeds:
        return set()
    many = generations_of(state.catalog, feed.key, upto=release.row.change)
    return {release.feeds[str(feed.key)].version, *(one.version.number for one in ruling(many))}


def visible_version(state: State, caller: Caller, feed: FeedRow, number: int) -> VersionRow:
    """A version for its organisation; for others only while it is live, or rules on other days (published and not gone
    back from, or announced). Raises Gone with the reason to others when it was live and is withdrawn, to all when it
    was withdrawn for legal reasons, else NotThere in the words for a number that does not exist."""
    version = versions.get_version(state.catalog, feed.key, number)
    if caller.acts_for(feed.key.org):
        if version.state == "withdrawn":
            with read(state.catalog) as conn:
                refuse_buried(conn, version.version_id)
        return version
    if version.live_change is not None:
        refuse_withdrawn(version)
    if number in _given(state, feed):
        return version
    raise NotThere(f"no version {number} of {feed.key}")


def _models(state: State, caller: Caller, feed: FeedRow, rows: Sequence[VersionRow]) -> list[VersionModel]:
    """Versions as this caller sees them, with stage and next actions."""
    stages, holders = stages_of(state.catalog, rows), holders_of(state.catalog, {row.received_by for row in rows})
    return [version_model(row, feed.audience, stages[row.version_id], caller, holders) for row in rows]


@router.post(
    "/versions",
    response_model=VersionModel,
    status_code=202,
    responses={200: {"model": VersionModel, "description": "checked, or there already"},
               **problems(400, 401, 403, 404, 409, 410, 413)},
    openapi_extra={
        "x-codeSamples": [{"lang": "Shell", "source": EXAMPLES}],
        "requestBody": {"required": True, "content": {"application/octet-stream": BYTES, "multipart/form-data": FORM}},
    },
)  # fmt: skip
async def send_version(
    request: Request,
    key: KeyDep,
    state: StateDep,
    caller: CallerDep,
    wait: Annotated[float, Query(ge=0, le=MAX_WAIT_S, description="seconds to wait for the report")] = 0,
    name: Annotated[str | None, Query(max_length=200, description="the file's name")] = None,
    publish: Annotated[bool, Query(description="make it live when nothing blocks")] = False,
) -> Response:
    """Send a file, as the body or as the field `file` of a form: it is streamed to the store; the same bytes give the
    same version."""
    caller.require("upload", key.org)
    may_publish = partial(caller.require, "publish", key.org)
    body = Body(request, Asked(name, publish, may_publish, state.settings.max_upload_bytes))

    def receive() -> VersionRow:
        row = intake.receive(
            state.catalog, key, body.chunks(), file_name=body.file_name, media_type=body.media_type,
            max_bytes=state.settings.max_upload_bytes, caller=caller, now=state.now(),
        )  # fmt: skip
        if body.publish and row.state in (*WAITING, "ready"):
            versions.want_publish(state.catalog, key, row.number, caller=caller, now=state.now())
        return row

    try:
        row = await to_thread.run_sync(receive, limiter=state.uploads)
    except ClientDisconnect as error:
        raise BadRequest("the body ended early") from error
    state.wake_worker()
    row = await _wait(state, key, row, wait)
    feed = await to_thread.run_sync(feeds.get_feed, state.catalog, key)
    (model,) = await to_thread.run_sync(_models, state, caller, feed, [row])
    headers = {"Location": model.links["self"], "Cache-Control": PRIVATE}
    return JSONResponse(model.model_dump(), 202 if row.state in WAITING else 200, headers)


async def _wait(state: State, key: FeedKey, row: VersionRow, seconds: float) -> VersionRow:
    """The version as it is once checked, or when the time is over."""
    begun, again = time.monotonic(), row.again
    while True:
        row = await to_thread.run_sync(versions.get_version, state.catalog, key, row.number)
        waited = time.monotonic() - begun
        if row.state not in WAITING or waited >= seconds:
            return replace(row, again=again)
        await asyncio.sleep(pause_s(waited, seconds))


@router.get("/versions", response_model=Versions, responses=problems(400, 401, 404, 410))
def list_versions(feed: FeedDep, response: Response, state: StateDep, caller: CallerDep) -> Versions:
    """The feed's versions, newest first: all for its organisation, those given out for others."""
    rows = versions.list_versions(state.catalog, feed.key)
    if not caller.acts_for(feed.key.org):
        given = _given(state, feed)
        rows = [row for row in rows if row.number in given]
    response.headers["Cache-Control"] = PRIVATE
    return Versions(versions=_models(state, caller, feed, rows))


@router.get("/versions/{number}", response_model=VersionModel, responses=problems(400, 401, 404, 410))
def get_version(feed: FeedDep, number: int, response: Response, state: StateDep, caller: CallerDep) -> VersionModel:
    """One version."""
    response.headers["Cache-Control"] = PRIVATE
    (model,) = _models(state, caller, feed, [visible_version(state, caller, feed, number)])
    return model


def language(lang: str | None, accept: str | None) -> str:
    """'ja' or 'en': as named, else the first of Accept-Language that is one of them. Raises BadRequest."""
    if lang is not None:
        if lang not in LANGUAGES:
            raise BadRequest(f"lang must be one of {', '.join(LANGUAGES)}")
        return lang
    for part in (accept or "").lower().split(","):
        word = part.strip()[:2]
        if word in LANGUAGES:
            return word
    return "ja"


@router.get("/versions/{number}/report", responses={200: REPORT, **problems(400, 401, 404, 410)})
def get_report(
    feed: FeedDep,
    number: int,
    state: StateDep,
    caller: CallerDep,
    lang: Annotated[str | None, Query(description="ja or en")] = None,
    format: Annotated[str | None, Query(description="json, html or text; default by Accept, else json")] = None,
    accept_language: Annotated[str | None, Header()] = None,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """The report, equal to what `futae check` gives with `--format json`, `html` (a page) or `text`."""
    version = visible_version(state, caller, feed, number)
    chosen, form = language(lang, accept_language), form_of(format, accept, FORMS)
    report = reports.get_report(state.catalog, feed.key, number)
    if report is None:
        raise NotThere(f"version {number} of {feed.key} has no report yet")
    control = cache_control(feed.audience, pinned=False) if is_live_now(state, feed, number) else PRIVATE
    headers = {"Cache-Control": control, "Content-Language": chosen, "Vary": f"Accept, Accept-Language, {ASKER}"}
    if form == "text":
        plain = as_text(report, chosen, version.file_name)
        return PlainTextResponse(plain.encode("utf-8", "replace"), headers=headers)
    if form == "html":
        page = report_page(
            report, chosen, name=version.file_name, version=number, rows=suffix(feed.audience).replace("?", "&")
        )
        return HTMLResponse(page.encode("utf-8", "replace"), headers={**headers, **PAGE_HEADERS})
    return JSONResponse(report_json(report, chosen), headers=headers)


@router.get(
    "/versions/{number}/file",
    responses={**binary("*/*", ranges=True), **problems(400, 401, 404, 410, 416)},
    response_class=Response,
)
def get_file(feed: FeedDep, number: int, state: StateDep, caller: CallerDep, asked: ConditionsDep) -> Response:
    """The file of one version as it was sent: for its organisation, for others while it is given out."""
    version = visible_version(state, caller, feed, number)
    refuse_withdrawn(version)
    is_live = is_live_now(state, feed, number)
    return file_response(
        state.catalog.store, version.sha256, asked, media_type=version.media_type, file_name=version.file_name,
        cache_control=cache_control(feed.audience, pinned=False) if is_live else PRIVATE,
    )  # fmt: skip
