"""Leases as a process of this host holds them: renewed while held, given back at the end, those of the dead freed.

What does not live here: fencing and rows (catalog.releases), who is alive (workshop), what is done under a lease.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from catalog import releases
from catalog.db import Catalog
from pipelines.workshop import holder_alive
from terms.errors import LeaseLost

LEASE_S = 60.0


class Holder(Protocol):
    """Who may hold a lease: a workshop, or whoever else has a catalog, a clock and a name of its own process."""

    @property
    def catalog(self) -> Catalog:
        """Where the lease's row stands."""

    @property
    def holder(self) -> str:
        """The name of this process."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""


def free_dead_lease(post: Holder, name: str) -> bool:
    """Give the lease of a dead process of this host back in its name, so that nobody waits for its time to end."""
    catalog = post.catalog
    dead = releases.lease_holder(catalog, name)
    if not dead or holder_alive(dead):
        return False
    fencing = releases.take_lease(catalog, name, dead, now=post.now(), ttl_s=LEASE_S)
    if fencing is None:
        return False
    releases.give_lease(catalog, name, dead, fencing=fencing, now=post.now())
    return True


@contextmanager
def held_lease(post: Holder, name: str) -> Iterator[int | None]:
    """The lease with its fencing number, renewed while the block runs; None when another is at work. That it was lost
    meanwhile is told by whatever asks for the fencing number."""
    catalog, holder = post.catalog, post.holder
    free_dead_lease(post, name)
    fencing = releases.take_lease(catalog, name, holder, now=post.now(), ttl_s=LEASE_S)
    if fencing is None:
        yield None
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_renew, args=(post, name, fencing, stop), daemon=True)
    keeper.start()
    try:
        yield fencing
    finally:
        stop.set()
        keeper.join()
        with contextlib.suppress(LeaseLost):
            releases.give_lease(catalog, name, holder, fencing=fencing, now=post.now())


def _renew(post: Holder, name: str, fencing: int, stop: threading.Event) -> None:
    """Renew until told to stop, or until the lease is another's."""
    while not stop.wait(LEASE_S / 4):
        try:
            releases.renew_lease(post.catalog, name, post.holder, fencing=fencing, now=post.now(), ttl_s=LEASE_S)
        except LeaseLost:
            return
