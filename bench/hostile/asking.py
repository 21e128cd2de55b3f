"""`futae check` on one file as a person starts it: exit code, seconds and whether anything but an answer was printed.

What does not live here: the files (bench.hostile.files), tables of figures (bench.check).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """One run. `wall_s` is what one waits, `cpu_s` counts the command and its box (both do one thing at a time: the
    same on a machine that others use). `code` is the exit code, `said` all that was printed."""

    name: str
    code: int
    wall_s: float
    cpu_s: float
    said: bytes

    @property
    def is_answer(self) -> bool:
        """Whether it ended as promised: 0 publishable, 1 blocked, 2 unreadable, and no trace of our own failure."""
        return self.code in (0, 1, 2) and b"Traceback" not in self.said and b"box_crashed" not in self.said


def ask(path: Path, *, today: str = "2026-06-01", format_name: str = "json", timeout_s: float = 180) -> Asked:
    """Run `python -m futae.cli check` on a file."""
    command = [sys.executable, "-m", "futae.cli", "check", str(path), "--format", format_name, "--today", today]
    cpu, began = _children_cpu_s(), time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False, timeout=timeout_s)
    wall, used = time.monotonic() - began, _children_cpu_s() - cpu
    return Asked(path.name, done.returncode, wall, used, done.stdout + done.stderr)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
