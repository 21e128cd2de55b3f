"""BoxPool: several boxes side by side, for callers with several threads.

What does not live here: the box itself (boxes.box), deciding how many (composition roots).
"""

from __future__ import annotations

import queue
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from boxes.box import Box, BoxResult
from boxes.limits import Limits


class BoxPool:
    """`size` boxes; `run` takes a free one, or waits for one. A context manager."""

    def __init__(self, size: int, limits: Limits | None = None, preload: Sequence[str] = ("feeds.inspect",)) -> None:
        """Nothing starts before `__enter__`."""
        self._boxes = [Box(limits, preload) for _ in range(size)]
        self._free: queue.SimpleQueue[Box] = queue.SimpleQueue()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start all boxes; they warm up side by side."""
        with ExitStack() as stack:
            for box in self._boxes:
                self._free.put(stack.enter_context(box))
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all boxes; each call under way is waited for."""
        self._stack.close()

    def run(
        self,
        function: str,
        input_path: Path,
        params: Mapping[str, Any],
        out_dir: Path,
        *,
        cpu_s: int | None = None,
    ) -> BoxResult:
        """As Box.run, in whichever box is free."""
        box = self._free.get()
        try:
            return box.run(function, input_path, params, out_dir, cpu_s=cpu_s)
        finally:
            self._free.put(box)
