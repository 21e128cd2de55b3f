"""How feeds stand: what is live and until when it serves, what waits for its time or for a person, where it comes from.

Asked for many feeds at once, with as many queries for one as for a thousand. The last service day is reckoned as by the
days that are told (catalog.feed_days). What does not live here: what a release serves of a feed, doing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from catalog.db import Catalog, read
from catalog.feed_days import last_service, waiting_ends
from catalog.feeds import FeedRow
from catalog.schedules import ScheduleRow, waiting_of_feeds
from catalog.sources import SourceRow, sources_of_feeds
from catalog.tables import feed_live, versions

PENDING = 3
"""How many versions that wait are told of one feed."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Pending:
    """A version newer than the live one that was never live: it waits for its check, for somebody to mend it, or for
    somebody to publish it."""

    number: int
    state: str
    file_name: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """How one feed stands. `version` is live since `live_at` (None: nothing is); `last_service_on` is the last day of
    `last_service_of`: of the live version, or of a later one that waits for its time. `pending` newest first."""

    feed: FeedRow
    timezone: str | None
    version: int | None
    live_at: datetime | None
    last_service_on: date | None
    last_service_of: int | None
    schedule: ScheduleRow | None
    pending: tuple[Pending, ...]
    source: SourceRow | None


@dataclass(frozen=True, slots=True)
class _Live:
    version_id: int
    number: int
    live_at: datetime
    facts: dict[str, object]


def overview_of(catalog: Catalog, feeds: Sequence[FeedRow]) -> list[Overview]:
    """How these feeds stand, in their order, all at one moment."""
    found: list[Overview] = []
    with read(catalog) as conn:
        for start in range(0, len(feeds), _AT_ONCE):
            found += _some(conn, feeds[start : start + _AT_ONCE])
    return found


def _some(conn: Connection, feeds: Sequence[FeedRow]) -> list[Overview]:
    ids = [one.feed_id for one in feeds]
    live, later = _live(conn, ids), waiting_ends(conn, ids)
    schedules, sources, pending = waiting_of_feeds(conn, ids), sources_of_feeds(conn, ids), _pending(conn, ids)
    numbers = _numbers(conn, [version_id for version_id, _ in later.values()])
    out = []
    for feed in feeds:
        present, one = live.get(feed.feed_id), feed.feed_id
        last_on, of = (None, None) if present is None else last_service(
            present.version_id, present.facts, later.get(one)
        )  # fmt: skip
        named = {present.version_id: present.number, **numbers} if present else numbers
        zone_name = feed.timezone or (present.facts.get("timezone") if present else None)
        out.append(
            Overview(
                feed, str(zone_name) if zone_name else None,
                present.number if present else None, present.live_at if present else None,
                last_on, named[of] if of is not None and last_on is not None else None,
                schedules.get(one), pending.get(one, ()), sources.get(one),
            )
        )  # fmt: skip
    return out


def _live(conn: Connection, ids: Sequence[int]) -> dict[int, _Live]:
    """Feed → what is live of it."""
    joined = feed_live.join(versions, versions.c.version_id == feed_live.c.version_id)
    shown = (feed_live.c.feed_id, versions.c.version_id, versions.c.number, feed_live.c.live_at, versions.c.facts)
    rows = conn.execute(select(*shown).select_from(joined).where(feed_live.c.feed_id.in_(ids)))
    return {row.feed_id: _Live(row.version_id, row.number, row.live_at, row.facts) for row in rows}


def _numbers(conn: Connection, version_ids: Iterable[int]) -> dict[int, int]:
    query = select(versions.c.version_id, versions.c.number).where(versions.c.version_id.in_(list(version_ids)))
    return {row.version_id: row.number for row in conn.execute(query)}


def _pending(conn: Connection, ids: Sequence[int]) -> dict[int, tuple[Pending, ...]]:
    """Feed → its versions that wait, newest first, PENDING at most."""
    live = versions.alias("live")
    floor = (
        select(feed_live.c.feed_id, live.c.number)
        .join(live, live.c.version_id == feed_live.c.version_id)
        .where(feed_live.c.feed_id.in_(ids))
        .subquery("floor")
    )
    rank = func.row_number().over(partition_by=versions.c.feed_id, order_by=versions.c.number.desc())
    waits = (
        select(versions.c.feed_id, versions.c.number, versions.c.state, versions.c.file_name, versions.c.received_at,
               rank.label("rank"))
        .outerjoin(floor, floor.c.feed_id == versions.c.feed_id)
        .where(versions.c.feed_id.in_(ids), versions.c.live_change.is_(None), versions.c.state != "withdrawn",
               versions.c.number > func.coalesce(floor.c.number, 0))
        .subquery("waits")
    )  # fmt: skip
    found: dict[int, list[Pending]] = {}
    for row in conn.execute(select(waits).where(waits.c.rank <= PENDING).order_by(waits.c.number.desc())):
        found.setdefault(row.feed_id, []).append(Pending(row.number, row.state, row.file_name, row.received_at))
    return {feed_id: tuple(some) for feed_id, some in found.items()}
