"""Days that are due: live feeds whose service ends soon or has ended, and feeds that have fallen silent.

    expiring   30, 14 and 7 days before the last service day; of several that are due at once only the nearest is told
    expired    from the day after the last service day on
    silent     no new version for the feed's own `silent_after_days`; or nothing new QUIET_DAYS after its service ended

The last service day is that of the live version, or of a later one whose publication waits for its time. Days are
those of the feed's zone. What does not live here: when to look (pipelines.timekeeper), who is told (catalog.events).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from catalog import events, tables
from catalog.db import Catalog, read, write
from catalog.live import LiveRow, live_rows
from catalog.schedules import WAITING
from catalog.tables import feed_live, schedules, versions
from terms.clocks import zone
from terms.faults import fault

THRESHOLDS = (7, 14, 30)
QUIET_DAYS = 7
TodayOf = Callable[[str | None], date]
"""Name of a zone (None: the service's own) → the reference date there."""


@dataclass(frozen=True, slots=True)
class Due:
    """An event that is due: of a version, with the mark under which it is told once."""

    kind: str
    feed_id: int
    version_id: int
    mark: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Newest:
    """The version of a feed that came last, and the instant it came."""

    version_id: int
    received_at: datetime


def tell_due(catalog: Catalog, *, now: datetime, today_of: TodayOf) -> int:
    """Tell what is due and was not told; returns how many events were written. While nothing is due this only
    reads."""
    rows = live_rows(catalog)
    with read(catalog) as conn:
        later, newest = waiting_ends(conn), _newest(conn)
        known_rows = [row for row in rows if row.feed.feed_id in newest]  # the others were taken back just now
        found = [one for row in known_rows for one in _due(row, later, newest[row.feed.feed_id], today_of)]
        known = _told(conn, found)
    told = 0
    for one in found:
        if events.once_of(one.kind, one.feed_id, one.version_id, one.mark) in known:
            continue
        fault("notify.before_event")
        with write(catalog) as conn:
            told += _still_live(conn, one.feed_id) and events.tell(
                conn, one.kind, feed_id=one.feed_id, version_id=one.version_id, mark=one.mark, facts=one.facts, now=now
            )
        fault("notify.after_event")
    return told


def _due(row: LiveRow, later: dict[int, tuple[int, date]], newest: _Newest, today_of: TodayOf) -> list[Due]:
    """What is due of one live feed."""
    feed_id, zone_name = row.feed.feed_id, row.feed.timezone or row.version.facts.get("timezone")
    today, found = today_of(zone_name), []
    last_on, version_id = last_service(row.version.version_id, row.version.facts, later.get(feed_id))
    if last_on is not None:
        left, told = (last_on - today).days, {"last_service_on": last_on.isoformat()}
        near = [one for one in THRESHOLDS if 0 <= left <= one]
        if near:
            found.append(Due(events.EXPIRING, feed_id, version_id, str(near[0]), {**told, "days_left": left}))
        if left < 0:
            found.append(Due(events.EXPIRED, feed_id, version_id, "ended", told))
        if left < -QUIET_DAYS:
            found.append(Due(events.SILENT, feed_id, newest.version_id, "ended", told))
    came_on = newest.received_at.astimezone(zone(zone_name)).date()
    allowed = row.feed.silent_after_days
    if allowed and (today - came_on).days >= allowed:
        since = {"last_received_on": came_on.isoformat(), "silent_after_days": allowed}
        found.append(Due(events.SILENT, feed_id, newest.version_id, f"{allowed} days", since))
    return found


def last_service(version_id: int, facts: Mapping[str, Any], later: tuple[int, date] | None) -> tuple[date | None, int]:
    """The last service day of a feed and the version it is of: the live one with these facts, or `later`, which waits
    for its time and serves longer. None for a live version without days."""
    last_on = _last_on(facts)
    if last_on is not None and later is not None and later[1] > last_on:
        return later[1], later[0]
    return last_on, version_id


def _last_on(facts: Mapping[str, Any]) -> date | None:
    text = facts.get("last_on")
    return date.fromisoformat(str(text)) if text else None


def waiting_ends(conn: Connection, feed_ids: Sequence[int] | None = None) -> dict[int, tuple[int, date]]:
    """Feed (of these, else of all) → the version that waits for its time and serves longest, with its last service
    day."""
    joined = schedules.join(versions, versions.c.version_id == schedules.c.version_id)
    query = select(versions.c.feed_id, versions.c.version_id, versions.c.facts).select_from(joined)
    waits = (schedules.c.state == WAITING) & (versions.c.state == "ready")
    if feed_ids is not None:
        waits &= versions.c.feed_id.in_(feed_ids)
    found: dict[int, tuple[int, date]] = {}
    for row in conn.execute(query.where(waits)):
        last_on = _last_on(row.facts)
        if last_on is not None and (row.feed_id not in found or last_on > found[row.feed_id][1]):
            found[row.feed_id] = (row.version_id, last_on)
    return found


def _newest(conn: Connection) -> dict[int, _Newest]:
    """Feed → its newest version, of the feeds of which something is live."""
    live = select(feed_live.c.feed_id).where(feed_live.c.version_id.is_not(None))
    query = select(versions.c.feed_id, versions.c.version_id, versions.c.received_at)
    rows = conn.execute(query.where(versions.c.feed_id.in_(live)).order_by(versions.c.version_id))
    return {row.feed_id: _Newest(row.version_id, row.received_at) for row in rows}


def _told(conn: Connection, found: list[Due]) -> set[str]:
    names = [events.once_of(one.kind, one.feed_id, one.version_id, one.mark) for one in found]
    table, known = tables.events, set[str]()
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        known |= set(conn.execute(select(table.c.once).where(table.c.once.in_(some))).scalars())
    return known


def _still_live(conn: Connection, feed_id: int) -> bool:
    query = select(feed_live.c.version_id).where(feed_live.c.feed_id == feed_id)
    return conn.execute(query).scalar() is not None
