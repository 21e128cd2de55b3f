"""Changes of what is live, inside a caller's write transaction: the one place that writes `feed_live`.

Changes are numbered 1, 2, 3 … in the order they became true; a release says up to which change it goes. The last who
asked wins: a publication that was asked for earlier and becomes possible later does not undo a newer one.
What does not live here: transactions and the doors for callers (catalog.live, catalog.versions, catalog.feeds).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from catalog import audit, events
from catalog.tables import feed_live, feeds, live_changes, reports, schedules, versions

PUBLISH, TAKE_BACK, FEED, REBUILD, ROLLBACK = "publish", "take_back", "feed", "rebuild", "rollback"
POLICY = "policy:publish-when-clean"


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asked for a change, when, and why."""

    actor: str
    asked_at: datetime
    reason: str = ""


def last_number(conn: Connection) -> int:
    """The number of the newest change; 0 when there is none."""
    return conn.execute(select(func.max(live_changes.c.change))).scalar() or 0


def add_change(
    conn: Connection, kind: str, ask: Ask, *, feed_id: int | None, version_id: int | None, now: datetime
) -> int:
    """Write the next change and return its number; writers being one at a time, numbers rise in commit order."""
    change = last_number(conn) + 1
    conn.execute(
        live_changes.insert().values(
            change=change,
            feed_id=feed_id,
            version_id=version_id,
            kind=kind,
            actor=ask.actor,
            reason=ask.reason,
            changed_at=now,
        )
    )
    return change


def make_live(conn: Connection, version_id: int, ask: Ask, *, now: datetime, kind: str = PUBLISH) -> int:
    """Make a version live (its state was judged by the caller); returns the change, the standing one if it is live.
    `kind` is PUBLISH or ROLLBACK. A publication of it that waited for its time is done with this."""
    chosen = select(versions.c.feed_id, versions.c.number, versions.c.facts)
    row = conn.execute(chosen.where(versions.c.version_id == version_id)).one()
    present = _present(conn, row.feed_id)
    if present is not None and present.version_id == version_id:
        _asked(conn, row.feed_id, max(present.asked_at, ask.asked_at))
        _settle_wish(conn, version_id)
        end_schedule(conn, version_id, "done", "it is live", now=now)
        return int(present.change)
    change = add_change(conn, kind, ask, feed_id=row.feed_id, version_id=version_id, now=now)
    values = {"version_id": version_id, "live_at": now, "asked_at": ask.asked_at, "change": change}
    if present is None:
        conn.execute(feed_live.insert().values(feed_id=row.feed_id, **values))
    else:
        conn.execute(feed_live.update().where(feed_live.c.feed_id == row.feed_id).values(values))
    conn.execute(versions.update().where(versions.c.version_id == version_id).values(live_change=change))
    _settle_wish(conn, version_id)
    end_schedule(conn, version_id, "done", "it is live", now=now)
    _note(conn, row.feed_id, ask, kind, change, now, number=row.number)
    told = {"change": change, "how": kind, "reason": ask.reason, "last_service_on": row.facts.get("last_on")}
    events.tell(
        conn, events.PUBLISHED, feed_id=row.feed_id, version_id=version_id, mark=f"change {change}", facts=told, now=now
    )
    return change


def make_not_live(conn: Connection, feed_id: int, ask: Ask, *, now: datetime, for_good: bool = False) -> int | None:
    """Take a feed back; returns the change, the standing one if it was taken back already, None if never live.
    `for_good`: its version will not be live again."""
    present = _present(conn, feed_id)
    if present is None:
        return None
    if present.version_id is None:
        _asked(conn, feed_id, max(present.asked_at, ask.asked_at))
        return int(present.change)
    change = add_change(conn, TAKE_BACK, ask, feed_id=feed_id, version_id=None, now=now)
    values = {"version_id": None, "live_at": now, "asked_at": ask.asked_at, "change": change}
    conn.execute(feed_live.update().where(feed_live.c.feed_id == feed_id).values(values))
    _note(conn, feed_id, ask, TAKE_BACK, change, now)
    told = {"change": change, "was_live": True, "for_good": for_good, "reason": ask.reason}
    events.tell(
        conn, events.WITHDRAWN, feed_id=feed_id, version_id=present.version_id, mark=f"change {change}", facts=told,
        now=now,
    )  # fmt: skip
    return change


