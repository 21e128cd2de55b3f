"""When the next release may begin. Not here: making it."""

from __future__ import annotations

from pipelines.pace import Pace


def releases(pace: Pace, seconds: int, busy: bool) -> list[int]:
    """At which seconds releases begin when a change waits in every second."""
    made = []
    for now in range(seconds):
        if not pace.wait_s(now, busy):
            pace.made(now, busy)
            made.append(now)
    return made


def test_at_once_when_idle_then_every_four_seconds():
    assert releases(Pace(4.0), 13, busy=False) == [0, 4, 8, 12]


def test_later_and_later_while_files_come():
    assert releases(Pace(4.0), 130, busy=True) == [0, 8, 24, 54, 84, 114]


def test_who_sends_one_file_and_waits_is_not_held_back():
    pace = Pace(4.0)
    releases(pace, 130, busy=True)
    assert pace.wait_s(119.0, busy=False) == 0.0
    pace.made(119.0, busy=False)
    assert (pace.wait_s(120.0, busy=False), pace.wait_s(120.0, busy=True)) == (3.0, 14.0)
