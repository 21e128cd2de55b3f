"""What passes from the check of a version to its features: the check's own value inside a run, else what the catalog
keeps of a settled version, so that a collection can be made anew alone, from any process.

Nothing is written: there are no pickles to go stale. What does not live here: the steps (`assets`).
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from typing import Any

import dagster as dg

from catalog import live, versions
from catalog.versions import VersionRow
from pipelines.checking import Checked
from pipelines.claimed import WAITING
from pipelines.stale import checked_of
from pipelines.workshop import Workshop
from terms.errors import Conflict, Gone, NotThere
from terms.ids import FeedKey

KEPT = 64
"""Runs whose check is kept at most."""


class Between(dg.IOManager):
    """Keeps the check of the last runs of this process, by run."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._kept: OrderedDict[str, Checked] = OrderedDict()

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Keep a check; parts and states are in the catalog already."""
        if isinstance(obj, Checked):
            self._kept[context.run_id] = obj
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def load_input(self, context: dg.InputContext) -> Checked:
        """The check made in this run; else that of what is live, or ready."""
        kept = self._kept.pop(context.step_context.run_id, None)
        return kept or settled_check(self._workshop, context.partition_key)


def version_of(workshop: Workshop, feed: FeedKey) -> VersionRow:
    """Which version a run is for that names only its feed: one that waits for its check, else what is live, else the
    newest. Raises NotThere when there is none."""
    known = [v for v in versions.list_versions(workshop.catalog, feed) if v.state != "withdrawn"]
    waiting = [v for v in known if v.state in WAITING]
    with suppress(NotThere, Gone):
        known = known if waiting else [live.live_of(workshop.catalog, feed).version]
    if not known:
        raise NotThere(f"{feed} has no version")
    return max(waiting or known, key=lambda v: v.number)


def settled_check(workshop: Workshop, feed: str) -> Checked:
    """The check of the version that is live, else of the newest ready one; raises Conflict when none is."""
    key = FeedKey.parse(feed)
    with suppress(NotThere, Gone):
        return checked_of(live.live_of(workshop.catalog, key).version)
    ready = [v for v in versions.list_versions(workshop.catalog, key) if v.state == "ready"]
    if not ready:
        raise Conflict(f"no version of {feed} is ready: materialise its report first")
    return checked_of(max(ready, key=lambda v: v.number))
