"""Composition root of the service: settings → catalog → state → application. Granian is told `api.main:create_app`.

What does not live here: any endpoint; starting a server (futae.serving).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI

from api import openapi, pages, problems
from api.asking import Moved, answer_moved
from api.front import Front
from api.glyphs import Glyphs
from api.metrics import Metrics
from api.readmodel import ReadModel
from api.routers import (
    audit,
    collections,
    diffs,
    downloads,
    events,
    feeds,
    fonts,
    generations,
    health,
    keys,
    me,
    notify,
    preview,
    publishing,
    releases,
    rows,
    search,
    session,
    sources,
    sprites,
    statistics,
    styles,
    tilesets,
    unified,
    versions,
)
from api.state import State
from api.tiles_app import TilesApp
from catalog.db import Catalog
from catalog.open import open_catalog
from catalog.store import FolderStore
from terms.settings import Settings, read_settings

WEB = Path(__file__).resolve().parent.parent / "web" / "dist"
MAX_UPLOADS = 32
MAX_QUERIES = 4


def _now() -> datetime:
    return datetime.now(UTC)


def build_state(settings: Settings, catalog: Catalog, web: Path) -> State:
    """The state of one application."""
    return State(
        settings=settings,
        catalog=catalog,
        now=_now,
        reads=ReadModel(catalog, unknown_is_yes=settings.serve_unstated),
        web=web,
        uploads=CapacityLimiter(MAX_UPLOADS),
        queries=CapacityLimiter(MAX_QUERIES),
        glyphs=Glyphs(web / "fonts", settings.home / "cache" / "glyphs"),
    )


def build_app(state: State, metrics: Metrics) -> FastAPI:
    """All endpoints but the tiles."""

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(served.openapi)  # else made, with all routes, on the loop while the first asker waits
        yield
        state.catalog.close()

    app = FastAPI(
        title="Futae", version="1", description="The open two-layer map of mobility.", lifespan=lifespan,
        docs_url=None, redoc_url=None, redirect_slashes=False, openapi_url="/openapi.json",
    )  # fmt: skip
    app.state.futae, app.state.metrics = state, metrics
    # downloads before tilesets: NAME.pmtiles is also a NAME
    routed = (health, feeds, me, versions, rows, diffs, publishing, preview, releases, downloads, tilesets, styles)
    for one in (
        *routed,
        fonts,
        sprites,
        generations,
        collections,
        search,
        statistics,
        unified,
        audit,
        keys,
        session,
        sources,
        notify,
        events,
    ):
        app.include_router(one.router)
    app.include_router(health.start)
    app.include_router(pages.router)
    problems.install(app)
    app.add_exception_handler(Moved, answer_moved)
    openapi.install(app)
    return app


def create_app(settings: Settings | None = None, *, web: Path = WEB) -> TilesApp:
    """The service on the home that the settings name (default: those of the environment); migrates its database.
    Raises NewerDatabase, SettingsError."""
    settings = settings or read_settings(os.environ)
    settings.home.mkdir(parents=True, exist_ok=True)
    catalog = open_catalog(settings.database_url, FolderStore(Path(settings.store_url)))
    metrics = Metrics()
    state = build_state(settings, catalog, web)
    app = TilesApp(Front(build_app(state, metrics), metrics), state)
    metrics.show_tiles(lambda: app.answered)
    return app
