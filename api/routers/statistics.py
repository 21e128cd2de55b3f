"""Statistics of a feed, as the version that is served has them. Made beside a release, some time after it.

What does not live here: reckoning them (feeds.statistics), the unified feed (unified).
"""

from __future__ import annotations

import json

from fastapi import Response

from api.addresses import suffix
from api.asking import v1_router
from api.auth import FeedDep, StateDep
from api.files import ConditionsDep, matches
from api.headers import cache_control
from api.models import problems
from api.models_products import StatisticsModel
from api.problems import later
from api.routers.feeds import refuse_withdrawn, served
from catalog import live, versions
from catalog.products import STATISTICS, get_product
from terms.errors import NotThere

router = v1_router("feeds")
_LEFT_OUT = ("schema", "died")


@router.get(
    "/feeds/{org}/{feed}/statistics",
    response_model=StatisticsModel,
    responses={304: {"description": "nothing new"}, **problems(400, 401, 404, 410)},
)
def feed_statistics(feed: FeedDep, state: StateDep, asked: ConditionsDep, response: Response) -> object:
    """Days, hours, routes and trips of the live version of a GTFS feed. 404 with Retry-After while they are being made
    (some seconds after a release, when nothing else waits); 404 without it for a feed that is no GTFS."""
    found = served(state, feed)
    if found is None:
        live.live_of(state.catalog, feed.key)  # Gone when it was taken back
        raise NotThere(f"nothing of {feed.key} is served")
    refuse_withdrawn(versions.get_version(state.catalog, feed.key, found.version))
    if not found.is_gtfs:
        raise NotThere(f"{feed.key} is no GTFS; there are no statistics of it")
    row = get_product(state.catalog, STATISTICS, feed.audience, str(feed.key))
    if row is None or row.facts.get("file_sha256") != found.file_sha256:
        return later(f"the statistics of {feed.key} version {found.version} are being made")
    etag = f'"{row.sha256[:32]}"'
    headers = {"Cache-Control": cache_control(feed.audience, pinned=False), "ETag": etag}
    if matches(asked.if_none_match, etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    document = {k: v for k, v in json.loads(state.catalog.store.read(row.sha256)).items() if k not in _LEFT_OUT}
    end = suffix(feed.audience)
    return {
        **document,
        "links": {"self": f"/v1/feeds/{feed.key}/statistics{end}", "feed": f"/v1/feeds/{feed.key}{end}"},
    }
