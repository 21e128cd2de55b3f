"""Styles: the house style of the two-layer map, made for who asks.

What does not live here: how things are drawn (tiles.style).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from api.addresses import base_of, query
from api.asking import A_DATE, ANY, AskedDep, v1_router
from api.auth import StateDep
from api.headers import cache_control
from api.models import problems
from layers.registry import layers
from terms.clocks import instant_text, parse_at, zone
from terms.errors import BadRequest, NotThere
from terms.geo import Bounds, union_all
from terms.reports import LANGUAGES
from tiles.style import drawn, style

router = v1_router("styles")
NAME = "futae"
Theme = Literal["light", "dark"]


@router.get(
    "/styles/{name}.json",
    responses={307: {"description": "an instant: the release current then"}, **problems(400, 401, 404, 410)},
)
def get_style(
    name: str,
    request: Request,
    response: Response,
    state: StateDep,
    asked: AskedDep,
    at: Annotated[str | None, Query(description=f"draw what is valid then: an instant, or {A_DATE}")] = None,
    lang: Annotated[str, Query(description="labels: ja or en")] = "ja",
    theme: Annotated[Theme, Query(description="colours")] = "light",
) -> dict[str, Any]:
    """The MapLibre style (`futae`). Without `at` everything the tiles hold is drawn; pages filter it themselves."""
    if name != NAME:
        raise NotThere(f"no style {name!r}; there is {NAME!r}")
    if lang not in LANGUAGES:
        raise BadRequest(f"lang must be one of {', '.join(LANGUAGES)}")
    base, release = base_of(request), asked.release
    response.headers["Cache-Control"] = cache_control(asked.audience, pinned=asked.is_pinned)
    end = query({"audience": asked.audience, "release": release.number if asked.is_pinned else None})
    bounds = union_all(Bounds.of(t.bounds) for t in release.manifest.tilesets.values() if t.bounds)
    moment = None if at in (None, ANY) else instant_text(parse_at(str(at), zone(state.settings.zone_name)))
    return style(
        [drawn(c) for layer in layers() for c in layer.collections],
        {name: f"{base}/v1/tilesets/{name}{end}" for name in sorted(release.manifest.tilesets)},
        glyphs=f"{base}/v1/fonts/{{fontstack}}/{{range}}.pbf",
        sprite=f"{base}/v1/sprites/futae",
        language=lang,
        theme=theme,
        at=moment,
        center=((bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2) if bounds else None,
        zoom=zoom_of(bounds) if bounds else None,
    )


def zoom_of(bounds: Bounds) -> float:
    """A zoom at which a map of about 800 pixels shows the bounds."""
    widest = max(bounds.east - bounds.west, bounds.north - bounds.south, 0.001)
    zoom = 0.0
    while zoom < 14 and 360 / 2 ** (zoom + 0.5) * 1.5 > widest:
        zoom += 0.5
    return zoom
