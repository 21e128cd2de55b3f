"""How feeds stand, reckoned at once. Not here: the answer over HTTP (tests/api/test_overview.py)."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from catalog import live, schedules, sources, versions
from catalog.db import Catalog
from catalog.feeds import get_feed
from catalog.overview import Overview, Pending, overview_of
from catalog.schedules import When
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")


def stands(catalog: Catalog, *keys: FeedKey) -> list[Overview]:
    return overview_of(catalog, [get_feed(catalog, key) for key in keys or (KEY,)])


def ready(make, data: bytes, last_on: str | None = None) -> versions.VersionRow:
    row = make.version(KEY, data)
    make.claim()
    return make.finish(row, facts={"last_on": last_on, "timezone": "Asia/Tokyo"} if last_on else {})


def test_a_feed_of_which_nothing_is_live(catalog: Catalog, make) -> None:
    make.feed()
    make.version(KEY, b"1", "blocked")
    [one] = stands(catalog)
    assert (one.version, one.live_at, one.last_service_on, one.last_service_of) == (None, None, None, None)
    assert one.pending == (Pending(1, "blocked", "feed.zip", make.now),)
    assert (one.schedule, one.source, one.timezone) == (None, None, None)


def test_live_until_the_last_day_and_what_waits(catalog: Catalog, make) -> None:
    make.feed()
    ready(make, b"1", "2020-03-31")
    ready(make, b"2", "2020-09-30")
    live.set_live(catalog, KEY, 2, actor="k", now=make.now)
    for data in (b"3", b"4", b"5"):
        ready(make, data, "2020-12-31")
    make.version(KEY, b"6", "blocked")
    live.withdraw(catalog, KEY, 4, actor="k", reason="wrong", now=make.now)
    [one] = stands(catalog)
    assert (one.version, one.live_at, one.last_service_on, one.last_service_of) == (2, make.now, date(2020, 9, 30), 2)
    assert one.timezone == "Asia/Tokyo"
    assert [(p.number, p.state) for p in one.pending] == [(6, "blocked"), (5, "ready"), (3, "ready")]


def test_a_later_version_with_a_time_carries_the_service_on(catalog: Catalog, make) -> None:
    make.feed()
    ready(make, b"1", "2020-03-31")
    live.set_live(catalog, KEY, 1, actor="k", now=make.now)
    ready(make, b"2", "2020-09-30")
    due = make.now + timedelta(days=9)
    schedules.put_schedule(catalog, KEY, 2, When(due, "Asia/Tokyo"), actor="k", now=make.now)
    [one] = stands(catalog)
    assert (one.version, one.last_service_on, one.last_service_of) == (1, date(2020, 9, 30), 2)
    assert one.schedule is not None
    assert (one.schedule.number, one.schedule.due_at) == (2, due)


def test_a_version_gone_back_from_does_not_wait(catalog: Catalog, make) -> None:
    make.feed()
    for number in (1, 2):
        ready(make, b"%d" % number)
        live.set_live(catalog, KEY, number, actor="k", now=make.now)
    live.set_live(catalog, KEY, 1, actor="k", now=make.now)
    [one] = stands(catalog)
    assert (one.version, one.last_service_on, one.pending) == (1, None, ())


def test_many_feeds_cost_as_many_queries_as_one(catalog: Catalog, make) -> None:
    keys = [make.feed(f"uno/f{i}") for i in range(8)]
    for i, key in enumerate(keys):
        row = make.version(key, b"%d" % i)
        make.claim()
        make.finish(row)
        live.set_live(catalog, key, 1, actor="k", now=make.now)
        sources.put_source(catalog, key, f"https://example.jp/{i}", actor="k", now=make.now)
    rows, asked = [get_feed(catalog, key) for key in keys], []
    sa.event.listen(catalog.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    overview_of(catalog, rows[:1])
    one = len(asked)
    found = overview_of(catalog, rows)
    assert len(asked) == 2 * one
    assert [(f.feed.key, f.version, f.source.url if f.source else "") for f in found] == [
        (key, 1, f"https://example.jp/{i}") for i, key in enumerate(keys)
    ]
