"""The unified feed: every live GTFS feed of an audience whose licence allows it, as one GTFS zip.

Made beside a release, so it may be a little older than the newest one; but it is never given out once a feed in it may
not be. What does not live here: merging (feeds.merge), statistics.
"""

from __future__ import annotations

from fastapi import Response

from api.addresses import suffix
from api.asking import v1_router
from api.auth import AudienceDep, StateDep
from api.files import ConditionsDep, file_response
from api.headers import cache_control
from api.models import binary, problems
from api.models_products import ExcludedModel, UnifiedFeedModel, UnifiedModel
from api.problems import later
from api.state import State
from catalog.product_members import ProductMember, no_longer_served
from catalog.products import UNIFIED, ProductRow, get_product
from terms.clocks import instant_text
from terms.errors import NotThere
from terms.licences import LICENCES, attribution

router = v1_router("gtfs")
FILE_NAME = "unified.zip"
AGAIN = "the unified feed is being made anew"


def current_unified(state: State, audience: str) -> ProductRow | Response:
    """The unified feed that may be given to this audience now; a problem with Retry-After while it is made anew.
    Raises NotThere before the first release, and when no feed may be in it."""
    row = get_product(state.catalog, UNIFIED, audience)
    if row is None:
        if not any(one.is_gtfs for one in state.reads.current(audience).manifest.feeds):
            raise NotThere("no GTFS feed is live for this audience")
        return later(AGAIN)
    members = [ProductMember(one["feed"], one["version"], tuple(one["licence_ids"])) for one in row.facts["feeds"]]
    if no_longer_served(state.catalog, audience, members):
        return later(AGAIN)
    if not members:
        raise NotThere("no feed that is live for this audience may be in a unified feed")
    return row


@router.get("/gtfs/unified", response_model=UnifiedModel, responses=problems(400, 401, 404))
def unified(response: Response, state: StateDep, audience: AudienceDep) -> UnifiedModel | Response:
    """What the unified feed holds: feeds with version and licence, feeds left out and why, rows in and out."""
    row = current_unified(state, audience)
    if isinstance(row, Response):
        return row
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    facts, end = row.facts, suffix(audience)
    return UnifiedModel(
        release=row.release,
        made_at=instant_text(row.made_at),
        audience=audience,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        feed_version=facts["feed_version"],
        timezone=facts["timezone"],
        licence_id=facts["licence_id"],
        licence_ids=facts["licence_ids"],
        feeds=[
            UnifiedFeedModel(**one, attribution=attribution(one["licence_ids"], one["holder"]))
            for one in facts["feeds"]
        ],
        excluded=[ExcludedModel(**one) for one in facts["excluded"]],
        tables=facts["tables"],
        report=facts["report"],
        links={"self": f"/v1/gtfs/unified{end}", "zip": f"/v1/gtfs/{FILE_NAME}{end}"},
    )


@router.get(
    f"/gtfs/{FILE_NAME}",
    responses={**binary("application/zip", ranges=True), **problems(400, 401, 404, 416)},
    response_class=Response,
)
def unified_zip(state: StateDep, audience: AudienceDep, asked: ConditionsDep) -> Response:
    """The unified feed (Range and ETag). Licences and attributions are in it (LICENSES.json, attributions.txt)."""
    row = current_unified(state, audience)
    if isinstance(row, Response):
        return row
    answer = file_response(
        state.catalog.store,
        row.sha256,
        asked,
        media_type=row.media_type,
        file_name=FILE_NAME,
        cache_control=cache_control(audience, pinned=False),
    )
    end = suffix(audience)
    licence = LICENCES.get(row.facts["licence_id"])
    links = [f'</v1/gtfs/unified{end}>; rel="describedby"']
    links += [f'<{licence.url}>; rel="license"'] if licence and licence.url else []
    answer.headers["Link"] = ", ".join(links)
    return answer
