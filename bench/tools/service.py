"""The service as a child process, on a free port of loopback, and what its processes use: memory and processor time.

What does not live here: what is asked of it (bench/NAME.py), homes (homes).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench.tools.homes import settings_of
from terms.settings import to_environ

ROLES = ("api", "worker", "box")
READY_S = 120.0
SAMPLE_S = 0.5
"""Peaks are the kernel's own of each process, so that looking seldom misses only processes that live shorter."""


class ServiceFailed(Exception):
    """The service ended or did not become ready; the message has the end of its log."""


def free_port() -> int:
    """A port of 127.0.0.1 that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _peak_bytes(process: psutil.Process) -> int:
    """The most memory a process has held (Linux: VmHWM), else what it holds now."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    return int(process.memory_info().rss)


@dataclass
class Service:
    """A running service. `peaks` are bytes by role, `together` the highest sum seen at one moment."""

    url: str
    process: psutil.Process
    peaks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    together: int = 0

    def processes(self) -> dict[str, list[psutil.Process]]:
        """The processes by role: granian's worker, the pipeline's worker, boxes under it."""
        found: dict[str, list[psutil.Process]] = {role: [] for role in ROLES}
        for child in self.process.children():
            words = " ".join(child.cmdline())
            if "pipelines.worker" in words:
                found["worker"].append(child)
                found["box"] += [c for c in child.children(recursive=True) if "resource_tracker" not in _words(c)]
            elif "resource_tracker" not in words:
                found["api"].append(child)
        if not found["api"]:
            found["api"] = [self.process]
        return found

    def watch(self, stop: threading.Event) -> None:
        """Sample memory until told to stop."""
        while not stop.wait(SAMPLE_S):
            with suppress(psutil.Error):
                self._sample()

    def _sample(self) -> None:
        now = 0
        for role, many in self.processes().items():
            for one in many:
                with suppress(psutil.Error):
                    self.peaks[role] = max(self.peaks[role], _peak_bytes(one))
                    now += int(one.memory_info().rss)
        self.together = max(self.together, now)

    def cpu_s(self, role: str = "api") -> float:
        """Processor seconds (user and system) that a role's processes have used so far."""
        times = [p.cpu_times() for p in self.processes()[role]]
        return float(sum(t.user + t.system for t in times))


def _words(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def _wait_ready(url: str, child: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        if child.poll() is not None:
            break
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/health/ready", timeout=5).is_success:
                return
        time.sleep(0.1)
    raise ServiceFailed(f"the service did not become ready:\n{log.read_text(errors='replace')[-3000:]}")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask it to end and insist after 30 s; only the group started here is touched."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=30)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@contextmanager
def service(home: Path, *, today: str | None, with_worker: bool) -> Iterator[Service]:
    """`futae serve` on a home, ready to answer; ends with the context. Its log is beside the home."""
    port, log = free_port(), home.with_name(f"{home.name}.log")
    command = [sys.executable, "-m", "futae.cli", "serve", "--home", str(home), "--port", str(port)]
    command += ["--today", today] if today else []
    command += [] if with_worker else ["--no-worker"]
    environ = {**os.environ, **to_environ(settings_of(home)), "FUTAE_TODAY": today or ""}
    with log.open("ab") as words:
        child = subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True
        )
    stop = threading.Event()
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_ready(url, child, log)
        running = Service(url, psutil.Process(child.pid))
        watcher = threading.Thread(target=running.watch, args=(stop,), daemon=True)
        watcher.start()
        yield running
    finally:
        stop.set()
        _end(child)
