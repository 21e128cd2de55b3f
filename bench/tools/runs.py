"""One command run to its end and watched: wall and processor seconds, memory, and a table of several.

What does not live here: which commands (the benches), sampling memory (watching).
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.tools.figures import mebibytes, table
from bench.tools.watching import Memory, watched


@dataclass(frozen=True, slots=True)
class Run:
    """One comparison: wall and processor seconds, memory, load before, and why it did not end well ('' when it did)."""

    way: str
    wall_s: float
    cpu_s: float
    memory: Memory
    load: float
    ended: str = ""


def run_command(way: str, command: Sequence[str], good: Sequence[int]) -> Run:
    """Run one command to its end and watch it; `good` are the exit codes of success."""
    load, before, begun = os.getloadavg()[0], resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as child:
        with watched(child.pid) as memory:
            said = child.communicate()[1]
        wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    last = said.strip().splitlines()[-1:] or [""]
    return Run(way, wall, cpu, memory, load, "" if child.returncode in good else f"{child.returncode} {last[0]}")


def runs_table(runs: Sequence[Run]) -> str:
    """What each took."""
    rows: list[list[object]] = [
        ["wall (s)", *(f"{r.wall_s:.2f}" for r in runs)],
        ["processor (s)", *(f"{r.cpu_s:.2f}" for r in runs)],
        ["memory, all processes (MiB)", *(mebibytes(r.memory.together) for r in runs)],
        ["of these the command (MiB)", *(mebibytes(r.memory.peaks.get("worker", 0)) for r in runs)],
        ["of these its box (MiB)", *(mebibytes(r.memory.peaks.get("box", 0)) for r in runs)],
        ["load before", *(f"{r.load:.1f}" for r in runs)],
    ]
    return table(["compare", *(r.way for r in runs)], rows)
