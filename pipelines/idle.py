"""Starting afterwork: one `python -m pipelines.afterwork` when the worker has had nothing to do for a while.

What does not live here: what it does (`afterwork`), the worker's own loop (`worker`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from boxes.lifeline import PARENT, end_process
from catalog import releases, schedules
from pipelines.gate import anything_waits
from pipelines.workshop import Workshop
from terms.settings import Settings, to_environ

AGAIN_S = 60.0
"""After an end that was no good one, how long until the next try."""
END_S = 10.0
Stamp = tuple[int, tuple[int, int], date]
"""What products are made for: the release, the scheduled publications, the day. Another stamp, another look."""


def start_afterwork(settings: Settings) -> subprocess.Popen[bytes]:
    """The process, which ends with this one."""
    environ = {**os.environ, **to_environ(settings), PARENT: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", "pipelines.afterwork"], env=environ, stdin=subprocess.DEVNULL)


@dataclass(slots=True)
class Idle:
    """Looked at by the worker's loop whenever it found nothing to do. `idle_s` 0 never starts anything. A release gets
    one process, and another when a time was set or a day began; before the first release there is nothing to make."""

    workshop: Workshop
    start: Callable[[Settings], subprocess.Popen[bytes]] = start_afterwork
    monotonic: Callable[[], float] = time.monotonic
    _process: subprocess.Popen[bytes] | None = None
    _done: Stamp | None = None
    _begun: Stamp | None = None
    _not_before: float = field(default=float("-inf"))

    def look(self) -> None:
        """Start the process when it is time; take note of one that ended."""
        settings, now = self.workshop.settings, self.monotonic()
        if settings.afterwork_idle_s <= 0 or self._is_running(now):
            return
        if anything_waits(self.workshop.catalog):
            self._not_before = now + settings.afterwork_idle_s
            return
        current = releases.current(self.workshop.catalog)
        if current is None or now < self._not_before:
            return
        stamp = self._stamp(current.number)
        if stamp == self._done:
            return
        self._begun = stamp
        self._process = self.start(settings)

    def _stamp(self, number: int) -> Stamp:
        workshop = self.workshop
        today = workshop.settings.reference_date(workshop.now())
        return number, schedules.stamp(workshop.catalog), today

    def _is_running(self, now: float) -> bool:
        if self._process is None:
            return False
        status = self._process.poll()
        if status is None:
            return True
        self._process = None
        if status == 0:
            self._done = self._begun
        else:
            self._not_before = now + AGAIN_S
        return False

    def close(self) -> None:
        """Ask the process to end, and wait for it; it leaves nothing half made when it must be killed."""
        if self._process is not None:
            end_process(self._process, END_S)
