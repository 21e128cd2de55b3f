"""When something is to happen, as a person writes it: an instant, or a local date and time in a feed's own zone.

A local time that a clock change leaves out or shows twice has no one instant, so it is refused with words in both
languages; so is what is past. No clock is read here. What does not live here: valid time (`terms.clocks.parse_at`),
what happens then (catalog.schedules).

Source: RFC 3339 §5.6 for instants; Python's `fold` (PEP 495) for local times.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from terms.errors import BadRequest

FARTHEST = timedelta(days=5 * 366)
"""How far ahead something may be set; beyond that a year was mistyped."""
_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


class WrongMoment(BadRequest):
    """A moment that cannot be used: `code` for programs, `ja` and `en` for people; the message has both."""

    def __init__(self, code: str, ja: str, en: str) -> None:
        """`code` is one of unreadable, past, too_far, skipped_by_clock_change, twice_by_clock_change."""
        super().__init__(f"{en} / {ja}")
        self.code, self.ja, self.en = code, ja, en


def parse_moment(text: str, tz: ZoneInfo, now: datetime) -> datetime:
    """The UTC instant that `text` names: RFC 3339 with an offset, else a date and time (minutes or seconds) local to
    `tz`. Raises WrongMoment when it cannot be read, is not after `now`, lies beyond FARTHEST, or is a local time that
    does not exist in `tz` or exists twice."""
    moment = _read(text, tz)
    if moment <= now:
        raise WrongMoment("past", f"{text}({tz.key})はもう過ぎています", f"{text} ({tz.key}) is past")
    if moment - now > FARTHEST:
        raise WrongMoment("too_far", f"{text} は先すぎます(5年以内)", f"{text} is too far ahead (5 years at most)")
    return moment


def local_text(moment: datetime, tz: ZoneInfo) -> str:
    """An instant as the clocks of `tz` show it, with offset: `2026-10-01T00:00:00+09:00`."""
    return moment.astimezone(tz).isoformat(timespec="seconds")


def _read(text: str, tz: ZoneInfo) -> datetime:
    try:
        if not _FORM.fullmatch(text):
            raise ValueError(text)
        read = datetime.fromisoformat(text.upper().replace(" ", "T"))
        return read.astimezone(UTC) if read.tzinfo else _of_local(text, read, tz)
    except (ValueError, OverflowError):
        raise WrongMoment(
            "unreadable",
            f"{text!r} は日時として読めません(例 2026-10-01T05:00、2026-10-01T05:00:00+09:00)",
            f"{text!r} is no date and time such as 2026-10-01T05:00 (local) or 2026-10-01T05:00:00+09:00",
        ) from None


def _of_local(text: str, wall: datetime, tz: ZoneInfo) -> datetime:
    early, late = (wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    if early.astimezone(tz).replace(tzinfo=None) != wall:
        raise WrongMoment(
            "skipped_by_clock_change",
            f"{text} は {tz.key} の時計にない時刻です(時計が進められます)。ほかの時刻か、時差付きで指定してください",
            f"{text} does not exist in {tz.key} (clocks go forward); name another time, or one with its offset",
        )
    raise WrongMoment(
        "twice_by_clock_change",
        f"{text} は {tz.key} で2回あります(時計が戻されます)。時差付きで指定してください",
        f"{text} exists twice in {tz.key} (clocks go back); name it with its offset",
    )
