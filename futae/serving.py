"""The service: the API on granian in this process, one worker process beside it.

What does not live here: what either does (api, pipelines).
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from boxes.lifeline import PARENT, end_process, end_with
from futae.at_once import install
from terms.errors import BadRequest
from terms.settings import Settings, to_environ

API = "futae.serving:service_app"
RESTART_S = 1.0
END_S = 20.0


class WorkerProcess:
    """Keeps one `python -m pipelines.worker` alive until closed; starts it again when it dies."""

    def __init__(self, settings: Settings) -> None:
        self._environ = {**os.environ, **to_environ(settings), PARENT: str(os.getpid())}
        self._stop = threading.Event()
        self._process = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "pipelines.worker"], env=self._environ, stdin=subprocess.DEVNULL)

    def _watch(self) -> None:
        while not self._stop.wait(RESTART_S):
            if self._process.poll() is not None:
                self._process = self._start()

    def close(self) -> None:
        """Ask it to end, wait, and insist after 20 s."""
        self._stop.set()
        self._watcher.join()
        end_process(self._process, END_S)


def require_free(host: str, port: int) -> None:
    """Raises BadRequest when the port cannot be had: asked before a demo builds, and before a worker starts."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, port))
        except OSError as error:
            words = f"port {port} of {host} cannot be had ({error.strerror}); name another with --port"
            raise BadRequest(words) from error


def service_app() -> Any:
    """The API in granian's worker, which ends when the service that started it is gone."""
    from api.main import create_app

    end_with(os.environ.get(PARENT), lambda: os._exit(1))
    app = create_app()
    install(app.at_once)
    gc.freeze()  # a collection walks all that was imported, and no request is answered meanwhile
    return app


@contextmanager
def worker_process(settings: Settings) -> Iterator[WorkerProcess]:
    """A worker beside this process."""
    worker = WorkerProcess(settings)
    try:
        yield worker
    finally:
        worker.close()


def serve(settings: Settings, *, host: str, port: int, with_worker: bool = True) -> None:
    """Serve until SIGINT or SIGTERM. The environment carries the settings to granian's worker."""
    os.environ.update({**to_environ(settings), PARENT: str(os.getpid())})
    server = Granian(
        target=API, address=host, port=port, interface=Interfaces.ASGI, factory=True, workers=1, log_access=False
    )
    if not with_worker:
        server.serve()
        return
    with worker_process(settings):
        server.serve()


def serve_anew(settings: Settings, port: int) -> None:
    """Become `futae serve` on loopback. A process that has built must not serve: granian forks its worker, and the
    threads of polars, once begun, are missing in the fork, where the first search then waits for ever."""
    sys.stdout.flush()
    arguments = ["-m", "futae.cli", "serve", "--home", str(settings.home), "--port", str(port)]
    os.execve(sys.executable, [sys.executable, *arguments], {**os.environ, **to_environ(settings)})  # noqa: S606
