"""Publications at a date and time: set, replaced, cancelled, and made true when due, once.

One waits per version at most. When its time comes it is ended in the very transaction that makes the version live, so
it happens once however many workers look and whoever dies. At its time the version must be one that may be live, else
it is refused with the reason; one that is still being checked is published right after its check. The last who asked
wins here too, and a scheduled publication asks at its due time: something published since then is not undone by a
worker that comes late. What does not live here: reading times that people write (terms.moments), waking at a due time
(pipelines.timekeeper).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from catalog import audit, changes
from catalog.changes import Ask, end_schedule
from catalog.db import Catalog, read, write
from catalog.tables import feeds, schedules, versions
from catalog.versions import VersionRow, check_publishable, require_version, version_by_id
from terms.clocks import instant_text
from terms.errors import NotThere, Refused
from terms.faults import fault
from terms.ids import FeedKey

WAITING = "waiting"
STATES = (WAITING, "done", "cancelled", "replaced", "refused")
_CHECKING = ("received", "checking")


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One publication at `due_at` (UTC), shown in `timezone`; `announced`: it is told of, and given out as the next
    generation, before its time. `state` is one of STATES, `outcome` why it ended so, `ended_at` when."""

    schedule_id: int
    version_id: int
    feed: FeedKey
    number: int
    due_at: datetime
    timezone: str
    announced: bool
    state: str
    outcome: str
    actor: str
    set_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class When:
    """A time that was asked for: the instant, the zone it is shown in, whether it may be told of before."""

    due_at: datetime
    timezone: str
    announced: bool = True


def put_schedule(catalog: Catalog, key: FeedKey, number: int, when: When, *, actor: str, now: datetime) -> ScheduleRow:
    """Let the version be live from then on, in place of a time that was set before; the same time again changes
    nothing. Raises NotThere, Gone (withdrawn), Conflict (blocked, unreadable, failed)."""
    with write(catalog) as conn:
        row = require_version(conn, key, number)
        if row.state not in _CHECKING:
            check_publishable(row)
        return set_within(conn, row, when, actor=actor, now=now)


def set_within(conn: Connection, row: VersionRow, when: When, *, actor: str, now: datetime) -> ScheduleRow:
    """The same inside a caller's transaction; whether the version may be live was judged by the caller."""
    present = waiting_of(conn, [row.version_id]).get(row.version_id)
    if present is not None and When(present.due_at, present.timezone, present.announced) == when:
        return present
    shown = instant_text(when.due_at)
    replaced = end_schedule(conn, row.version_id, "replaced", f"now at {shown}", now=now)
    told = {"timezone": when.timezone, "announced": when.announced}
    values = {"version_id": row.version_id, "due_at": when.due_at, "state": WAITING, "outcome": "", "actor": actor,
              "set_at": now}  # fmt: skip
    conn.execute(schedules.insert().values(**values, **told))
    same = versions.c.version_id == row.version_id
    conn.execute(versions.update().where(same).values(publish_wanted=False))  # the last who asked wins
    detail = {"due_at": shown, **told}
    action = "schedule.replace" if replaced else "schedule.set"
    audit.note(conn, actor=actor, action=action, subject=f"{row.feed}/{row.number}", detail=detail, now=now)
    return waiting_of(conn, [row.version_id])[row.version_id]


def cancel_schedule(
    catalog: Catalog, key: FeedKey, number: int, *, actor: str, now: datetime, reason: str = ""
) -> ScheduleRow:
    """Let a waiting publication not happen; returns it as it ended. Raises NotThere when none waits."""
    with write(catalog) as conn:
        row = require_version(conn, key, number)
        present = waiting_of(conn, [row.version_id]).get(row.version_id)
        if present is None:
            raise NotThere(f"no publication of version {number} of {key} waits for its time")
        end_schedule(conn, row.version_id, "cancelled", reason, now=now)
        detail = {"due_at": instant_text(present.due_at), "reason": reason}
        audit.note(conn, actor=actor, action="schedule.cancel", subject=f"{key}/{number}", detail=detail, now=now)
        ended = _query().where(schedules.c.schedule_id == present.schedule_id)
        return _row(conn.execute(ended).mappings().one())


def list_schedules(catalog: Catalog, key: FeedKey, *, limit: int = 100) -> list[ScheduleRow]:
    """The publications of a feed that wait, soonest first, then those that ended, newest first."""
    same = (feeds.c.org == key.org) & (feeds.c.feed == key.feed)
    waiting = _query().where(same, schedules.c.state == WAITING).order_by(schedules.c.due_at, schedules.c.schedule_id)
    ended = _query().where(same, schedules.c.state != WAITING).order_by(schedules.c.schedule_id.desc())
    with read(catalog) as conn:
        found = [_row(one) for one in conn.execute(waiting.limit(limit)).mappings()]
        return found + [_row(one) for one in conn.execute(ended.limit(limit)).mappings()]


