"""What is live: one row per feed, which version and since when. Releases are derived from these rows (DESIGN §5).

Every change has a number that only rises; a release names the change up to which it goes, so `last_change` above
`current().change` means that a release is due. What does not live here: deriving releases (pipelines).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from catalog import audit, changes, events
from catalog.changes import Ask
from catalog.db import Catalog, read, write
from catalog.feeds import FeedRow, feeds_by_id, require_feed_id
from catalog.tables import feed_live, live_changes, versions
from catalog.versions import VersionRow, check_publishable, require_version, version_by_id, versions_by_id
from terms.errors import Gone, NotThere
from terms.faults import fault
from terms.ids import FeedKey


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One live feed; `change` is the change that last touched it, `live_at` when this version became live."""

    feed: FeedRow
    version: VersionRow
    live_at: datetime
    change: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of what is live: `kind` publish, rollback, take_back, feed (its licence, audience or name) or rebuild;
    `feed_id` None means everything is to be derived anew."""

    change: int
    feed_id: int | None
    version_id: int | None
    kind: str
    actor: str
    reason: str
    changed_at: datetime


def set_live(catalog: Catalog, key: FeedKey, number: int, *, actor: str, now: datetime, reason: str = "") -> int:
    """Make a version live; returns the number of the change (the standing one when it is live already). Raises
    NotThere, Gone when the version was withdrawn, Conflict (with the reason) when it is not ready."""
    fault("live.before_change")
    with write(catalog) as conn:
        row = require_version(conn, key, number)
        check_publishable(row)
        change = changes.make_live(conn, row.version_id, Ask(actor, now, reason), now=now)
    fault("live.after_change")
    return change


def publish_if_wanted(catalog: Catalog, version: VersionRow, *, now: datetime) -> int | None:
    """The change by which this version is live, making it live if it is ready and that is wanted; else None. `finish`
    already does the same inside its own transaction, so after it this only looks."""
    with read(catalog) as conn:
        if version_by_id(conn, version.version_id).state != "ready":
            return None
    fault("live.before_change")
    with write(catalog) as conn:
        change = changes.publish_if_asked(conn, version.version_id, now=now) or _live_change(conn, version.version_id)
    fault("live.after_change")
    return change


def take_back(catalog: Catalog, key: FeedKey, *, actor: str, reason: str = "", now: datetime) -> int:
    """Take a feed out of what is live; returns the number of the change. The version stays ready and may be made live
    again. Raises NotThere when the feed was never live."""
    fault("live.before_change")
    with write(catalog) as conn:
        change = changes.make_not_live(conn, require_feed_id(conn, key), Ask(actor, now, reason), now=now)
        if change is None:
            raise NotThere(f"{key} is not live")
    fault("live.after_change")
    return change


def withdraw(catalog: Catalog, key: FeedKey, number: int, *, actor: str, reason: str = "", now: datetime) -> int | None:
    """Withdraw one version for good (its file answers 410 from then on), taking the feed back if it is the live one;
    returns that change, else None. Raises NotThere. Withdrawing twice is no error."""
    fault("live.before_change")
    with write(catalog) as conn:
        row = require_version(conn, key, number)
        was_live = _live_change(conn, row.version_id) is not None
        change = None
        feed_id, ask = require_feed_id(conn, key), Ask(actor, now, reason)
        if was_live:
            change = changes.make_not_live(conn, feed_id, ask, now=now, for_good=True)
        if row.state != "withdrawn":
            if not was_live:
                events.tell_not_live(conn, feed_id, row.version_id, reason, now=now)
            values = {"state": "withdrawn", "reason": reason, "publish_wanted": False, "claim_holder": None}
            conn.execute(versions.update().where(versions.c.version_id == row.version_id).values(values))
            changes.refuse_schedule(conn, row.version_id, f"{key}/{number}", "it was withdrawn", now=now)
            audit.note(
                conn,
                actor=actor,
                action="version.withdraw",
                subject=f"{key}/{number}",
                detail={"reason": reason},
                now=now,
            )
    fault("live.after_change")
    return change


def ask_rebuild(catalog: Catalog, *, actor: str, reason: str = "", now: datetime) -> int:
    """A change that touches no feed but makes a release due (`futae build --stale`); returns its number."""
    with write(catalog) as conn:
        return changes.add_change(
            conn, changes.REBUILD, Ask(actor, now, reason), feed_id=None, version_id=None, now=now
        )


def live_rows(catalog: Catalog) -> list[LiveRow]:
    """Every live feed of every audience, by organisation and feed: for the publisher only."""
    with read(catalog) as conn:
        return _live_rows(conn)


def live_state(catalog: Catalog) -> tuple[int, list[LiveRow]]:
    """`last_change` and `live_rows` of one and the same moment: what a release is derived from."""
    with read(catalog) as conn:
        return changes.last_number(conn), _live_rows(conn)


def live_of(catalog: Catalog, key: FeedKey) -> LiveRow:
    """What is live of one feed; raises Gone when it was taken back, NotThere when it never was live."""
    with read(catalog) as conn:
        feed_id = require_feed_id(conn, key)
        found = conn.execute(select(feed_live).where(feed_live.c.feed_id == feed_id)).first()
        if found is None:
            raise NotThere(f"{key} is not live")
        if found.version_id is None:
            raise Gone(f"{key} was taken back")
        feed = feeds_by_id(conn, [feed_id])[feed_id]
        return LiveRow(feed, version_by_id(conn, found.version_id), found.live_at, found.change)


def last_change(catalog: Catalog) -> int:
    """The number of the newest change; 0 when there is none."""
    with read(catalog) as conn:
        return changes.last_number(conn)


def list_changes(catalog: Catalog, *, after: int = 0, limit: int = 1000) -> list[ChangeRow]:
    """Changes above `after`, in order: what a release after that one takes in."""
    query = select(live_changes).where(live_changes.c.change > after).order_by(live_changes.c.change).limit(limit)
    with read(catalog) as conn:
        return [ChangeRow(**row) for row in conn.execute(query).mappings()]


def _live_rows(conn: Connection) -> list[LiveRow]:
    rows = conn.execute(select(feed_live).where(feed_live.c.version_id.is_not(None))).all()
    feeds = feeds_by_id(conn, [row.feed_id for row in rows])
    found = versions_by_id(conn, select(feed_live.c.version_id).where(feed_live.c.version_id.is_not(None)))
    live = (LiveRow(feeds[row.feed_id], found[row.version_id], row.live_at, row.change) for row in rows)
    return sorted(live, key=lambda one: one.feed.key)


def _live_change(conn: Connection, version_id: int) -> int | None:
    return conn.execute(select(feed_live.c.change).where(feed_live.c.version_id == version_id)).scalar()
