"""Secrets of this home, by name: made by chance at the first asking, never shown, the same for every process.

What does not live here: keys of callers (catalog.keys), what is signed with a secret (api.links).
"""

from __future__ import annotations

import secrets as chance
from datetime import datetime

from sqlalchemy import select

from catalog.db import Catalog, read, write
from catalog.tables import secrets

BYTES = 32


def secret(catalog: Catalog, name: str, *, now: datetime) -> bytes:
    """The secret of that name, 32 bytes; made when there is none yet (of two that ask first, both get the one)."""
    query = select(secrets.c.value).where(secrets.c.name == name)
    with read(catalog) as conn:
        value = conn.execute(query).scalar()
    if value is None:
        with write(catalog) as conn:
            value = conn.execute(query).scalar()
            if value is None:
                value = chance.token_hex(BYTES)
                conn.execute(secrets.insert().values(name=name, value=value, made_at=now))
    return bytes.fromhex(value)


def renew(catalog: Catalog, name: str) -> None:
    """Forget a secret: all that was signed with it is void, and the next asking makes another."""
    with write(catalog) as conn:
        conn.execute(secrets.delete().where(secrets.c.name == name))
