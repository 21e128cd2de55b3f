"""Other servers for a comparison: installed below `build/peers` in exact versions, only when asked for.

Installing goes through the ordinary clients, pip and npm, as the machine has them configured. Where it fails the bench
says why and claims nothing. What does not live here: the servers themselves (tileserver, postgis, tipg), programs
without one (peers).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from bench.tools.peers import NoPeer

STAMP = "installed.txt"
INSTALL_S = 1200.0
START_S = 120.0


def installed(name: str, commands: Sequence[Sequence[str]], environ: Mapping[str, str], folder: Path) -> Path:
    """The folder of a peer: as it was installed before, else made anew by the commands, run in it one by one. `name` is
    name and version. Raises NoPeer."""
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text() == name:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"installing {name} into {folder}")
    for command in commands:
        _install(name, command, {**os.environ, **environ}, folder)
    stamp.write_text(name)
    return folder


def _install(name: str, command: Sequence[str], environ: Mapping[str, str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, env=environ, capture_output=True, text=True, timeout=INSTALL_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPeer(f"{name} could not be installed: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoPeer(f"{name} could not be installed: {said[-1] if said else 'no word why'}")


@contextmanager
def started(
    name: str, command: Sequence[str], url: str, *, cwd: Path, environ: Mapping[str, str]
) -> Iterator[psutil.Process]:
    """A peer's process that answers at `url`; ends with the context. Raises NoPeer when it does not come to answer."""
    log = cwd / f"{name}.log"
    with log.open("wb") as words:
        child = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **environ}, stdin=subprocess.DEVNULL, stdout=words, stderr=words
        )
    try:
        _wait(name, lambda: httpx.get(url, timeout=5, trust_env=False).is_success, child, log)
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=20)
        child.kill()
        child.wait()


def _wait(name: str, answers: Callable[[], bool], child: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and child.poll() is None:
        with suppress(httpx.HTTPError):
            if answers():
                return
        time.sleep(0.2)
    said = log.read_text(errors="replace").strip().splitlines()
    raise NoPeer(f"{name} did not start: {said[-1] if said else 'no word why'}")


def cpu_of(*processes: psutil.Process) -> float:
    """Processor seconds that processes and their children have used so far."""
    total = 0.0
    for process in processes:
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                times = one.cpu_times()
                total += times.user + times.system
    return total
