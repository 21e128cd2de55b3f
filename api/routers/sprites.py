"""The sprite of the house style: a sheet of icons and where each stands on it, at ratio 1 and 2.

What does not live here: the drawings and the sheet (tiles.icons, tiles.sprite).
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import Header, Response

from api.asking import v1_router
from api.files import matches
from api.headers import KEPT
from api.models import binary, problems
from terms.canonical import canonical_json, sha256_hex
from terms.errors import NotThere
from tiles.sprite import sheet_json, sheet_png

router = v1_router("styles")
RATIOS = {"futae": 1, "futae@2x": 2}
"""Name of a sheet → pixels of the sheet for one of the screen."""
JSON, PNG = "application/json", "image/png"
_SAME: dict[int | str, dict[str, Any]] = {304: {"description": "nothing new"}}
_PLACES: dict[int | str, dict[str, Any]] = {200: {"description": "icon → place", "content": {JSON: {}}}}


@cache
def _sheet(name: str, media_type: str) -> tuple[bytes, str]:
    """The bytes and their ETag. Raises NotThere."""
    if name not in RATIOS:
        raise NotThere(f"no sprite {name!r}; there are {', '.join(map(repr, RATIOS))}")
    ratio = RATIOS[name]
    data = canonical_json(sheet_json(ratio)) if media_type == JSON else sheet_png(ratio)
    return data, f'"{sha256_hex(data)[:32]}"'


def _answer(name: str, media_type: str, if_none_match: str | None) -> Response:
    data, etag = _sheet(name, media_type)
    headers = {"Cache-Control": KEPT, "ETag": etag}
    if matches(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=media_type)


@router.get("/sprites/{sheet}.json", responses={**_PLACES, **_SAME, **problems(400, 404)}, response_class=Response)
def get_sprite_places(sheet: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Where each icon stands on the sheet (`futae`, or `futae@2x` for fine screens)."""
    return _answer(sheet, JSON, if_none_match)


@router.get("/sprites/{sheet}.png", responses={**binary(PNG), **_SAME, **problems(400, 404)}, response_class=Response)
def get_sprite_sheet(sheet: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The icons as signed distance fields in the alpha channel: a style gives them their colour."""
    return _answer(sheet, PNG, if_none_match)
