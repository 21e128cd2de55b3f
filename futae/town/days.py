"""Days of the town: the feed's period around `today`, and Japan's public holidays.

What lives here: pure functions of dates. Holidays follow 国民の祝日に関する法律 as in force from 2016 to
2099 (with the moves of 2019 to 2021); equinoxes by the usual formula for 1980 to 2099. What does not: departures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAY, SATURDAY, HOLIDAY = "平日（月～金）", "土曜", "日曜・祝日"
"""Service ids as GTFS-JP recommends them, understood as holiday-aware by Japanese readers."""
SCHOOL_DAY, TUE_THU, MON_FRI_WED, DAILY = "平日（登校日）", "火曜・木曜", "月曜・水曜・金曜", "毎日"
SAILING, SUMMER_SAILING = "daily", "summer-holidays"
"""Service ids of the town's own making."""

_FIXED = ((1, 1), (2, 11), (4, 29), (5, 3), (5, 4), (5, 5), (11, 3), (11, 23))
_MOVED: dict[int, tuple[tuple[int, int], ...]] = {
    2020: ((7, 23), (7, 24), (8, 10)),
    2021: ((7, 22), (7, 23), (8, 8)),
}
_ONCE: dict[int, tuple[tuple[int, int], ...]] = {2019: ((5, 1), (10, 22))}


@dataclass(frozen=True, slots=True)
class Period:
    """Service days of the feed, both ends included."""

    first_on: date
    last_on: date

    def days(self) -> Iterator[date]:
        """Every day of the period."""
        for k in range((self.last_on - self.first_on).days + 1):
            yield self.first_on + timedelta(days=k)


@dataclass(frozen=True, slots=True)
class Service:
    """A timetable: its id, the letter in trip ids, its usual days of the week (0 is Monday), and when it truly runs."""

    service_id: str
    letter: str
    weekdays: tuple[int, ...]
    runs_on: Callable[[date], bool]


def period(today: date) -> Period:
    """The fiscal year (from 1 April) that holds `today`, with two months more, as operators give it: so the feed is in
    force at `today` and never within 30 days of its end."""
    year = today.year if today.month >= 4 else today.year - 1
    return Period(date(year, 4, 1), date(year + 1, 5, 31))


def holidays(year: int) -> frozenset[date]:
    """Public holidays of one calendar year, substitute holidays and days between two holidays included."""
    named = {date(year, month, day) for month, day in (*_FIXED, *_ONCE.get(year, ()))}
    named |= {_monday(year, 1, 2), _monday(year, 9, 3), _equinox(year, 3), _equinox(year, 9)}
    if year in _MOVED:
        named |= {date(year, month, day) for month, day in _MOVED[year]}
    else:
        named |= {_monday(year, 7, 3), date(year, 8, 11), _monday(year, 10, 2)}
    if year != 2019:
        named.add(date(year, 2, 23) if year > 2019 else date(year, 12, 23))
    return frozenset(_with_between(_with_substitutes(named)))


def service_of(day: date) -> str:
    """Which timetable runs on a day; public holidays and 30 December to 3 January run as Sundays."""
    if day.weekday() == 6 or is_special(day):
        return HOLIDAY
    return SATURDAY if day.weekday() == 5 else WEEKDAY


def is_special(day: date) -> bool:
    """True on public holidays and over the turn of the year (30 December to 3 January)."""
    return day in holidays(day.year) or (day.month, day.day) in {(12, 30), (12, 31), (1, 2), (1, 3)}


def is_school_day(day: date) -> bool:
    """Weekdays outside the holidays of spring, summer and winter."""
    month_day = (day.month, day.day)
    is_vacation = (
        (7, 20) <= month_day <= (8, 31)
        or month_day >= (12, 24)
        or month_day <= (1, 7)
        or (3, 25) <= month_day <= (3, 31)
    )
    return service_of(day) == WEEKDAY and not is_vacation


def is_summer_sailing(day: date) -> bool:
    """The holidays of spring (29 April to 5 May), and Saturdays, Sundays and holidays from mid-July to August."""
    month_day = (day.month, day.day)
    return (4, 29) <= month_day <= (5, 5) or ((7, 18) <= month_day <= (8, 31) and service_of(day) != WEEKDAY)


def _on(*weekdays: int) -> Callable[[date], bool]:
    """On these weekdays, except public holidays and the turn of the year."""
    return lambda day: day.weekday() in weekdays and not is_special(day)


USUAL: tuple[Service, ...] = (
    Service(WEEKDAY, "w", (0, 1, 2, 3, 4), lambda day: service_of(day) == WEEKDAY),
    Service(SATURDAY, "s", (5,), lambda day: service_of(day) == SATURDAY),
    Service(HOLIDAY, "h", (6,), lambda day: service_of(day) == HOLIDAY),
)
"""The three timetables that nearly every bus of Japan has."""
SCHOOL_DAYS = Service(SCHOOL_DAY, "g", (0, 1, 2, 3, 4), is_school_day)
COMMUNITY_DAYS: tuple[Service, ...] = (
    Service(TUE_THU, "t", (1, 3), _on(1, 3)),
    Service(MON_FRI_WED, "m", (0, 2, 4), _on(0, 2, 4)),
    Service(DAILY, "d", (0, 1, 2, 3, 4, 5, 6), lambda _day: True),
)
SAILING_DAYS: tuple[Service, ...] = (
    Service(SAILING, "d", (0, 1, 2, 3, 4, 5, 6), lambda _day: True),
    Service(SUMMER_SAILING, "n", (), is_summer_sailing),
)


def _monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (nth - 1))


def _equinox(year: int, month: int) -> date:
    base = 20.8431 if month == 3 else 23.2488
    return date(year, month, int(base + 0.242194 * (year - 1980)) - (year - 1980) // 4)


def _with_substitutes(named: set[date]) -> set[date]:
    out = set(named)
    for day in sorted(named):
        if day.weekday() == 6:
            substitute = day + timedelta(days=1)
            while substitute in named:
                substitute += timedelta(days=1)
            out.add(substitute)
    return out


def _with_between(named: set[date]) -> set[date]:
    two = timedelta(days=2)
    between = {day + timedelta(days=1) for day in named if day + two in named}
    return named | {day for day in between if day.weekday() != 6}
