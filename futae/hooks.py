"""Sudden death on purpose, for the kill tests: a process that ends itself by SIGKILL at a named fault point.

    FUTAE_TESTING=1 FUTAE_FAULT=publisher.before_swap:2 futae build
    FUTAE_TESTING=1 FUTAE_FAULT=worker.after_claim python -m futae.hooks pipelines.worker

Without FUTAE_TESTING=1 nothing here does anything. The floors forbid the worker and the api to import this room, so
they are started through this module instead (`python -m futae.hooks MODULE ARGS…`) and hold no test code themselves.
What does not live here: the points (terms.faults), the tests (tests/system).
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable, Mapping

from terms.errors import SettingsError
from terms.faults import FAULT_POINTS, set_hook

FAULT, TESTING = "FUTAE_FAULT", "FUTAE_TESTING"


def die() -> None:
    """End this process at once, as if the machine had lost it."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_hook(wanted: str, kill: Callable[[], None] = die) -> Callable[[str], None]:
    """A hook that calls `kill` at the n-th pass of the point that `wanted` (`name` or `name:n`) names, counted over all
    threads of the process. Raises SettingsError for an unknown point or a count below one."""
    name, _, count = wanted.partition(":")
    if name not in FAULT_POINTS:
        raise SettingsError(f"{FAULT}={wanted!r}: no such fault point; there are {', '.join(FAULT_POINTS)}")
    if count and not (count.isdecimal() and int(count)):
        raise SettingsError(f"{FAULT}={wanted!r}: the pass is a number from 1 on")
    left, lock = [int(count or 1)], threading.Lock()

    def hook(passed: str) -> None:
        if passed != name:
            return
        with lock:
            left[0] -= 1
            if left[0] == 0:
                kill()

    return hook


def install(environ: Mapping[str, str]) -> bool:
    """Set the hook that the environment asks for; True when there is one. Composition roots only."""
    wanted = environ.get(FAULT, "")
    if environ.get(TESTING) != "1" or not wanted:
        return False
    set_hook(kill_hook(wanted))
    return True


def main(arguments: list[str]) -> None:
    """Set the hook, then run a module as `python -m` would."""
    install(os.environ)
    sys.argv[1:] = arguments[1:]
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
