"""The audit log: who did what to what, and when. Rows are only ever added, in the transaction of the deed itself.

What does not live here: request logs, usage counters (catalog.usage).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, or_, select

from catalog.db import Catalog, read
from catalog.tables import audit, keys

_KEY = "key:"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One deed. `subject` is `org`, `org/feed`, `org/feed/3`, `release/7`; `actor` a key or a service. `person` and
    `org` are those of the key: who really acted, '' for a service ('*': a key of all organisations)."""

    audit_id: int
    noted_at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    person: str = ""
    org: str = ""

    @property
    def who(self) -> str:
        """The one who acted in words: `佐藤 of shiomi`, `agent 鈴木 of daiko for shiomi`; the actor for a service."""
        if not self.org:
            return self.actor
        owner = self.subject.partition("/")[0]
        name = f"{self.person or self.actor} of {self.org}"
        return name if self.org in (owner, "*") else f"agent {name} for {owner}"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a key: the person ('' for nobody named) and the organisation ('*' for all)."""

    person: str
    org: str


def note(
    conn: Connection, *, actor: str, action: str, subject: str, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Write one row inside the caller's transaction."""
    conn.execute(
        audit.insert().values(noted_at=now, actor=actor, action=action, subject=subject, detail=dict(detail or {}))
    )


def _noted() -> Select[Any]:
    """Rows with the person and organisation of the key that acted: both never change, so they are not copied."""
    same = (func.substr(audit.c.actor, 1, len(_KEY)) == _KEY) & (
        keys.c.key_id == func.substr(audit.c.actor, len(_KEY) + 1)
    )
    org = case((keys.c.key_id.is_(None), ""), else_=func.coalesce(keys.c.org, "*")).label("org")
    person = func.coalesce(keys.c.person, "").label("person")
    return select(audit, person, org).select_from(audit.outerjoin(keys, same))


def list_notes(catalog: Catalog, *, subject: str | None = None, limit: int = 100) -> list[AuditRow]:
    """The newest rows first; of one subject when named."""
    query = _noted().order_by(audit.c.audit_id.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    with read(catalog) as conn:
        return [AuditRow(**row) for row in conn.execute(query).mappings()]


def holders_of(catalog: Catalog, actors: Iterable[str]) -> dict[str, Holder]:
    """Actor → who holds its key; services, and keys that are not there, are left out."""
    ids = sorted({one.removeprefix(_KEY) for one in actors if one.startswith(_KEY)})
    query = select(keys.c.key_id, keys.c.person, keys.c.org)
    found: dict[str, Holder] = {}
    with read(catalog) as conn:
        for start in range(0, len(ids), _AT_ONCE):
            for row in conn.execute(query.where(keys.c.key_id.in_(ids[start : start + _AT_ONCE]))):
                found[f"{_KEY}{row.key_id}"] = Holder(row.person, row.org or "*")
    return found


def notes_of_org(
    catalog: Catalog, org: str, *, feed: str | None = None, limit: int = 100, before: int | None = None
) -> list[AuditRow]:
    """What was done to an organisation, its keys, feeds and versions, newest first; only rows below `before` (paging),
    only of one feed and its versions where it is named. Releases hold many organisations' feeds: what was done to them
    is not among it."""
    whole = org if feed is None else f"{org}/{feed}"
    inside = f"{whole}/"
    own = or_(audit.c.subject == whole, func.substr(audit.c.subject, 1, len(inside)) == inside)
    query = _noted().where(own, audit.c.action.not_like("release.%")).order_by(audit.c.audit_id.desc())
    if before is not None:
        query = query.where(audit.c.audit_id < before)
    with read(catalog) as conn:
        return [AuditRow(**row) for row in conn.execute(query.limit(limit)).mappings()]
