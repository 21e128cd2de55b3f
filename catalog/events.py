"""Events: what happened to a feed that somebody may want to be told of, each exactly once.

An event is written in the transaction of the deed it tells of, together with one delivery for each target of the
feed's organisation that wants its kind: what is committed is told, what is rolled back never was.

| kind | once per | told to readers of the feed |
|---|---|---|
| checked | version and check | no |
| published | change | yes |
| withdrawn | change, or version that was never live | yes, if it was live |
| expiring | version and threshold (30, 14, 7 days) | yes |
| expired | version | yes |
| silent | newest version and cause | no |

What does not live here: when days make one due (catalog.feed_days), sending (catalog.deliveries, pipelines.sender).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from catalog.db import Catalog, read
from catalog.tables import deliveries, events, feeds, targets, versions
from terms.ids import FeedKey

CHECKED, PUBLISHED, WITHDRAWN = "checked", "published", "withdrawn"
EXPIRING, EXPIRED, SILENT = "expiring", "expired", "silent"
KINDS = (CHECKED, PUBLISHED, WITHDRAWN, EXPIRING, EXPIRED, SILENT)
OPEN_KINDS = frozenset({PUBLISHED, WITHDRAWN, EXPIRING, EXPIRED})
WAITING = "waiting"
MAX_WORDS = 2_000
_PREFIX = "evt_"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: of version `number` (None: of the feed as a whole), with the feed's `title` and `audience` as they
    were then; `message_id` is its name wherever it is told; `is_open` when readers of the feed are told too."""

    event_id: int
    message_id: str
    feed: FeedKey
    title: str
    number: int | None
    kind: str
    audience: str
    is_open: bool
    facts: dict[str, Any]
    happened_at: datetime

    @property
    def uuid(self) -> uuid.UUID:
        """The chance part of its name."""
        return uuid.UUID(self.message_id.removeprefix(_PREFIX))


def tell(
    conn: Connection,
    kind: str,
    *,
    feed_id: int,
    version_id: int | None,
    mark: object,
    facts: Mapping[str, Any],
    now: datetime,
    is_open: bool = True,
) -> bool:
    """Write an event and its deliveries inside the caller's transaction; False when it was told before: of a feed, a
    version and a kind each `mark` is told once."""
    once = once_of(kind, feed_id, version_id, mark)
    if conn.execute(select(events.c.event_id).where(events.c.once == once)).first() is not None:
        return False
    feed = conn.execute(select(feeds.c.org, feeds.c.audience, feeds.c.title).where(feeds.c.feed_id == feed_id)).one()
    row = {"message_id": f"{_PREFIX}{uuid.uuid4().hex}", "once": once, "feed_id": feed_id, "version_id": version_id,
           "kind": kind, "audience": feed.audience, "is_open": is_open and kind in OPEN_KINDS,
           "facts": {"title": feed.title, **_short(facts)}, "happened_at": now}  # fmt: skip
    added = conn.execute(events.insert().values(row)).inserted_primary_key
    event_id = int(added[0]) if added else 0
    for target_id in _wanting(conn, feed.org, kind):
        new = {"event_id": event_id, "target_id": target_id, "round": 0, "state": WAITING, "attempts": 0,
               "next_at": now, "outcome": "", "ended_at": None}  # fmt: skip
        conn.execute(deliveries.insert().values(new))
    return True


def tell_not_live(conn: Connection, feed_id: int, version_id: int | None, reason: str, *, now: datetime) -> None:
    """A version that is not live is withdrawn for good, or a feed (None) of which nothing is: once, and told to its
    organisation only."""
    told = {"was_live": False, "for_good": True, "reason": reason}
    tell(conn, WITHDRAWN, feed_id=feed_id, version_id=version_id, mark="not live", facts=told, now=now, is_open=False)


def once_of(kind: str, feed_id: int, version_id: int | None, mark: object) -> str:
    """The name under which an event is told once."""
    return f"{kind}/{feed_id}/{version_id or 0}/{mark}"


def events_of_feed(
    catalog: Catalog, key: FeedKey, *, audience: str | None, limit: int, before: int | None = None
) -> list[Event]:
    """The events of a feed, newest first, only those below `before` (paging). With `audience` what readers of exactly
    that audience are told; None: everything, for its own organisation."""
    query = query_events().where(feeds.c.org == key.org, feeds.c.feed == key.feed)
    if audience is not None:
        query = query.where(events.c.is_open, events.c.audience == audience)
    if before is not None:
        query = query.where(events.c.event_id < before)
    with read(catalog) as conn:
        rows = conn.execute(query.order_by(events.c.event_id.desc()).limit(limit)).mappings()
        return [event_of(row) for row in rows]


def query_events() -> Select[Any]:
    """Events with their feed's name and their version's number."""
    joined = events.join(feeds, feeds.c.feed_id == events.c.feed_id)
    both = joined.outerjoin(versions, versions.c.version_id == events.c.version_id)
    return select(events, feeds.c.org, feeds.c.feed, versions.c.number).select_from(both)


def event_of(found: RowMapping) -> Event:
    """A row of `query_events` as a value."""
    facts = dict(found["facts"])
    return Event(
        found["event_id"], found["message_id"], FeedKey(found["org"], found["feed"]), str(facts.pop("title", "")),
        found["number"], found["kind"], found["audience"], found["is_open"], facts, found["happened_at"],
    )  # fmt: skip


def _wanting(conn: Connection, org: str, kind: str) -> list[int]:
    """The targets of an organisation that are to be told of that kind."""
    on = (targets.c.org == org) & targets.c.removed_at.is_(None) & targets.c.disabled_at.is_(None)
    rows = conn.execute(select(targets.c.target_id, targets.c.kinds).where(on).order_by(targets.c.target_id))
    return [row.target_id for row in rows if kind in row.kinds]


def _short(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty; words that people wrote are cut, so that a message stays small."""
    return {k: v[:MAX_WORDS] if isinstance(v, str) else v for k, v in facts.items() if v not in (None, "")}
