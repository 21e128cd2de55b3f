"""Versions: each file a feed was sent, numbered 1, 2, 3 …, and what became of it.

    received → checking → ready | blocked | unreadable | failed          (withdrawn from any of them)

A worker *claims* a version before it works on it: one holder at a time, until the claim is given back or expires.
What does not live here: taking bytes in (catalog.intake), what is live (catalog.live), the work itself (pipelines).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, or_, select

from catalog import audit, changes, events
from catalog.db import Catalog, read, write
from catalog.feeds import require_feed_id
from catalog.keys import Caller
from catalog.tables import feeds, reports, versions
from terms.errors import Conflict, Gone, LeaseLost, NotThere
from terms.faults import fault
from terms.ids import FeedKey

STATES = ("received", "checking", "ready", "blocked", "unreadable", "failed", "withdrawn")
FINISHED = ("ready", "blocked", "unreadable", "failed")
MAX_ATTEMPTS = 5
GAVE_UP = "the check was begun five times and never came to its end"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version. `number` counts within the feed; `facts` is what the check found out; `reason` says why it failed
    or was withdrawn; `publish_wanted` while a publication waits for the check; `live_change` is the change that last
    made it live; `again` is true only in the answer to an upload of bytes that were already here."""

    version_id: int
    feed: FeedKey
    number: int
    sha256: str
    size_bytes: int
    file_name: str
    media_type: str
    received_at: datetime
    state: str
    attempt: int
    facts: dict[str, Any]
    report_sha: str | None
    again: bool = False
    publish_wanted: bool = False
    format: str = ""
    edition: str = ""
    checked_at: datetime | None = None
    live_change: int | None = None
    reason: str = ""
    received_by: str = ""


_SAME = set(VersionRow.__dataclass_fields__) - {"feed", "again"}


def get_version(catalog: Catalog, key: FeedKey, number: int) -> VersionRow:
    """The version, also when withdrawn (see its state); raises NotThere."""
    with read(catalog) as conn:
        return require_version(conn, key, number)


def list_versions(catalog: Catalog, key: FeedKey) -> list[VersionRow]:
    """All versions of a feed, newest first; raises NotThere for an unknown feed."""
    with read(catalog) as conn:
        feed_id = require_feed_id(conn, key)
        rows = conn.execute(_query().where(versions.c.feed_id == feed_id).order_by(versions.c.number.desc()))
        return [_row(found) for found in rows.mappings()]


def claim(
    catalog: Catalog, holder: str, *, now: datetime, lease_s: float, limit: int = 1, version_id: int | None = None
) -> list[VersionRow]:
    """Take up to `limit` versions to work on, oldest first: those received, and those whose claim expired; or only
    `version_id`, if it waits. `holder` must name one process only. A version begun more than MAX_ATTEMPTS times becomes
    `failed` instead. When nothing waits, this only reads."""
    query = _waiting(now).with_only_columns(versions.c.version_id, versions.c.attempt)
    if version_id is not None:
        query = query.where(versions.c.version_id == version_id)
    with read(catalog) as conn:
        if conn.execute(query.limit(1)).first() is None:
            return []
    taken: list[VersionRow] = []
    with write(catalog) as conn:
        for found in conn.execute(query).all():
            if len(taken) == limit:
                break
            if found.attempt >= MAX_ATTEMPTS:
                _fail(conn, found.version_id, now)
                continue
            values = {
                "state": "checking",
                "attempt": found.attempt + 1,
                "claim_holder": holder,
                "claim_until": now + timedelta(seconds=lease_s),
            }
            conn.execute(versions.update().where(versions.c.version_id == found.version_id).values(values))
            taken.append(version_by_id(conn, found.version_id))
    return taken


def list_waiting(catalog: Catalog, *, now: datetime) -> list[VersionRow]:
    """The versions that could be claimed now, oldest first."""
    with read(catalog) as conn:
        return list(versions_by_id(conn, _waiting(now).with_only_columns(versions.c.version_id)).values())


