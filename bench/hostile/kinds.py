"""HostileFile: one file to be made and what a check owes us on it.

What does not live here: the files (archives, cells, masses, geojson), running a check on them (tests/hostile).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Expect = Literal["refused", "read", "any"]


@dataclass(frozen=True)
class HostileFile:
    """`name` is the file name. `expect`: 'refused' = unreadable by name of a fault, 'read' = a report on its content,
    'any' = either, as long as a report comes. `codes`: at least one of these must be in the report. `is_bomb`: must be
    refused within a second. `is_heavy`: takes seconds."""

    name: str
    make: Callable[[Path], None]
    expect: Expect = "any"
    codes: tuple[str, ...] = ()
    is_bomb: bool = False
    is_heavy: bool = False
