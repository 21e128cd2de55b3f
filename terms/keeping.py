"""Which releases are kept: all that were current in the last days, then the last of each month, and those pinned.

Pure: the releases, the pins, the policy and the instant come in as arguments. What does not live here: rows
(catalog.keeping), sweeping bytes (pipelines.sweep).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from terms.errors import BadRequest

_SPAN = re.compile(r"([0-9]{1,6})(s|m|h|d)|0")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class KeepPolicy:
    """All releases that were current in the last `days`; before that the last one of each month, for `months` months
    back (None: for ever), months as `zone` has them."""

    days: int
    months: int | None
    zone: ZoneInfo


def kept_releases(
    made: Iterable[tuple[int, datetime]], pinned: Collection[int], policy: KeepPolicy, now: datetime
) -> set[int]:
    """The numbers to keep, of releases given as (number, when it became current). The newest is always kept. A release
    counts by when it was last current: by the instant at which the next one followed."""
    rows = sorted(made)
    kept = {number for number, _ in rows if number in pinned}
    kept |= {number for number, _ in rows[-1:]}
    since = now - timedelta(days=policy.days)
    kept |= {number for (number, _), (_, followed) in itertools.pairwise(rows) if followed >= since}
    last_of_month = {_month(moment, policy.zone): number for number, moment in rows}
    oldest = _month(now, policy.zone) - policy.months if policy.months is not None else None
    return kept | {number for month, number in last_of_month.items() if oldest is None or month >= oldest}


def _month(moment: datetime, zone: ZoneInfo) -> int:
    """Months since the year 0, as the clocks of that zone show it."""
    local = moment.astimezone(zone)
    return local.year * 12 + local.month


def parse_span(text: str) -> timedelta:
    """A length of time such as `24h`, `30m`, `90s`, `7d` or `0`; raises BadRequest."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise BadRequest(f"{text!r} is no length of time; write 24h, 30m, 90s, 7d or 0")
    return timedelta(seconds=int(found[1] or 0) * _SECONDS[found[2] or "s"])
