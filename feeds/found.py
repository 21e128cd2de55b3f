"""Found: notices gathered with true totals while only so many of each code are kept.

What does not live here: which notices there are (feeds.formats, feeds.rules), the report (terms.reports).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

import polars as pl

from feeds.formats.reading import LONGEST_VALUE, short
from feeds.rows.file import Rows
from terms.notices import Notice, Severity
from terms.policies import DEFAULT, Policy
from terms.reports import CodeTotal

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def shortened(notice: Notice) -> Notice:
    """The notice with every text of a stranger cut to LONGEST_VALUE characters, whoever made it."""
    own = {"table": notice.table, "column": notice.column, "value": notice.value, "expected": notice.expected}
    details = notice.details
    if any(isinstance(text, str) and len(text) > LONGEST_VALUE for text in (*own.values(), *details.values())):
        cut = {name: None if text is None else short(text) for name, text in own.items()}
        details = {key: short(item) if isinstance(item, str) else item for key, item in details.items()}
        return replace(notice, **cut, details=details)  # type: ignore[arg-type]
    return notice


class Found:
    """Gathers notices; keeps at most `cap` of each code, their texts `shortened`, and counts all."""

    def __init__(self, cap: int = 1_000, rows: Rows | None = None, policy: Policy = DEFAULT) -> None:
        """`rows` is told of every notice, also of those that are not kept; `policy` has the last word on blocking."""
        self.cap = cap
        self._policy = policy
        self._rows = rows
        self._kept: dict[tuple[str, Severity, bool], list[Notice]] = {}
        self._totals: dict[tuple[str, Severity, bool], int] = {}

    def add(self, notice: Notice, times: int = 1) -> None:
        """Count a notice `times` times and keep it once if there is still room for its code."""
        notice = self._judged(notice)
        key = (notice.code, notice.severity, notice.blocking)
        if self._rows is not None:
            self._rows.note(notice)
        self._totals[key] = self._totals.get(key, 0) + times
        kept = self._kept.setdefault(key, [])
        if len(kept) < self.cap:
            kept.append(shortened(notice))

    def extend(self, notices: Iterable[Notice]) -> None:
        """Add each of them."""
        for notice in notices:
            self.add(notice)

    def merge(self, total: CodeTotal, notices: Iterable[Notice], frames: Callable[[], Iterable[pl.DataFrame]]) -> None:
        """Take over what somebody else already gathered of one code: the true total, the notices they kept, and all of
        them as wide frames (feeds.rows.wide), which are made only when somebody wants them."""
        key = (total.code, total.severity, self._policy.blocks(total.code, total.blocking))
        self._totals[key] = self._totals.get(key, 0) + total.total
        kept = self._kept.setdefault(key, [])
        kept += [shortened(self._judged(notice)) for notice in islice(notices, max(0, self.cap - len(kept)))]
        if self._rows is not None:
            self._rows.frames(key, frames())

    def _judged(self, notice: Notice) -> Notice:
        blocking = self._policy.blocks(notice.code, notice.blocking)
        return notice if blocking == notice.blocking else replace(notice, blocking=blocking)

    def restore(self, own: Callable[[Notice], Notice]) -> None:
        """Replace each kept notice by what `own` makes of it; its code and severity must stay."""
        for kept in self._kept.values():
            kept[:] = [shortened(own(notice)) for notice in kept]

    def trim(self, cap: int) -> None:
        """Keep at most `cap` of each code from now on; the totals stay."""
        self.cap = cap
        for kept in self._kept.values():
            del kept[cap:]

    @property
    def codes(self) -> set[str]:
        """All codes found so far."""
        return {key[0] for key in self._totals}

    @property
    def is_blocking(self) -> bool:
        """Whether anything found blocks publication."""
        return any(key[2] for key in self._totals)

    def _keys(self) -> list[tuple[str, Severity, bool]]:
        return sorted(self._totals, key=lambda key: (not key[2], _ORDER[key[1]], key[0]))

    def totals(self) -> tuple[CodeTotal, ...]:
        """One line per code, what blocks first, then by severity and code."""
        return tuple(CodeTotal(*key, total=self._totals[key], shown=len(self._kept[key])) for key in self._keys())

    def notices(self) -> tuple[Notice, ...]:
        """The kept notices in the order of `totals`, within one code in the order found."""
        return tuple(notice for key in self._keys() for notice in self._kept[key])
