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

from boxes.lifeline import PARENT, end_process
from catalog import releases
from pipelines.gate import anything_waits
from pipelines.workshop import Workshop
from terms.settings import Settings, to_environ

AGAIN_S = 60.0
"""After an end that was no good one, how long until the next try."""
END_S = 10.0


def start_afterwork(settings: Settings) -> subprocess.Popen[bytes]:
    """The process, which ends with this one."""
    environ = {**os.environ, **to_environ(settings), PARENT: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", "pipelines.afterwork"], env=environ, stdin=subprocess.DEVNULL)


@dataclass(slots=True)
class Idle:
    """Looked at by the worker's loop whenever it found nothing to do. `idle_s` 0 never starts anything. A release gets
    one process; before the first release there is nothing to make."""

    workshop: Workshop
    start: Callable[[Settings], subprocess.Popen[bytes]] = start_afterwork
    monotonic: Callable[[], float] = time.monotonic
    _process: subprocess.Popen[bytes] | None = None
    _done: int | None = None
    _begun: int | None = None
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
        if current is None or current.number == self._done or now < self._not_before:
            return
        self._begun = current.number
        self._process = self.start(settings)

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
