"""The worker: one warm process that checks what waits and publishes what is live. `python -m pipelines.worker`.

It is woken through a named pipe, else looks each half second. Versions are claimed in the catalog first, so that any
number of workers and Dagster's daemon keep out of each other's way; claims are renewed while a version is worked on and
expire when a process dies. What does not live here: the work itself.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boxes.lifeline import PARENT, end_with
from catalog import releases, versions
from catalog.versions import VersionRow
from pipelines.claimed import CLAIM_S, kept_claims
from pipelines.comparing import Comparer, wish_for
from pipelines.idle import Idle
from pipelines.instance import open_instance
from pipelines.previews import fulfil_one
from pipelines.publisher import Publisher
from pipelines.release import manifests_of
from pipelines.runs import Runs
from pipelines.timekeeper import Timekeeper
from pipelines.workshop import Workshop, holder_alive, open_home, open_workshop
from terms.errors import LeaseLost, NewerDatabase, SettingsError
from terms.faults import fault
from terms.releases import Manifest
from terms.settings import Settings, read_settings

log = logging.getLogger("futae.worker")
TRIES = 3
"""How often a check that failed of itself is begun before the version is failed (a busy disk passes)."""
POLL_S = 0.5
FOLLOWER_END_S = 2.0
"""How long an end waits for an asking under way: a claim of this process is free once it is gone."""


@contextmanager
def wake_pipe(path: Path) -> Iterator[int]:
    """The named pipe's reading end, made anew when something else stands there; -1 where pipes are not to be had."""
    try:
        if not path.is_fifo():
            path.unlink(missing_ok=True)
            os.mkfifo(path, 0o600)
        end = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except (OSError, AttributeError):
        yield -1
        return
    try:
        yield end
    finally:
        os.close(end)


def wait_for_wake(end: int, seconds: float, stop: threading.Event) -> bool:
    """Return when woken (True), or after `seconds`."""
    if end < 0:
        stop.wait(seconds)
        return False
    ready, _, _ = select.select([end], [], [], seconds)
    if ready:
        with contextlib.suppress(BlockingIOError):
            os.read(end, 65_536)
    return bool(ready)


