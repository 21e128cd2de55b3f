"""Pace: when the next release may begin. At once when nothing else is coming; later and later while files still are.

What does not live here: clocks (the caller says what time it is), making releases (`publisher`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_S = 30.0
"""The longest that changes wait for others while files are still being checked."""


@dataclass(slots=True)
class Pace:
    """All times are seconds of one monotonic clock. `every_s` lies between the begins of two releases, always; while
    files wait for their check, whose changes may go with it, a release is held back: `every_s` after the one before,
    then twice as long each time, `MOST_S` at most. Ninety files sent by four clients need not be ninety releases."""

    every_s: float
    most_s: float = MOST_S
    _last: float = float("-inf")
    _hold_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._hold_s = self.every_s

    def wait_s(self, now: float, busy: bool) -> float:
        """How long a change that waits has to wait still; 0 when a release may begin."""
        return max(0.0, self._last + (self._hold_s if busy else self.every_s) - now)

    def made(self, begun: float, busy: bool) -> None:
        """A release was made that began then; `busy` as it was at that moment."""
        self._last = begun
        self._hold_s = min(2 * self._hold_s, self.most_s) if busy else max(self._hold_s / 2, self.every_s)
