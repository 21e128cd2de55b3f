"""Tilesets: the list, and the TileJSON of one.

What does not live here: tiles themselves (tiles_app), the whole archive (downloads).
"""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import Request, Response

from api.addresses import base_of, suffix, tiles_address
from api.asking import AskedDep, v1_router
from api.auth import AudienceDep, StateDep
from api.headers import cache_control
from api.models import TilesetLine, Tilesets, problems
from api.readmodel import OpenRelease
from api.routers.feeds import open_or_none
from layers.registry import Layer, layers
from terms.errors import NotThere
from terms.geo import Bounds
from terms.licences import attribution
from tiles.tilejson import tilejson

router = v1_router("tilesets")


def layer_of(name: str) -> Layer:
    """The layer whose tileset has that name; raises NotThere."""
    for layer in layers():
        if layer.name == name:
            return layer
    raise NotThere(f"no tileset {name!r}")


def credits_of(release: OpenRelease, feeds: tuple[str, ...]) -> str:
    """Whom to credit for what these feeds gave, each once, in the order of the feeds: plain text."""
    known = (release.feeds[name] for name in feeds)
    return " | ".join(dict.fromkeys(attribution(one.licence_ids, one.holder) for one in known))


def _titles(layer: Layer) -> tuple[str, str]:
    return "・".join(c.title_ja for c in layer.collections), ", ".join(c.title_en for c in layer.collections)


@router.get("/tilesets", response_model=Tilesets, responses=problems(400, 401, 404))
def list_tilesets(response: Response, state: StateDep, audience: AudienceDep) -> Tilesets:
    """The tilesets of the current release."""
    release = open_or_none(state, audience)
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    found, end = [], suffix(audience)
    for layer in layers():
        if release and layer.name in release.manifest.tilesets:
            ja, en = _titles(layer)
            links = {"self": f"/v1/tilesets/{layer.name}{end}", "pmtiles": f"/v1/tilesets/{layer.name}.pmtiles{end}"}
            found.append(TilesetLine(tileset=layer.name, title_ja=ja, title_en=en, links=links))
    return Tilesets(tilesets=found)


@router.get(
    "/tilesets/{name}",
    responses={307: {"description": "an instant: the release current then"}, **problems(400, 401, 404, 410)},
)
def get_tileset(name: str, request: Request, response: Response, asked: AskedDep) -> dict[str, Any]:
    """TileJSON 3; its tiles are the current ones, or for ever those of the release that was asked for."""
    release, layer = asked.release, layer_of(name)
    part = release.tileset(name)
    response.headers["Cache-Control"] = cache_control(asked.audience, pinned=asked.is_pinned)
    number = release.number if asked.is_pinned else None
    return tilejson(
        layer.spec,
        tiles_address(base_of(request), name, number, asked.audience),
        bounds=Bounds.of(part.bounds) if part.bounds else None,
        attribution=escape(credits_of(release, part.feeds)),  # maps take it as HTML (TileJSON 3, 3.2)
        version=f"1.0.{release.number}",
        name=_titles(layer)[0],
        description=_titles(layer)[1],
        layer_texts={c.name: c.description_ja for c in layer.collections},
    )
