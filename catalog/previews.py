"""Previews: the tiles of one version alone, made when somebody who may see them asks, and the wishes for them.

Both are rows of `products`. A preview is one archive per tileset, under `org/feed/number/tileset`; its memo key tells
of which parts and how it was cut, so that one of rebuilt parts is stale. A wish, under `org/feed/number`, is fulfilled
by a worker. What does not live here: cutting (pipelines.previews), who may see a preview (api).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from catalog.db import Catalog, read, write
from catalog.tables import products
from catalog.versions import VersionRow
from terms.canonical import digest

PRODUCT, WISH = "preview", "preview_wish"
TRIES = 3
"""How often a preview that fails of itself is begun before its wish says so."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One tileset of one version: a PMTiles archive in the store, b'' when it holds no tile."""

    sha256: str
    memo_key: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Wish:
    """One version whose preview is wanted, and how often it was begun in vain."""

    version_id: int
    subject: str
    tries: int


def memo_key(spec_digest: str, part_shas: Iterable[str]) -> str:
    """What a preview is made of: equal key, equal bytes."""
    return digest({"preview": spec_digest, "parts": sorted(part_shas)})


def subject_of(version: VersionRow) -> str:
    """`org/feed/number`."""
    return f"{version.feed}/{version.number}"


def want(catalog: Catalog, version: VersionRow, audience: str, *, now: datetime) -> Wish:
    """Wish for the preview of a version; a wish that stands stays. Returns it."""
    subject = subject_of(version)
    with read(catalog) as conn:
        found = conn.execute(select(products).where(_wish(subject))).mappings().first()
    if found is not None:
        return _as_wish(found)
    row = {"product": WISH, "audience": audience, "subject": subject, **_values(version.sha256, "", 0, now)}
    with write(catalog) as conn:
        conn.execute(products.delete().where(_wish(subject)))
        conn.execute(products.insert().values({**row, "facts": {"version_id": version.version_id, "tries": 0}}))
    return Wish(version.version_id, subject, 0)


def wishes(catalog: Catalog) -> list[Wish]:
    """Wishes that are still worth trying, oldest first."""
    query = select(products).where(products.c.product == WISH).order_by(products.c.made_at, products.c.subject)
    with read(catalog) as conn:
        found = [_as_wish(row) for row in conn.execute(query).mappings()]
    return [wish for wish in found if wish.tries < TRIES]


def end_wish(catalog: Catalog, subject: str) -> None:
    """The wish is fulfilled, or there is nothing to fulfil any more."""
    with write(catalog) as conn:
        conn.execute(products.delete().where(_wish(subject)))


def count_try(catalog: Catalog, wish: Wish) -> None:
    """Remember that fulfilling it failed once more."""
    facts = {"version_id": wish.version_id, "tries": wish.tries + 1}
    with write(catalog) as conn:
        conn.execute(products.update().where(_wish(wish.subject)).values(facts=facts))


def put_preview(
    catalog: Catalog, version: VersionRow, audience: str, tileset: str, made: Preview, *, now: datetime
) -> None:
    """Register one tileset of a version's preview, replacing an earlier one; the bytes stand in the store already."""
    subject = f"{subject_of(version)}/{tileset}"
    row = {"product": PRODUCT, "audience": audience, "subject": subject}
    with write(catalog) as conn:
        conn.execute(products.delete().where(products.c.product == PRODUCT, products.c.subject == subject))
        conn.execute(
            products.insert().values({**row, **_values(made.sha256, made.memo_key, made.size_bytes, now), "facts": {}})
        )


def previews_of(catalog: Catalog, version: VersionRow, audience: str) -> dict[str, Preview]:
    """Tileset → preview of a version, of those made for exactly that audience."""
    start = f"{subject_of(version)}/"
    mine = (products.c.product == PRODUCT) & (products.c.audience == audience)
    query = select(products).where(mine, products.c.subject.startswith(start, autoescape=True))
    with read(catalog) as conn:
        return {
            row["subject"].removeprefix(start): Preview(row["sha256"], row["memo_key"], row["size_bytes"])
            for row in conn.execute(query).mappings()
        }


def drop_previews(catalog: Catalog, *, before: datetime) -> int:
    """Forget previews and wishes from before that instant (their bytes are garbage then); returns how many."""
    with write(catalog) as conn:
        old = products.c.product.in_((PRODUCT, WISH)) & (products.c.made_at < before)
        return conn.execute(products.delete().where(old)).rowcount


def _wish(subject: str) -> ColumnElement[bool]:
    return (products.c.product == WISH) & (products.c.subject == subject)


def _as_wish(row: Any) -> Wish:
    return Wish(int(row["facts"]["version_id"]), row["subject"], int(row["facts"]["tries"]))


def _values(sha256: str, memo: str, size_bytes: int, now: datetime) -> dict[str, Any]:
    return {
        "release": None, "memo_key": memo, "sha256": sha256, "media_type": "application/vnd.pmtiles",
        "size_bytes": size_bytes, "made_at": now,
    }  # fmt: skip
