"""Preview: tiles, style and items of one version before it is published, and links that show them without a key.

    GET  /v1/feeds/ORG/FEED/versions/N/preview                         what there is, and where
    GET  …/preview/tilesets/NAME      …/preview/tilesets/NAME/Z/X/Y.pbf      …/preview/style.json
    GET  …/preview/collections/NAME/items
    POST /v1/feeds/ORG/FEED/versions/N/preview-links                   a link that holds for seven days

What does not live here: who may see it (previewing), signatures (signing).
"""

from __future__ import annotations

import gzip
from html import escape
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Header, Query, Request, Response
from fastapi.responses import JSONResponse

from api.addresses import base_of
from api.asking import A_DATE, ANY, v1_router
from api.auth import CallerDep, KeyDep, StateDep
from api.features import collection_text, features_from, keys_of
from api.files import accepts_gzip
from api.headers import ASKER, PRIVATE
from api.models import PreviewCollection, PreviewLink, PreviewModel, problems
from api.previewing import Shown, ShownDep, directory_of, preview_path, ready_version
from api.routers.collections import GEOJSON, after_text, declared_of, parse_after, parse_bbox
from api.routers.collections import MEDIA_TYPE as GEOJSON_TYPE
from api.routers.feeds import open_or_none
from api.routers.styles import Theme, zoom_of
from api.signing import end_of, sign
from api.tiles_app import MEDIA_TYPE as MVT
from layers.query import ItemPath, ItemQuery, items
from layers.registry import layers
from terms.audiences import PUBLIC
from terms.clocks import instant_text, parse_at, zone
from terms.columns import Collection
from terms.errors import BadRequest, Conflict, NotThere
from terms.geo import Bounds, union_all
from terms.licences import attribution
from terms.reports import LANGUAGES
from tiles.style import drawn, style
from tiles.tilejson import tilejson

router = v1_router("preview", "/feeds/{org}/{feed}/versions/{number}")
PRIVATELY = {"Cache-Control": PRIVATE, "Vary": ASKER, "Referrer-Policy": "no-referrer"}
TILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "a vector tile", "content": {MVT: {"schema": {"type": "string", "format": "binary"}}}},
    204: {"description": "a tile without features"},
}
REFUSALS = problems(400, 401, 404, 409, 410)


def _bounds(shown: Shown, tileset: str | None = None) -> Bounds | None:
    names = {c.name for x in shown.layers.values() if tileset in (None, x.name) for c in x.collections}
    return union_all(part.bounds for name, part in shown.parts.items() if name in names)


def _tilejson(shown: Shown, name: str, base: str) -> dict[str, Any]:
    layer = shown.layers.get(name)
    if layer is None:
        raise NotThere(f"version {shown.version.number} of {shown.feed.key} has nothing for tileset {name!r}")
    holder = shown.feed.holder or str(shown.version.facts.get("holder") or shown.feed.key)
    return tilejson(
        layer.spec,
        f"{base}{shown.base}/tilesets/{name}/{{z}}/{{x}}/{{y}}.pbf{shown.address()[len(shown.base) :]}",
        bounds=_bounds(shown, name),
        attribution=escape(attribution(shown.feed.licence_ids, holder)),
        version=f"0.0.{shown.version.number}",
        name="・".join(c.title_ja for c in layer.collections),
        description=", ".join(c.title_en for c in layer.collections),
    )


@router.get(
    "/preview",
    response_model=PreviewModel,
    responses={202: {"model": PreviewModel, "description": "the tiles are being cut; ask again"}, **REFUSALS},
)
def get_preview(shown: ShownDep, request: Request) -> Response:
    """What a version that is not published would show. The first asking has its tiles cut (a second or so)."""
    base = base_of(request)
    state = "ready" if shown.tilesets() is not None else shown.wish()
    bounds = _bounds(shown)
    model = PreviewModel(
        feed=str(shown.feed.key),
        version=shown.version.number,
        state=state,
        bounds=bounds.as_list() if bounds else None,
        tilesets={name: _tilejson(shown, name, base) for name in shown.layers},
        collections=[
            PreviewCollection(id=c.name, count=shown.count(c.name), items=shown.address(f"/collections/{c.name}/items"))
            for layer in shown.layers.values()
            for c in layer.collections
            if shown.count(c.name)
        ],
        links={"self": shown.address(), "style": shown.address("/style.json")},
    )
    return JSONResponse(model.model_dump(), 202 if state == "preparing" else 200, PRIVATELY)


@router.get("/preview/tilesets/{name}", responses=REFUSALS)
def get_preview_tileset(name: str, shown: ShownDep, request: Request) -> Response:
    """TileJSON 3 of one tileset of the version."""
    return JSONResponse(_tilejson(shown, name, base_of(request)), headers=PRIVATELY)


