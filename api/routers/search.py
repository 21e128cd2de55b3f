"""Search by name over stops, routes, areas and whatever else has names, in any writing.

What does not live here: how names are found (layers.search), how writings fold together (layers.folding).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import Query, Response

from api.asking import ANY, Asked, AskedDep, Instant, InstantDep, v1_router
from api.auth import StateDep
from api.features import provenance
from api.headers import cache_control
from api.linkrows import OF_COLLECTION, LinkRows
from api.models import Model, problems
from api.readmodel import OpenRelease
from api.routers.collections import parse_bbox
from layers.registry import collections
from layers.search import Found, How, Index, index_of, names_of, search
from terms.clocks import instant_text
from terms.geo import Bounds

router = v1_router("search")
MUNICIPALITY, AREAS = "municipality", "places"
MAX_QUERY, MAX_RESULTS = 200, 50
Lang = Literal["ja", "ja-Hrkt", "en"]
_COLUMN = {"ja": "name_ja", "ja-Hrkt": "name_kana", "en": "name_en"}


class PointModel(Model):
    """A place to fly to: GeoJSON Point, [longitude, latitude]."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class SearchResult(Model):
    """One place found; rows of one feed with one name near each other (poles of a stop) are one."""

    feature_id: str
    feature_ids: list[str]
    count: int
    collection: str
    feed: str
    feed_title: str
    title: str
    name: str
    name_ja: str | None
    name_kana: str | None
    name_en: str | None
    context: str
    match: How
    matched_column: str
    matched_text: str
    geometry: PointModel
    bbox: tuple[float, float, float, float]
    valid_from_at: str | None
    valid_to_at: str | None
    is_in_force: bool
    provenance: dict[str, Any]
    linked: dict[str, Any]


class SearchResults(Model):
    """What was found, best first. `title` is the name in the language asked for, else as written."""

    release: int
    at: str
    results: list[SearchResult]


@router.get(
    "/search",
    response_model=SearchResults,
    responses={
        307: {"description": "`release` is an instant: the release current then"},
        **problems(400, 401, 404, 410),
    },
)
async def search_names(
    response: Response,
    state: StateDep,
    asked: AskedDep,
    instant: InstantDep,
    q: Annotated[
        str,
        Query(
            description="a name, a reading, Latin letters (Hepburn or Kunrei), an English name, a route number",
            min_length=1,
            max_length=MAX_QUERY,
            examples=["汐見駅"],
        ),
    ],
    lang: Annotated[Lang | None, Query(description="language of `title`")] = None,
    limit: Annotated[int, Query(description="how many results at most", ge=1, le=MAX_RESULTS)] = 10,
    bbox: Annotated[
        str | None, Query(description="only what meets west,south,east,north in degrees", max_length=200)
    ] = None,
) -> SearchResults:
    """Places by name: what is in force at `at` first, exact before begin before inside; all signs are ignored."""
    box = parse_bbox(bbox)
    found = await to_thread.run_sync(_answer, q, asked, instant, limit, box, lang, limiter=state.queries)
    response.headers["Cache-Control"] = cache_control(asked.audience, pinned=asked.is_pinned and instant.is_given)
    return found


def release_index(release: OpenRelease) -> Index:
    """The index of all item files of this release and audience, and of no other."""
    have = release.manifest.collections
    many = [(f.path, one) for name, (_, one) in collections().items() if name in have for f in release.files(name)]
    return index_of(many)


def _answer(
    q: str, asked: Asked, instant: Instant, limit: int, bbox: Bounds | None, lang: Lang | None
) -> SearchResults:
    index = release_index(asked.release)
    found = search(index, q, limit=limit, at=instant.at, bbox=bbox)
    return SearchResults(
        release=asked.release.number,
        at=ANY if instant.at is None else instant_text(instant.at),
        results=[_result(one, asked.release, index, lang) for one in found],
    )


def _tie(one: Found, release: OpenRelease) -> dict[str, Any] | None:
    """The municipality of a found place, with its licences, where the release has ties for its collection."""
    if one.collection != OF_COLLECTION[MUNICIPALITY] or MUNICIPALITY not in release.manifest.links:
        return None
    rows = LinkRows(release, MUNICIPALITY)
    return next((tie for i in one.feature_ids if (tie := rows.of(one.feed, i)) is not None), None)


def _result(one: Found, release: OpenRelease, index: Index, lang: Lang | None) -> SearchResult:
    tie, live = _tie(one, release), release.feeds[one.feed]
    area = names_of(index, AREAS).get(tie["place_feature_id"]) if tie else None
    written = one.names["name"] or ""
    return SearchResult(
        feature_id=one.feature_ids[0],
        feature_ids=list(one.feature_ids),
        count=len(one.feature_ids),
        collection=one.collection,
        feed=one.feed,
        feed_title=live.title,
        title=(one.names[_COLUMN[lang]] if lang else None) or written,
        name=written,
        name_ja=one.names["name_ja"],
        name_kana=one.names["name_kana"],
        name_en=one.names["name_en"],
        context=area or one.beside or live.title or one.feed,
        match=one.how,
        matched_column=one.column,
        matched_text=one.text,
        geometry=PointModel(coordinates=one.point),
        bbox=(one.bounds.west, one.bounds.south, one.bounds.east, one.bounds.north),
        valid_from_at=instant_text(one.valid_from_at) if one.valid_from_at else None,
        valid_to_at=instant_text(one.valid_to_at) if one.valid_to_at else None,
        is_in_force=one.is_valid,
        provenance=provenance(release, one.feed),
        linked={MUNICIPALITY: tie} if tie else {},
    )
