"""Sources: the address at which a feed is followed, when it is asked next, and how the last asking went.

Whoever asks *claims* the source first, so that many workers ask once; a claim ends when it is given back, when its time
is over, or with the process that held it. What was learned is written down after the bytes became a version: killed
between the two, the same bytes come again and are the same version. What does not live here: asking (pipelines.asking),
which hosts may be asked (terms.outside), taking bytes in (catalog.intake).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, RowMapping, Select, or_, select

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.feeds import require_feed_id
from catalog.tables import feeds, sources, versions
from catalog.tombstones import buried_feeds, refuse_buried_feed
from catalog.versions import VersionRow
from terms.errors import BadRequest, NotThere
from terms.ids import FeedKey

EVERY_HOURS, LONGEST_HOURS = 24, 24 * 31
"""How often a source is asked when nobody says otherwise, and the longest time between two askings."""
FIRST_WAIT_S, FACTOR = 600.0, 2.0
"""After a failure: ten minutes, then twice as long each time, up to the usual time between two askings."""
_WORDS = 500


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source. `etag` and `last_modified` belong to the bytes that came last ('' for none), `number` is the version
    they are; `failures` counts in a row, `failed_at` is the last of them; `status` of HTTP (None: no answer)."""

    feed_id: int
    feed: FeedKey
    url: str = field(repr=False)
    every_hours: int
    set_by: str
    set_at: datetime
    etag: str
    last_modified: str
    number: int | None
    next_at: datetime
    asked_at: datetime | None
    changed_at: datetime | None
    failed_at: datetime | None
    failures: int
    status: int | None
    outcome: str
    claim_holder: str | None
    claim_until: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """How one asking ended: `words` for the operator; `version` when bytes came (its `again`: they were here before),
    with the validators of those bytes; `wait_s` when the server said how long to wait."""

    ok: bool
    words: str
    status: int | None = None
    version: VersionRow | None = None
    etag: str = ""
    last_modified: str = ""
    wait_s: float = 0.0


