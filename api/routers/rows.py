"""All findings of one code, beyond the samples in a report: as CSV for a spreadsheet, as GeoJSON for a map, in pieces.

What does not live here: the report itself (versions), the forms (feeds.rows.forms).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Header, Query, Response
from fastapi.responses import StreamingResponse

from api.asking import v1_router
from api.auth import CallerDep, FeedDep, StateDep
from api.files import ConditionsDep, attachment
from api.headers import ASKER, PRIVATE, cache_control
from api.models import binary, problems
from api.routers.versions import is_live_now, language, visible_version
from catalog import reports
from feeds.rows.forms import FORMS
from feeds.rows.reading import has_code
from terms.errors import NotThere

router = v1_router("versions", "/feeds/{org}/{feed}")
TYPES = {"csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}
Code = Annotated[str, Query(description="a code of the report's summary", min_length=1, max_length=100)]
Lang = Annotated[str | None, Query(description="ja or en")]


Answer = Callable[[str], Response]
"""Form ('csv', 'geojson') → the answer to this request."""


def asked_rows(
    feed: FeedDep,
    number: int,
    code: Code,
    state: StateDep,
    caller: CallerDep,
    asked: ConditionsDep,
    lang: Lang = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Answer:
    """What both forms ask for; everything that may be refused is refused before the first piece."""
    chosen = language(lang, accept_language)
    visible_version(state, caller, feed, number)
    kept = reports.find_report(state.catalog, feed.key, number)
    if kept is None:
        raise NotThere(f"version {number} of {feed.key} has no report yet")
    if not has_code(kept.report, code):
        raise NotThere(f"the report on version {number} of {feed.key} has no finding of the code {code!r}")
    path = None if kept.rows_sha is None else state.catalog.store.local_path(kept.rows_sha)
    is_live = is_live_now(state, feed, number)

    def answer(form: str) -> Response:
        headers = {
            "Cache-Control": cache_control(feed.audience, pinned=False) if is_live else PRIVATE,
            "Content-Disposition": attachment(f"{feed.key.feed}-{number}-{code}.{form}"),
            "Content-Language": chosen,
            "Vary": f"Accept-Language, {ASKER}",
            "X-Content-Type-Options": "nosniff",
        }
        pieces = iter(()) if asked.is_head else FORMS[form](kept.report, path, code, chosen)
        return StreamingResponse(pieces, headers=headers, media_type=TYPES[form])

    return answer


AskedRows = Annotated[Answer, Depends(asked_rows)]


@router.get(
    "/versions/{number}/report/rows.csv",
    responses={**binary("text/csv"), **problems(400, 401, 404, 410)},
    response_class=Response,
)
def rows_csv(answer: AskedRows) -> Response:
    """Every row that one code was found in, for a spreadsheet: UTF-8 with byte order mark; a cell that a spreadsheet
    might run begins with an apostrophe. Where not all were kept (a million of one code), the last line says so."""
    return answer("csv")


@router.get(
    "/versions/{number}/report/rows.geojson",
    responses={**binary("application/geo+json"), **problems(400, 401, 404, 410)},
    response_class=Response,
)
def rows_geojson(answer: AskedRows) -> Response:
    """Every finding of one code as a GeoJSON feature; those without a place have no geometry. `left_out` behind the
    features says how many were not kept."""
    return answer("geojson")
