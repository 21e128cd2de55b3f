"""Text from a stranger's file made visible: what a reader could not see, or what would turn the line about, is named.

What does not live here: escaping for HTML (the template does that to everything).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST = 300
_NAMED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that are shown by number: controls, formats (among them the bidirectional marks), half characters,
private use, unassigned, separators of lines."""


def named(text: str) -> str:
    """The text, with characters that cannot be seen written as ‹U+202E›."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"‹U+{ord(c):04X}›" if unicodedata.category(c) in _NAMED else c for c in text)


def visible(text: str) -> str:
    """At most `LONGEST` characters of it (what is left out is counted), as `named`."""
    left = len(text) - LONGEST
    return f"{named(text[:LONGEST])}… (+{left:,})" if left > 0 else named(text)


def for_terminal(lines: Iterable[str]) -> str:
    """The lines as one text, each as `named`: what a file says gives a terminal no orders and makes no line of its
    own."""
    return "".join(f"{named(line)}\n" for line in lines)
