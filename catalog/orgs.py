"""Organisations: those who send feeds and hold keys.

What does not live here: their keys (catalog.keys), their feeds (catalog.feeds).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.tables import orgs
from terms.errors import NotThere
from terms.ids import check_slug


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One organisation: its slug, its name in words ('' when not given)."""

    org: str
    name: str
    created_at: datetime


def add_org(catalog: Catalog, org: str, name: str = "", *, now: datetime, actor: str = "local") -> OrgRow:
    """Make an organisation; one that exists stays, and takes the new name when one is given. Raises BadRequest."""
    check_slug(org, "organisation")
    with write(catalog) as conn:
        present = conn.execute(select(orgs).where(orgs.c.org == org)).mappings().first()
        if present is None:
            conn.execute(orgs.insert().values(org=org, name=name, created_at=now))
            audit.note(conn, actor=actor, action="org.add", subject=org, now=now)
        elif name and name != present["name"]:
            conn.execute(orgs.update().where(orgs.c.org == org).values(name=name))
            audit.note(conn, actor=actor, action="org.rename", subject=org, detail={"name": name}, now=now)
        return require_org(conn, org)


def get_org(catalog: Catalog, org: str) -> OrgRow:
    """The organisation; raises NotThere."""
    with read(catalog) as conn:
        return require_org(conn, org)


def list_orgs(catalog: Catalog) -> list[OrgRow]:
    """All organisations by slug. For administrators: an organisation may be unknown to the public."""
    with read(catalog) as conn:
        return [OrgRow(**row) for row in conn.execute(select(orgs).order_by(orgs.c.org)).mappings()]


def require_org(conn: Connection, org: str) -> OrgRow:
    """The organisation, inside the caller's transaction; raises NotThere."""
    row = conn.execute(select(orgs).where(orgs.c.org == org)).mappings().first()
    if row is None:
        raise NotThere(f"no organisation {org}")
    return OrgRow(**row)
