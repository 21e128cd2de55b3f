"""The parent's side of one child: start it, ask it one thing, watch it meanwhile, end it.

What lives here: pipes, polling of memory and time, reading what a death was. What does not: work folders
(boxes.folders), reuse and replacement (boxes.box), the walls inside the child (boxes.walls).
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import psutil

from boxes.limits import Limits
from terms.errors import BoxError, BoxLate

Died = Literal["memory", "time", "cpu", "file_size", "crash"]

_PASSED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "LD_LIBRARY_PATH")
_ROOT = Path(__file__).resolve().parent.parent
_LAST_WORDS_S = 2.0  # how long a child that hangs may take to write where it stands
_LOST_BY_SIGNAL: dict[int, Died] = {signal.SIGXCPU: "cpu", signal.SIGXFSZ: "file_size"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a message, or how the child died; `peak_bytes` is the greatest resident memory seen."""

    message: dict[str, Any] | None
    died: Died | None
    peak_bytes: int


def environment(home: Path) -> dict[str, str]:
    """All the child sees of the environment. Locale, time zone and hash seed are fixed: equal file, equal answer."""
    call = home / "call"
    fixed = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(call),
        "TMPDIR": str(call / "tmp"),
        "PYTHONPATH": str(_ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PROJ_NETWORK": "OFF",
        "MALLOC_ARENA_MAX": "2",
    }
    if sys.dont_write_bytecode:
        fixed["PYTHONDONTWRITEBYTECODE"] = "1"
    return {**{name: os.environ[name] for name in _PASSED if name in os.environ}, **fixed}


def _allocation_failed(log: str) -> bool:
    """Whether an engine wrote, before it aborted, that memory could not be had (Rust and C++ say so)."""
    return "memory allocation of" in log or "std::bad_alloc" in log or "Cannot allocate memory" in log


