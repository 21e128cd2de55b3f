"""Asking: one source after the other is asked for something new, and what came is taken in like an upload.

The same bytes are the same version, and a 304 makes nothing. Whether a new version is published is for the feed to say
(`publish_when_clean`). A thread of the worker asks what is due; `futae source ask` asks one. What does not live here:
HTTP (fetching), when a source is due and how long after a failure (catalog.sources).
"""

from __future__ import annotations

import logging
import random
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from catalog import intake, sources
from catalog.db import Catalog
from catalog.keys import Caller as KeyCaller
from catalog.sources import Asked, SourceRow
from catalog.versions import VersionRow
from pipelines.fetching import Fetched, Fetcher, Validators
from pipelines.outside import Caller
from pipelines.workshop import clock, holder_alive, work_root
from terms.errors import Refused
from terms.faults import fault
from terms.ids import FeedKey
from terms.settings import Settings

log = logging.getLogger("futae.follower")
ACTOR = "follower"
MARGIN_S = 120.0
"""How much longer a claim stands than fetching may take: for taking the bytes in."""
LOOK_S = 15.0
"""How long the thread sleeps when nothing is due."""
PAUSE_S = 1.0
"""Between two askings: many feeds stand at one host, whose API asks for one request a second (unverified)."""
_CHUNK = 1 << 20


class Stopped(Exception):
    """The asking is to end: the worker ends, or the source was set anew or removed meanwhile."""


@dataclass(slots=True)
class Follower:
    """Asks sources of one home under the name `holder`. A file under way lies in the folder `spool` (None: the
    system's), without a name: a death leaves nothing of it."""

    catalog: Catalog
    fetcher: Fetcher
    holder: str
    now: Callable[[], datetime] = clock
    chance: Callable[[], float] = random.random
    spool: Path | None = None

    def ask_one(
        self, key: FeedKey | None = None, stop: threading.Event | None = None
    ) -> tuple[SourceRow, Asked] | None:
        """Ask the source that is due longest, or that of `key`; None when there is none to ask, or the asking was
        stopped. Failures out there are in what it returns."""
        claim_s = self.fetcher.total_s + MARGIN_S
        row = sources.claim(self.catalog, self.holder, now=self.now(), claim_s=claim_s, key=key)
        if row is None:
            return None
        fault("follow.after_claim")
        try:
            asked = self._ask(row, stop or threading.Event())
        except Stopped:
            sources.give_back(self.catalog, row)
            return None
        except Exception as error:  # our own failure is told like any other, so that it is not asked for ever at once
            log.exception("%s could not be asked", row.feed)
            asked = Asked(False, f"our own failure: {type(error).__name__}")
        fault("follow.after_intake")
        sources.finish(self.catalog, row, asked, chance=self.chance(), now=self.now())
        log.info("%s at %s: %s", row.feed, sources.shown_url(row.url), asked.words)
        return row, asked

    def _ask(self, row: SourceRow, stop: threading.Event) -> Asked:
        def go_on() -> None:
            if stop.is_set():
                raise Stopped

        with tempfile.TemporaryFile(dir=self.spool) as spool:
            known = Validators(row.etag, row.last_modified)
            found = self.fetcher.fetch(row.url, known, spool, go_on=go_on)
            if not found.is_new:
                return Asked(not found.failed, found.words, found.status, wait_s=found.wait_s)
            go_on()
            if not sources.is_claimed(self.catalog, row):
                raise Stopped
            fault("follow.after_fetch")
            return self._take_in(row, found, spool)

    def _take_in(self, row: SourceRow, found: Fetched, spool: BinaryIO) -> Asked:
        spool.seek(0)
        caller = KeyCaller(row.feed.org, frozenset({"upload"}), (), ACTOR)
        try:
            version = intake.receive(
                self.catalog, row.feed, _pieces(spool), file_name=found.file_name, media_type=found.media_type,
                max_bytes=self.fetcher.max_bytes, caller=caller, now=self.now(),
            )  # fmt: skip
        except Refused as error:
            return Asked(False, str(error), found.status)
        validators = found.validators
        return Asked(True, _words(version), found.status, version, validators.etag, validators.last_modified)

    def ask_due(self, stop: threading.Event) -> int:
        """Ask all that is due, one after the other; how many were asked."""
        count = 0
        while not stop.is_set() and self.ask_one(stop=stop) is not None:
            count += 1
            stop.wait(PAUSE_S)
        return count

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Ask what is due until `stop`. The worker looks for what came by itself, each half second."""
        while not stop.is_set():
            wake.clear()
            try:
                freed = sources.drop_claims(self.catalog, lambda holder: not holder_alive(holder))
                if freed:
                    log.info("%d sources of a worker that died are taken up again", freed)
                self.ask_due(stop)
            except Exception:  # the thread must outlive any failure: it is logged, and what is due still waits
                log.exception("what is due could not be asked; trying again")
            wake.wait(LOOK_S)


def follower_of(settings: Settings, catalog: Catalog, holder: str, *, now: Callable[[], datetime] = clock) -> Follower:
    """The follower that the settings name."""
    caller = Caller(settings.outside_loopback, total_s=settings.outside_seconds)
    fetcher = Fetcher(caller, settings.follow_seconds, settings.max_upload_bytes)
    folder = work_root(settings)
    folder.mkdir(parents=True, exist_ok=True)
    return Follower(catalog, fetcher, holder, now, spool=folder)


def _words(version: VersionRow) -> str:
    if version.again:
        return f"the same bytes as version {version.number}"
    return f"version {version.number} came, {version.size_bytes:,} bytes"


def _pieces(spool: BinaryIO) -> Iterator[bytes]:
    while block := spool.read(_CHUNK):
        yield block
