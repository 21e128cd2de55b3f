"""Ends of processes: what `futae serve` started ends when it is gone, and whoever started one ends it for sure.

What does not live here: the box's own lifeline to its child (boxes.process), starting processes.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable

PARENT = "FUTAE_PARENT"
"""Set by `futae serve` to its process id, for the processes it starts."""
LOOK_S = 0.5


def end_with(parent: str | None, then: Callable[[], object]) -> None:
    """Call `then` once this process's parent is another than the one named; nothing without a name."""

    def watch() -> None:
        while str(os.getppid()) == parent:
            time.sleep(LOOK_S)
        then()

    if parent:
        threading.Thread(target=watch, daemon=True).start()


def end_process(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ask a process to end, wait, and insist after so many seconds; one that has ended is only waited for."""
    process.terminate()
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
