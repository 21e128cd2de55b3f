"""Tombstones: a version, or a whole feed, is withdrawn for legal reasons and for good.

From the tombstone on nothing of it may be given out: it is not live, cannot be sent or published again, and releases
that hold it answer Gone (catalog.standing). What was stored of it is named here, so that a sweep deletes it without
waiting. What does not live here: sweeping (pipelines.sweep), an ordinary withdrawal (catalog.live).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from catalog import audit, changes, events
from catalog.db import Catalog, read, write
from catalog.tables import feed_live, feeds, parts, products, reports, tombstones, versions
from terms.errors import Gone, NotThere
from terms.faults import fault
from terms.ids import FeedKey


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One legal withdrawal: of version `number`, or of every version (None). `swept_at` is when its bytes were gone;
    `change` the change that took it out of what is live, None when it was not."""

    tombstone_id: int
    feed: FeedKey
    number: int | None
    reason: str
    actor: str
    set_at: datetime
    swept_at: datetime | None
    change: int | None = None


def bury(catalog: Catalog, key: FeedKey, number: int | None, *, reason: str, actor: str, now: datetime) -> Tombstone:
    """Set a tombstone over one version, or over the feed with all its versions (None); one that stands stays as it is,
    and what it takes out is taken out again. Raises NotThere."""
    fault("bury.before_row")
    with write(catalog) as conn:
        feed_id = _feed_id(conn, key)
        ids = _version_ids(conn, feed_id, key, number)
        only = ids[0] if number is not None else None
        stands = _standing(conn, feed_id, only)
        if stands is None:
            one = {"feed_id": feed_id, "version_id": only, "reason": reason, "actor": actor}
            conn.execute(tombstones.insert().values(**one, set_at=now, swept_at=None))
            subject = str(key) if number is None else f"{key}/{number}"
            audit.note(conn, actor=actor, action="bury", subject=subject, detail={"reason": reason}, now=now)
            stands = _standing(conn, feed_id, only)
        change = _take_out(conn, feed_id, key, ids, changes.Ask(actor, now, stands["reason"]), now)
        if change is None:
            events.tell_not_live(conn, feed_id, only, stands["reason"], now=now)
    fault("bury.after_row")
    named = {k: stands[k] for k in ("tombstone_id", "reason", "actor", "set_at", "swept_at")}
    return Tombstone(feed=key, number=number, change=change, **named)


def list_tombstones(catalog: Catalog) -> list[Tombstone]:
    """All tombstones, oldest first."""
    query = (
        select(tombstones, feeds.c.org, feeds.c.feed, versions.c.number)
        .join(feeds, feeds.c.feed_id == tombstones.c.feed_id)
        .outerjoin(versions, versions.c.version_id == tombstones.c.version_id)
        .order_by(tombstones.c.tombstone_id)
    )
    with read(catalog) as conn:
        return [
            Tombstone(
                row.tombstone_id,
                FeedKey(row.org, row.feed),
                row.number,
                row.reason,
                row.actor,
                row.set_at,
                row.swept_at,
            )
            for row in conn.execute(query)
        ]


def buried_ids(conn: Connection) -> set[int]:
    """Row ids of all buried versions."""
    single = select(tombstones.c.version_id).where(tombstones.c.version_id.is_not(None))
    whole = select(tombstones.c.feed_id).where(tombstones.c.version_id.is_(None))
    query = select(versions.c.version_id).where(or_(versions.c.version_id.in_(single), versions.c.feed_id.in_(whole)))
    return set(conn.execute(query).scalars())


def buried_feeds(conn: Connection) -> set[int]:
    """Row ids of the feeds that are buried as a whole."""
    return set(conn.execute(select(tombstones.c.feed_id).where(tombstones.c.version_id.is_(None))).scalars())


def refuse_buried_feed(conn: Connection, feed_id: int) -> None:
    """Raise Gone with the reason when the whole feed is buried."""
    found = _standing(conn, feed_id, None)
    if found is not None:
        raise Gone(f"this feed was withdrawn for legal reasons: {found['reason']}")


