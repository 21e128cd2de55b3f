"""Usage counters: how often something was asked for, per UTC day, kind and audience. No persons, no addresses.

What does not live here: metrics of the running service (api), the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from catalog.db import Catalog, read, write
from catalog.tables import usage

Counted = tuple[str, str, str]
"""(what, audience, subject), e.g. ('tile', 'public', 'transit')."""


def count(
    catalog: Catalog, what: str, *, audience: str = "public", subject: str = "", amount: int = 1, now: datetime
) -> None:
    """Add to one counter of the day of `now`. For busy counters gather first and use `count_many`."""
    count_many(catalog, {(what, audience, subject): amount}, now=now)


def count_many(catalog: Catalog, amounts: Mapping[Counted, int], *, now: datetime) -> None:
    """Add many counters in one transaction."""
    day = now.astimezone(UTC).date().isoformat()
    if not amounts:
        return
    with write(catalog) as conn:
        for (what, audience, subject), amount in sorted(amounts.items()):
            same = (
                (usage.c.day_on == day)
                & (usage.c.what == what)
                & (usage.c.audience == audience)
                & (usage.c.subject == subject)
            )
            if conn.execute(usage.update().where(same).values(count=usage.c.count + amount)).rowcount == 0:
                conn.execute(
                    usage.insert().values(day_on=day, what=what, audience=audience, subject=subject, count=amount)
                )


def list_usage(catalog: Catalog, audience: str) -> dict[tuple[str, str, str], int]:
    """(day, what, subject) → count, of exactly that audience."""
    query = select(usage).where(usage.c.audience == audience).order_by(usage.c.day_on, usage.c.what, usage.c.subject)
    with read(catalog) as conn:
        rows = conn.execute(query).mappings().all()
    return {(row["day_on"], row["what"], row["subject"]): row["count"] for row in rows}
