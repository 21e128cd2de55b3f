"""The old and the new version worked on side by side.

Engines let other threads run while they work, so both sides take little longer than one. What does not live here: the
work.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def both(make: Callable[[Given], Made], old: Given, new: Given) -> tuple[Made, Made]:
    """What `make` makes of the old and of the new; an error of either is raised."""
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(make, new)
        made = make(old)
        return made, waiting.result()
