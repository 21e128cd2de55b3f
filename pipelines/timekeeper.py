"""The timekeeper: a thread of the worker that makes scheduled publications true at their time, and tells of days.

It sleeps until the next one is due, and looks again when the worker is woken (a time may have been set or moved) and
each `LOOK_S`, since the service that set a time may have woken another worker. However many look, each publication
happens once: that is the catalog's work. Each quarter of an hour (a day begins at one, in whatever zone), and when
something else is live, it looks which feeds end soon, have ended or fallen silent. What does not live here: publishing
(catalog.schedules), which days count (catalog.feed_days), releases (publisher), sending (postroom).
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import date

from catalog import feed_days, live, schedules
from pipelines.postroom import Postroom
from pipelines.workshop import Workshop

log = logging.getLogger("futae.timekeeper")
QUARTER_S = 900
Stamp = tuple[int, tuple[int, int], int]
"""The last change, the scheduled publications, the quarter of an hour: another stamp, another look at the days."""
LOOK_S = 5.0
"""How long it sleeps at most: a time set without a wake-up is seen after so long; also after the clock was moved."""


@dataclass(slots=True)
class Timekeeper:
    """Publishes what is due; `published` is set whenever something was, for the publisher to wake."""

    workshop: Workshop
    published: threading.Event
    postroom: Postroom = field(init=False)
    _looked: Stamp | None = None

    def __post_init__(self) -> None:
        self.postroom = Postroom(self.workshop)

    def keep(self) -> float:
        """Publish or refuse what is due now; returns the seconds until it is worth looking again."""
        catalog = self.workshop.catalog
        for one in schedules.publish_due(catalog, now=self.workshop.now()):
            log.info("%s version %d, due %s: %s (%s)", one.feed, one.number, one.due_at, one.state, one.outcome)
            self.published.set()
        self._look_at_days()
        due = schedules.next_due(catalog)
        if due is None:
            return LOOK_S
        return min(LOOK_S, max(0.0, (due - self.workshop.now()).total_seconds()))

    def _look_at_days(self) -> None:
        """Tell of feeds that end soon, have ended or fallen silent; asked often, it looks when that may have come."""
        catalog, now = self.workshop.catalog, self.workshop.now()
        stamp = live.last_change(catalog), schedules.stamp(catalog), int(now.timestamp()) // QUARTER_S
        if stamp == self._looked:
            return

        def today_of(zone_name: str | None) -> date:
            return self.workshop.settings.reference_date(now, zone_name)

        told = feed_days.tell_due(catalog, now=now, today_of=today_of)
        if told:
            log.info("%d feeds end soon, have ended or fallen silent", told)
        self._looked = stamp

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Keep time until `stop`."""
        while not stop.is_set():
            wake.clear()
            wait_s = LOOK_S
            try:
                wait_s = self.keep()
                self.postroom.look()
            except Exception:  # the thread must outlive any failure: it is logged, and what is due still waits
                log.exception("what is due could not be published; trying again")
            wake.wait(wait_s)
        self.postroom.close()
