"""Service days, instants and reference dates (DESIGN §3 Two clocks).

No clock is read here: the present instant always comes in as an argument. What does not live here: calendars of feeds.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from terms.errors import BadRequest

FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)
"""What can be written at all; feeds do say 9999-12-31."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(_DATE.pattern + r"[Tt ][0-9]{2}:.+")


def zone(name: str | None, default: str = "UTC") -> ZoneInfo:
    """The time zone of that name; `default` where it is missing or unknown."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(default)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(default)


def local_midnight_utc(day: date, tz: ZoneInfo) -> datetime:
    """The instant at which a local date begins, in UTC; the first or last instant where that is out of the calendar."""
    try:
        return datetime.combine(day, time(), tz).astimezone(UTC)
    except OverflowError:
        return FIRST_INSTANT if day.year == 1 else LAST_INSTANT


def service_span_utc(first_on: date, last_on: date, tz: ZoneInfo, overrun_s: int = 0) -> tuple[datetime, datetime]:
    """The half-open span of service days first_on..last_on in `tz`: the begin of the first day, and the end of the last
    day, later by `overrun_s` where trips run past 24:00 (GTFS Schedule, stop_times.txt, times above 24:00:00). An end
    beyond the calendar is LAST_INSTANT."""
    try:
        end = local_midnight_utc(last_on + timedelta(days=1), tz) + timedelta(seconds=max(0, overrun_s))
    except OverflowError:
        end = LAST_INSTANT
    return local_midnight_utc(first_on, tz), end


def service_span_texts(first_on: object, last_on: object, tz: ZoneInfo) -> tuple[str | None, str | None]:
    """The same span as texts, from ISO dates as the facts of a version hold them; (None, None) without both."""
    if not first_on or not last_on:
        return None, None
    begin, end = service_span_utc(date.fromisoformat(str(first_on)), date.fromisoformat(str(last_on)), tz)
    return instant_text(begin), instant_text(end)


def instant_text(moment: datetime) -> str:
    """ISO 8601 in UTC, whole seconds, with Z; always 20 characters, so that texts sort as instants do. Raises
    ValueError for a moment without an offset, which would mean this machine's own zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no offset from UTC")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_at(text: str, tz: ZoneInfo) -> datetime:
    """Read `?at=`: an instant (RFC 3339; without offset it is local to `tz`) or a local date (its noon in `tz`). Raises
    BadRequest for anything else."""
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(12), tz).astimezone(UTC)
        if _INSTANT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise BadRequest(f"{text!r} is neither a date (2020-01-15) nor an instant (2020-01-15T09:00:00+09:00)")


def parse_date(text: str) -> date:
    """Read an ISO date, ten characters; raises BadRequest."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadRequest(f"{text!r} is not a date such as 2020-01-15")