def shown_url(url: str) -> str:
    """An address as anybody may see it who reads the log of what was done: only its host, for path and query may hold
    a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/…"


def check_hours(hours: int) -> int:
    """The hours between two askings if they may be that; raises BadRequest."""
    if not 1 <= hours <= LONGEST_HOURS:
        raise BadRequest(f"every_hours must be from 1 to {LONGEST_HOURS}")
    return hours


def put_source(
    catalog: Catalog, key: FeedKey, url: str, *, every_hours: int = EVERY_HOURS, actor: str, now: datetime
) -> SourceRow:
    """Follow a feed at an address, or change how; it is asked at once. With another address nothing is kept of the
    answers of the one before. The caller judged the address. Raises NotThere, BadRequest, Gone for a feed withdrawn for
    legal reasons."""
    check_hours(every_hours)
    with write(catalog) as conn:
        feed_id = require_feed_id(conn, key)
        refuse_buried_feed(conn, feed_id)
        before = _find(conn, key)
        values: dict[str, Any] = {"every_hours": every_hours, "set_by": actor, "set_at": now, "next_at": now,
                                  "claim_holder": None, "claim_until": None}  # fmt: skip
        if before is None or before.url != url:
            values |= {"url": url, "etag": "", "last_modified": "", "version_id": None, "asked_at": None,
                       "changed_at": None, "failed_at": None, "failures": 0, "status": None, "outcome": ""}  # fmt: skip
        if before is None:
            conn.execute(sources.insert().values(feed_id=feed_id, **values))
        else:
            conn.execute(sources.update().where(sources.c.feed_id == feed_id).values(values))
        detail = {"url": shown_url(url), "every_hours": every_hours}
        audit.note(conn, actor=actor, action="source.set", subject=str(key), detail=detail, now=now)
        return _require(conn, key)


def get_source(catalog: Catalog, key: FeedKey) -> SourceRow:
    """The source of a feed; raises NotThere for an unknown feed and for one that follows no address."""
    with read(catalog) as conn:
        require_feed_id(conn, key)
        return _require(conn, key)


def list_sources(catalog: Catalog, org: str | None = None) -> list[SourceRow]:
    """All sources by organisation and feed, or those of one organisation."""
    query = _query().order_by(feeds.c.org, feeds.c.feed)
    with read(catalog) as conn:
        return [
            _row(one) for one in conn.execute(query if org is None else query.filter(feeds.c.org == org)).mappings()
        ]


def sources_of_feeds(conn: Connection, feed_ids: Sequence[int]) -> dict[int, SourceRow]:
    """Feed → the source it is followed from."""
    rows = conn.execute(_query().where(feeds.c.feed_id.in_(feed_ids))).mappings()
    return {one["feed_id"]: _row(one) for one in rows}


def remove_source(catalog: Catalog, key: FeedKey, *, actor: str, now: datetime) -> None:
    """Follow no address any more; the versions that came from it stay. Raises NotThere."""
    with write(catalog) as conn:
        require_feed_id(conn, key)
        row = _require(conn, key)
        conn.execute(sources.delete().where(sources.c.feed_id == row.feed_id))
        detail = {"url": shown_url(row.url)}
        audit.note(conn, actor=actor, action="source.remove", subject=str(key), detail=detail, now=now)


def claim(
    catalog: Catalog, holder: str, *, now: datetime, claim_s: float, key: FeedKey | None = None
) -> SourceRow | None:
    """Take the source that is due longest, or that of `key` whether due or not; None when there is none to take. When
    nothing is due, this only reads."""
    free = or_(sources.c.claim_holder.is_(None), sources.c.claim_until <= now)
    query = _query().where(free).order_by(sources.c.next_at, sources.c.feed_id)
    if key is None:
        query = query.where(sources.c.next_at <= now)
    else:
        query = query.where(feeds.c.org == key.org, feeds.c.feed == key.feed)
    with read(catalog) as conn:
        if _first(conn, query) is None:
            return None
    with write(catalog) as conn:
        found = _first(conn, query)
        if found is None:
            return None
        values = {"claim_holder": holder, "claim_until": now + timedelta(seconds=claim_s)}
        conn.execute(sources.update().where(sources.c.feed_id == found.feed_id).values(values))
        return _require(conn, found.feed)


def is_claimed(catalog: Catalog, row: SourceRow) -> bool:
    """Whether the claim still stands: nobody set the source anew, removed or took it meanwhile."""
    with read(catalog) as conn:
        return conn.execute(select(sources.c.feed_id).where(*_ours(row))).first() is not None


def finish(catalog: Catalog, row: SourceRow, asked: Asked, *, chance: float, now: datetime) -> bool:
    """Write down how the asking went and give the claim back; False, and nothing is written, when the claim does not
    stand any more. `chance` (0 to 1) spreads those who failed together."""
    values: dict[str, Any] = {"asked_at": now, "status": asked.status, "outcome": asked.words[:_WORDS],
                              "claim_holder": None, "claim_until": None}  # fmt: skip
    usual_s = row.every_hours * 3600.0
    if asked.ok:
        values |= {"failures": 0, "next_at": now + timedelta(seconds=usual_s)}
    else:
        wait_s = max(wait_after(row.failures + 1, usual_s, chance), min(asked.wait_s, LONGEST_HOURS * 3600.0))
        values |= {"failures": row.failures + 1, "failed_at": now, "next_at": now + timedelta(seconds=wait_s)}
    if asked.version is not None:
        values |= {"etag": asked.etag, "last_modified": asked.last_modified, "version_id": asked.version.version_id}
        values |= {} if asked.version.again else {"changed_at": now}
    with write(catalog) as conn:
        return conn.execute(sources.update().where(*_ours(row)).values(values)).rowcount == 1


def give_back(catalog: Catalog, row: SourceRow) -> None:
    """Give the claim back with nothing learned: the source stays due."""
    with write(catalog) as conn:
        conn.execute(sources.update().where(*_ours(row)).values(claim_holder=None, claim_until=None))


def drop_claims(catalog: Catalog, is_dead: Callable[[str], bool]) -> int:
    """Give back the claims of holders that are dead, in their name; how many."""
    with read(catalog) as conn:
        query = select(sources.c.claim_holder).where(sources.c.claim_holder.is_not(None)).distinct()
        dead = [one for one in conn.execute(query).scalars() if is_dead(one)]
    if not dead:
        return 0
    with write(catalog) as conn:
        gone = sources.update().where(sources.c.claim_holder.in_(dead)).values(claim_holder=None, claim_until=None)
        return conn.execute(gone).rowcount


def wait_after(failures: int, usual_s: float, chance: float) -> float:
    """Seconds until a source is asked again after so many failures in a row: exponential, between half of it and all of
    it by `chance` (0 to 1), never longer than usual."""
    whole = min(FIRST_WAIT_S * FACTOR ** min(failures - 1, 20), usual_s)
    return whole * (0.5 + chance / 2)


def _ours(row: SourceRow) -> tuple[Any, ...]:
    return (sources.c.feed_id == row.feed_id, sources.c.claim_holder == row.claim_holder,
            sources.c.claim_until == row.claim_until, sources.c.set_at == row.set_at)  # fmt: skip


def _query() -> Select[Any]:
    joined = sources.join(feeds, feeds.c.feed_id == sources.c.feed_id)
    joined = joined.outerjoin(versions, versions.c.version_id == sources.c.version_id)
    return select(sources, feeds.c.org, feeds.c.feed, versions.c.number).select_from(joined)


def _first(conn: Connection, query: Select[Any]) -> SourceRow | None:
    """The first row of a query that belongs to no feed withdrawn for legal reasons."""
    buried = buried_feeds(conn)
    rows = (_row(one) for one in conn.execute(query).mappings())
    return next((one for one in rows if one.feed_id not in buried), None)


def _find(conn: Connection, key: FeedKey) -> SourceRow | None:
    query = _query().where(feeds.c.org == key.org, feeds.c.feed == key.feed)
    found = conn.execute(query).mappings().first()
    return None if found is None else _row(found)


def _require(conn: Connection, key: FeedKey) -> SourceRow:
    found = _find(conn, key)
    if found is None:
        raise NotThere(f"{key} is not followed at any address")
    return found


def _row(found: RowMapping) -> SourceRow:
    values = {k: v for k, v in found.items() if k not in ("org", "feed", "version_id")}
    return SourceRow(feed=FeedKey(found["org"], found["feed"]), **values)
