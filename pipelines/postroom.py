"""Starting the sender: one `python -m pipelines.sender` while anything waits to be told.

What does not live here: sending (sender), when the worker looks (timekeeper).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from boxes.lifeline import PARENT, end_process
from catalog import deliveries
from pipelines.workshop import Workshop
from terms.settings import Settings, to_environ

AGAIN_S = 10.0
"""How long after the begin of one process until the next: another home's host may be sending."""
END_S = 15.0


def start_sender(settings: Settings) -> subprocess.Popen[bytes]:
    """The process, which ends with this one."""
    environ = {**os.environ, **to_environ(settings), PARENT: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", "pipelines.sender"], env=environ, stdin=subprocess.DEVNULL)


@dataclass(slots=True)
class Postroom:
    """Looked at by the timekeeper. With the setting `send` off it never starts anything."""

    workshop: Workshop
    start: Callable[[Settings], subprocess.Popen[bytes]] = start_sender
    monotonic: Callable[[], float] = time.monotonic
    _process: subprocess.Popen[bytes] | None = None
    _not_before: float = field(default=float("-inf"))

    def look(self) -> None:
        """Start the process when something is due and none runs."""
        settings, now = self.workshop.settings, self.monotonic()
        if not settings.send or (self._process is not None and self._process.poll() is None):
            return
        if now < self._not_before or not deliveries.any_due(self.workshop.catalog, now=self.workshop.now()):
            return
        self._process, self._not_before = self.start(settings), now + AGAIN_S

    def close(self) -> None:
        """Ask the process to end, and wait for it; what it has not sent waits."""
        if self._process is not None:
            end_process(self._process, END_S)
