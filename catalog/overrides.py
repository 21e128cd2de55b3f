"""Overrides: somebody answers in writing for publishing a version that its report blocks.

The version waits for its check again, this time to be built whatever blocks it (the report stays as it is and says what
is wrong), and is then ready. What does not live here: who may (catalog.keys), what blocks (feeds.rules).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from catalog import audit, changes
from catalog.changes import Ask
from catalog.db import Catalog, read, write
from catalog.keys import Caller
from catalog.schedules import When, set_within
from catalog.tables import overrides, versions
from catalog.versions import VersionRow, check_publishable, require_version
from terms.errors import BadRequest, Conflict
from terms.ids import FeedKey

MAX_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Override:
    """Who answers for publishing a blocked version, why, since when."""

    version_id: int
    reason: str
    actor: str
    set_at: datetime


def publish_overridden(
    catalog: Catalog, key: FeedKey, number: int, *, reason: str, caller: Caller, when: When | None, now: datetime
) -> int | None:
    """Answer for a blocked version and have it live once it is built, or at a time; returns the change when it is live
    with this call. A call repeated goes on from where the first came. Raises KeyUnknown, NotAllowed, NotThere, Gone
    (withdrawn), BadRequest for an empty or endless reason, Conflict for a version that is not blocked."""
    caller.require("publish", key.org)
    caller.require("admin", key.org)
    words = reason.strip()
    if not 0 < len(words) <= MAX_REASON:
        raise BadRequest(f"an override needs a written reason of 1 to {MAX_REASON} characters")
    with write(catalog) as conn:
        row = require_version(conn, key, number)
        if row.state == "withdrawn":
            check_publishable(row)
        if row.state == "blocked":
            _set(conn, row, words, caller.actor, now)
        elif row.version_id not in overrides_of(conn, [row.version_id]):
            raise Conflict(f"version {number} of {key} is {row.state}, not blocked: there is nothing to override")
        if when is not None:
            set_within(conn, row, when, actor=caller.actor, now=now)
        elif row.state == "ready":
            return changes.make_live(conn, row.version_id, Ask(caller.actor, now), now=now)
        else:
            wish = {"publish_wanted": True, "wanted_at": now, "wanted_by": caller.actor}
            conn.execute(versions.update().where(versions.c.version_id == row.version_id).values(wish))
    return None


def _set(conn: Connection, row: VersionRow, words: str, actor: str, now: datetime) -> None:
    """Note who answers for it and let it wait for its check again."""
    same = overrides.c.version_id == row.version_id
    conn.execute(overrides.delete().where(same))
    values = {"version_id": row.version_id, "reason": words, "actor": actor, "set_at": now}
    conn.execute(overrides.insert().values(values))
    again = {"state": "received", "attempt": 0}
    conn.execute(versions.update().where(versions.c.version_id == row.version_id).values(again))
    subject = f"{row.feed}/{row.number}"
    audit.note(conn, actor=actor, action="version.override", subject=subject, detail={"reason": words}, now=now)


def is_overridden(catalog: Catalog, version_id: int) -> bool:
    """Whether somebody answers for publishing this version whatever blocks it."""
    with read(catalog) as conn:
        return version_id in overrides_of(conn, [version_id])


def overrides_of(conn: Connection, version_ids: Iterable[int]) -> dict[int, Override]:
    """Version id → its override."""
    query = select(overrides).where(overrides.c.version_id.in_(list(version_ids)))
    return {row["version_id"]: Override(**row) for row in conn.execute(query).mappings()}
