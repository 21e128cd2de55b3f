"""State of one application: catalog, settings, clock, read model. Built by `api.main.create_app` only.

What does not live here: what endpoints do with it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from anyio import CapacityLimiter
from fastapi import Request

from api.glyphs import Glyphs
from api.readmodel import ReadModel
from catalog.db import Catalog
from terms.clocks import zone
from terms.settings import Settings


@dataclass(frozen=True, slots=True)
class State:
    """What every endpoint is given. `uploads` bounds how many bodies are taken in at once, apart from all other work,
    so that slow senders keep nobody from reading; `web` is the folder of the built page."""

    settings: Settings
    catalog: Catalog
    now: Callable[[], datetime]
    reads: ReadModel
    web: Path
    uploads: CapacityLimiter
    queries: CapacityLimiter
    glyphs: Glyphs

    def wake_worker(self) -> None:
        """Tell the worker that something waits; nothing happens when none listens."""
        with contextlib.suppress(OSError):
            pipe = os.open(self.settings.wake_path, os.O_WRONLY | os.O_NONBLOCK)
            try:
                os.write(pipe, b"!")
            finally:
                os.close(pipe)

    def today(self, timezone: str | None = None) -> date:
        """The reference date."""
        return self.settings.reference_date(self.now(), timezone)

    def reference_instant(self) -> datetime:
        """What `at` is when not given: now, or noon of the fixed reference date."""
        if self.settings.today is None:
            return self.now()
        return datetime.combine(self.settings.today, time(12), zone(self.settings.zone_name))


async def state_of(request: Request) -> State:
    """The application's state (a FastAPI dependency)."""
    state: State = request.app.state.futae
    return state
