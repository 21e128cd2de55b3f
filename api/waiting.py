"""Waiting for work of others: how long to rest before the next look.

What does not live here: what is waited for (routers.versions, comparing).
"""

from __future__ import annotations

FIRST_S = 0.05


def pause_s(waited_s: float, most_s: float) -> float:
    """Seconds until the next look, after `waited_s` of `most_s`: FIRST_S at first, then a twentieth of what was
    waited, so that many who wait long cost little and nobody waits a twentieth more than need be."""
    return min(max(FIRST_S, waited_s / 20), most_s - waited_s)
