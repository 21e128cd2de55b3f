"""Quick starts for the system tests: a process that has imported everything forks each child, which then runs as if
`python -m futae.hooks MODULE` or `child.py` had started it.

A kill test starts some ten processes, and nine tenths of each start are imports that say nothing about dying. What a
child does, its process group, its environment, its files and its death are its own; only its imports were made before.
What does not live here: starts that are themselves in question (`futae serve`, `futae sweep`: plain processes), what
the children run (child.py, futae.hooks). Standard library only, before the imports asked for.

    nursery.py FD MODULE…    the forking process itself; it ends with the socket FD
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).parents[2]


class Forked:
    """A child of the nursery, with the part of subprocess.Popen that the tests use."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status (negative: the signal that ended it); None while it runs."""
        if self.returncode is None:
            self.returncode = self._nursery.ask({"poll": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, once it has ended; raises subprocess.TimeoutExpired."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"child {self.pid}", timeout or 0.0)
            time.sleep(0.02)
        return status


class Nursery:
    """The forking process, seen from the tests. Thread-safe. A context manager."""

    def __init__(self, preload: Sequence[str]) -> None:
        self._lock = threading.Lock()
        mine, its = socket.socketpair()
        with its:
            command = [sys.executable, str(Path(__file__)), str(its.fileno()), *preload]
            self._process = subprocess.Popen(
                command, cwd=ROOT, pass_fds=(its.fileno(),), stdin=subprocess.DEVNULL, start_new_session=True
            )
        self._socket, self._lines = mine, mine.makefile("rw", encoding="utf-8")

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        """Children that still run are the tests' to end."""
        self._lines.close()
        self._socket.close()
        self._process.wait(timeout=30)

    def ask(self, what: dict[str, Any]) -> Any:
        """One question and its answer."""
        with self._lock:
            self._lines.write(json.dumps(what) + "\n")
            self._lines.flush()
            answer = self._lines.readline()
        if not answer:
            raise RuntimeError(f"the nursery ended with {self._process.wait(timeout=5)}")
        return json.loads(answer)

    def start(self, arguments: Sequence[str], environ: dict[str, str], words: IO[bytes]) -> Forked:
        """Fork a child that runs `arguments` (`-m MODULE ARGS…` or `FILE ARGS…`) in a session of its own."""
        log = os.path.realpath(f"/proc/self/fd/{words.fileno()}")
        return Forked(self, self.ask({"run": list(arguments), "environ": environ, "log": log}))


Process = subprocess.Popen[bytes] | Forked


@functools.cache
def _nursery() -> Nursery:
    """One for all tests of this process."""
    return Nursery(["pipelines.worker", "pipelines.afterwork", "pipelines.sender", "futae.cli", "futae.sweeping",
                    "api.main", "granian.server.embed"])  # fmt: skip


def start(command: list[str], environ: dict[str, str], words: IO[bytes]) -> Process:
    """A process in a session of its own. What serves, and Dagster's daemon, start from nothing as on a user's machine;
    the others are forked after their imports."""
    if "serve" in command or "dagster._daemon" in command:
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environ, stdin=subprocess.DEVNULL,
            stdout=words, stderr=words, start_new_session=True,
        )  # fmt: skip
    return _nursery().start(command, environ, words)


def close() -> None:
    """End the nursery, if there is one."""
    if _nursery.cache_info().currsize:
        with _nursery():
            _nursery.cache_clear()


def _become(request: dict[str, Any]) -> None:
    """In the child: session, files, environment and arguments as a started process would have them; then run."""
    import runpy

    os.setsid()
    log = os.open(request["log"], os.O_WRONLY | os.O_APPEND)
    for fd in (1, 2):
        os.dup2(log, fd)
    os.close(log)
    os.environ.clear()
    os.environ.update(request["environ"])
    for name in request["run"]:  # what runs as __main__ is not there yet for others
        sys.modules.pop(name, None)
    module, *rest = request["run"]
    if module == "-m":
        module, *rest = rest
        sys.argv = [module, *rest]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        sys.argv = [module, *rest]
        runpy.run_path(module, run_name="__main__")


def _live(request: dict[str, Any]) -> NoReturn:
    """Become the child, and end as Python ends, but for what libraries would do to threads that only the nursery has
    (C++ aborts when such a thread's object is destroyed)."""
    status = 1
    try:
        _become(request)
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _main(fd: int, preload: Sequence[str]) -> None:
    """Import, then fork whenever asked; returns when the socket closes."""
    sys.path[0] = str(ROOT)
    for name in preload:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    asked = socket.socket(fileno=fd)
    lines = asked.makefile("rw", encoding="utf-8")
    for line in lines:
        request = json.loads(line)
        if "run" in request:
            sys.stdout.flush()
            answer: int | None = os.fork()
            if answer == 0:
                os.close(asked.detach())
                _live(request)
        else:
            answer = _ended(request["poll"])
        lines.write(json.dumps(answer) + "\n")
        lines.flush()


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2:])