def waiting_schedule(catalog: Catalog, key: FeedKey, number: int) -> ScheduleRow | None:
    """The publication of a version that waits; raises NotThere for an unknown version."""
    with read(catalog) as conn:
        row = require_version(conn, key, number)
        return waiting_of(conn, [row.version_id]).get(row.version_id)


def waiting_of(conn: Connection, version_ids: Iterable[int]) -> dict[int, ScheduleRow]:
    """Version id → the publication of it that waits."""
    query = _query().where(schedules.c.state == WAITING, schedules.c.version_id.in_(list(version_ids)))
    return {one["version_id"]: _row(one) for one in conn.execute(query).mappings()}


def waiting_of_feeds(conn: Connection, feed_ids: Sequence[int]) -> dict[int, ScheduleRow]:
    """Feed → of its publications that wait, the one that is due first."""
    query = _query().add_columns(feeds.c.feed_id).where(schedules.c.state == WAITING, feeds.c.feed_id.in_(feed_ids))
    found: dict[int, ScheduleRow] = {}
    for one in conn.execute(query.order_by(schedules.c.due_at, schedules.c.schedule_id)).mappings():
        found.setdefault(one["feed_id"], _row(one))
    return found


def next_due(catalog: Catalog) -> datetime | None:
    """When the next publication is due that a finished check lets happen; None while none waits."""
    query = select(func.min(schedules.c.due_at)).select_from(_joined())
    waits = (schedules.c.state == WAITING) & versions.c.state.not_in(_CHECKING)
    with read(catalog) as conn:
        found = conn.execute(query.where(waits)).scalar()
    return found if isinstance(found, datetime) or found is None else datetime.fromisoformat(found)


def stamp(catalog: Catalog) -> tuple[int, int]:
    """Changes whenever a publication is set, moved, or ended."""
    waits = select(func.count()).where(schedules.c.state == WAITING)
    with read(catalog) as conn:
        newest = conn.execute(select(func.max(schedules.c.schedule_id))).scalar()
        return newest or 0, conn.execute(waits).scalar_one()


def publish_due(catalog: Catalog, *, now: datetime) -> list[ScheduleRow]:
    """Make true, or refuse with the reason, every publication that is due, in the order of their times; returns them
    as they ended. Each is one transaction. While none is due this only reads."""
    due = (schedules.c.state == WAITING) & (schedules.c.due_at <= now) & versions.c.state.not_in(_CHECKING)
    query = select(schedules.c.schedule_id).select_from(_joined()).where(due)
    with read(catalog) as conn:
        ids = list(conn.execute(query.order_by(schedules.c.due_at, schedules.c.schedule_id)).scalars())
    found = [_publish(catalog, one, now) for one in ids]
    return [one for one in found if one is not None]


def _publish(catalog: Catalog, schedule_id: int, now: datetime) -> ScheduleRow | None:
    fault("schedule.before_change")
    with write(catalog) as conn:
        only = _query().where(schedules.c.schedule_id == schedule_id)
        present = _row(conn.execute(only).mappings().one())
        if present.state != WAITING or present.due_at > now:
            return None  # another worker was faster, or it was cancelled or moved just now
        _settle(conn, present, now)
        ended = _row(conn.execute(only).mappings().one())
    fault("schedule.after_change")
    return ended


def _settle(conn: Connection, present: ScheduleRow, now: datetime) -> None:
    """Publish, or refuse and say why."""
    row = version_by_id(conn, present.version_id)
    ask = Ask(present.actor, present.due_at, f"scheduled for {instant_text(present.due_at)}")
    feed_id = conn.execute(select(versions.c.feed_id).where(versions.c.version_id == row.version_id)).scalar_one()
    why = ""
    try:
        check_publishable(row)
    except Refused as refused:
        why = str(refused)
    if not why and changes.is_overtaken(conn, feed_id, row.number, ask):
        why = "something newer was published meanwhile"
    if not why:
        changes.make_live(conn, row.version_id, ask, now=now)
        return
    changes.refuse_schedule(conn, row.version_id, f"{row.feed}/{row.number}", why, now=now)


def _joined() -> Any:
    return schedules.join(versions, versions.c.version_id == schedules.c.version_id)


def _query() -> Select[Any]:
    joined = _joined().join(feeds, feeds.c.feed_id == versions.c.feed_id)
    return select(schedules, feeds.c.org, feeds.c.feed, versions.c.number).select_from(joined)


def _row(found: RowMapping) -> ScheduleRow:
    same = {name: found[name] for name in ScheduleRow.__dataclass_fields__ if name != "feed"}
    return ScheduleRow(feed=FeedKey(found["org"], found["feed"]), **same)
