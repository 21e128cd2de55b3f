"""Releases: a number, one manifest per audience, and which of them was current when.

Only the holder of the publisher's lease writes here: each grant of the lease has a higher fencing number, and an old
number can neither add a release nor move the pointer. A release that never became current is nothing: nobody can read
it, and the next publisher takes its number. What does not live here: deriving a release (pipelines).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.tables import leases, release_manifests, release_swaps, releases, releases_gone
from terms.errors import Gone, LeaseLost, NotThere, StoreError
from terms.releases import Manifest, manifest_from_json

PUBLISHER = "publisher"
"""The name of the lease that guards releases."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release: it holds all changes up to `change`; `made_at` is when it became current; `manifests` maps audience
    → SHA-256 of the manifest. Show nobody the audiences of others."""

    number: int
    change: int
    made_at: datetime
    manifests: dict[str, str]


def take_lease(catalog: Catalog, name: str, holder: str, *, now: datetime, ttl_s: float) -> int | None:
    """Take the lease when it is free, expired or the holder's own; returns the new fencing number, else None. `holder`
    must name one process only. While another holds it, this only reads."""
    with read(catalog) as conn:
        if _is_held_by_other(conn, name, holder, now):
            return None
    with write(catalog) as conn:
        if _is_held_by_other(conn, name, holder, now):
            return None
        same = leases.c.name == name
        fencing = (conn.execute(select(leases.c.fencing).where(same)).scalar() or 0) + 1
        values = {"holder": holder, "fencing": fencing, "until": now + timedelta(seconds=ttl_s)}
        if conn.execute(leases.update().where(same).values(values)).rowcount == 0:
            conn.execute(leases.insert().values(name=name, **values))
        return fencing


def renew_lease(catalog: Catalog, name: str, holder: str, *, fencing: int, now: datetime, ttl_s: float) -> None:
    """Prolong the lease; raises LeaseLost when somebody else took it meanwhile."""
    with write(catalog) as conn:
        ours = (leases.c.name == name) & (leases.c.holder == holder) & (leases.c.fencing == fencing)
        until = now + timedelta(seconds=ttl_s)
        if conn.execute(leases.update().where(ours).values(until=until)).rowcount == 0:
            raise LeaseLost(f"the lease {name} went to another holder")


def give_lease(catalog: Catalog, name: str, holder: str, *, fencing: int, now: datetime) -> None:
    """Give the lease back; nothing happens when it is not ours any more."""
    with write(catalog) as conn:
        ours = (leases.c.name == name) & (leases.c.holder == holder) & (leases.c.fencing == fencing)
        conn.execute(leases.update().where(ours).values(holder="", until=now))


def lease_holder(catalog: Catalog, name: str) -> str:
    """Who holds the lease, also when its time is over; '' when it was given back or never taken."""
    with read(catalog) as conn:
        return conn.execute(select(leases.c.holder).where(leases.c.name == name)).scalar() or ""


def check_fencing(conn: Connection, lease: str, fencing: int) -> None:
    """Raise LeaseLost unless this is the present fencing number of the lease and it is held: inside the transaction
    that the lease guards."""
    row = conn.execute(select(leases).where(leases.c.name == lease)).first()
    if row is None or row.fencing != fencing or row.holder == "":
        raise LeaseLost(f"fencing number {fencing} of the lease {lease} is not the present one")


def next_number(catalog: Catalog) -> int:
    """The number the next release will have (numbers have no gaps)."""
    with read(catalog) as conn:
        return (_current_number(conn) or 0) + 1


def add_release(
    catalog: Catalog,
    *,
    manifests: Mapping[str, str],
    change: int,
    base: int | None,
    fencing: int,
    now: datetime,
    number: int | None = None,
    lease: str = PUBLISHER,
) -> int:
    """Write the row of a release that is not current yet; returns its number, which is `next_number` of when the work
    began (LeaseLost when `number` is given and another is due). `manifests` maps audience → SHA-256, already in the
    store (StoreError otherwise); `base` is the release it was derived on. Raises LeaseLost when the fencing number is
    old or `base` is not current any more. A row left by a publisher that died before the swap is replaced."""
    missing = [sha for sha in manifests.values() if not catalog.store.exists(sha)]
    if missing:
        raise StoreError(f"manifests {missing} are not in the store")
    with write(catalog) as conn:
        check_fencing(conn, lease, fencing)
        current_number = _current_number(conn)
        due = (current_number or 0) + 1
        if base != current_number or number not in (None, due):
            raise LeaseLost(f"release {number or due} was begun on release {base}, but {current_number} is current")
        conn.execute(release_manifests.delete().where(release_manifests.c.number == due))
        conn.execute(releases.delete().where(releases.c.number == due))
        conn.execute(releases.insert().values(number=due, change=change, base=base, fencing=fencing, made_at=now))
        for audience, sha256 in sorted(manifests.items()):
            conn.execute(release_manifests.insert().values(number=due, audience=audience, sha256=sha256))
        return due


def swap_current(
    catalog: Catalog,
    *,
    expected: int | None,
    new: int,
    fencing: int,
    now: datetime | None = None,
    lease: str = PUBLISHER,
) -> None:
    """Move the pointer from `expected` to `new`. Raises LeaseLost when the fencing number is old, `expected` is not
    current, or `new` was not derived from it by this very holder. `now` (default: when the release was added) is the
    instant from which `release_at` finds it; it never goes back behind the swap before."""
    with write(catalog) as conn:
        check_fencing(conn, lease, fencing)
        last = conn.execute(select(release_swaps).order_by(release_swaps.c.swap.desc()).limit(1)).first()
        if (last.number if last else None) != expected:
            raise LeaseLost(f"release {expected} is not current any more")
        row = conn.execute(select(releases).where(releases.c.number == new)).first()
        if row is None or row.base != expected or row.fencing != fencing:
            raise LeaseLost(f"release {new} was not made on release {expected} under this lease")
        moment = now or row.made_at
        if last is not None and moment < last.swapped_at:
            moment = last.swapped_at
        swap = (last.swap if last else 0) + 1
        conn.execute(release_swaps.insert().values(swap=swap, number=new, swapped_at=moment))
        detail = {"change": row.change, "base": expected, "fencing": fencing}
        audit.note(conn, actor=lease, action="release.current", subject=f"release/{new}", detail=detail, now=moment)


def current(catalog: Catalog) -> ReleaseRow | None:
    """The current release; None before the first."""
    with read(catalog) as conn:
        rows = _load(conn, _query().order_by(release_swaps.c.swap.desc()).limit(1))
    return rows[0] if rows else None


def get_release(catalog: Catalog, number: int) -> ReleaseRow:
    """A release that is or was current; raises NotThere, Gone when it is not kept any more."""
    if not 0 < number < 1 << 31:
        raise NotThere(f"no release {number}")
    with read(catalog) as conn:
        refuse_gone(conn, number)
        rows = _load(conn, _query().where(releases.c.number == number))
    if not rows:
        raise NotThere(f"no release {number}")
    return rows[0]


def release_at(catalog: Catalog, moment: datetime) -> ReleaseRow:
    """The release that was current at that instant; raises NotThere before the first, Gone when it is not kept."""
    before = _query().where(release_swaps.c.swapped_at <= moment)
    with read(catalog) as conn:
        newest = before.order_by(release_swaps.c.swapped_at.desc(), release_swaps.c.swap.desc())
        rows = _load(conn, newest.limit(1))
        for row in rows:
            refuse_gone(conn, row.number)
    if not rows:
        raise NotThere("no release was current at that moment")
    return rows[0]


def list_releases(catalog: Catalog, limit: int = 50, *, before: int | None = None) -> list[ReleaseRow]:
    """Releases that are or were current and are kept, newest first; only numbers below `before` when given (paging)."""
    kept = release_swaps.c.number.not_in(select(releases_gone.c.number))
    query = _query().where(kept).order_by(release_swaps.c.number.desc()).limit(limit)
    with read(catalog) as conn:
        return _load(conn, query if before is None else query.where(release_swaps.c.number < before))


def refuse_gone(conn: Connection, number: int) -> None:
    """Raise Gone with the reason for a release that is not kept any more."""
    reason = conn.execute(select(releases_gone.c.reason).where(releases_gone.c.number == number)).scalar()
    if reason is not None:
        raise Gone(reason)


def load_manifest(catalog: Catalog, release: ReleaseRow, audience: str) -> Manifest:
    """The manifest of one audience; raises NotThere when the release has none for it."""
    sha256 = release.manifests.get(audience)
    if sha256 is None:
        raise NotThere(f"release {release.number} has nothing for this audience")
    manifest = manifest_from_json(json.loads(catalog.store.read(sha256)))
    if manifest.audience != audience or manifest.release != release.number:
        raise StoreError(f"manifest {sha256} is not that of release {release.number} for its audience")
    return manifest


def _is_held_by_other(conn: Connection, name: str, holder: str, now: datetime) -> bool:
    row = conn.execute(select(leases).where(leases.c.name == name)).first()
    return row is not None and row.holder not in ("", holder) and row.until > now


def _current_number(conn: Connection) -> int | None:
    return conn.execute(select(func.max(release_swaps.c.number))).scalar()


def _query() -> Select[tuple[int, int, datetime]]:
    joined = release_swaps.join(releases, releases.c.number == release_swaps.c.number)
    return select(releases.c.number, releases.c.change, release_swaps.c.swapped_at).select_from(joined)


def _load(conn: Connection, query: Select[tuple[int, int, datetime]]) -> list[ReleaseRow]:
    rows = conn.execute(query).all()
    manifests: dict[int, dict[str, str]] = {row.number: {} for row in rows}
    wanted = select(release_manifests).where(release_manifests.c.number.in_(list(manifests)))
    for found in conn.execute(wanted.order_by(release_manifests.c.audience)):
        manifests[found.number][found.audience] = found.sha256
    return [ReleaseRow(row.number, row.change, row.swapped_at, manifests[row.number]) for row in rows]