def renew_claims(catalog: Catalog, holder: str, *, now: datetime, lease_s: float) -> set[int]:
    """Prolong all claims of `holder`; returns the version ids it still holds (one that is missing was lost)."""
    ours = (versions.c.state == "checking") & (versions.c.claim_holder == holder)
    with write(catalog) as conn:
        conn.execute(versions.update().where(ours).values(claim_until=now + timedelta(seconds=lease_s)))
        return set(conn.execute(select(versions.c.version_id).where(ours)).scalars())


def drop_claims(catalog: Catalog, holder: str, *, forgive: bool = False) -> int:
    """Give back all versions `holder` did not finish; returns how many. `forgive` takes the begun attempt back: for an
    orderly stop, not for a death."""
    ours = (versions.c.state == "checking") & (versions.c.claim_holder == holder)
    attempt = versions.c.attempt - (1 if forgive else 0)
    values = {"state": "received", "claim_holder": None, "claim_until": None, "attempt": attempt}
    with write(catalog) as conn:
        return conn.execute(versions.update().where(ours).values(values)).rowcount


def list_claims(catalog: Catalog) -> dict[int, str]:
    """Version id → holder of everything being checked: for recovery at start."""
    query = select(versions.c.version_id, versions.c.claim_holder).where(versions.c.state == "checking")
    with read(catalog) as conn:
        return {row.version_id: row.claim_holder for row in conn.execute(query)}


def any_waiting(catalog: Catalog) -> bool:
    """Whether any version waits for its check or is being checked."""
    with read(catalog) as conn:
        waiting = versions.c.state.in_(("received", "checking"))
        return conn.execute(select(versions.c.version_id).where(waiting).limit(1)).first() is not None


def finish(
    catalog: Catalog,
    version_id: int,
    holder: str,
    *,
    state: str,
    facts: Mapping[str, Any],
    report_sha: str | None,
    format: str = "",
    edition: str = "",
    reason: str = "",
    now: datetime,
) -> VersionRow:
    """Store the end of a check, give the claim back, and, in the same transaction, make the version live if that was
    asked for (or the feed publishes what has no errors). `state` is one of FINISHED. Raises LeaseLost when the claim
    is not ours any more."""
    if state not in FINISHED:
        raise ValueError(f"state {state!r} is not one of {FINISHED}")
    ours = (
        (versions.c.version_id == version_id) & (versions.c.state == "checking") & (versions.c.claim_holder == holder)
    )
    values: dict[str, Any] = {
        "state": state,
        "facts": dict(facts),
        "report_sha": report_sha,
        "format": format,
        "edition": edition,
        "reason": reason,
        "checked_at": now,
        "claim_holder": None,
        "claim_until": None,
    }
    if state != "ready":
        values["publish_wanted"] = False
    else:
        fault("live.before_change")
    with write(catalog) as conn:
        if conn.execute(versions.update().where(ours).values(values)).rowcount == 0:
            raise LeaseLost(f"the claim on version {version_id} went to another holder")
        _note_check(conn, version_id, state, now)
        changed = changes.publish_if_asked(conn, version_id, now=now)
        row = version_by_id(conn, version_id)
    if changed is not None:
        fault("live.after_change")
    return row


def want_publish(catalog: Catalog, key: FeedKey, number: int, *, caller: Caller, now: datetime) -> int | None:
    """Ask for a version to be live: at once when it is ready (returns the change), else as soon as its check ends well
    (returns None). Raises KeyUnknown, NotAllowed, NotThere, Gone when withdrawn, Conflict when blocked, unreadable or
    failed. Once this returned, the wish survives a crash."""
    caller.require("publish", key.org)
    fault("live.before_change")
    with write(catalog) as conn:
        row = require_version(conn, key, number)
        if row.state not in ("received", "checking"):
            check_publishable(row)
        wish = {"publish_wanted": True, "wanted_at": now, "wanted_by": caller.actor}
        conn.execute(versions.update().where(versions.c.version_id == row.version_id).values(wish))
        if row.state != "ready":
            audit.note(conn, actor=caller.actor, action="version.want_publish", subject=f"{key}/{number}", now=now)
            return None
        change = changes.make_live(conn, row.version_id, changes.Ask(caller.actor, now), now=now)
    fault("live.after_change")
    return change


