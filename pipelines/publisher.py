"""The publisher: the only one that makes releases. It holds a lease with a fencing number.

It starts at once when idle, takes every change that waits, and moves the pointer by compare-and-swap on the release it
started from; when that fails it starts again. What does not live here: what a release holds (`release`),
holding a lease (`leases`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from catalog import releases, versions
from pipelines.gate import change_waits
from pipelines.leases import free_dead_lease, held_lease
from pipelines.pace import Pace
from pipelines.parts_memory import PartsMemory
from pipelines.release import Derived, derive, manifests_of, store_manifest
from pipelines.workshop import Workshop
from terms.errors import LeaseLost
from terms.faults import fault

log = logging.getLogger("futae.publisher")
LEASE = "publisher"
LOOK_S = 0.5
ELSEWHERE_S = 0.1
PATIENCE_S = 300.0
"""How long a command waits for a release that another publisher makes."""


@dataclass(slots=True)
class Publisher:
    """Makes releases until nothing waits. `after` is told of every release made (Dagster's page shows them)."""

    workshop: Workshop
    after: Callable[[Derived], None] = lambda _derived: None
    memory: PartsMemory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = PartsMemory(self.workshop.catalog.store)

    def waits(self) -> bool:
        """Whether a change is not in the current release yet."""
        return change_waits(self.workshop.catalog)

    def publish_once(self) -> Derived | None:
        """Make one release of all changes that wait; None when nothing waits or another publisher is at work."""
        if not self.waits():
            return None
        with held_lease(self.workshop, LEASE) as fencing:
            if fencing is None:
                return None
            try:
                fault("publisher.after_lease")
                return self._release(fencing)
            except LeaseLost:
                log.warning("the lease or the pointer moved; beginning again")
                return None

    def publish_all(self, patience_s: float = PATIENCE_S) -> Derived | None:
        """Release every change that waits, by this publisher or by whichever has the lease (a running service's);
        the last release made here, None when there was none to make. Ask `waits` whether the patience was enough."""
        made, end = None, time.monotonic() + patience_s
        while self.waits() and time.monotonic() < end:
            derived = self.publish_once()
            made = derived or made
            if derived is None:
                time.sleep(ELSEWHERE_S)
        return made

    def free_dead_lease(self) -> None:
        """Free the lease when the process that holds it is dead."""
        if free_dead_lease(self.workshop, LEASE):
            log.info("the lease of a dead publisher is free again")

    def _release(self, fencing: int) -> Derived:
        catalog = self.workshop.catalog
        current = releases.current(catalog)
        before = manifests_of(self.workshop, current)
        number = releases.next_number(catalog)
        derived = derive(self.workshop, number, before, self.memory)
        fault("publisher.after_shards")
        shas = {audience: store_manifest(self.workshop, m) for audience, m in derived.manifests.items()}
        fault("publisher.after_manifest")
        base = current.number if current else None
        releases.add_release(
            catalog, number=number, manifests=shas, change=derived.change, base=base, fencing=fencing,
            now=self.workshop.now(),
        )  # fmt: skip
        fault("publisher.before_swap")
        releases.swap_current(catalog, expected=base, new=number, fencing=fencing, now=self.workshop.now())
        fault("publisher.after_swap")
        self.after(derived)
        return derived

    def run(self, stop: threading.Event, wake: threading.Event, every_s: float) -> None:
        """Publish until `stop`: at once when idle and woken, else at the pace of `pipelines.pace`."""
        pace = Pace(every_s)
        while not stop.is_set():
            wake.clear()
            wait_s = LOOK_S
            try:
                wait_s = self._keep_pace(pace)
            except Exception:  # the loop must outlive any failure: it is logged, and the change still waits
                log.exception("a release could not be made; trying again")
            wake.wait(wait_s)

    def _keep_pace(self, pace: Pace) -> float:
        """Make a release if one is due; returns the seconds until it is worth looking again."""
        busy = versions.any_waiting(self.workshop.catalog)
        begun = time.monotonic()
        wait_s = pace.wait_s(begun, busy)
        if wait_s:
            return min(wait_s, LOOK_S)
        made = self.publish_once()
        if made is not None:
            pace.made(begun, busy)
            log.info("release %d: cut %s, reused %s", made.number, made.work.cut, made.work.reused)
        return LOOK_S
