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


@dataclass(slots=True)
class Memory:
    """Resident bytes: `peaks` of the greatest process of each role, `together` of all at one moment (pages that
    processes share count for each)."""

    peaks: dict[str, int] = field(default_factory=dict)
    together: int = 0


def role_of(words: str) -> str:
    """What a process below the worker is, by its command line: a helper, else a box."""
    return "helper" if "pipelines.helper" in words else "box"


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """Sample the process and its descendants while the block runs."""
    memory, stop = Memory(), threading.Event()
    root = psutil.Process(pid)

    def watch() -> None:
        while not stop.wait(SAMPLE_S):
            with suppress(psutil.Error):
                _sample(root, memory)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        stop.set()
        watcher.join()


def _sample(root: psutil.Process, memory: Memory) -> None:
    now: Counter[str] = Counter()
    for role, process in [("worker", root), *_below(root)]:
        with suppress(psutil.Error):
            held = int(process.memory_info().rss)
            memory.peaks[role] = max(memory.peaks.get(role, 0), held)
            now[role] += held
    memory.together = max(memory.together, sum(now.values()))


def _below(root: psutil.Process) -> Iterator[tuple[str, psutil.Process]]:
    for process in root.children(recursive=True):
        with suppress(psutil.Error):
            yield role_of(" ".join(process.cmdline())), process
