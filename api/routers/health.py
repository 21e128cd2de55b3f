"""Health, metrics, and where to begin.

What does not live here: what is measured (metrics).
"""

from __future__ import annotations

import logging
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from api.asking import v1_router
from api.auth import AudienceDep, StateDep
from api.headers import NO_STORE, cache_control
from api.metrics import MEDIA_TYPE, Metrics
from api.models import Health, Start, problems
from api.problems import problem
from api.routers.feeds import open_or_none
from catalog import releases
from terms.errors import FutaeError

router = APIRouter(tags=["service"])
start = v1_router("service")
log = logging.getLogger("futae.api")


@router.get("/health/live", response_model=Health, responses=problems())
def live(response: Response) -> Health:
    """The process answers."""
    response.headers["Cache-Control"] = NO_STORE
    return Health(status="ok")


@router.get("/health/ready", response_model=Health, responses=problems(503))
def ready(state: StateDep) -> Response:
    """The catalog can be read; `release` is the current one, null before the first."""
    try:
        row = releases.current(state.catalog)
    except (SQLAlchemyError, FutaeError):
        log.exception("the catalog cannot be read")
        return problem(503, "the catalog cannot be read")
    body = {"status": "ok", "details": {"release": row.number if row else None}}
    return JSONResponse(body, headers={"Cache-Control": NO_STORE})


@router.get(
    "/metrics",
    responses={
        200: {"description": "metrics", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(),
    },
    response_class=Response,
)
def metrics(request: Request) -> Response:
    """Counts and times in Prometheus' text form."""
    found: Metrics = request.app.state.metrics
    return Response(found.text(), headers={"Cache-Control": NO_STORE, "Content-Type": MEDIA_TYPE})


@start.get("", response_model=Start, responses=problems(400, 401, 404))
def begin(response: Response, state: StateDep, audience: AudienceDep) -> Start:
    """Where to go from here."""
    release = open_or_none(state, audience)
    response.headers["Cache-Control"] = cache_control(audience, pinned=False)
    names = ("collections", "feeds", "licences", "releases", "tilesets")
    links = {**{name: f"/v1/{name}" for name in names}, "style": "/v1/styles/futae.json", "openapi": "/openapi.json"}
    return Start(service="futae", version=_version(), release=release.number if release else None, links=links)


def _version() -> str:
    try:
        return version("futae")
    except PackageNotFoundError:
        return "0"