def check_publishable(row: VersionRow) -> None:
    """Return when the version may be live; raises Gone (withdrawn) or Conflict with the reason."""
    name = f"version {row.number} of {row.feed}"
    if row.state == "withdrawn":
        raise Gone(f"{name} was withdrawn: {row.reason}" if row.reason else f"{name} was withdrawn")
    if row.state == "ready":
        return
    raise Conflict(
        {
            "received": f"{name} is still waiting for its check",
            "checking": f"{name} is still being checked",
            "blocked": f"{name} is blocked: its report names the errors that must be mended first",
            "unreadable": f"{name} is unreadable: its report says why",
            "failed": f"the check of {name} failed; send the file again to have it tried anew",
        }[row.state]
    )


def require_version(conn: Connection, key: FeedKey, number: int) -> VersionRow:
    """The version, inside the caller's transaction; raises NotThere."""
    same = (feeds.c.org == key.org) & (feeds.c.feed == key.feed) & (versions.c.number == number)
    found = conn.execute(_query().where(same)).mappings().first() if 0 < number < 1 << 31 else None
    if found is None:
        raise NotThere(f"no version {number} of {key}")
    return _row(found)


def version_by_id(conn: Connection, version_id: int) -> VersionRow:
    """The version of that row id, inside the caller's transaction; raises NotThere."""
    found = conn.execute(_query().where(versions.c.version_id == version_id)).mappings().first()
    if found is None:
        raise NotThere(f"no version with id {version_id}")
    return _row(found)


def versions_by_id(conn: Connection, query: Select[Any]) -> dict[int, VersionRow]:
    """Version id → row, for the ids a query selects."""
    chosen = _query().where(versions.c.version_id.in_(query)).order_by(versions.c.version_id)
    rows = conn.execute(chosen).mappings()
    return {found["version_id"]: _row(found) for found in rows}


def _waiting(now: datetime) -> Select[Any]:
    """Those received, and those whose claim expired, oldest first."""
    free = or_(versions.c.state == "received", and_(versions.c.state == "checking", versions.c.claim_until <= now))
    return select(versions).where(free).order_by(versions.c.version_id)


def _query() -> Select[Any]:
    return select(versions, feeds.c.org, feeds.c.feed).join(feeds, feeds.c.feed_id == versions.c.feed_id)


def _row(found: RowMapping) -> VersionRow:
    return VersionRow(feed=FeedKey(found["org"], found["feed"]), **{name: found[name] for name in _SAME})


def _note_check(conn: Connection, version_id: int, state: str, now: datetime) -> None:
    row = version_by_id(conn, version_id)
    subject = f"{row.feed}/{row.number}"
    audit.note(conn, actor="worker", action="version.check", subject=subject, detail={"state": state}, now=now)
    _tell_check(conn, row, now)


def _tell_check(conn: Connection, row: VersionRow, now: datetime) -> None:
    """The event of this check: a version that is checked anew is told of anew."""
    found = select(versions.c.feed_id).where(versions.c.version_id == row.version_id)
    same = (reports.c.version_id == row.version_id) & (reports.c.sha256 == row.report_sha)
    errors = conn.execute(select(func.max(reports.c.errors)).where(same)).scalar()
    told = {"state": row.state, "file_name": row.file_name, "errors": errors, "reason": row.reason,
            "last_service_on": row.facts.get("last_on")}  # fmt: skip
    feed_id = conn.execute(found).scalar_one()
    events.tell(
        conn, events.CHECKED, feed_id=feed_id, version_id=row.version_id, mark=f"{now.timestamp():.6f}", facts=told,
        now=now,
    )  # fmt: skip


def _fail(conn: Connection, version_id: int, now: datetime) -> None:
    values = {
        "state": "failed",
        "reason": GAVE_UP,
        "checked_at": now,
        "claim_holder": None,
        "claim_until": None,
        "publish_wanted": False,
    }
    conn.execute(versions.update().where(versions.c.version_id == version_id).values(values))
    row = version_by_id(conn, version_id)
    audit.note(conn, actor="catalog", action="version.fail", subject=f"{row.feed}/{row.number}", now=now)
    _tell_check(conn, row, now)
