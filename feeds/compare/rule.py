"""Which rules compared two versions: what a kept comparison is known by, for those who do not compare themselves.

Standard library only. What does not live here: comparing (`compare`), the map (`on_map`).
"""

from __future__ import annotations

SCHEMA = "1"
"""Raised when the document gets another form."""
RULES = "1"
"""Raised by hand when equal tables would give another document, other words or another map."""
