"""Giving way: what is made beside a release pauses while a version or a change waits.

Nothing that holds a transaction, or a lock others need, ever pauses here. What does not live here: what is made.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog import live, releases, versions
from catalog.db import Catalog

LOOK_S = 0.5
PATIENCE_S = 120.0
"""How long one product gives way at most: a service that never rests gets its products too, at low priority."""


def change_waits(catalog: Catalog) -> bool:
    """Whether a change is not in the current release yet."""
    current = releases.current(catalog)
    return live.last_change(catalog) > (current.change if current else 0)


def anything_waits(catalog: Catalog) -> bool:
    """Whether a version waits for its check or is being checked, or a change waits for its release."""
    return versions.any_waiting(catalog) or change_waits(catalog)


@dataclass(slots=True)
class Gate:
    """`give_way` returns at once while nothing waits; it looks each `LOOK_S` at most, so that it may be called often.
    `beat` is called while it pauses."""

    waits: Callable[[], bool]
    beat: Callable[[], None] = lambda: None
    patience_s: float = PATIENCE_S
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _looked: float = float("-inf")
    _paused_s: float = field(default=0.0)

    def begin(self) -> None:
        """A new product: its patience is whole again."""
        self._paused_s = 0.0
        self._looked = float("-inf")

    def give_way(self) -> None:
        """Pause while anything waits, for this product's patience at most."""
        if self.monotonic() - self._looked < LOOK_S:
            return
        while self._paused_s < self.patience_s and self.waits():
            self.beat()
            self.sleep(LOOK_S)
            self._paused_s += LOOK_S
        self._looked = self.monotonic()


class GivingWay(io.FileIO):
    """A new file that gives way at each write."""

    def __init__(self, path: Path, gate: Gate) -> None:
        super().__init__(path, "w")
        self._gate = gate

    def write(self, data: Any, /) -> int:
        """Write any buffer, after giving way."""
        self._gate.give_way()
        return super().write(data)
