"""The sender: a process (`python -m pipelines.sender`) that tells targets of events until nothing waits.

A lease with a fencing number keeps two from sending at once, whoever started them. One target is sent to by one hand
at a time, many targets beside each other, so that a slow one holds up no other. It ends when nothing was due for a
while; the worker starts another (`postroom`). Killed anywhere, it leaves each delivery waiting or recorded. What does
not live here: how a webhook or mail is sent (posting, mailing), when a failed one is tried again (catalog.deliveries).
"""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from boxes.lifeline import PARENT, end_with
from catalog import deliveries
from catalog.db import Catalog
from catalog.deliveries import LEASE, Outcome
from catalog.events import Event
from catalog.targets import MAIL, WEBHOOK, Target
from pipelines.leases import held_lease
from pipelines.mailing import Mailer
from pipelines.outside import Caller
from pipelines.posting import Poster
from pipelines.workshop import clock, holder_name, open_home
from terms.errors import LeaseLost, NewerDatabase, SettingsError
from terms.faults import fault
from terms.settings import Settings, read_settings

log = logging.getLogger("futae.sender")
HANDS = 8
LOOK_S = 0.5
IDLE_S = 20.0
"""How long it waits for more before it ends."""
Send = Callable[[Event, Target], Outcome]


@dataclass(slots=True)
class Sender:
    """Sends what is due. `senders` maps a channel to how it is sent to."""

    catalog: Catalog
    holder: str
    senders: dict[str, Send]
    now: Callable[[], datetime] = clock
    chance: Callable[[], float] = random.random
    _under_way: dict[Future[None], int] = field(default_factory=dict)
    _lost: bool = False

    def run(self, stop: threading.Event, idle_s: float = IDLE_S) -> bool:
        """Send until `stop`, or until nothing was due for `idle_s`; False when another is at work."""
        with held_lease(self, LEASE) as fencing:
            if fencing is None:
                return False
            fault("notify.after_lease")
            interrupted = deliveries.take_up(self.catalog, fencing=fencing, now=self.now())
            if interrupted:
                log.info("%d tries of a sender that died are taken up again", interrupted)
            deliveries.forget_old(self.catalog, fencing=fencing, now=self.now())
            with ThreadPoolExecutor(HANDS) as hands:
                self._work(stop, idle_s, fencing, hands)
        return True

    def _work(self, stop: threading.Event, idle_s: float, fencing: int, hands: ThreadPoolExecutor) -> None:
        rests_at = time.monotonic() + idle_s
        while not stop.is_set() and not self._lost:
            free = HANDS - len(self._under_way)
            busy = set(self._under_way.values())
            for one, target in deliveries.due(self.catalog, now=self.now(), busy=busy, limit=free):
                self._under_way[hands.submit(self._deliver, one, fencing)] = target
            if self._under_way:
                done, _ = wait(self._under_way, timeout=LOOK_S, return_when=FIRST_COMPLETED)
                for future in done:
                    del self._under_way[future]
                rests_at = time.monotonic() + idle_s
            elif time.monotonic() >= rests_at:
                return
            else:
                stop.wait(min(LOOK_S, idle_s))

    def _deliver(self, delivery_id: int, fencing: int) -> None:
        """One try of one delivery, in a hand of its own."""
        try:
            work = deliveries.begin(self.catalog, delivery_id, fencing=fencing, now=self.now())
            if work is None:
                return
            fault("notify.after_begin")
            outcome = self._try(work.event, work.target)
            fault("notify.after_send")
            state = deliveries.finish(
                self.catalog, work, outcome, chance=self.chance(), fencing=fencing, now=self.now()
            )
            fault("notify.after_record")
            log.info("%s %s of %s to %s %s, try %d: %s (%s)", work.event.kind, work.event.message_id, work.event.feed,
                     work.target.channel, work.target.name, work.attempt, state, outcome.words)  # fmt: skip
        except LeaseLost:
            self._lost = True
            log.warning("the lease went to another sender")
        except Exception:  # the others must be sent to; this one is tried again by the next holder of the lease
            log.exception("delivery %d", delivery_id)

    def _try(self, event: Event, target: Target) -> Outcome:
        try:
            return self.senders[target.channel](event, target)
        except Exception as error:  # our own failure is a failed try, in the log of both
            log.exception("%s to %s", event.message_id, target.name)
            return Outcome(False, f"our own failure: {type(error).__name__}")


@contextmanager
def open_sender(settings: Settings) -> Iterator[Sender]:
    """A sender on the home that the settings name."""
    catalog = open_home(settings)
    poster = Poster(Caller(settings.outside_loopback, total_s=settings.outside_seconds), settings.public_url, clock)
    mailer = Mailer(settings.mail, settings.public_url, clock)
    try:
        yield Sender(catalog, holder_name(LEASE), {WEBHOOK: poster.send, MAIL: mailer.send})
    finally:
        catalog.close()


def main() -> int:
    """Entry point: settings from the environment; 0 when nothing waits any more or another is at work."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    for name in ("alembic", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    end_with(os.environ.get(PARENT), stop.set)
    try:
        with open_sender(read_settings(os.environ)) as sender:
            if not sender.run(stop):
                log.info("another is at work")
    except (NewerDatabase, SettingsError) as error:
        log.error("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
