"""Collections and their items as GeoJSON: by bounding box, valid time and key; one by id.

A page holds one release from start to end; its `next` link pins that release and the instant and continues by key.
What does not live here: SQL (layers.query), features (api.features).
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Query, Response

from api.addresses import item_address, query
from api.asking import ANY, Asked, AskedDep, Instant, InstantDep, v1_router
from api.auth import AudienceDep, StateDep
from api.features import collection_text, features, keys_of, microseconds
from api.headers import cache_control
from api.linkrows import links_asked
from api.models import CollectionModel, Collections, problems
from api.routers.feeds import open_or_none
from api.views import collection_model
from layers.query import ItemQuery, item, items
from layers.registry import collections
from terms.clocks import instant_text
from terms.columns import Collection
from terms.errors import BadRequest, NotThere
from terms.geo import Bounds

router = v1_router("collections")
MEDIA_TYPE = "application/geo+json"
GEOJSON: dict[int | str, dict[str, Any]] = {
    200: {"description": "GeoJSON", "content": {MEDIA_TYPE: {"schema": {"type": "object"}}}},
    307: {"description": "`release` is an instant: the release current then"},
}
LinksQuery = Annotated[str | None, Query(description="link tables to join: `municipality` (stops)")]


def declared_of(name: str) -> Collection:
    """The declaration of a collection; raises NotThere."""
    found = collections().get(name)
    if found is None:
        raise NotThere(f"no collection {name!r}")
    return found[1]


@router.get("/collections", response_model=Collections, responses=problems(400, 401, 404))
def list_collections(response: Response, state: StateDep, audience: AudienceDep) -> Collections:
    """All collections: what their columns mean, and how much the current release has of them."""
    release = open_or_none(state, audience)
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    many = [collection_model(declared, release, audience) for _, declared in collections().values()]
    return Collections(collections=many)


@router.get("/collections/{collection}", response_model=CollectionModel, responses=problems(400, 401, 404))
def get_collection(collection: str, response: Response, state: StateDep, audience: AudienceDep) -> CollectionModel:
    """One collection."""
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    return collection_model(declared_of(collection), open_or_none(state, audience), audience)


def parse_bbox(text: str | None) -> Bounds | None:
    """`west,south,east,north` in degrees; raises BadRequest."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(one) for one in text.split(","))
    except ValueError as error:
        raise BadRequest("bbox must be four numbers: west,south,east,north") from error
    if not all(map(math.isfinite, (west, south, east, north))) or west > east or south > north:
        raise BadRequest("bbox must have west <= east and south <= north, in degrees")
    return Bounds(west, south, east, north)


def after_text(key: tuple[str, int | None]) -> str:
    """The token that continues behind a row."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def parse_after(text: str | None) -> tuple[str, int | None] | None:
    """The row a token continues behind; raises BadRequest."""
    if text is None:
        return None
    try:
        feature_id, start = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        if isinstance(feature_id, str) and (start is None or (type(start) is int and abs(start) < 1 << 63)):
            feature_id.encode()  # ValueError for half a character
            return feature_id, start
    except (ValueError, TypeError, binascii.Error):
        pass
    raise BadRequest("after must be the token of a next link")


@router.get(
    "/collections/{collection}/items", responses={**GEOJSON, **problems(400, 401, 404, 410)}, response_class=Response
)
async def list_items(
    collection: str,
    state: StateDep,
    asked: AskedDep,
    instant: InstantDep,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees", max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="items of one page")] = 100,
    after: Annotated[str | None, Query(description="the token of a next link", max_length=4000)] = None,
    links: LinksQuery = None,
) -> Response:
    """Items in the order of their ids, those valid at `at`."""
    declared = declared_of(collection)
    wanted = ItemQuery(limit + 1, parse_bbox(bbox), instant.at, parse_after(after))
    given = {"bbox": bbox, "limit": limit, "links": links, "audience": asked.audience}
    return await to_thread.run_sync(_page, declared, asked, instant, wanted, given, limiter=state.queries)


def _page(
    declared: Collection, asked: Asked, instant: Instant, wanted: ItemQuery, given: Mapping[str, Any]
) -> Response:
    release, limit = asked.release, wanted.limit - 1
    links = links_asked(release, declared.name, given["links"])
    has_any = declared.name in release.manifest.collections
    table = items(release.files(declared.name), declared.geometry, wanted) if has_any else None
    page = table.slice(0, limit) if table is not None else None
    found = features(page, declared, release, links) if page is not None else []
    at = ANY if instant.at is None else instant_text(instant.at)
    pinned = {**given, "release": release.number, "at": at}
    here = f"/v1/collections/{declared.name}/items"
    after = after_text(wanted.after) if wanted.after else None
    refs = {"self": f"{here}{query({**pinned, 'after': after})}", "collection": f"/v1/collections/{declared.name}"}
    headers = {"Cache-Control": cache_control(asked.audience, pinned=asked.is_pinned and instant.is_given)}
    if page is not None and table is not None and len(table) > limit:
        refs["next"] = f"{here}{query({**pinned, 'after': after_text(keys_of(page.slice(limit - 1))[0])})}"
        headers["Link"] = f'<{refs["next"]}>; rel="next"'
    more = {"numberReturned": len(found), "release": release.number, "at": at, "links": refs}
    return Response(collection_text(found, more), headers=headers, media_type=MEDIA_TYPE)


@router.get(
    "/collections/{collection}/items/{feature_id:path}",
    responses={**GEOJSON, **problems(400, 401, 404, 410)},
    response_class=Response,
)
async def get_item(
    collection: str, feature_id: str, state: StateDep, asked: AskedDep, instant: InstantDep, links: LinksQuery = None
) -> Response:
    """One item: the row valid at `at`; without `at` that of the reference date, else the latest there is."""
    declared = declared_of(collection)
    return await to_thread.run_sync(_one, declared, feature_id, asked, instant, links, limiter=state.queries)


def _one(declared: Collection, feature_id: str, asked: Asked, instant: Instant, links: str | None) -> Response:
    release = asked.release
    joined = links_asked(release, declared.name, links)
    has_any = declared.name in release.manifest.collections
    rows = item(release.files(declared.name), feature_id) if has_any else None
    if rows is None:
        raise NotThere(f"no item {feature_id!r} in {declared.name} of release {release.number}")
    at = _row_at(microseconds(rows["valid_from_at"]), microseconds(rows["valid_to_at"]), instant)
    if at is None:
        raise NotThere(f"{feature_id!r} is not valid at {instant_text(instant.at) if instant.at else ANY}")
    text = features(rows.slice(at, 1), declared, release, joined)[0]
    more = {"audience": asked.audience, "release": release.number}
    refs = {"self": item_address(declared.name, feature_id, more), "collection": f"/v1/collections/{declared.name}"}
    body = f'{text[:-1]},"release":{release.number},"links":{json.dumps(refs)}}}'
    headers = {"Cache-Control": cache_control(asked.audience, pinned=asked.is_pinned and instant.is_given)}
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS = -(1 << 63)


def _row_at(starts: list[int | None], ends: list[int | None], instant: Instant) -> int | None:
    """Which of one item's rows: the one valid then; when no instant was named and none is valid, the latest; None when
    there is none."""
    begins = [_ALWAYS if start is None else start for start in starts]
    latest = begins.index(max(begins))
    if instant.at is None:
        return latest
    moment = (instant.at - _EPOCH) // timedelta(microseconds=1)
    for at, end in enumerate(ends):
        if begins[at] <= moment and (end is None or moment < end):
            return at
    return None if instant.is_given else latest