def renew_live(conn: Connection, feed_id: int, ask: Ask, *, now: datetime) -> int | None:
    """The feed itself changed (audience, licence, name): if it is live, a new change so that a release follows."""
    present = _present(conn, feed_id)
    if present is None or present.version_id is None:
        return None
    change = add_change(conn, FEED, ask, feed_id=feed_id, version_id=present.version_id, now=now)
    conn.execute(feed_live.update().where(feed_live.c.feed_id == feed_id).values(change=change))
    return change


def publish_if_asked(conn: Connection, version_id: int, *, now: datetime) -> int | None:
    """Make a ready version live if it was asked for, or if its feed publishes what is clean; None when not, or when
    something newer was asked of the feed meanwhile (then the wish ends and the audit log says so)."""
    query = select(versions, feeds.c.publish_when_clean).join(feeds).where(versions.c.version_id == version_id)
    row = conn.execute(query).one()
    if row.state != "ready":
        return None
    if row.publish_wanted:
        ask = Ask(row.wanted_by, row.wanted_at)
    elif row.publish_when_clean and row.live_change is None and _is_clean(conn, version_id, row.report_sha):
        if _is_scheduled(conn, version_id):
            return None  # somebody named a time for it
        ask = Ask(POLICY, row.received_at)
    else:
        return None
    if is_overtaken(conn, row.feed_id, row.number, ask):
        _settle_wish(conn, version_id)
        _note(conn, row.feed_id, ask, "publish_overtaken", None, now, number=row.number)
        return None
    return make_live(conn, version_id, ask, now=now)


def end_schedule(conn: Connection, version_id: int, state: str, outcome: str, *, now: datetime) -> bool:
    """End the publication of a version that waits for its time; False when none waits."""
    waiting = (schedules.c.version_id == version_id) & (schedules.c.state == "waiting")
    ended = schedules.update().where(waiting).values(state=state, outcome=outcome, ended_at=now)
    return conn.execute(ended).rowcount > 0


def _is_scheduled(conn: Connection, version_id: int) -> bool:
    waiting = (schedules.c.version_id == version_id) & (schedules.c.state == "waiting")
    return conn.execute(select(schedules.c.schedule_id).where(waiting)).first() is not None


def refuse_schedule(conn: Connection, version_id: int, subject: str, why: str, *, now: datetime) -> None:
    """End the publication of a version that waits for its time, and let the audit log say why."""
    if end_schedule(conn, version_id, "refused", why, now=now):
        audit.note(conn, actor="schedule", action="schedule.refuse", subject=subject, detail={"reason": why}, now=now)


def _is_clean(conn: Connection, version_id: int, report_sha: str | None) -> bool:
    same = (reports.c.version_id == version_id) & (reports.c.sha256 == report_sha)
    errors = conn.execute(select(func.max(reports.c.errors)).where(same)).scalar()
    return errors == 0


def is_overtaken(conn: Connection, feed_id: int, number: int, ask: Ask) -> bool:
    """Whether something newer than `ask` was asked of the feed already."""
    query = (
        select(feed_live.c.asked_at, versions.c.number)
        .outerjoin(versions, versions.c.version_id == feed_live.c.version_id)
        .where(feed_live.c.feed_id == feed_id)
    )
    present = conn.execute(query).first()
    if present is None:
        return False
    return bool((present.asked_at, present.number or 0) > (ask.asked_at, number))


def _present(conn: Connection, feed_id: int):  # type: ignore[no-untyped-def]
    return conn.execute(select(feed_live).where(feed_live.c.feed_id == feed_id)).first()


def _asked(conn: Connection, feed_id: int, asked_at: datetime) -> None:
    conn.execute(feed_live.update().where(feed_live.c.feed_id == feed_id).values(asked_at=asked_at))


def _settle_wish(conn: Connection, version_id: int) -> None:
    conn.execute(versions.update().where(versions.c.version_id == version_id).values(publish_wanted=False))


def _note(
    conn: Connection,
    feed_id: int,
    ask: Ask,
    action: str,
    change: int | None,
    now: datetime,
    number: int | None = None,
) -> None:
    feed = conn.execute(select(feeds.c.org, feeds.c.feed).where(feeds.c.feed_id == feed_id)).one()
    subject = f"{feed.org}/{feed.feed}" + (f"/{number}" if number else "")
    detail = {"change": change, "reason": ask.reason}
    audit.note(conn, actor=ask.actor, action=f"live.{action}", subject=subject, detail=detail, now=now)
