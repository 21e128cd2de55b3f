"""Wishes: rows of `products` by which somebody asks a worker for a thing that costs work; `facts.tries` counts tries.

What does not live here: what is wished for and what comes of it (catalog.previews, catalog.diffs).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, select

from catalog.db import Catalog, read, write
from catalog.tables import products

TRIES = 3
"""How often a thing whose making fails of itself is begun before its wish says so."""


def is_row(product: str, subject: str) -> ColumnElement[bool]:
    """Of that product and subject, for whatever audience."""
    return (products.c.product == product) & (products.c.subject == subject)


def find(catalog: Catalog, product: str, subject: str) -> RowMapping | None:
    """The wish that stands."""
    with read(catalog) as conn:
        return conn.execute(select(products).where(is_row(product, subject))).mappings().first()


def still_open(catalog: Catalog, product: str) -> list[RowMapping]:
    """Wishes that are still worth trying, oldest first."""
    query = select(products).where(products.c.product == product).order_by(products.c.made_at, products.c.subject)
    with read(catalog) as conn:
        return [row for row in conn.execute(query).mappings() if int(row["facts"]["tries"]) < TRIES]


def end(catalog: Catalog, product: str, subject: str) -> None:
    """The wish is fulfilled, or there is nothing to fulfil any more."""
    with write(catalog) as conn:
        conn.execute(products.delete().where(is_row(product, subject)))


def count_try(catalog: Catalog, product: str, subject: str) -> None:
    """Remember that fulfilling it failed once more."""
    with write(catalog) as conn:
        row = conn.execute(select(products.c.facts).where(is_row(product, subject))).first()
        if row is not None:
            facts = {**row.facts, "tries": int(row.facts["tries"]) + 1}
            conn.execute(products.update().where(is_row(product, subject)).values(facts=facts))


def drop(catalog: Catalog, kinds: tuple[str, ...], *, before: datetime) -> int:
    """Forget rows of those products from before that instant (their bytes are garbage then); returns how many."""
    with write(catalog) as conn:
        old = products.c.product.in_(kinds) & (products.c.made_at < before)
        return conn.execute(products.delete().where(old)).rowcount
