"""Feeds: what an organisation sends again and again, under which licence, for whom.

Who may not see a feed gets the same NotThere as for a feed that does not exist.
What does not live here: its versions (catalog.versions), what is live of it (catalog.live).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Connection, select

from catalog import audit, changes, orgs
from catalog.db import Catalog, read, write
from catalog.keys import Caller
from catalog.tables import feed_licences, feeds, versions
from catalog.tombstones import buried_feeds, refuse_buried_feed
from terms.audiences import PUBLIC, parse_audience
from terms.errors import BadRequest, NotThere
from terms.ids import FeedKey, check_slug
from terms.licences import LICENCES
from terms.policies import DEFAULT, Policy, read_policy

_AT_ONCE = 500
EDITIONS = ("auto", "v2", "v3", "v4")
MAX_SILENT_DAYS = 3_660
_SHOWN = ("title", "holder", "audience", "timezone", "licence_ids")
"""What a release repeats of a feed: when one of these changes and the feed is live, a new release must follow."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed. `timezone` None until known; `holder` is who is credited, '' until known; `edition` one of EDITIONS.
    After `silent_after_days` without a new version it is told that the feed has fallen silent (None: never)."""

    feed_id: int
    key: FeedKey
    title: str
    licence_ids: tuple[str, ...]
    audience: str
    timezone: str | None
    edition: str
    publish_when_clean: bool
    created_at: datetime
    holder: str
    policy: Policy = DEFAULT
    silent_after_days: int | None = None


def put_feed(
    catalog: Catalog,
    key: FeedKey,
    *,
    licence_ids: Sequence[str],
    audience: str = PUBLIC,
    edition: str = "auto",
    timezone: str | None = None,
    publish_when_clean: bool = False,
    title: str = "",
    holder: str = "",
    policy: Policy | None = None,
    silent_after_days: int | None = None,
    now: datetime,
    actor: str = "local",
) -> FeedRow:
    """Make a feed or change it; an empty title, holder or timezone, no policy and no number of days leave what stands
    (0 days: never silent). With another policy blocked versions are checked anew; nobody's earlier wish to publish them
    holds any more. A live feed whose audience, licences or names change gets a new change number, so that a release
    follows. Raises NotThere for an unknown organisation, BadRequest for anything else that cannot be, Gone for a feed
    withdrawn for legal reasons."""
    check_slug(key.org, "organisation")
    check_slug(key.feed, "feed")
    parse_audience(audience)
    _check(licence_ids, edition, timezone)
    given: dict[str, Any] = {"audience": audience, "edition": edition, "publish_when_clean": publish_when_clean}
    given |= {k: v for k, v in {"title": title, "holder": holder, "timezone": timezone}.items() if v}
    if policy is not None:
        given["policy"] = None if policy.is_default else policy.to_json()
    if silent_after_days is not None:
        given["silent_after_days"] = check_silent(silent_after_days) or None
    with write(catalog) as conn:
        orgs.require_org(conn, key.org)
        before = _find(conn, key)
        if before is None:
            blank = {"title": "", "holder": "", "timezone": None, "created_at": now}
            conn.execute(feeds.insert().values(org=key.org, feed=key.feed, **{**blank, **given}))
        else:
            refuse_buried_feed(conn, before.feed_id)
            conn.execute(feeds.update().where(feeds.c.feed_id == before.feed_id).values(given))
        _set_licences(conn, require_feed_id(conn, key), licence_ids)
        after = require_feed(conn, key)
        if before is not None and before.policy != after.policy:
            _check_anew(conn, after.feed_id)
        _tell(conn, before, after, actor, now)
        return after


def learn(
    catalog: Catalog, key: FeedKey, *, title: str = "", holder: str = "", timezone: str = "", now: datetime
) -> FeedRow:
    """Fill in what a feed does not know of itself yet, from what was read in it; never overwrites. NotThere."""
    with write(catalog) as conn:
        before = require_feed(conn, key)
        found = {"title": title, "holder": holder, "timezone": timezone}
        news = {k: v for k, v in found.items() if v and not getattr(before, k)}
        if not news:
            return before
        conn.execute(feeds.update().where(feeds.c.feed_id == before.feed_id).values(news))
        after = require_feed(conn, key)
        _tell(conn, before, after, "learned", now)
        return after


def get_feed(catalog: Catalog, key: FeedKey) -> FeedRow:
    """The feed, whoever asks; raises NotThere. For what a stranger asked use `see_feed`."""
    with read(catalog) as conn:
        return require_feed(conn, key)


def see_feed(catalog: Catalog, key: FeedKey, *, caller: Caller, audience: str = PUBLIC) -> FeedRow:
    """The feed if this caller may know of it: their own, or one of exactly `audience` which they may read. Raises
    NotThere otherwise, in the same words as for a feed that does not exist; Gone, to those who might, for one that was
    withdrawn for legal reasons."""
    with read(catalog) as conn:
        row = _find(conn, key)
        if row is not None and (caller.acts_for(key.org) or (row.audience == audience and caller.may_read(audience))):
            refuse_buried_feed(conn, row.feed_id)
            return row
    raise _not_there(key)


def list_feeds(catalog: Catalog, audience: str) -> list[FeedRow]:
    """The feeds of exactly that audience, by organisation and feed, without those withdrawn for legal reasons."""
    with read(catalog) as conn:
        buried = buried_feeds(conn)
        return [row for row in _load(conn, feeds.c.audience == audience) if row.feed_id not in buried]


def feeds_of_org(catalog: Catalog, org: str) -> list[FeedRow]:
    """All feeds of one organisation, of any audience: for that organisation's own keys."""
    with read(catalog) as conn:
        return _load(conn, feeds.c.org == org)


