"""Leases as a process of this host holds them: renewed while held, given back at the end, those of the dead freed.

What does not live here: fencing and rows (catalog.releases), who is alive (workshop), what is done under a lease.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from catalog import releases
from pipelines.workshop import Workshop, holder_alive
from terms.errors import LeaseLost

LEASE_S = 60.0


def free_dead_lease(workshop: Workshop, name: str) -> bool:
    """Give the lease of a dead process of this host back in its name, so that nobody waits for its time to end."""
    catalog = workshop.catalog
    dead = releases.lease_holder(catalog, name)
    if not dead or holder_alive(dead):
        return False
    fencing = releases.take_lease(catalog, name, dead, now=workshop.now(), ttl_s=LEASE_S)
    if fencing is None:
        return False
    releases.give_lease(catalog, name, dead, fencing=fencing, now=workshop.now())
    return True


@contextmanager
def held_lease(workshop: Workshop, name: str) -> Iterator[int | None]:
    """The lease with its fencing number, renewed while the block runs; None when another is at work. That it was lost
    meanwhile is told by whatever asks for the fencing number."""
    catalog, holder = workshop.catalog, workshop.holder
    free_dead_lease(workshop, name)
    fencing = releases.take_lease(catalog, name, holder, now=workshop.now(), ttl_s=LEASE_S)
    if fencing is None:
        yield None
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_renew, args=(workshop, name, fencing, stop), daemon=True)
    keeper.start()
    try:
        yield fencing
    finally:
        stop.set()
        keeper.join()
        with contextlib.suppress(LeaseLost):
            releases.give_lease(catalog, name, holder, fencing=fencing, now=workshop.now())


def _renew(workshop: Workshop, name: str, fencing: int, stop: threading.Event) -> None:
    """Renew until told to stop, or until the lease is another's."""
    while not stop.wait(LEASE_S / 4):
        try:
            releases.renew_lease(
                workshop.catalog, name, workshop.holder, fencing=fencing, now=workshop.now(), ttl_s=LEASE_S
            )
        except LeaseLost:
            return
