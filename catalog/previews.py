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

from sqlalchemy import select

from catalog import wishes as stored_wishes
from catalog.db import Catalog, read, write
from catalog.tables import products
from catalog.versions import VersionRow
from catalog.wishes import TRIES as TRIES
from terms.canonical import digest

PRODUCT, WISH = "preview", "preview_wish"


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
    found = stored_wishes.find(catalog, WISH, subject)
    if found is not None:
        return _as_wish(found)
    row = {"product": WISH, "audience": audience, "subject": subject, **_values(version.sha256, "", 0, now)}
    with write(catalog) as conn:
        conn.execute(products.delete().where(stored_wishes.is_row(WISH, subject)))
        conn.execute(products.insert().values({**row, "facts": {"version_id": version.version_id, "tries": 0}}))
    return Wish(version.version_id, subject, 0)


def wishes(catalog: Catalog) -> list[Wish]:
    """Wishes that are still worth trying, oldest first."""
    return [_as_wish(row) for row in stored_wishes.still_open(catalog, WISH)]


def end_wish(catalog: Catalog, subject: str) -> None:
    """The wish is fulfilled, or there is nothing to fulfil any more."""
    stored_wishes.end(catalog, WISH, subject)


def count_try(catalog: Catalog, wish: Wish) -> None:
    """Remember that fulfilling it failed once more."""
    stored_wishes.count_try(catalog, WISH, wish.subject)


def put_preview(
    catalog: Catalog, version: VersionRow, audience: str, tileset: str, made: Preview, *, now: datetime
) -> None:
    """Register one tileset of a version's preview, replacing an earlier one; the bytes stand in the store already."""
    subject = f"{subject_of(version)}/{tileset}"
    row = {"product": PRODUCT, "audience": audience, "subject": subject}
    with write(catalog) as conn:
        conn.execute(products.delete().where(stored_wishes.is_row(PRODUCT, subject)))
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
    return stored_wishes.drop(catalog, (PRODUCT, WISH), before=before)


def _as_wish(row: Any) -> Wish:
    return Wish(int(row["facts"]["version_id"]), row["subject"], int(row["facts"]["tries"]))


def _values(sha256: str, memo: str, size_bytes: int, now: datetime) -> dict[str, Any]:
    return {
        "release": None, "memo_key": memo, "sha256": sha256, "media_type": "application/vnd.pmtiles",
        "size_bytes": size_bytes, "made_at": now,
    }  # fmt: skip
