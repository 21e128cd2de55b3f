"""Whether what went into a product may still be given out: asked of the catalog at each request, so that a feed that
is taken back leaves at once, before any publisher has worked.

What does not live here: products (catalog.products), what a feed's audience gets (pipelines.live_parts).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from catalog.db import Catalog, read
from catalog.tables import feed_licences, feed_live, feeds, tombstones, versions
from terms.ids import FeedKey

_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class ProductMember:
    """One feed as it went into a product: its version then, and the licences it had."""

    feed: str
    version: int
    licence_ids: tuple[str, ...]


def no_longer_served(catalog: Catalog, audience: str, members: Sequence[ProductMember]) -> dict[str, str]:
    """`org/feed` → why it may not be given to this audience any more: `taken_back`, `audience`, `licence`,
    `withdrawn`, `gone`. Empty when all may. An older version than the live one is no reason."""
    found: dict[str, str] = {}
    with read(catalog) as conn:
        now = _feeds_now(conn, [FeedKey.parse(m.feed) for m in members])
        versions_now = _versions_now(conn, now)
        for member in members:
            why = _why(audience, member, now.get(member.feed), versions_now)
            if why:
                found[member.feed] = why
    return found


def _why(audience: str, member: ProductMember, feed: Any, versions_now: dict[tuple[int, int], tuple[str, bool]]) -> str:
    if feed is None or feed["live"] is None:
        return "taken_back"
    if feed["audience"] != audience:
        return "audience"
    if feed["licence_ids"] != member.licence_ids:
        return "licence"
    state, buried = versions_now.get((feed["feed_id"], member.version), ("", True))
    return "gone" if buried else "withdrawn" if state == "withdrawn" else ""


def _chunks(many: Iterable[Any]) -> Iterable[list[Any]]:
    whole = list(many)
    return (whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE))


def _feeds_now(conn: Connection, keys: Sequence[FeedKey]) -> dict[str, dict[str, Any]]:
    """`org/feed` → feed_id, audience, live (version_id or None), licence_ids in their order."""
    found: dict[str, dict[str, Any]] = {}
    wanted = {str(key) for key in keys}
    for names in _chunks(sorted({key.feed for key in keys})):
        query = (
            select(feeds.c.feed_id, feeds.c.org, feeds.c.feed, feeds.c.audience, feed_live.c.version_id.label("live"))
            .join(feed_live, feed_live.c.feed_id == feeds.c.feed_id, isouter=True)
            .where(feeds.c.feed.in_(names))
        )
        for row in conn.execute(query):
            if f"{row.org}/{row.feed}" in wanted:
                found[f"{row.org}/{row.feed}"] = {
                    "feed_id": row.feed_id,
                    "audience": row.audience,
                    "live": row.live,
                    "licence_ids": (),
                }
    by_id = {one["feed_id"]: one for one in found.values()}
    for ids in _chunks(by_id):
        query_licences = select(feed_licences).where(feed_licences.c.feed_id.in_(ids)).order_by(feed_licences.c.place)
        for row in conn.execute(query_licences):
            by_id[row.feed_id]["licence_ids"] += (row.licence_id,)
    return found


def _versions_now(conn: Connection, now: dict[str, dict[str, Any]]) -> dict[tuple[int, int], tuple[str, bool]]:
    """(feed_id, number) → state, and whether a tombstone stands over it."""
    found: dict[tuple[int, int], tuple[str, bool]] = {}
    for ids in _chunks(one["feed_id"] for one in now.values()):
        buried = conn.execute(
            select(tombstones.c.feed_id, tombstones.c.version_id).where(tombstones.c.feed_id.in_(ids))
        ).all()
        whole = {row.feed_id for row in buried if row.version_id is None}
        single = {row.version_id for row in buried}
        query = select(versions.c.feed_id, versions.c.number, versions.c.version_id, versions.c.state)
        for row in conn.execute(query.where(versions.c.feed_id.in_(ids))):
            is_buried = row.feed_id in whole or row.version_id in single
            found[row.feed_id, row.number] = (row.state, is_buried)
    return found