class Worker:
    """Claims versions, runs the feed job for each, keeps the times of publications, wakes publisher and comparer, asks
    the addresses that feeds are followed at."""

    def __init__(self, workshop: Workshop, runs: Runs) -> None:
        self.workshop, self.runs = workshop, runs
        self.publisher = Publisher(workshop, after=runs.show_release)
        self.stop = threading.Event()
        self.wake_publisher = threading.Event()
        self.wake_timekeeper = threading.Event()
        self.wake_comparer = threading.Event()
        self.wake_follower = threading.Event()
        self.timekeeper = Timekeeper(workshop, self.wake_publisher)
        self.comparer = Comparer(workshop)
        self.idle = Idle(workshop)

    def recover(self) -> None:
        """Take up what a dead process left: fail its runs, free its lease and claims, sweep its old temporary files."""
        failed = self.runs.recover()
        self.publisher.free_dead_lease()
        self.workshop.sweep()
        self.runs.delete_old()
        catalog = self.workshop.catalog
        dead = {h for h in versions.list_claims(catalog).values() if not holder_alive(h)}
        dropped = sum(versions.drop_claims(catalog, holder) for holder in dead)
        if failed or dropped:
            log.info("after a sudden end: %d runs failed, %d versions taken up again", failed, dropped)

    def work_once(self) -> int:
        """Claim and work on the version that waits longest; returns how many were worked on. One at a time: a claim
        counts as an attempt, and a death must not be counted against versions that were only standing in line."""
        claimed = versions.claim(
            self.workshop.catalog, self.workshop.holder, now=self.workshop.now(), lease_s=CLAIM_S, limit=1
        )
        if not claimed:
            return 0
        fault("worker.after_claim")
        with kept_claims(self.workshop):
            for version in claimed:
                self._one(version)
                self.wake_publisher.set()
                self._wish(version)
        return len(claimed)

    def _one(self, version: VersionRow) -> None:
        """Run the job for one version; one that its run did not settle is tried again, at last failed, and says so."""
        try:
            success = self.runs.run(version)
        except LeaseLost:
            log.warning("%s version %d was taken by another worker", version.feed, version.number)
            return
        after = self.workshop.version(version.version_id)
        log.info("%s version %d: %s", version.feed, version.number, after.state)
        if after.state == "checking":
            log.error("%s version %d was not settled (run succeeded: %s)", version.feed, version.number, success)
            if after.attempt < TRIES:
                versions.drop_claims(self.workshop.catalog, self.workshop.holder)
            else:
                self._fail(after)

    def _wish(self, version: VersionRow) -> None:
        """Have the version compared with what is live, once its check is over and told."""
        try:
            if wish_for(self.workshop, self.workshop.version(version.version_id)):
                self.wake_comparer.set()
        except Exception:  # a comparison is no part of a check: whoever asks for it has it made
            log.exception("%s version %d: no comparison was asked for", version.feed, version.number)

    def _fail(self, version: VersionRow) -> None:
        with contextlib.suppress(LeaseLost):
            versions.finish(
                self.workshop.catalog,
                version.version_id,
                self.workshop.holder,
                state="failed",
                facts=version.facts,
                report_sha=version.report_sha,
                reason="our own failure; it is in the log and on the Dagster page",
                now=self.workshop.now(),
            )

    def current_manifests(self) -> dict[str, Manifest]:
        """The manifests of the current release by audience; empty before the first release."""
        return manifests_of(self.workshop, releases.current(self.workshop.catalog))

    def run(self) -> None:
        """Work until `stop` is set."""
        self.recover()
        settings = self.workshop.settings
        publishing = threading.Thread(
            target=self.publisher.run, args=(self.stop, self.wake_publisher, settings.release_every_s), daemon=True
        )
        publishing.start()
        timing = threading.Thread(target=self.timekeeper.run, args=(self.stop, self.wake_timekeeper), daemon=True)
        timing.start()
        comparing = threading.Thread(target=self.comparer.run, args=(self.stop, self.wake_comparer), daemon=True)
        comparing.start()
        following = self._follow()
        with wake_pipe(settings.wake_path) as end:
            while not self.stop.is_set():
                worked = self.work_once()
                if not fulfil_one(self.workshop) and not worked:
                    self.idle.look()
                    if wait_for_wake(end, POLL_S, self.stop):
                        self._wake_threads()
                elif worked:
                    self.wake_timekeeper.set()
                self.wake_publisher.set()
        self._wake_threads()
        self.comparer.interrupt()
        self.idle.close()
        timing.join(timeout=30)
        comparing.join(timeout=30)
        publishing.join(timeout=30)
        following.join(timeout=FOLLOWER_END_S)

    def _follow(self) -> threading.Thread:
        """The thread that asks what is due; with the setting `follow` off it asks nothing."""

        def run() -> None:
            from pipelines.asking import follower_of  # loads an HTTP client, which a helper does not need

            workshop = self.workshop
            if workshop.settings.follow:
                holder = f"{workshop.holder}:follower"
                one = follower_of(workshop.settings, workshop.catalog, holder, now=workshop.now)
                one.run(self.stop, self.wake_follower)

        started = threading.Thread(target=run, daemon=True)
        started.start()
        return started

    def _wake_threads(self) -> None:
        for one in (self.wake_timekeeper, self.wake_comparer, self.wake_follower):
            one.set()


@contextmanager
def open_worker(settings: Settings) -> Iterator[Worker]:
    """A worker on the home that the settings name."""
    with open_workshop(settings) as workshop, open_instance(settings) as instance:
        yield Worker(workshop, Runs(workshop, instance))


def main() -> int:
    """Entry point: settings from the environment, until SIGTERM or SIGINT; 1 when they, or the database, cannot be
    used."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    for loud in ("alembic", "httpx", "httpcore"):  # the HTTP client tells whole addresses, which may hold keys
        logging.getLogger(loud).setLevel(logging.WARNING)
    try:
        opened = read_settings(os.environ)
        open_home(opened).close()
    except (NewerDatabase, SettingsError) as error:
        log.error("%s", error)
        return 1
    with open_worker(opened) as worker:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: worker.stop.set())
        end_with(os.environ.get(PARENT), worker.stop.set)
        gc.freeze()  # a collection walks all that Dagster brought: each one stopped every thread for 0.3 s
        log.info("worker ready")
        worker.run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
