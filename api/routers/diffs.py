"""What changed between two versions of a feed: as data, as a page, and as GeoJSON for a map before and after.

What does not live here: who may see it and making it (comparing), the words (feeds.compare.told).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Header, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse

from api.accepting import form_of
from api.addresses import query
from api.asking import v1_router
from api.comparing import Asked, AskedDep, when_made
from api.files import attachment
from api.headers import ASKER, PRIVATE
from api.models import binary, problems
from api.models_diffs import DiffModel, DiffWaiting
from api.routers.versions import MAX_WAIT_S, language
from catalog import diffs
from catalog.products import ProductRow
from feeds.compare.page import content_security_policy, diff_page
from feeds.compare.told import groups, in_short

router = v1_router("versions", "/feeds/{org}/{feed}")
FORMS = {"json": "application/json", "html": "text/html", "geojson": "application/geo+json"}
RETRY_S = 2
HEADERS = {"Cache-Control": PRIVATE, "Vary": f"Accept, Accept-Language, {ASKER}",
           "X-Content-Type-Options": "nosniff"}  # fmt: skip
PAGE_HEADERS = {"Content-Security-Policy": content_security_policy(), "Referrer-Policy": "no-referrer"}
NAMES = {"ja": "第{n}版（{file}）", "en": "version {n} ({file})"}
MAKING: dict[int | str, dict[str, Any]] = {
    202: {"model": DiffWaiting, "description": "it is being made; ask again after Retry-After seconds"},
    **problems(400, 401, 404, 409, 410),
}
BYTES = {"schema": {"type": "string"}}
Lang = Annotated[str | None, Query(description="ja or en")]
Wait = Annotated[float, Query(ge=0, le=MAX_WAIT_S, description="seconds to wait for it to be made")]


def _links(asked: Asked) -> dict[str, str]:
    new, old, more = asked.pair.new, asked.pair.old, {"audience": asked.feed.audience}
    base, named = f"/v1/feeds/{new.feed}/versions", {"against": old.number, **more}
    return {
        "self": f"{base}/{new.number}/diff{query(named)}",
        "html": f"{base}/{new.number}/diff{query({**named, 'format': 'html'})}",
        "geojson": f"{base}/{new.number}/diff.geojson{query(named)}",
        "version": f"{base}/{new.number}{query(more)}",
        "against": f"{base}/{old.number}{query(more)}",
    }


def _about(asked: Asked) -> dict[str, Any]:
    new, old = asked.pair.new, asked.pair.old
    return {"feed": str(new.feed), "version": new.number, "against": old.number, "why": asked.why}


def _waiting(asked: Asked) -> Response:
    model = DiffWaiting(**_about(asked), state="preparing", links=_links(asked))
    return JSONResponse(model.model_dump(), 202, {**HEADERS, "Retry-After": str(RETRY_S)})


def _document(asked: Asked, rows: Mapping[str, ProductRow], lang: str) -> Response:
    document = json.loads(asked.state.catalog.store.read(rows[diffs.DIFF].sha256))
    told = {"lang": lang, "short": in_short(document, lang), "groups": [asdict(one) for one in groups(document, lang)]}
    whole = {**_about(asked), "told": told, **document, "links": _links(asked)}
    return JSONResponse(whole, headers={**HEADERS, "Content-Language": lang})


def _page(asked: Asked, rows: Mapping[str, ProductRow], lang: str) -> Response:
    document = json.loads(asked.state.catalog.store.read(rows[diffs.DIFF].sha256))
    names = [NAMES[lang].format(n=one.number, file=one.file_name) for one in (asked.pair.old, asked.pair.new)]
    page = diff_page(document, lang, old_name=names[0], new_name=names[1])
    headers = {**HEADERS, **PAGE_HEADERS, "Content-Language": lang}
    return HTMLResponse(page.encode("utf-8", "replace"), headers=headers)


def _geojson(asked: Asked, rows: Mapping[str, ProductRow]) -> Response:
    data = asked.state.catalog.store.read(rows[diffs.MAP].sha256)
    new, old = asked.pair.new, asked.pair.old
    name = attachment(f"{new.feed.feed}-{old.number}-{new.number}-diff.geojson")
    return Response(data, headers={**HEADERS, "Content-Disposition": name}, media_type=FORMS["geojson"])


@router.get(
    "/versions/{number}/diff",
    response_model=DiffModel,
    responses={
        200: {"description": "what changed", "content": dict.fromkeys(list(FORMS.values())[1:], BYTES)},
        **MAKING,
    },
)
async def get_diff(
    asked: AskedDep,
    wait: Wait = 0,
    lang: Lang = None,
    format: Annotated[str | None, Query(description="json, html or geojson; default by Accept, else json")] = None,
    accept_language: Annotated[str | None, Header()] = None,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """What changed from an older version (`against`) to this one: in words, counts and ids, as `futae diff` tells it;
    as a page; or as GeoJSON (`diff.geojson`). Both versions must be visible to the caller, as their reports are. It is
    made after each check against what is live, another when somebody first asks: 202 meanwhile."""
    chosen, form = language(lang, accept_language), form_of(format, accept, FORMS)
    rows = await when_made(asked, wait)
    if rows is None:
        return _waiting(asked)
    if form == "geojson":
        return await to_thread.run_sync(_geojson, asked, rows)
    return await to_thread.run_sync(_page if form == "html" else _document, asked, rows, chosen)


@router.get(
    "/versions/{number}/diff.geojson",
    responses={**binary("application/geo+json"), **MAKING},
    response_class=Response,
)
async def get_diff_geojson(asked: AskedDep, wait: Wait = 0) -> Response:
    """The same on a map: stops that begin, end, move or are renamed as points (a move also as a line from old to new),
    those that stay without words, routes that begin, end or call elsewhere as lines, side `old` and `new`."""
    rows = await when_made(asked, wait)
    return _waiting(asked) if rows is None else await to_thread.run_sync(_geojson, asked, rows)
