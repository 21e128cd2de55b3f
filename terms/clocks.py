"""Service days, instants and reference dates (DESIGN §3 Two clocks).

No clock is read here: the present instant always comes in as an argument. What does not live here: calendars of feeds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from terms.errors import BadRequest


def zone(name: str | None, default: str = "UTC") -> ZoneInfo:
    """The time zone of that name; `default` where it is missing or unknown."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(default)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(default)


def local_midnight_utc(day: date, tz: ZoneInfo) -> datetime:
    """The instant at which a local date begins, in UTC."""
    return datetime.combine(day, time(), tz).astimezone(UTC)


def service_span_utc(first_on: date, last_on: date, tz: ZoneInfo, overrun_s: int = 0) -> tuple[datetime, datetime]:
    """The half-open span of service days first_on..last_on in `tz`: the begin of the first day, and the end of the last
    day, later by `overrun_s` where trips run past 24:00 (GTFS Schedule, stop_times.txt, times above 24:00:00)."""
    end = local_midnight_utc(last_on + timedelta(days=1), tz) + timedelta(seconds=max(0, overrun_s))
    return local_midnight_utc(first_on, tz), end


def instant_text(moment: datetime) -> str:
    """ISO 8601 in UTC, whole seconds, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_at(text: str, tz: ZoneInfo) -> datetime:
    """Read `?at=`: an instant (RFC 3339; without offset it is local to `tz`) or a local date (its noon in `tz`)."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(12), tz).astimezone(UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is neither a date (2020-01-15) nor an instant (2020-01-15T09:00:00+09:00)") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)


def parse_date(text: str) -> date:
    """Read an ISO date; raises BadRequest."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is not a date such as 2020-01-15") from error
