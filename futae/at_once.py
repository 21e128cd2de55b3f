"""Answers that lie ready are given where granian takes a request in, without a turn of the event loop.

Granian (2.8) reads a request in Rust, makes its scope in a Python thread of its own, and from there schedules the
application on the event loop: a task, a wake-up and two hand-overs of the interpreter's lock. For an answer that is one
look-up this costs more than the answer. Granian has no public door there, so `install` looks whether what it changes is
as it was when it was tried; where it is not, all stays as it is: slower, and the same in every byte.

What does not live here: which answers lie ready (api.tiles_app).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any

TRIED = "2.8."
MODULE, SCHEDULING = "granian._futures", "_cbsched_aioschedule"
Ready = Callable[[Any], tuple[Any, Any] | None]
Schedule = Callable[[Any], None]
Scheduling = Callable[[Any, Any, Any], Schedule]


def install(ready: Ready) -> bool:
    """Ask `ready` for every request of this process before the event loop is; False where granian is another than the
    one that was tried. `ready` gives both messages of an answer, or None; it must not wait."""
    module = import_module(MODULE)
    usual: Scheduling | None = getattr(module, SCHEDULING, None)
    if usual is None or not version("granian").startswith(TRIED):
        logging.getLogger(__name__).warning("granian is not %sx: ready answers take a turn of the event loop", TRIED)
        return False
    setattr(module, SCHEDULING, _before(usual, ready))
    return True


def _before(usual: Scheduling, ready: Ready) -> Scheduling:
    def scheduling(loop: Any, context: Any, callback: Any) -> Schedule:
        later = usual(loop, context, callback)

        def schedule(watcher: Any) -> None:
            try:
                messages = ready(watcher.scope)
            except Exception:  # noqa: BLE001 granian's thread must go on; the event loop meets the same and tells it
                messages = None
            if messages is None:
                later(watcher)
                return
            send = watcher.proto.send
            send(messages[0])
            send(messages[1])

        return schedule

    return scheduling
