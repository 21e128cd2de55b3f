"""The timekeeper: a thread of the worker that makes scheduled publications true at their time.

It sleeps until the next one is due, and looks again when the worker is woken (a time may have been set or moved) and
each `LOOK_S`, since the service that set a time may have woken another worker. However many look, each publication
happens once: that is the catalog's work. What does not live here: publishing (catalog.schedules), releases (publisher).
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from catalog import schedules
from pipelines.workshop import Workshop

log = logging.getLogger("futae.timekeeper")
LOOK_S = 5.0
"""How long it sleeps at most: a time set without a wake-up is seen after so long; also after the clock was moved."""


@dataclass(slots=True)
class Timekeeper:
    """Publishes what is due; `published` is set whenever something was, for the publisher to wake."""

    workshop: Workshop
    published: threading.Event

    def keep(self) -> float:
        """Publish or refuse what is due now; returns the seconds until it is worth looking again."""
        catalog = self.workshop.catalog
        for one in schedules.publish_due(catalog, now=self.workshop.now()):
            log.info("%s version %d, due %s: %s (%s)", one.feed, one.number, one.due_at, one.state, one.outcome)
            self.published.set()
        due = schedules.next_due(catalog)
        if due is None:
            return LOOK_S
        return min(LOOK_S, max(0.0, (due - self.workshop.now()).total_seconds()))

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Keep time until `stop`."""
        while not stop.is_set():
            wake.clear()
            wait_s = LOOK_S
            try:
                wait_s = self.keep()
            except Exception:  # the thread must outlive any failure: it is logged, and what is due still waits
                log.exception("what is due could not be published; trying again")
            wake.wait(wait_s)
