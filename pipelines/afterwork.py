"""Afterwork: makes what is missing beside the current release, in a process (`python -m pipelines.afterwork`).

It works at low priority, gives way while a version or a change waits, and ends when nothing is missing. A lease with a
fencing number keeps two from working at once, whoever started them: the worker (`pipelines.idle`), `futae build
--products`, or Dagster. Killed anywhere, it leaves the product before or the product after. What does not live here:
what is missing (`products`), making it (`making`).
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from boxes.lifeline import PARENT, end_with
from catalog import products
from catalog.products import Fence, ProductRow
from pipelines.gate import Gate, anything_waits
from pipelines.leases import held_lease
from pipelines.making import make_product
from pipelines.products import Plan, Wanted, plan_products
from pipelines.workshop import Workshop, open_workshop
from terms.errors import LeaseLost
from terms.faults import fault
from terms.settings import Settings, read_settings

log = logging.getLogger("futae.afterwork")
LEASE = "afterwork"
NICENESS = 15
ROUNDS = 20
"""How often one process looks again for what newer releases ask for."""
PRELOAD = ("feeds.statistics",)
Told = Callable[[Wanted, ProductRow], None]


@dataclass(slots=True)
class Done:
    """How many products were made, and the names of those that could not be."""

    made: int = 0
    failed: set[tuple[str, str, str]] = field(default_factory=set)


def make_missing(
    workshop: Workshop,
    told: Told,
    *,
    stop: threading.Event,
    wants: Callable[[Wanted], bool] = lambda _wanted: True,
) -> Done | None:
    """Make every missing product of the current release that `wants` accepts, forget those nobody asks for any more;
    again for a release that was made meanwhile. None when another is at work."""
    with held_lease(workshop, LEASE) as fencing:
        if fencing is None:
            return None
        fault("afterwork.after_lease")
        fence = Fence(LEASE, fencing)
        gate = Gate(partial(anything_waits, workshop.catalog))
        done = Done()
        for _ in range(ROUNDS):
            plan = plan_products(workshop)
            _tidy(workshop, plan, fence)
            missing = [one for one in plan.missing if wants(one) and one.name not in done.failed]
            if stop.is_set() or not missing:
                break
            for wanted in missing:
                if not stop.is_set():
                    _make(workshop, wanted, gate, fence, told, done)
        return done


def _make(workshop: Workshop, wanted: Wanted, gate: Gate, fence: Fence, told: Told, done: Done) -> None:
    """Make one product; what cannot be made is logged and leaves the others their turn."""
    try:
        told(wanted, make_product(workshop, wanted, gate, fence))
        done.made += 1
    except LeaseLost:
        raise
    except Exception:  # one feed on which we fail must not keep the products of all others away
        log.exception("%s of %s %s could not be made", wanted.product, wanted.audience, wanted.subject)
        done.failed.add(wanted.name)


def _tidy(workshop: Workshop, plan: Plan, fence: Fence) -> None:
    """Note the release under what is right for it; forget what is over."""
    for wanted, row in plan.right:
        if row.release != wanted.release:
            products.confirm_product(workshop.catalog, row, wanted.release, fence=fence)
    for row in plan.over:
        products.drop_product(workshop.catalog, row, fence=fence)


@contextmanager
def open_afterwork(settings: Settings) -> Iterator[Workshop]:
    """A workshop whose box is warmed for statistics."""
    with open_workshop(settings, LEASE, preload=PRELOAD) as workshop:
        yield workshop


def main() -> int:
    """Entry point: settings from the environment; 0 when nothing is missing any more or another is at work."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    end_with(os.environ.get(PARENT), stop.set)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    settings = read_settings(os.environ)
    from pipelines.instance import open_instance  # Dagster takes a second to load: after giving way to the others
    from pipelines.showing import Shown

    with open_afterwork(settings) as workshop, open_instance(settings) as instance:
        if plan_products(workshop).is_done:
            return 0
        done = make_missing(workshop, Shown(instance), stop=stop)
    if done is None:
        log.info("another is at work")
        return 0
    log.info("%d products made, %d could not be made", done.made, len(done.failed))
    return 1 if done.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
