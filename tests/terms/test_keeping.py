"""Which releases are kept, to the very number; lengths of time as they are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from terms.errors import BadRequest
from terms.keeping import KeepPolicy, kept_releases, parse_span

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
POLICY = KeepPolicy(30, None, TOKYO)


def at(*days_ago: float):
    """Releases 1, 2, 3 … made that many days before NOW."""
    return [(number, NOW - timedelta(days=days)) for number, days in enumerate(days_ago, 1)]


def test_all_that_were_current_in_the_last_days_and_the_last_of_each_month():
    # 24 Aug, 2 Sep, 9 Sep | 20 Oct, 22 Oct (followed on 3 Nov: current within 30 days) | 3 Nov, 23 Nov
    made = at(91, 82, 75, 34, 32, 20, 0.1)
    assert kept_releases(made, (), POLICY, NOW) == {1, 3, 5, 6, 7}
    assert kept_releases(made, {2}, POLICY, NOW) == {1, 2, 3, 5, 6, 7}
    assert kept_releases(made, (), KeepPolicy(31, None, TOKYO), NOW) == {1, 3, 5, 6, 7}
    assert kept_releases(made, (), KeepPolicy(32, None, TOKYO), NOW) == {1, 3, 4, 5, 6, 7}


def test_months_end_and_begin_where_the_clocks_of_the_zone_say():
    evening = datetime(2026, 8, 31, 15, 30, tzinfo=UTC)  # already September in Tokyo
    made = [(1, evening - timedelta(hours=1)), (2, evening), (3, NOW)]
    assert kept_releases(made, (), KeepPolicy(0, None, TOKYO), NOW) == {1, 2, 3}
    assert kept_releases(made, (), KeepPolicy(0, None, ZoneInfo("UTC")), NOW) == {2, 3}


def test_months_may_be_bounded_and_the_newest_always_stays():
    made = at(91, 75, 32)
    assert kept_releases(made, (), KeepPolicy(0, 1, TOKYO), NOW) == {3}
    assert kept_releases(made, (), KeepPolicy(0, 2, TOKYO), NOW) == {2, 3}
    assert kept_releases(at(400), (), KeepPolicy(0, 0, TOKYO), NOW) == {1}
    assert kept_releases([], (), POLICY, NOW) == set()


def test_a_release_that_stayed_current_for_long_counts_by_its_last_moment():
    assert kept_releases(at(200, 190, 29.9), (), KeepPolicy(30, 0, TOKYO), NOW) == {2, 3}
    assert kept_releases(at(200, 190, 30.1), (), KeepPolicy(30, 0, TOKYO), NOW) == {3}


@pytest.mark.parametrize(
    ("text", "seconds"), [("24h", 86400), ("30m", 1800), ("90s", 90), ("7d", 604800), ("0", 0), (" 1h ", 3600)]
)
def test_lengths_of_time(text, seconds):
    assert parse_span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "h", "24", "-1h", "1.5h", "1 h", "1w", "９h", "9999999h"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(BadRequest, match="24h"):
        parse_span(text)