@router.get(
    "/preview/tilesets/{name}/{z}/{x}/{y}.pbf", responses={**TILES, **REFUSALS}, response_class=Response
)  # fmt: skip
def get_preview_tile(
    name: str,
    z: int,
    x: int,
    y: int,
    shown: ShownDep,
    accept_encoding: Annotated[str | None, Header()] = None,
) -> Response:
    """A vector tile of the version alone; 409 while its tiles are not cut (ask the preview itself first)."""
    layer = shown.layers.get(name)
    if (
        layer is None
        or not layer.spec.min_zoom <= z <= layer.spec.max_zoom
        or not (0 <= x < 1 << z and 0 <= y < 1 << z)
    ):
        raise NotThere(f"the preview has no tile {name}/{z}/{x}/{y}")
    made = shown.tilesets()
    if made is None:
        shown.wish()
        raise Conflict("the tiles of this preview are not cut yet; ask its own address when they are")
    store, one = shown.state.catalog.store, made[name]
    place = directory_of(store, one.sha256).find(z, x, y) if one.size_bytes else None
    if place is None:
        return Response(status_code=204, headers=PRIVATELY)
    data, headers = store.read_range(one.sha256, *place), {**PRIVATELY, "Vary": f"{ASKER}, Accept-Encoding"}
    if accepts_gzip(accept_encoding or ""):
        return Response(data, headers={**headers, "Content-Encoding": "gzip"}, media_type=MVT)
    return Response(gzip.decompress(data), headers=headers, media_type=MVT)


@router.get("/preview/style.json", responses=REFUSALS)
def get_preview_style(
    shown: ShownDep,
    request: Request,
    lang: Annotated[str, Query(description="labels: ja or en")] = "ja",
    theme: Annotated[Theme, Query(description="colours")] = "light",
) -> Response:
    """The house style over the version's tiles; below them the other tilesets the public sees now."""
    if lang not in LANGUAGES:
        raise BadRequest(f"lang must be one of {', '.join(LANGUAGES)}")
    base, bounds = base_of(request), _bounds(shown)
    released = open_or_none(shown.state, PUBLIC)
    sources = {name: f"{base}/v1/tilesets/{name}" for name in (released.manifest.tilesets if released else ())}
    own = {name: base + shown.address(f"/tilesets/{name}") for name in shown.layers}
    found = style(
        [drawn(c) for layer in layers() for c in layer.collections],
        dict(sorted({**sources, **own}.items())),
        glyphs=f"{base}/v1/fonts/{{fontstack}}/{{range}}.pbf",
        sprite=f"{base}/v1/sprites/futae",
        language=lang,
        theme=theme,
        name=f"Futae: {shown.feed.key} {shown.version.number}",
        center=((bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2) if bounds else None,
        zoom=zoom_of(bounds) if bounds else None,
    )
    return JSONResponse(found, headers=PRIVATELY)


@router.get(
    "/preview/collections/{collection}/items", responses={200: GEOJSON[200], **REFUSALS}, response_class=Response
)  # fmt: skip
async def list_preview_items(
    collection: str,
    shown: ShownDep,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees", max_length=200)] = None,
    at: Annotated[str, Query(description=f"valid time: an instant, {A_DATE}, or `any`", max_length=40)] = ANY,
    limit: Annotated[int, Query(ge=1, le=1000, description="items on one page")] = 100,
    after: Annotated[str | None, Query(description="the token of a next link", max_length=4000)] = None,
) -> Response:
    """Items of the version alone, in the order of their ids."""
    declared, state = declared_of(collection), shown.state
    moment = None if at == ANY else parse_at(at, zone(state.settings.zone_name)).replace(microsecond=0)
    wanted = ItemQuery(limit + 1, parse_bbox(bbox), moment, parse_after(after))
    given = {"bbox": bbox, "limit": limit, "at": at}
    return await to_thread.run_sync(_page, shown, declared, wanted, given, limiter=state.queries)


def _page(shown: Shown, declared: Collection, wanted: ItemQuery, given: dict[str, Any]) -> Response:
    part, limit = shown.parts.get(declared.name), wanted.limit - 1
    table = None
    if part is not None and part.count and part.bounds is not None:
        path = shown.state.catalog.store.local_path(part.sha256)
        table = items([ItemPath(path, path, part.bounds)], declared.geometry, wanted)  # no look-up by id: no id index
    page = table.slice(0, limit) if table is not None else None
    found = features_from(page, declared, shown.provenance) if page is not None else []
    here = f"/collections/{declared.name}/items"
    refs = {"self": shown.address(here, **given)}
    if page is not None and table is not None and len(table) > limit:
        refs["next"] = shown.address(here, **given, after=after_text(keys_of(page.slice(limit - 1))[0]))
    more = {"numberReturned": len(found), "version": shown.version.number, "at": given["at"], "links": refs}
    return Response(collection_text(found, more), headers=PRIVATELY, media_type=GEOJSON_TYPE)


@router.post(
    "/preview-links", response_model=PreviewLink, status_code=201, responses=problems(400, 401, 403, 404, 409, 410)
)
def make_preview_link(key: KeyDep, number: int, request: Request, state: StateDep, caller: CallerDep) -> Response:
    """A link that shows the preview without a key for seven days, until the version is withdrawn or superseded."""
    caller.require("upload", key.org)
    feed, _ = ready_version(state, caller, key, number)
    path = preview_path(key, number)
    sig, until = sign(state.catalog, path, feed.audience, now=state.now())
    url = f"{base_of(request)}{path}?sig={sig}&until={until}"
    model = PreviewLink(url=url, expires_at=instant_text(end_of(until)))
    return JSONResponse(model.model_dump(), 201, PRIVATELY)
