"""Releases: the current one, one by number, all of them.

What does not live here: what a release holds (tilesets, collections, downloads).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Response

from api.addresses import query, suffix
from api.asking import Moved, is_number, number_at, v1_router
from api.auth import AudienceDep, StateDep
from api.headers import cache_control
from api.models import ReleaseLine, ReleaseModel, Releases, problems
from api.views import release_model
from catalog import releases
from terms.clocks import instant_text, zone

router = v1_router("releases")


@router.get("/releases", response_model=Releases, responses=problems(400, 401, 404))
def list_releases(
    response: Response,
    state: StateDep,
    audience: AudienceDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="releases of one page")] = 50,
    before: Annotated[int | None, Query(ge=1, le=1 << 31, description="only releases with a smaller number")] = None,
) -> Releases:
    """Releases that are or were current and have something for this audience, newest first."""
    rows = releases.list_releases(state.catalog, limit, before=before)
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    links = {"self": f"/v1/releases{query({'limit': limit, 'before': before, 'audience': audience})}"}
    if len(rows) == limit and rows[-1].number > 1:
        links["next"] = f"/v1/releases{query({'limit': limit, 'before': rows[-1].number, 'audience': audience})}"
    lines = [
        ReleaseLine(release=row.number, made_at=instant_text(row.made_at), change=row.change)
        for row in rows
        if audience in row.manifests
    ]
    return Releases(releases=lines, links=links)


@router.get("/releases/current", response_model=ReleaseModel, responses=problems(400, 401, 404))
def current_release(response: Response, state: StateDep, audience: AudienceDep) -> ReleaseModel:
    """The current release, judged at the reference date."""
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    return release_model(state.reads.current(audience), audience, state.today())


@router.get(
    "/releases/{release}",
    response_model=ReleaseModel,
    responses={
        307: {"description": "an instant: the number of the release current then"},
        **problems(400, 401, 404, 410),
    },
)
def get_release(
    release: Annotated[str, Path(description="a release's number, or an instant")],
    response: Response,
    state: StateDep,
    audience: AudienceDep,
) -> ReleaseModel:
    """A release by number, judged at the day it was made: this answer never changes."""
    if not is_number(release):
        raise Moved(f"/v1/releases/{number_at(state, release, audience)}{suffix(audience)}")
    found = state.reads.release(int(release), audience)
    response.headers["Cache-Control"] = cache_control(audience, pinned=True)
    fixed = found.manifest.reference_date
    day = date.fromisoformat(fixed) if fixed else found.row.made_at.astimezone(zone(state.settings.zone_name)).date()
    return release_model(found, audience, day)
