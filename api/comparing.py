"""Which two versions a request compares, whether the caller may see both, and the comparison once a worker made it.

A version is compared as its report is read: by a key of the feed's organisation, by others while it is given out. Links
that show a preview show no comparison. What does not live here: forms and answers (routers.diffs), comparing (the
worker).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Query

from api.auth import CallerDep, FeedDep, StateDep
from api.routers.feeds import refuse_withdrawn
from api.routers.versions import visible_version
from api.state import State
from api.waiting import pause_s
from catalog import diffs
from catalog.diffs import Base, Pair
from catalog.feeds import FeedRow
from catalog.keys import Caller
from catalog.products import ProductRow
from catalog.versions import VersionRow
from feeds.compare.rule import RULES
from terms.errors import BadRequest, NotThere

NAMED = "named"
"""Why a version is compared with beside those of catalog.diffs: the request names it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Two versions both of which the caller may see; `why` the old one: NAMED, or as in catalog.diffs."""

    state: State
    feed: FeedRow
    pair: Pair
    why: str

    def found(self) -> dict[str, ProductRow] | None:
        """Document and map, None while there are none. Raises NotThere with the reason when they cannot be compared."""
        rows = diffs.find_diff(self.state.catalog, self.pair, self.feed.audience, RULES)
        if rows is None:
            return None
        refused = rows[diffs.DIFF].facts["refused"]
        if refused:
            raise NotThere(f"{self._names} cannot be compared: {refused['en']} / {refused['ja']}")
        return rows

    def wish(self, *, wake: bool) -> None:
        """Ask a worker for it. Raises NotThere when it has tried often enough."""
        wish = diffs.want(self.state.catalog, self.pair, self.feed.audience, now=self.state.now())
        if wish.tries >= diffs.TRIES:
            raise NotThere(f"{self._names} could not be compared; this is our failure, it has been logged")
        if wake:
            self.state.wake_worker()

    @property
    def _names(self) -> str:
        return f"versions {self.pair.old.number} and {self.pair.new.number} of {self.feed.key}"


def _base(state: State, caller: Caller, feed: FeedRow, version: VersionRow) -> Base:
    base = diffs.base_of(state.catalog, version)
    if base is not None:
        try:
            visible_version(state, caller, feed, base.version.number)
        except NotThere:
            base = None
    if base is None:
        raise NotThere(
            f"no other version of {feed.key} is, or was, live that version {version.number} could be compared with; "
            "name one with ?against="
        )
    return base


def _asked(
    feed: FeedDep,
    number: int,
    state: StateDep,
    caller: CallerDep,
    against: Annotated[
        int | None,
        Query(ge=1, lt=1 << 31, description="number of the version to compare with; default: what was live just before "
              "this one was made live, for one that never was: what is live now (or was last)"),
    ] = None,
) -> Asked:  # fmt: skip
    version = visible_version(state, caller, feed, number)
    refuse_withdrawn(version)
    if against == number:
        raise BadRequest(f"version {number} cannot be compared with itself")
    if against is None:
        diffs.check_comparable(version)
        base = _base(state, caller, feed, version)
        return Asked(state, feed, Pair(base.version, version), base.why)
    other = visible_version(state, caller, feed, against)
    refuse_withdrawn(other)
    for one in (version, other):
        diffs.check_comparable(one)
    return Asked(state, feed, Pair(other, version), NAMED)


AskedDep = Annotated[Asked, Depends(_asked)]


async def when_made(asked: Asked, seconds: float) -> dict[str, ProductRow] | None:
    """The comparison, now or as soon as it is made, None when it is not within `seconds`. Raises NotThere when it
    cannot be made."""
    begun, wake = time.monotonic(), True
    while True:
        found = await to_thread.run_sync(asked.found)
        waited = time.monotonic() - begun
        if found is not None:
            return found
        await to_thread.run_sync(partial(asked.wish, wake=wake))
        if waited >= seconds:
            return None
        wake = False
        await asyncio.sleep(pause_s(waited, seconds))
