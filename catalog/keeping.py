"""Which releases are kept: pins by name, and those that are gone for good because nothing asks for them any more.

A release that is gone keeps its number and its row; whoever asks for it gets Gone with the reason, and its bytes are
swept later. What does not live here: the policy (terms.keeping), sweeping (pipelines.sweep).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.releases import get_release, refuse_gone
from catalog.tables import release_pins, release_swaps, releases_gone
from terms.errors import NotThere
from terms.ids import check_slug
from terms.keeping import KeepPolicy, kept_releases

SWEPT = "swept"
WHY = "release {number} is not kept any more: it was replaced long ago and nobody pinned it"


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned release: the name it is pinned by, who did it, and when."""

    name: str
    number: int
    actor: str
    pinned_at: datetime


def pin(catalog: Catalog, name: str, number: int, *, actor: str, now: datetime) -> Pin:
    """Keep a release under a name, moving the name when it stands on another. Raises BadRequest for a name that cannot
    be, NotThere, Gone."""
    check_slug(name, "pin")
    get_release(catalog, number)
    row = Pin(name, number, actor, now)
    values = {"number": number, "actor": actor, "pinned_at": now}
    with write(catalog) as conn:
        refuse_gone(conn, number)
        if conn.execute(release_pins.update().where(release_pins.c.name == name).values(values)).rowcount == 0:
            conn.execute(release_pins.insert().values(name=name, **values))
        audit.note(conn, actor=actor, action="release.pin", subject=f"release/{number}", detail={"name": name}, now=now)
    return row


def unpin(catalog: Catalog, name: str, *, actor: str, now: datetime) -> Pin:
    """Take a pin away; the release is kept as long as any other. Raises NotThere."""
    with write(catalog) as conn:
        found = conn.execute(select(release_pins).where(release_pins.c.name == name)).mappings().first()
        if found is None:
            raise NotThere(f"no release is pinned as {name!r}")
        row = Pin(**found)
        conn.execute(release_pins.delete().where(release_pins.c.name == name))
        subject = f"release/{row.number}"
        audit.note(conn, actor=actor, action="release.unpin", subject=subject, detail={"name": name}, now=now)
    return row


def list_pins(catalog: Catalog) -> list[Pin]:
    """All pins by name."""
    with read(catalog) as conn:
        return [Pin(**row) for row in conn.execute(select(release_pins).order_by(release_pins.c.name)).mappings()]


def beyond_policy(catalog: Catalog, policy: KeepPolicy, *, now: datetime) -> list[int]:
    """Numbers of releases that the policy does not keep and that are not gone yet."""
    with read(catalog) as conn:
        return _beyond(conn, policy, now)


def let_go(catalog: Catalog, policy: KeepPolicy, *, actor: str, now: datetime) -> list[int]:
    """Note every release beyond the policy as gone; returns their numbers. From then on they answer Gone."""
    with write(catalog) as conn:
        numbers = _beyond(conn, policy, now)
        for number in numbers:
            row = {"number": number, "kind": SWEPT, "reason": WHY.format(number=number), "gone_at": now}
            conn.execute(releases_gone.insert().values(row))
        if numbers:
            detail = {"numbers": numbers}
            audit.note(conn, actor=actor, action="release.gone", subject="releases", detail=detail, now=now)
    return numbers


def _beyond(conn: Connection, policy: KeepPolicy, now: datetime) -> list[int]:
    gone = set(conn.execute(select(releases_gone.c.number)).scalars())
    made: Sequence[tuple[int, datetime]] = [
        (row.number, row.swapped_at)
        for row in conn.execute(select(release_swaps.c.number, release_swaps.c.swapped_at))
        if row.number not in gone
    ]
    pinned = set(conn.execute(select(release_pins.c.number)).scalars())
    kept = kept_releases(made, pinned, policy, now)
    return sorted(number for number, _ in made if number not in kept)