def require_feed(conn: Connection, key: FeedKey) -> FeedRow:
    """The feed, inside the caller's transaction; raises NotThere."""
    row = _find(conn, key)
    if row is None:
        raise _not_there(key)
    return row


def require_feed_id(conn: Connection, key: FeedKey) -> int:
    """Only its row id; raises NotThere."""
    found = conn.execute(select(feeds.c.feed_id).where(feeds.c.org == key.org, feeds.c.feed == key.feed)).scalar()
    if found is None:
        raise _not_there(key)
    return int(found)


def feeds_by_id(conn: Connection, feed_ids: Iterable[int]) -> dict[int, FeedRow]:
    """Many feeds at once by row id."""
    wanted = sorted(set(feed_ids))
    pieces = [wanted[i : i + _AT_ONCE] for i in range(0, len(wanted), _AT_ONCE)]
    return {row.feed_id: row for some in pieces for row in _load(conn, feeds.c.feed_id.in_(some))}


def _load(conn: Connection, where: ColumnElement[bool]) -> list[FeedRow]:
    query = (
        select(feeds, feed_licences.c.licence_id)
        .outerjoin(feed_licences, feed_licences.c.feed_id == feeds.c.feed_id)
        .order_by(feeds.c.org, feeds.c.feed, feed_licences.c.place)
    )
    rows: dict[int, dict[str, Any]] = {}
    for found in conn.execute(query.where(where)).mappings():
        row = rows.setdefault(found["feed_id"], {**found, "licence_ids": ()})
        if found["licence_id"] is not None:
            row["licence_ids"] += (found["licence_id"],)
    out = []
    for row in rows.values():
        del row["licence_id"]
        policy = read_policy(row.pop("policy"))
        out.append(FeedRow(key=FeedKey(row.pop("org"), row.pop("feed")), policy=policy, **row))
    return out


def _find(conn: Connection, key: FeedKey) -> FeedRow | None:
    found = _load(conn, (feeds.c.org == key.org) & (feeds.c.feed == key.feed))
    return found[0] if found else None


def _set_licences(conn: Connection, feed_id: int, licence_ids: Sequence[str]) -> None:
    conn.execute(feed_licences.delete().where(feed_licences.c.feed_id == feed_id))
    rows = [{"feed_id": feed_id, "place": i, "licence_id": one} for i, one in enumerate(dict.fromkeys(licence_ids))]
    conn.execute(feed_licences.insert(), rows)


def _check_anew(conn: Connection, feed_id: int) -> None:
    blocked = (versions.c.feed_id == feed_id) & (versions.c.state == "blocked")
    values = {"state": "received", "attempt": 0, "publish_wanted": False, "claim_holder": None, "claim_until": None}
    conn.execute(versions.update().where(blocked).values(values))


def _tell(conn: Connection, before: FeedRow | None, after: FeedRow, actor: str, now: datetime) -> None:
    if before == after:
        return
    action = "feed.add" if before is None else "feed.change"
    detail = {"audience": after.audience, "licence_ids": list(after.licence_ids), "edition": after.edition,
              "policy": after.policy.to_json(), "silent_after_days": after.silent_after_days}  # fmt: skip
    audit.note(conn, actor=actor, action=action, subject=str(after.key), detail=detail, now=now)
    if before is not None and any(getattr(before, name) != getattr(after, name) for name in _SHOWN):
        changes.renew_live(conn, after.feed_id, changes.Ask(actor, now, "feed changed"), now=now)


def check_silent(days: int) -> int:
    """The number of days if it may be one; raises BadRequest."""
    if not 0 <= days <= MAX_SILENT_DAYS:
        raise BadRequest(f"silent_after_days must be from 0 (never) to {MAX_SILENT_DAYS}")
    return days


def _check(licence_ids: Sequence[str], edition: str, timezone: str | None) -> None:
    unknown = [one for one in licence_ids if one not in LICENCES]
    if unknown or not licence_ids:
        raise BadRequest(f"unknown licence {unknown}" if unknown else "a feed needs at least one licence")
    if edition not in EDITIONS:
        raise BadRequest(f"edition {edition!r} must be one of {', '.join(EDITIONS)}")
    if timezone:
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise BadRequest(f"time zone {timezone!r} is not known") from error


def _not_there(key: FeedKey) -> NotThere:
    return NotThere(f"no feed {key}")