def refuse_buried(conn: Connection, version_id: int) -> None:
    """Raise Gone with the reason when the version is buried, alone or with its feed."""
    row = conn.execute(select(versions.c.feed_id, versions.c.number).filter_by(version_id=version_id)).one()
    refuse_buried_feed(conn, row.feed_id)
    found = _standing(conn, row.feed_id, version_id)
    if found is not None:
        raise Gone(f"version {row.number} was withdrawn for legal reasons: {found['reason']}")


def note_swept(catalog: Catalog, *, now: datetime) -> int:
    """Nothing of what is buried is stored any more: forget what its rows said of it. Returns how many tombstones are
    swept now for the first time."""
    with write(catalog) as conn:
        ids = sorted(buried_ids(conn))
        for one in ids:
            conn.execute(reports.delete().where(reports.c.version_id == one))
            conn.execute(parts.delete().where(parts.c.version_id == one))
            conn.execute(versions.update().where(versions.c.version_id == one).values(facts={}, report_sha=None))
        fresh = tombstones.update().where(tombstones.c.swept_at.is_(None)).values(swept_at=now)
        return conn.execute(fresh).rowcount


def forget_products(conn: Connection, feed: str, numbers: set[int]) -> None:
    """Delete the rows of products and previews that hold these versions."""
    for row in conn.execute(select(products)).mappings().all():
        if _holds(row, feed, numbers):
            same = {name: row[name] for name in ("product", "audience", "subject")}
            conn.execute(products.delete().filter_by(**same))


def _holds(row: Any, feed: str, numbers: set[int]) -> bool:
    facts, subject = row["facts"], row["subject"]
    if any(one.get("feed") == feed and one.get("version") in numbers for one in facts.get("feeds", ())):
        return True
    if subject == feed:
        return facts.get("version") in numbers
    return any(f"{subject}/".startswith(f"{feed}/{number}/") for number in numbers)


def _feed_id(conn: Connection, key: FeedKey) -> int:
    found = conn.execute(select(feeds.c.feed_id).where(feeds.c.org == key.org, feeds.c.feed == key.feed)).scalar()
    if found is None:
        raise NotThere(f"no feed {key}")
    return int(found)


def _version_ids(conn: Connection, feed_id: int, key: FeedKey, number: int | None) -> Sequence[int]:
    query = select(versions.c.version_id).where(versions.c.feed_id == feed_id)
    if number is not None:
        query = query.where(versions.c.number == number)
    found = list(conn.execute(query.order_by(versions.c.number)).scalars())
    if number is not None and not found:
        raise NotThere(f"no version {number} of {key}")
    return found


def _standing(conn: Connection, feed_id: int, version_id: int | None) -> Any:
    same = tombstones.c.version_id.is_(None) if version_id is None else tombstones.c.version_id == version_id
    query = select(tombstones).where(tombstones.c.feed_id == feed_id, same)
    return conn.execute(query.order_by(tombstones.c.tombstone_id).limit(1)).mappings().first()


def _take_out(
    conn: Connection, feed_id: int, key: FeedKey, ids: Sequence[int], ask: changes.Ask, now: datetime
) -> int | None:
    """Take the buried versions out of what is live, of what waits and of the products; returns the change."""
    live = conn.execute(select(feed_live.c.version_id).where(feed_live.c.feed_id == feed_id)).scalar()
    change = changes.make_not_live(conn, feed_id, ask, now=now, for_good=True) if live in ids else None
    values = {"state": "withdrawn", "reason": ask.reason, "publish_wanted": False, "claim_holder": None,
              "claim_until": None}  # fmt: skip
    for one in ids:
        conn.execute(versions.update().where(versions.c.version_id == one).values(values))
        changes.refuse_schedule(conn, one, str(key), "it was withdrawn for legal reasons", now=now)
    numbers = set(conn.execute(select(versions.c.number).where(versions.c.version_id.in_(ids))).scalars())
    forget_products(conn, str(key), numbers)
    return change
