"""Cutter: shards are cut in a child process, so that checks go on while a release is made.

The tile engine holds Python's lock while it cuts: with ninety feeds being sent, a release of seventeen cells kept the
checks of others waiting for half a minute. Small work is done where the caller is: the way there and back costs more.
What does not live here: what is cut (tilesets), the cut (tiles).
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from boxes.box import Box
from boxes.limits import Limits
from terms.errors import BoxError
from tiles.boxed import CUT, read_answer, write_request
from tiles.cells import Cell
from tiles.cut import CutCell, cut_cells
from tiles.spec import TileSpec

log = logging.getLogger("futae.cutting")
SMALL_BYTES = 256 << 10
"""Features, in memory, that are cut where they are (0.1 to 0.3 s of one core)."""
_CPU_S, _WALL_S = 1_200, 600.0


@dataclass(slots=True)
class Cutter:
    """Cuts one group of cells at a time. The child starts with the first that is not small, and ends with `close`;
    requests lie under `work_root` (made when it is not there). `memory_bytes` is the child's limit."""

    memory_bytes: int
    work_root: Path
    _box: Box | None = None
    _open: ExitStack = field(default_factory=ExitStack)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self, frames: Mapping[str, pl.DataFrame], cells: Sequence[Cell], spec: TileSpec) -> dict[Cell, CutCell]:
        """As tiles.cut.cut_cells. A child that died or cannot start is no reason to fail: the cells are cut here."""
        if sum(frame.estimated_size() for frame in frames.values()) <= SMALL_BYTES:
            return cut_cells(frames, cells, spec)
        try:
            made = self._elsewhere(frames, cells, spec)
        except BoxError as error:
            log.warning("%s: cut here: %s", _named(cells), error)
            made = None
        return made or cut_cells(frames, cells, spec)

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._open.close()
            self._box = None

    def _elsewhere(
        self, frames: Mapping[str, pl.DataFrame], cells: Sequence[Cell], spec: TileSpec
    ) -> dict[Cell, CutCell] | None:
        self.work_root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.work_root) as folder:
            request, out = Path(folder) / "request", Path(folder) / "out"
            out.mkdir()
            write_request(request, frames, cells, spec)
            result = self._child().run(CUT, request, {}, out)
            if result.value is None:
                said = result.log[-2_000:]
                log.warning("%s: cut here: the child ended (%s) %s", _named(cells), result.died, said)
                return None
            return read_answer(result.value, out, cells)

    def _child(self) -> Box:
        with self._lock:
            if self._box is None:
                limits = Limits(memory_bytes=self.memory_bytes, cpu_s=_CPU_S, wall_s=_WALL_S)
                self._box = self._open.enter_context(Box(limits, preload=("tiles.boxed",)))
            return self._box


def _named(cells: Sequence[Cell]) -> str:
    return "cell " + ", ".join(map(str, cells))
