"""The memory of a process and all below it, sampled from outside: the most of each role, and of all at one moment.

What does not live here: what the processes do.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

SAMPLE_S = 0.1
SHARES_EACH = 5
"""Proportional shares are read at each fifth sample: the kernel walks all mappings for them."""


@dataclass(slots=True)
class Memory:
    """Bytes: `peaks` resident of the greatest process of each role; of all at one moment `together` resident, where a
    page that four processes share counts four times, and `shared_once`, where it counts once (Linux: Pss of
    /proc/PID/smaps_rollup; 0 elsewhere)."""

    peaks: dict[str, int] = field(default_factory=dict)
    together: int = 0
    shared_once: int = 0


def role_of(words: str) -> str:
    """What a process below the worker is, by its command line: a helper, else a box."""
    return "helper" if "pipelines.helper" in words else "box"


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """Sample the process and its descendants while the block runs."""
    memory, stop = Memory(), threading.Event()
    root = psutil.Process(pid)

    def watch() -> None:
        count = 0
        while not stop.wait(SAMPLE_S):
            count += 1
            with suppress(psutil.Error):
                _sample(root, memory, with_shares=count % SHARES_EACH == 0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        stop.set()
        watcher.join()


def _sample(root: psutil.Process, memory: Memory, *, with_shares: bool) -> None:
    now: Counter[str] = Counter()
    shares = 0
    for role, process in [("worker", root), *_below(root)]:
        with suppress(psutil.Error):
            held = int(process.memory_info().rss)
            memory.peaks[role] = max(memory.peaks.get(role, 0), held)
            now[role] += held
            shares += _share(process) if with_shares else 0
    memory.shared_once = max(memory.shared_once, shares)
    memory.together = max(memory.together, sum(now.values()))


def _share(process: psutil.Process) -> int:
    """The process's proportional share of its pages; 0 where the system does not tell."""
    return int(getattr(process.memory_full_info(), "pss", 0))


def _below(root: psutil.Process) -> Iterator[tuple[str, psutil.Process]]:
    for process in root.children(recursive=True):
        with suppress(psutil.Error):
            yield role_of(" ".join(process.cmdline())), process
