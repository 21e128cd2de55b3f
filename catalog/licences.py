"""The table of licences: a copy of `terms.licences`, so that feeds can refer to it and others can read it by SQL.

What does not live here: what a licence permits (terms.licences decides), which feed has which (catalog.feeds).
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, select

from catalog.db import Catalog, read, write
from catalog.tables import licences
from terms.licences import LICENCES, Licence, Permission

_PERMISSIONS = ("redistribute", "derive", "commercial", "share_alike")


def sync(catalog: Catalog) -> int:
    """Make the table hold what `terms.licences` says; returns how many rows changed. Rows it no longer names stay."""
    with read(catalog) as conn:
        if not _wanting(conn):
            return 0
    with write(catalog) as conn:
        wanting = _wanting(conn)
        for one in wanting:
            same = licences.c.licence_id == one["licence_id"]
            if conn.execute(licences.update().where(same).values(one)).rowcount == 0:
                conn.execute(licences.insert().values(one))
        return len(wanting)


def list_licences(catalog: Catalog) -> list[Licence]:
    """All licences of the table, by id."""
    with read(catalog) as conn:
        rows = conn.execute(select(licences).order_by(licences.c.licence_id)).mappings().all()
    return [Licence(**{**row, **{p: Permission(row[p]) for p in _PERMISSIONS}}) for row in rows]


def _wanting(conn: Connection) -> list[dict[str, Any]]:
    present = {row["licence_id"]: dict(row) for row in conn.execute(select(licences)).mappings()}
    wanted = ({f.name: str(getattr(one, f.name)) for f in fields(one)} for one in LICENCES.values())
    return [row for row in wanted if present.get(row["licence_id"]) != row]
