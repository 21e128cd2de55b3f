"""Products: what is made beside a release, off its path: `unified` of an audience, `statistics` of a feed, `merged` of
two generations of a feed.

A product is the newest one of its name, audience and subject; it says from which release it was made and by which
recipe (memo key). Equal key, no work. What does not live here: making them (pipelines.afterwork), whether one may
still be given out (api.routers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from catalog.db import Catalog, read, write
from catalog.tables import leases, products
from terms.audiences import parse_audience
from terms.errors import LeaseLost, StoreError

UNIFIED, STATISTICS, MERGED = "unified", "statistics", "merged"


@dataclass(frozen=True, slots=True)
class Fence:
    """The lease under which a product is made: its name, and the fencing number it was taken with."""

    lease: str
    fencing: int


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product. `subject` is '' for all of the audience, else `org/feed`; `release` the one it was last found right
    for (None: made outside any); `facts` tell what it holds without reading it."""

    product: str
    audience: str
    subject: str
    release: int | None
    memo_key: str
    sha256: str
    media_type: str
    size_bytes: int
    facts: dict[str, Any]
    made_at: datetime


def put_product(
    catalog: Catalog,
    *,
    product: str,
    audience: str,
    subject: str,
    release: int | None,
    memo_key: str,
    data: bytes | Path | None = None,
    sha256: str | None = None,
    media_type: str,
    facts: Mapping[str, Any],
    now: datetime,
    fence: Fence | None = None,
) -> ProductRow:
    """Keep a product in place of the one before: bytes (`data`, or a file) or what stands in the store under `sha256`.
    Bytes first, then the row. Raises LeaseLost when the fence is old, StoreError when `sha256` is not there,
    ValueError unless exactly one of `data` and `sha256` is given."""
    parse_audience(audience)
    if (data is None) == (sha256 is None):
        raise ValueError("a product is either bytes or the name of bytes that are there")
    name = sha256 or _stored(catalog, data)
    if not catalog.store.exists(name):
        raise StoreError(f"{name} is not in the store")
    same = {"product": product, "audience": audience, "subject": subject}
    values = {"release": release, "memo_key": memo_key, "sha256": name, "media_type": media_type, "made_at": now,
              "size_bytes": catalog.store.size(name), "facts": dict(facts)}  # fmt: skip
    with write(catalog) as conn:
        _check_fence(conn, fence)
        if conn.execute(products.update().filter_by(**same).values(values)).rowcount == 0:
            conn.execute(products.insert().values(**same, **values))
        return _row(conn.execute(_query().filter_by(**same)).mappings().one())


def confirm_product(catalog: Catalog, row: ProductRow, release: int, *, fence: Fence | None = None) -> None:
    """Note that an unchanged product is right for this release too. Raises LeaseLost when the fence is old."""
    same = {"product": row.product, "audience": row.audience, "subject": row.subject, "memo_key": row.memo_key}
    with write(catalog) as conn:
        _check_fence(conn, fence)
        conn.execute(products.update().filter_by(**same).values(release=release))


def get_product(catalog: Catalog, product: str, audience: str, subject: str = "") -> ProductRow | None:
    """The newest product of that name for exactly that audience; None while there is none."""
    with read(catalog) as conn:
        found = conn.execute(_query().filter_by(product=product, audience=audience, subject=subject)).mappings().first()
    return _row(found) if found is not None else None


def list_products(catalog: Catalog, *, product: str | None = None, audience: str | None = None) -> list[ProductRow]:
    """All products (of a name, of an audience), in the order of their names."""
    named = {"product": product, "audience": audience}
    query = _query().filter_by(**{k: v for k, v in named.items() if v is not None})
    with read(catalog) as conn:
        rows = conn.execute(query.order_by(products.c.product, products.c.audience, products.c.subject)).mappings()
        return [_row(found) for found in rows]


def drop_product(catalog: Catalog, row: ProductRow, *, fence: Fence | None = None) -> None:
    """Forget a product: its feed is not served any more. Its bytes are swept later. LeaseLost when the fence is old."""
    same = {"product": row.product, "audience": row.audience, "subject": row.subject, "memo_key": row.memo_key}
    with write(catalog) as conn:
        _check_fence(conn, fence)
        conn.execute(products.delete().filter_by(**same))


def _stored(catalog: Catalog, data: bytes | Path | None) -> str:
    return catalog.store.put_file(data) if isinstance(data, Path) else catalog.store.put(data or b"")


def _check_fence(conn: Connection, fence: Fence | None) -> None:
    if fence is None:
        return
    row = conn.execute(select(leases).where(leases.c.name == fence.lease)).first()
    if row is None or row.fencing != fence.fencing or row.holder == "":
        raise LeaseLost(f"fencing number {fence.fencing} of the lease {fence.lease} is not the present one")


def _query() -> Select[Any]:
    return select(products)


def _row(found: RowMapping) -> ProductRow:
    return ProductRow(**{name: found[name] for name in ProductRow.__dataclass_fields__})
