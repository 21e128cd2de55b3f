"""Fonts for map labels, as glyph ranges.

What does not live here: making and keeping them (api.glyphs).
"""

from __future__ import annotations

import gzip
from typing import Annotated

from fastapi import Header, Response

from api.asking import v1_router
from api.auth import StateDep
from api.files import accepts_gzip, matches
from api.headers import KEPT
from api.models import binary, problems

router = v1_router("styles")
MEDIA_TYPE = "application/x-protobuf"


@router.get(
    "/fonts/{stack}/{range}.pbf", responses={**binary(MEDIA_TYPE), **problems(400, 404)}, response_class=Response
)
def get_glyphs(
    stack: str,
    range: str,
    state: StateDep,
    if_none_match: Annotated[str | None, Header()] = None,
    accept_encoding: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """256 characters of a font as signed distance fields (`range` such as 0-255)."""
    glyph, zipped = state.glyphs.get(stack, range), accepts_gzip(accept_encoding)
    etag = f'"{glyph.digest}"' if zipped else f'"{glyph.digest}-i"'
    headers = {"Cache-Control": KEPT, "ETag": etag, "Vary": "Accept-Encoding"}
    if matches(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    if zipped:
        return Response(glyph.zipped, headers={**headers, "Content-Encoding": "gzip"}, media_type=MEDIA_TYPE)
    return Response(gzip.decompress(glyph.zipped), headers=headers, media_type=MEDIA_TYPE)