class Child:
    """One spawned child. Not thread-safe: boxes.box holds the lock."""

    def __init__(self, home: Path, limits: Limits, preload: Sequence[str], *, namespace: bool) -> None:
        """Start the child (it warms up by itself); `wait_ready` tells when it may be asked."""
        self.limits = limits
        self.network: Literal["namespace", "refused"] = "refused"
        self.calls = 0
        self._log = b""
        self._buffer = bytearray()
        self._rss = self._peak = 0
        self._reserved = self._reserved_at_start = 0
        self._ready = False
        self._started = time.monotonic()
        self._open(home)
        self._send(
            {
                "limits": limits.to_json(),
                "preload": list(preload),
                "path": [str(_ROOT), *(str(Path(p).resolve()) for p in sys.path if p)],
                "home": str(home),
                "namespace": namespace,
                "parent": os.getpid(),
                "by_thread": threading.current_thread() is threading.main_thread(),
            }
        )

    def _open(self, home: Path) -> None:
        request_r, self._request = os.pipe()
        self._answer, answer_w = os.pipe()
        life_r, self._life = os.pipe()
        try:
            command = [sys.executable, "-P", "-s", "-m", "boxes.child", str(request_r), str(answer_w), str(life_r)]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(request_r, answer_w, life_r),
                cwd=home,
                env=environment(home),
                start_new_session=True,
            )
        except OSError as error:
            for fd in (self._request, self._answer, self._life):
                os.close(fd)
            raise BoxError(f"a box could not be started: {error}") from error
        finally:
            for fd in (request_r, answer_w, life_r):
                os.close(fd)
        output = self._process.stdout
        assert output is not None  # noqa: S101 - asked for above
        self._output: IO[bytes] = output
        self._watch = psutil.Process(self._process.pid)
        self._selector = selectors.DefaultSelector()
        for fd in (self._answer, output.fileno()):
            os.set_blocking(fd, False)
            self._selector.register(fd, selectors.EVENT_READ)

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    @property
    def rss_bytes(self) -> int:
        """Resident memory as last looked at."""
        return self._rss

    @property
    def kept_address_bytes(self) -> int:
        """Address space that the calls so far left reserved, as last looked at: engines' allocators give memory back
        but keep its addresses, so that a file could fail for what the files before it had."""
        return max(0, self._reserved - self._reserved_at_start)

    @property
    def log(self) -> str:
        """The kept tail of what the child wrote to standard output and error since the last call began."""
        return self._log.decode("utf-8", "replace")

    def wait_ready(self) -> None:
        """Return when the child has raised its walls and imported `preload`; raises BoxLate when the time is
        over, else BoxError."""
        if self._ready:
            return
        answer = self._await(self._started + self.limits.start_s)
        if answer.message is None or answer.message.get("ready") is not True:
            self.end()
            if answer.died == "time":
                late = BoxLate(
                    f"the process that reads files was not ready within {self.limits.start_s:g} s; the file is not to "
                    "blame. This machine may be too busy: try again later"
                )
                late.add_note(self.log[-2000:])
                raise late
            raise BoxError(f"a box did not start ({answer.died}): {self.log[-2000:]}")
        self.network = "namespace" if answer.message.get("network") == "namespace" else "refused"
        self._look()
        self._reserved_at_start = self._reserved
        self._ready = True

    def ask(self, request: dict[str, Any]) -> Answer:
        """Send one request and watch the child until it answers or dies. A dead child stays dead."""
        self.calls += 1
        self._rss = self._peak = 0
        self._buffer.clear()
        self._drain()
        self._log = b""
        self._forget_peak()
        if not self._send({**request, "id": self.calls}):
            return self._lost()
        answer = self._await(time.monotonic() + self.limits.wall_s)
        if answer.message is not None and answer.message.get("id") != self.calls:
            return self._kill("crash")
        return answer

    def end(self) -> None:
        """Kill the child and close its pipes; may be called twice."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if not self._output.closed:
            self._drain()
            self._selector.close()
            self._output.close()
            for fd in (self._request, self._answer, self._life):
                os.close(fd)

    def kill(self) -> None:
        """Kill the child and nothing else: whoever waits for it sees it die. From any thread."""
        self._process.kill()

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def _send(self, message: dict[str, Any]) -> bool:
        line = json.dumps(message).encode() + b"\n"
        try:
            while line:
                line = line[os.write(self._request, line) :]
        except OSError:
            return False
        return True

    def _await(self, deadline: float) -> Answer:
        """Wait for one line, draining the log and looking at memory and clock meanwhile."""
        look_at = 0.0
        while True:
            now = time.monotonic()
            if now >= look_at:
                look_at = now + self.limits.poll_s
                if self._look() > self.limits.memory_bytes:
                    return self._kill("memory")
            for key, _ in self._selector.select(max(0.0, min(look_at, deadline) - now)):
                if key.fd == self._answer:
                    finished = self._read_answer()
                    if finished is not None:
                        return finished
                else:
                    self._drain()
            if now >= deadline:  # an answer that has long been there counts: a box may stand idle before its first call
                return self._kill("time")

    def _read_answer(self) -> Answer | None:
        """One piece of the answer; None while the line is not whole."""
        try:
            piece = os.read(self._answer, 1 << 20)
        except BlockingIOError:
            return None
        if not piece:
            return self._lost()
        self._buffer += piece
        if not piece.endswith(b"\n"):
            return self._kill("crash") if len(self._buffer) > self.limits.answer_bytes else None
        return self._parse()

    def _parse(self) -> Answer:
        """The line as a message; anything but one JSON object within the limit is a crash."""
        try:
            if len(self._buffer) > self.limits.answer_bytes:
                raise BoxError(f"the answer has more than {self.limits.answer_bytes} bytes")
            message = json.loads(self._buffer)
            if not isinstance(message, dict):
                raise BoxError("the answer is no object")
        except (BoxError, ValueError, RecursionError) as error:
            self._note(f"garbage from the box: {error}")
            return self._kill("crash")
        self._look_at_peak()
        return Answer(message, None, self._peak)

    def _look(self) -> int:
        """Resident memory now (0 when the child is gone: its pipe will tell)."""
        try:
            memory = self._watch.memory_info()
        except psutil.Error:
            return 0
        self._rss, self._reserved = int(memory.rss), int(memory.vms)
        self._peak = max(self._peak, self._rss)
        return self._rss

    def _look_at_peak(self) -> None:
        """Take the kernel's own high-water mark of this call where it has one (Linux)."""
        self._look()
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    self._peak = max(self._peak, int(line.split()[1]) * 1024)

    def _forget_peak(self) -> None:
        """Reset the high-water mark (proc(5), clear_refs); elsewhere polling alone tells the peak."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def _drain(self) -> None:
        """Keep the tail of what the child wrote."""
        while True:
            try:
                piece = os.read(self._output.fileno(), 1 << 16)
            except (BlockingIOError, ValueError):
                return
            if not piece:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(self._output.fileno())
                return
            self._log = (self._log + piece)[-self.limits.log_bytes :]

    def _note(self, text: str) -> None:
        self._log = (self._log + f"\n{text}".encode())[-self.limits.log_bytes :]

    def _ask_where(self) -> None:
        """Have a child that took too long write where it stands (faulthandler at SIGABRT), which ends it. For the
        operator's log: a child that hangs in the kernel writes nothing, then its state is all there is."""
        with contextlib.suppress(psutil.Error, OSError):
            used = self._watch.cpu_times()
            waits_in = Path(f"/proc/{self.pid}/wchan").read_text() if sys.platform == "linux" else ""
            self._note(f"{self._watch.status()}, {used.user + used.system:.1f} s of processor, in {waits_in or '?'}\n")
            self._process.send_signal(signal.SIGABRT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=_LAST_WORDS_S)

    def _kill(self, died: Died) -> Answer:
        self._look_at_peak()
        if died == "time":
            self._ask_where()
        self.end()
        return Answer(None, died, self._peak)

    def _lost(self) -> Answer:
        """The pipe closed by itself: read from the exit status what it was."""
        status = self._wait_briefly()
        self.end()
        self._note(f"the box ended with status {status}")
        died: Died = _LOST_BY_SIGNAL.get(-status, "crash")
        by_system = status == -signal.SIGKILL and self._peak > self.limits.memory_bytes // 2
        if by_system or (died == "crash" and _allocation_failed(self.log)):
            died = "memory"
        return Answer(None, died, self._peak)

    def _wait_briefly(self) -> int:
        try:
            return self._process.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
