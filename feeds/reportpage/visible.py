"""Text from a stranger's file made visible: what a reader could not see, or what would turn the line about, is named.

What does not live here: escaping for HTML (the template does that to everything).
"""

from __future__ import annotations

import unicodedata

LONGEST = 300
_NAMED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that are shown by number: controls, formats (among them the bidirectional marks), half characters,
private use, unassigned, separators of lines."""


def visible(text: str) -> str:
    """At most `LONGEST` characters of it (what is left out is counted), with characters that cannot be seen written as
    ‹U+202E›."""
    left = len(text) - LONGEST
    shown = text[:LONGEST] if left > 0 else text
    if shown.isascii() and shown.isprintable():
        out = shown
    else:
        out = "".join(f"‹U+{ord(c):04X}›" if unicodedata.category(c) in _NAMED else c for c in shown)
    return f"{out}… (+{left:,})" if left > 0 else out
