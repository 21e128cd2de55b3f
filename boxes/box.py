"""Box: one warm child, reused for many files; the door of this room.

    with Box(Limits(), preload=("feeds.inspect",)) as box:
        result = box.run("feeds.inspect:inspect", path, {"file_name": "a.zip", "reference_date": "2020-01-15"}, out)

What lives here: one call from copy to answer, and when a child is replaced. What does not: the words of a death
(boxes.notices), watching (boxes.process), the walls (boxes.walls).
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from boxes import folders
from boxes.limits import Limits
from boxes.process import Answer, Child, Died
from terms.errors import BoxError, BoxLate


@dataclass(frozen=True, slots=True)
class BoxResult:
    """What one call gave. Exactly one of `value` and `died` is set. `network` says how the network was closed:
    'namespace' (none exists in there) or 'refused' (sockets refused by Python's audit hook, and TCP by Landlock where
    the kernel has it). `seconds` is the whole call; `peak_bytes` resident memory; `log` is for the operator's log only:
    the trace of our own failure or the tail of what the child wrote. `limits` are those of this call."""

    value: dict[str, Any] | None
    died: Died | None
    network: Literal["namespace", "refused"]
    seconds: float
    peak_bytes: int
    log: str = ""
    limits: Limits = field(default_factory=Limits)


class Box:
    """A child process under limits, one call at a time (a second thread waits). A context manager."""

    def __init__(
        self, limits: Limits | None = None, preload: Sequence[str] = ("feeds.inspect",), work_root: Path | None = None
    ) -> None:
        """Nothing starts before `__enter__`. `work_root` is where the work folder is made (default: the system's)."""
        self.limits = limits or Limits()
        self.preload = tuple(preload)
        self._work_root = work_root
        self._lock = threading.Lock()
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._held = -1
        self._child: Child | None = None
        self._namespace = True

    def __enter__(self) -> Self:
        """Make the work folder and start the child, which warms up while the caller goes on. Folders that killed
        processes left are removed first."""
        folders.remove_left(self._work_root or Path(tempfile.gettempdir()))
        self._home = tempfile.TemporaryDirectory(prefix=folders.PREFIX, dir=self._work_root)
        try:
            self._held = folders.hold(Path(self._home.name))
            self._child = self._start()
        except BaseException:
            self._home.cleanup()
            self._let_go()
            raise
        return self

    def _let_go(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child and remove the work folder."""
        with self._lock:
            if self._child is not None:
                self._child.end()
                self._child = None
            if self._home is not None:
                folders.remove(self._place() / "call")
                self._home.cleanup()
                self._home = None
                self._let_go()

    def run(
        self,
        function: str,
        input_path: Path,
        params: Mapping[str, Any],
        out_dir: Path,
        *,
        cpu_s: int | None = None,
    ) -> BoxResult:
        """Call `function` ('module:name') as fn(input_path, out_dir, **params) in the child.

        `params` must be JSON-able and so must the returned dict. What the function wrote stands in `out_dir` after
        success, and only then. `cpu_s` lowers the limit of CPU seconds for this call (boxes.limits.cpu_budget_s).
        A bad file never raises: a death comes back in the result. Raises BoxError when no child could be started or the
        input could not be copied.
        """
        with self._lock:
            began = time.monotonic()
            limits = self.limits if cpu_s is None else replace(self.limits, cpu_s=min(cpu_s, self.limits.cpu_s))
            folder = folders.make_call_folder(self._place(), input_path)
            child = self._ready()
            try:
                answer = child.ask(
                    {
                        "function": function,
                        "input": str(folder.input_path),
                        "out": str(folder.out),
                        "folder": str(folder.path),
                        "params": dict(params),
                        "cpu_s": limits.cpu_s,
                    }
                )
                result = self._finish(child, answer, folder, out_dir)
                return replace(result, seconds=time.monotonic() - began, limits=limits)
            except BaseException:
                child.end()
                raise
            finally:
                folders.remove(folder.path)
                self._renew()

    def interrupt(self) -> None:
        """Let the call under way die, from another thread: its `run` returns with a death. Without one, nothing."""
        child = self._child
        if child is not None and self._lock.locked():
            child.kill()

    def _finish(self, child: Child, answer: Answer, folder: folders.CallFolder, out_dir: Path) -> BoxResult:
        value, died, log = _read(answer, child)
        if value is not None:
            try:
                folders.move_out(folder.out, out_dir)
            except BoxError as error:
                value, died, log = None, "crash", str(error)
        if died is not None:
            child.end()
        return BoxResult(value, died, child.network, 0.0, answer.peak_bytes, log)

    def _place(self) -> Path:
        if self._home is None:
            raise BoxError("the box is not open: use `with Box(...) as box`")
        return Path(self._home.name).resolve()

    def _start(self) -> Child:
        return Child(self._place(), self.limits, self.preload, namespace=self._namespace)

    def _ready(self) -> Child:
        """The warm child. Where a namespace hides the interpreter's own files (root without its powers in somebody's
        closed home), the second try does without it and the result says so. A busy machine costs no wall: a child that
        was late is an error, not a reason to do without."""
        if self._child is None or not self._child.is_alive():
            if self._child is not None:
                self._child.end()
            self._child = self._start()
        try:
            self._child.wait_ready()
        except BoxLate:
            raise
        except BoxError:
            if not self._namespace:
                raise
            self._namespace = False
            self._child = self._start()
            try:
                self._child.wait_ready()
            except BoxError:
                self._namespace = True
                raise
        return self._child

    def _renew(self) -> None:
        """Replace a child that died, is old, or keeps much memory or address space, so that no file is judged by what
        came before it; the new one warms up before the next call."""
        child = self._child
        if child is None:
            return
        full = child.rss_bytes > self.limits.memory_bytes // 2 or child.kept_address_bytes > self.limits.memory_bytes
        old = child.calls >= self.limits.files_per_child
        if old or full or not child.is_alive():
            child.end()
            self._child = None
            self._child = self._start()


def _read(answer: Answer, child: Child) -> tuple[dict[str, Any] | None, Died | None, str]:
    """Value, death and log of an answer."""
    message = answer.message
    if message is None:
        return None, answer.died or "crash", child.log
    value = message.get("value")
    if isinstance(value, dict):
        return value, None, child.log
    log = str(message.get("trace") or "the function returned no dict")
    return None, "memory" if message.get("full") is True else "crash", f"{child.log}\n{log}".strip()
