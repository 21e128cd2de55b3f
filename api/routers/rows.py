"""All findings of one code, beyond the samples in a report: as CSV for a spreadsheet, as GeoJSON for a map, in pieces.

What does not live here: the report itself (versions), the forms (feeds.rows.forms).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Header, Query, Response
from fastapi.responses import StreamingResponse

from api.asking import v1_router
from api.auth import CallerDep, FeedDep, StateDep
from api.files import ConditionsDep
from api.headers import PRIVATE, cache_control
from api.models import binary, problems
from api.routers.versions import is_live_now, language, visible_version
from api.state import State
from catalog import reports
from catalog.feeds import FeedRow
from catalog.keys import Caller
from feeds.rows.forms import FORMS
from feeds.rows.reading import has_code
from terms.errors import NotThere

router = v1_router("versions", "/feeds/{org}/{feed}")
TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}
Code = Annotated[str, Query(description="a code of the report's summary", min_length=1, max_length=100)]
Lang = Annotated[str | None, Query(description="ja or en")]


@router.get(
    "/versions/{number}/report/rows.csv",
    responses={**binary("text/csv"), **problems(400, 401, 404, 410)},
    response_class=Response,
)
def rows_csv(
    feed: FeedDep,
    number: int,
    code: Code,
    state: StateDep,
    caller: CallerDep,
    asked: ConditionsDep,
    lang: Lang = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Every row that one code was found in, for a spreadsheet: UTF-8 with byte order mark; a cell that a spreadsheet
    might run begins with an apostrophe. Where not all were kept (a million of one code), the last line says so."""
    chosen = language(lang, accept_language)
    pieces = _pieces(state, caller, feed, number, code, chosen, "csv")
    return _answer(state, feed, number, code, chosen, "csv", iter(()) if asked.is_head else pieces)


@router.get(
    "/versions/{number}/report/rows.geojson",
    responses={**binary("application/geo+json"), **problems(400, 401, 404, 410)},
    response_class=Response,
)
def rows_geojson(
    feed: FeedDep,
    number: int,
    code: Code,
    state: StateDep,
    caller: CallerDep,
    asked: ConditionsDep,
    lang: Lang = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Every finding of one code as a GeoJSON feature; those without a place have no geometry. `left_out` behind the
    features says how many were not kept."""
    chosen = language(lang, accept_language)
    pieces = _pieces(state, caller, feed, number, code, chosen, "geojson")
    return _answer(state, feed, number, code, chosen, "geojson", iter(()) if asked.is_head else pieces)


def _pieces(
    state: State, caller: Caller, feed: FeedRow, number: int, code: str, lang: str, form: str
) -> Iterator[bytes]:
    """The document in pieces; everything that may be refused is refused before the first."""
    visible_version(state, caller, feed, number)
    kept = reports.find_report(state.catalog, feed.key, number)
    if kept is None:
        raise NotThere(f"version {number} of {feed.key} has no report yet")
    if not has_code(kept.report, code):
        raise NotThere(f"the report on version {number} of {feed.key} has no finding of the code {code!r}")
    path = None if kept.rows_sha is None else state.catalog.store.local_path(kept.rows_sha)
    return FORMS[form](kept.report, path, code, lang)


def _answer(
    state: State, feed: FeedRow, number: int, code: str, lang: str, form: str, pieces: Iterator[bytes]
) -> Response:
    is_live = is_live_now(state, feed, number)
    name = quote(f"{feed.key.feed}-{number}-{code}.{form}", safe="")
    headers = {
        "Cache-Control": cache_control(feed.audience, pinned=False) if is_live else PRIVATE,
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Language": lang,
        "Vary": "Accept-Language, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(pieces, headers=headers, media_type=TYPES[form])
