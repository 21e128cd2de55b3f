"""What of a gtfs-guru context a report keeps: scalars.

What does not live here: which of them is a row or a value (`guru_places`).
"""

from __future__ import annotations

from typing import Any

from feeds.formats.reading import short
from terms.notices import Scalar

MEASURES = frozenset({"speedKph", "distanceKm", "geoDistanceToShape", "actualDistanceBetweenShapePoints"})
"""Details that a sentence shows: one decimal is enough."""


def scalar(key: str, raw: Any) -> Scalar:
    """Scalars as they are (dates written with hyphens, distances and speeds rounded); lists of words joined; shapes
    and the like left out."""
    if isinstance(raw, bool | int):
        return raw
    if isinstance(raw, float):
        return round(raw, 1 if key in MEASURES else 6)
    if isinstance(raw, str):
        if key.endswith("Date") and len(raw) == 8 and raw.isdigit():
            return f"{raw[:4]}-{raw[4:6]}-{raw[6:]}"
        return short(raw)
    if isinstance(raw, list) and raw and all(isinstance(part, str | int) for part in raw[:20]):
        return short(", ".join(str(part) for part in raw[:20]))
    return None
