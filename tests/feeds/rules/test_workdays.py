"""The table of public holidays against the package `holidays`, which is maintained as the law changes."""

from __future__ import annotations

from datetime import date

import holidays as package

from feeds.rules.workdays import TABLE, holidays, holidays_between


def test_the_table_is_what_the_maintained_package_gives():
    """Where this fails after an update of the package, the lines below are the new table."""
    lines = []
    for year in range(2000, 2051):
        days = sorted(day for day in package.country_holidays("JP", years=year) if day.weekday() < 5)
        lines.append(" ".join([str(year), *(f"{day:%m%d}" for day in days)]))
    assert TABLE.strip().split("\n") == lines


def test_days_known_from_the_calendar():
    assert len(holidays()) == len(set(holidays()))
    assert date(2019, 10, 22) in holidays()  # 即位礼正殿の儀
    assert date(2020, 5, 6) in holidays()  # 振替休日
    assert date(2026, 9, 22) in holidays()  # 国民の休日
    assert date(2020, 10, 12) not in holidays()  # スポーツの日 was moved to July


def test_between_is_inclusive():
    assert holidays_between(date(2020, 4, 29), date(2020, 5, 4))["on"].to_list() == [
        date(2020, 4, 29),
        date(2020, 5, 4),
    ]
    assert holidays_between(date(1990, 1, 1), date(1999, 1, 1)).height == 0
