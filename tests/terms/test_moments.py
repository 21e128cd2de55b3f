"""Moments that people write: UTC, local, past, skipped and repeated local times."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from terms.moments import WrongMoment, local_text, parse_moment

NOW = datetime(2026, 9, 1, tzinfo=UTC)
TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "zone", "found"),
    [
        ("2026-10-01T05:00", TOKYO, "2026-09-30T20:00:00+00:00"),
        ("2026-10-01 05:00:30", TOKYO, "2026-09-30T20:00:30+00:00"),
        ("2026-10-01T05:00:00+09:00", BERLIN, "2026-09-30T20:00:00+00:00"),
        ("2026-10-01t05:00z", BERLIN, "2026-10-01T05:00:00+00:00"),
        ("2026-10-25T02:30+02:00", BERLIN, "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T03:00", BERLIN, "2026-10-25T02:00:00+00:00"),
    ],
)
def test_what_can_be_read(text: str, zone: ZoneInfo, found: str) -> None:
    assert parse_moment(text, zone, NOW).isoformat() == found


@pytest.mark.parametrize(
    ("text", "zone", "code"),
    [
        ("2027-03-28T02:30", BERLIN, "skipped_by_clock_change"),
        ("2026-10-25T02:30", BERLIN, "twice_by_clock_change"),
        ("2026-09-01T08:59", TOKYO, "past"),
        ("2026-09-01T09:00", TOKYO, "past"),
        ("2036-10-01T05:00", TOKYO, "too_far"),
        ("9999-12-31T23:59-14:00", TOKYO, "unreadable"),
        ("0001-01-01T00:00", TOKYO, "unreadable"),
        ("2026-13-01T05:00", TOKYO, "unreadable"),
        ("2026-10-01", TOKYO, "unreadable"),
        ("tomorrow", TOKYO, "unreadable"),
        ("２０２６-10-01T05:00", TOKYO, "unreadable"),
    ],
)
def test_what_is_refused_says_why_in_both_languages(text: str, zone: ZoneInfo, code: str) -> None:
    with pytest.raises(WrongMoment) as refused:
        parse_moment(text, zone, NOW)
    assert refused.value.code == code
    assert refused.value.ja in str(refused.value)
    assert refused.value.en in str(refused.value)


def test_shown_in_the_zone_it_was_given_in() -> None:
    assert local_text(datetime(2026, 9, 30, 20, tzinfo=UTC), TOKYO) == "2026-10-01T05:00:00+09:00"
