"""When the town's buses, ships and trains leave.

What lives here: the departure tables per pattern and service. What does not: which days are which (days), how long a
drive takes (timetable), GTFS rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from futae.town.days import DAILY, HOLIDAY, MON_FRI_WED, SAILING, SATURDAY, SCHOOL_DAY, SUMMER_SAILING, TUE_THU, WEEKDAY


@dataclass(frozen=True, slots=True)
class Every:
    """Departures from `first` to `last` ('6:40'), every so many minutes."""

    first: str
    last: str
    minutes: int

    def starts(self) -> Iterator[int]:
        """Departures in minutes after midnight."""
        yield from range(_minute(self.first), _minute(self.last) + 1, self.minutes)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


_WEEK, _SAT, _SUN, _SCHOOL = WEEKDAY, SATURDAY, HOLIDAY, SCHOOL_DAY
DEPARTURES: dict[str, dict[str, tuple[Every, ...]]] = {
    "1R": {
        _WEEK: (Every("6:40", "9:00", 20), Every("9:30", "16:00", 30), Every("16:20", "19:20", 20)),
        _SAT: (Every("7:30", "18:30", 30),),
        _SUN: (Every("8:00", "18:00", 40),),
    },
    "1L": {
        _WEEK: (Every("6:50", "9:10", 20), Every("9:45", "15:45", 30), Every("16:10", "19:30", 20)),
        _SAT: (Every("7:45", "18:45", 30),),
        _SUN: (Every("8:20", "18:20", 40),),
    },
    "2A": {
        _WEEK: (Every("6:35", "18:35", 60), Every("19:50", "19:50", 60)),
        _SAT: (Every("7:05", "18:05", 60),),
        _SUN: (Every("7:35", "17:35", 60),),
    },
    "2B": {
        _WEEK: (Every("6:20", "18:20", 60), Every("19:25", "19:25", 60)),
        _SAT: (Every("7:50", "18:50", 60),),
        _SUN: (Every("8:20", "18:20", 60),),
    },
    "2C": {_WEEK: (Every("7:05", "8:05", 60), Every("17:05", "20:35", 70)), _SAT: (Every("19:15", "19:15", 60),)},
    "2D": {_WEEK: (Every("6:55", "8:55", 40), Every("17:45", "18:45", 60)), _SAT: (Every("7:15", "7:15", 60),)},
    "3A": {
        _WEEK: (Every("7:10", "8:40", 30), Every("9:40", "17:40", 60), Every("18:30", "18:30", 60)),
        _SAT: (Every("8:10", "17:10", 60),),
        _SUN: (Every("8:10", "17:10", 45),),
    },
    "3B": {
        _WEEK: (Every("7:32", "9:02", 30), Every("10:02", "18:02", 60), Every("18:55", "18:55", 60)),
        _SAT: (Every("8:35", "17:35", 60),),
        _SUN: (Every("8:35", "17:35", 45),),
    },
    "4A": {
        _WEEK: (Every("6:55", "18:55", 60),),
        _SAT: (Every("7:25", "17:25", 60),),
        _SUN: (Every("7:25", "17:55", 45),),
    },
    "4B": {
        _WEEK: (Every("7:30", "19:30", 60),),
        _SAT: (Every("8:00", "18:00", 60),),
        _SUN: (Every("8:00", "18:30", 45),),
    },
    "5A": {
        _WEEK: (Every("6:45", "8:45", 20), Every("9:15", "16:45", 30), Every("17:05", "21:05", 20)),
        _SAT: (Every("7:20", "19:50", 30),),
        _SUN: (Every("7:50", "19:10", 40),),
    },
    "5B": {
        _WEEK: (Every("6:15", "8:55", 20), Every("9:35", "17:05", 30), Every("17:25", "20:25", 20)),
        _SAT: (Every("6:55", "19:25", 30),),
        _SUN: (Every("7:25", "18:45", 40),),
    },
    "6A": {
        _WEEK: (Every("7:00", "9:00", 60), Every("10:30", "16:30", 90), Every("17:15", "19:15", 60)),
        _SAT: (Every("8:15", "17:15", 90),),
        _SUN: (Every("9:00", "16:30", 90),),
    },
    "6B": {
        _WEEK: (Every("6:30", "9:30", 60), Every("11:05", "17:05", 90), Every("17:50", "19:50", 60)),
        _SAT: (Every("7:35", "18:05", 90),),
        _SUN: (Every("8:20", "17:20", 90),),
    },
    "7A": {
        _WEEK: (Every("6:50", "8:50", 30), Every("9:40", "16:40", 60), Every("17:20", "20:20", 30)),
        _SAT: (Every("7:40", "18:40", 60),),
        _SUN: (Every("8:40", "17:40", 60),),
    },
    "7B": {
        _WEEK: (Every("6:25", "8:25", 30), Every("9:15", "16:15", 60), Every("16:50", "19:50", 30)),
        _SAT: (Every("7:10", "18:10", 60),),
        _SUN: (Every("8:10", "17:10", 60),),
    },
    "7C": {_SCHOOL: (Every("7:35", "7:50", 15),)},
    "7D": {_SCHOOL: (Every("15:50", "18:20", 75),)},
    "8R": {
        _WEEK: (Every("6:30", "8:30", 40), Every("9:50", "15:50", 60), Every("16:30", "19:10", 40)),
        _SAT: (Every("8:30", "17:30", 90),),
        _SUN: (Every("9:00", "16:30", 90),),
    },
    "8L": {
        _WEEK: (Every("6:45", "8:45", 40), Every("10:20", "15:20", 60), Every("16:45", "19:25", 40)),
        _SAT: (Every("9:15", "18:15", 90),),
        _SUN: (Every("9:45", "17:15", 90),),
    },
    "9A": {
        _WEEK: (Every("7:15", "7:15", 60), Every("9:45", "17:45", 120)),
        _SAT: (Every("8:45", "16:45", 240),),
        _SUN: (Every("8:45", "16:45", 240),),
    },
    "9B": {
        _WEEK: (Every("6:05", "8:05", 120), Every("11:00", "19:00", 120)),
        _SAT: (Every("6:50", "18:50", 240),),
        _SUN: (Every("6:50", "18:50", 240),),
    },
    "10A": {_SAT: (Every("9:00", "15:00", 120),), _SUN: (Every("9:00", "15:00", 60),)},
    "10B": {_SAT: (Every("10:00", "16:00", 120),), _SUN: (Every("10:00", "16:00", 60),)},
    "11A": {_SAT: (Every("4:50", "5:40", 50),), _SUN: (Every("4:50", "5:40", 50),)},
    "11B": {_SAT: (Every("7:20", "8:20", 60),), _SUN: (Every("7:20", "8:20", 60),)},
    "12A": {_WEEK: (Every("22:40", "24:40", 60),), _SAT: (Every("23:10", "24:10", 60),)},
    "SA": {_WEEK: (Every("7:25", "7:25", 60),)},
    "SB": {_WEEK: (Every("15:10", "16:20", 70),)},
    "K1A": {TUE_THU: (Every("8:30", "14:30", 120),)},
    "K1B": {TUE_THU: (Every("9:30", "15:30", 120),)},
    "K2A": {MON_FRI_WED: (Every("9:00", "15:00", 120),)},
    "K2B": {MON_FRI_WED: (Every("10:00", "16:00", 120),)},
    "K3A": {DAILY: (Every("7:35", "7:35", 60), Every("10:05", "17:05", 140))},
    "K3B": {DAILY: (Every("7:05", "7:05", 60), Every("9:35", "16:35", 140))},
    "F1A": {SAILING: (Every("7:15", "18:15", 140),)},
    "F1B": {SAILING: (Every("6:30", "17:00", 140), Every("18:45", "18:45", 60))},
    "F2A": {SUMMER_SAILING: (Every("9:30", "15:30", 180),)},
    "F2B": {SUMMER_SAILING: (Every("10:45", "16:45", 180),)},
    "R1A": {
        _WEEK: (
            Every("5:50", "8:50", 30),
            Every("9:50", "15:50", 60),
            Every("16:20", "19:50", 30),
            Every("21:00", "22:00", 60),
        ),
        _SAT: (Every("6:20", "21:20", 60),),
        _SUN: (Every("6:50", "20:50", 60),),
    },
    "R1B": {
        _WEEK: (
            Every("5:40", "8:40", 30),
            Every("9:45", "15:45", 60),
            Every("16:15", "19:45", 30),
            Every("20:55", "21:55", 60),
        ),
        _SAT: (Every("6:15", "21:15", 60),),
        _SUN: (Every("6:45", "20:45", 60),),
    },
}
"""Departures at the first stop by pattern and kind of day."""


def departures(pattern_id: str, service_id: str) -> list[int]:
    """Departures of a pattern on a kind of day, minutes after midnight, ascending; empty where nothing runs."""
    return [start for every in DEPARTURES[pattern_id].get(service_id, ()) for start in every.starts()]
