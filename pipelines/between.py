"""What passes from the check of a version to its features: the check's own value inside a run, else what the catalog
keeps of a settled version, so that a collection can be made anew alone, from any process.

Nothing is written: there are no pickles to go stale. What does not live here: the steps (`assets`).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import dagster as dg

from catalog import versions
from pipelines.checking import Checked
from pipelines.stale import checked_of
from pipelines.workshop import Workshop
from terms.errors import Conflict
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
        """The check made in this run; else that of the feed's newest version, which must be ready."""
        kept = self._kept.pop(context.step_context.run_id, None)
        return kept or settled_check(self._workshop, context.partition_key)


def settled_check(workshop: Workshop, feed: str) -> Checked:
    """The check of the feed's newest ready version; raises Conflict when none is."""
    ready = [v for v in versions.list_versions(workshop.catalog, FeedKey.parse(feed)) if v.state == "ready"]
    if not ready:
        raise Conflict(f"no version of {feed} is ready: materialise its report first")
    return checked_of(max(ready, key=lambda v: v.number))
