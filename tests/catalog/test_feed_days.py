"""Days that are due are told once, in the feed's zone. Not here: when somebody looks (tests/pipelines)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from catalog import events, feeds, live, schedules, versions
from catalog.db import Catalog
from catalog.feed_days import tell_due
from catalog.schedules import When
from terms.clocks import zone
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")


def send(make, data: bytes, last_on: str | None, key: FeedKey = KEY) -> versions.VersionRow:
    """A version that is ready and serves until that day."""
    row = make.version(key, data)
    make.claim()
    return make.finish(row, facts={"last_on": last_on, "timezone": "Asia/Tokyo"} if last_on else {})


def look(catalog: Catalog, day: date, at: datetime | None = None) -> list[tuple[str, int | None, str]]:
    """What is told on that day: kind, version, and how many days are left."""
    before = {one.event_id for one in events.events_of_feed(catalog, KEY, audience=None, limit=1000)}
    tell_due(catalog, now=at or datetime.combine(day, datetime.min.time(), UTC), today_of=lambda _zone: day)
    found = events.events_of_feed(catalog, KEY, audience=None, limit=1000)
    new = [one for one in reversed(found) if one.event_id not in before]
    return [(one.kind, one.number, str(one.facts.get("days_left", ""))) for one in new]


def live_until(catalog: Catalog, make, last_on: str | None, **options: object) -> None:
    make.feed(**options)
    send(make, b"1", last_on)
    live.set_live(catalog, KEY, 1, actor="k", now=make.now)


def test_each_threshold_once(catalog: Catalog, make) -> None:
    live_until(catalog, make, "2020-03-31")
    found = {}
    day = date(2020, 2, 1)
    while day < date(2020, 5, 1):
        told = look(catalog, day)
        assert look(catalog, day) == []
        if told:
            found[day.isoformat()] = told
        day += timedelta(days=1)
    assert found == {
        "2020-03-01": [("expiring", 1, "30")],
        "2020-03-17": [("expiring", 1, "14")],
        "2020-03-24": [("expiring", 1, "7")],
        "2020-04-01": [("expired", 1, "")],
        "2020-04-08": [("silent", 1, "")],
    }


def test_after_a_pause_only_the_nearest_is_told(catalog: Catalog, make) -> None:
    live_until(catalog, make, "2020-03-31")
    assert look(catalog, date(2020, 3, 29)) == [("expiring", 1, "2")]
    assert look(catalog, date(2020, 3, 31)) == []
    assert look(catalog, date(2021, 3, 31)) == [("expired", 1, ""), ("silent", 1, "")]


def test_a_day_is_a_day_of_the_feeds_zone(catalog: Catalog, make) -> None:
    live_until(catalog, make, "2020-03-31", timezone="Pacific/Auckland")
    asked: list[str | None] = []

    def today_of(name: str | None) -> date:
        asked.append(name)
        return datetime(2020, 3, 31, 12, tzinfo=UTC).astimezone(zone(name)).date()

    tell_due(catalog, now=make.now, today_of=today_of)
    assert asked == ["Pacific/Auckland"]
    assert [one.kind for one in events.events_of_feed(catalog, KEY, audience=None, limit=1)] == ["expired"]


def test_what_waits_for_its_time_counts(catalog: Catalog, make) -> None:
    live_until(catalog, make, "2020-03-31")
    send(make, b"2", "2020-09-30")
    when = When(datetime(2020, 3, 30, tzinfo=UTC), "Asia/Tokyo")
    schedules.put_schedule(catalog, KEY, 2, when, actor="k", now=make.now)
    assert look(catalog, date(2020, 3, 28)) == []
    schedules.cancel_schedule(catalog, KEY, 2, actor="k", now=make.now)
    assert look(catalog, date(2020, 3, 28)) == [("expiring", 1, "3")]


def test_a_new_version_is_told_of_anew(catalog: Catalog, make) -> None:
    live_until(catalog, make, "2020-03-31")
    look(catalog, date(2020, 3, 28))
    send(make, b"2", "2020-04-03")
    live.set_live(catalog, KEY, 2, actor="k", now=make.later(1))
    assert look(catalog, date(2020, 3, 28)) == [("expiring", 2, "6")]


def test_silent_after_its_own_number_of_days(catalog: Catalog, make) -> None:
    live_until(catalog, make, None, silent_after_days=10)
    assert look(catalog, date(2020, 1, 24)) == []
    assert look(catalog, date(2020, 1, 25)) == [("silent", 1, "")]
    assert look(catalog, date(2020, 1, 26)) == []
    make.now = datetime(2020, 1, 27, 3, tzinfo=UTC)
    send(make, b"2", None)  # it came, though nobody published it
    assert look(catalog, date(2020, 1, 28)) == []
    assert look(catalog, date(2020, 2, 6)) == [("silent", 2, "")]


def test_silence_may_be_forgotten(catalog: Catalog, make) -> None:
    live_until(catalog, make, None, silent_after_days=10)
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], now=make.now)
    assert feeds.get_feed(catalog, KEY).silent_after_days == 10
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], silent_after_days=0, now=make.now)
    assert look(catalog, date(2021, 1, 25)) == []


def test_what_is_not_live_is_not_told_of(catalog: Catalog, make) -> None:
    live_until(catalog, make, "2020-03-31", silent_after_days=1)
    live.take_back(catalog, KEY, actor="k", now=make.later(1))
    assert look(catalog, date(2020, 4, 30)) == []
