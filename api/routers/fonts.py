"""Fonts for map labels, as glyph ranges.

What does not live here: making and keeping them (api.glyphs).
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import StateDep
from api.models import binary, problems

router = v1_router("styles")
MEDIA_TYPE = "application/x-protobuf"
KEPT = "public, max-age=86400"


@router.get(
    "/fonts/{stack}/{range}.pbf", responses={**binary(MEDIA_TYPE), **problems(400, 404)}, response_class=Response
)
def get_glyphs(stack: str, range: str, state: StateDep) -> Response:
    """256 characters of a font as signed distance fields (`range` such as 0-255)."""
    return Response(state.glyphs.get(stack, range), headers={"Cache-Control": KEPT}, media_type=MEDIA_TYPE)
