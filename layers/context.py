"""What a layer is told about the feed it builds, and what it gives back.

What does not live here: how a layer builds (its own `build.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl

from feeds.tables import TextTables
from terms.ids import FeedKey

__all__ = ["Built", "FeedContext", "TextTables"]


@dataclass(frozen=True, slots=True)
class FeedContext:
    """The feed whose version is being built: its key, its time zone, and the first and last service day of the whole
    feed (None when it has none), and the name of the file it came in (some formats date their edition there)."""

    feed: FeedKey
    timezone: ZoneInfo
    first_on: date | None = None
    last_on: date | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """Feature frames by collection, and how many source rows made no feature, by reason."""

    frames: Mapping[str, pl.DataFrame]
    skipped: Mapping[str, int] = field(default_factory=dict)
