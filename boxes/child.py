"""The child of a box: reads a request, runs the named function, answers one line of JSON. `python -m boxes.child`.

What lives here: the loop inside the child. What does not: the walls themselves (boxes.walls, boxes.landlock), the
parent's side (boxes.process). Only the standard library is imported before the walls stand; what a function needs is
named by the parent (`preload`) and imported after.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from boxes import landlock, walls

_TRACE_CHARS = 8_000


def _encode(message: dict[str, Any]) -> bytes:
    """One line of strict JSON in UTF-8; a lone surrogate becomes '?' so that whoever stores the answer can."""
    text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def _trace() -> str:
    return traceback.format_exc(limit=-20)[-_TRACE_CHARS:]


def _is_full(error: BaseException) -> bool:
    """Whether an exception says that memory ended: Python's own word, or an engine's."""
    if isinstance(error, MemoryError):
        return True
    text = str(error)[:500].lower()
    return "cannot allocate memory" in text or "out of memory" in text or "memory allocation" in text


def _call(request: dict[str, Any]) -> bytes:
    """Run the function; its value, or what went wrong, as an encoded message."""
    try:
        module, _, name = str(request["function"]).partition(":")
        function = getattr(importlib.import_module(module), name)
        value = function(Path(request["input"]), Path(request["out"]), **request["params"])
        return _encode({"id": request["id"], "value": value})
    # BaseException: an engine's panic (pyo3 PanicException) and SystemExit are not Exceptions, and every failure of our
    # function must come back as an answer with its trace, never as a silent end.
    except BaseException as error:  # noqa: BLE001
        return _encode({"id": request["id"], "full": _is_full(error), "trace": _trace()})


def _serve(requests: BinaryIO, answers: BinaryIO, guard: walls.Guard, home: str) -> None:
    for line in requests:
        request = json.loads(line)
        os.chdir(request["folder"])
        walls.begin_call(int(request["cpu_s"]))
        guard.closed = True
        message = _call(request)
        os.chdir(home)
        answers.write(message)
        answers.flush()


def main(request_fd: int, answer_fd: int, lifeline_fd: int) -> None:
    """Raise the walls, import what was asked for, say ready, and serve until the parent closes the pipe."""
    faulthandler.enable()
    requests, answers = os.fdopen(request_fd, "rb"), os.fdopen(answer_fd, "wb")
    setup = json.loads(requests.readline())
    limits = setup["limits"]
    guard = walls.Guard()
    sys.addaudithook(guard)
    alone = bool(setup["namespace"]) and walls.leave_network()
    walls.drop_powers()
    walls.limit_resources(limits, own_namespace=alone)
    walls.die_with_parent(lifeline_fd, setup["parent"], by_thread=setup["by_thread"])
    files = landlock.confine(setup["home"])
    sys.path[:] = setup["path"]
    for name in setup["preload"]:
        importlib.import_module(name)
    gc.freeze()  # what is imported is never collected: no call pays for walking it
    walls.limit_address_space(limits)
    answers.write(_encode({"ready": True, "network": "namespace" if alone else "refused", "landlock": files}))
    answers.flush()
    _serve(requests, answers, guard, setup["home"])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
