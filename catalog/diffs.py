"""Comparisons of two versions of one feed: against which one, those that are kept, and the wishes for them.

All are rows of `products` under `org/feed/N/against/M`: `diff` (the document), `diff_map` (what changed as GeoJSON) and
`diff_wish`, which a worker fulfils. The memo key tells of which tables and by which rules one was made. What does not
live here: comparing (feeds.compare), making one (pipelines.comparing), who may read one (api).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from catalog import wishes as stored_wishes
from catalog.db import Catalog, read, write
from catalog.feeds import require_feed_id
from catalog.history import stack
from catalog.products import ProductRow, get_product
from catalog.tables import feed_live, products, versions
from catalog.versions import VersionRow, check_publishable, version_by_id
from catalog.wishes import TRIES as TRIES
from catalog.wishes import is_row
from terms.canonical import digest
from terms.errors import NotThere

DIFF, MAP, WISH = "diff", "diff_map", "diff_wish"
KEPT = timedelta(days=30)
"""So long a comparison is kept; whoever asks later has it made anew."""
LIVE, LAST, BEFORE = "live", "last", "before"
"""Why a version is compared with: it is live; it was, the last one; it was when the other one was made live."""
_GTFS = ("gtfs", "gtfs-jp")
_TYPES = {DIFF: "application/json", MAP: "application/geo+json", WISH: "application/json"}


@dataclass(frozen=True, slots=True)
class Base:
    """The version another is compared with when none is named, and why: LIVE, LAST or BEFORE."""

    version: VersionRow
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of one feed, the older state of things first (not always the smaller number)."""

    old: VersionRow
    new: VersionRow

    @property
    def subject(self) -> str:
        """`org/feed/N/against/M`."""
        return f"{self.new.feed}/{self.new.number}/against/{self.old.number}"

    def memo_key(self, rules: str) -> str:
        """What the comparison is made of: equal key, equal bytes."""
        return digest({"diff": rules, "old": tables_of(self.old), "new": tables_of(self.new)})


@dataclass(frozen=True, slots=True)
class Wish:
    """A comparison that is wanted: row ids of both versions, and how often it was begun in vain."""

    subject: str
    old_id: int
    new_id: int
    tries: int


def tables_of(version: VersionRow) -> dict[str, str]:
    """Table stem → sha256 of the text table of a checked GTFS version; empty for all others."""
    found: dict[str, str] = version.facts.get("tables") or {}
    return dict(sorted(found.items())) if version.format in _GTFS else {}


def check_comparable(version: VersionRow) -> None:
    """Return when the version has tables to compare, blocked or not. Raises Gone (withdrawn), Conflict while it waits
    or when it cannot be read, NotThere for what is no GTFS."""
    if version.state != "blocked":
        check_publishable(version)
    if not tables_of(version):
        raise NotThere(f"version {version.number} of {version.feed} is no GTFS; only GTFS is compared")


def base_of(catalog: Catalog, version: VersionRow) -> Base | None:
    """With what the version is compared when nobody says: one that was live with what was live just before it was made
    so (last); another with what is live now, or was last. Of those, the newest GTFS that is not withdrawn; None without
    any."""
    with read(catalog) as conn:
        feed_id = require_feed_id(conn, version.feed)
        live = conn.execute(select(feed_live.c.version_id).where(feed_live.c.feed_id == feed_id)).scalar()
        was_live = version.live_change is not None
        upto = version.live_change - 1 if version.live_change is not None else None
        for one in reversed(stack(conn, feed_id, upto=upto)):
            row = version_by_id(conn, one)
            if one != version.version_id and row.state == "ready" and tables_of(row):
                return Base(row, BEFORE if was_live else LIVE if one == live else LAST)
    return None


def want(catalog: Catalog, pair: Pair, audience: str, *, now: datetime) -> Wish:
    """Wish for a comparison; a wish that stands stays. Returns it."""
    found = stored_wishes.find(catalog, WISH, pair.subject)
    if found is not None:
        return _as_wish(found)
    facts = {**_about(pair), "old_id": pair.old.version_id, "new_id": pair.new.version_id, "tries": 0}
    with write(catalog) as conn:
        _put(conn, WISH, pair, audience, "", (pair.new.sha256, 0), facts, now)
    return Wish(pair.subject, pair.old.version_id, pair.new.version_id, 0)


def wishes(catalog: Catalog) -> list[Wish]:
    """Wishes that are still worth trying, oldest first."""
    return [_as_wish(row) for row in stored_wishes.still_open(catalog, WISH)]


def end_wish(catalog: Catalog, subject: str) -> None:
    """There is nothing to fulfil any more."""
    stored_wishes.end(catalog, WISH, subject)


def count_try(catalog: Catalog, wish: Wish) -> None:
    """Remember that fulfilling it failed once more."""
    stored_wishes.count_try(catalog, WISH, wish.subject)


def put_diff(
    catalog: Catalog, pair: Pair, audience: str, *, rules: str, document: Path, drawn: Path, facts: Mapping[str, Any],
    now: datetime,
) -> bool:  # fmt: skip
    """Keep a comparison in place of an earlier one and end its wish: bytes first, then both rows. False, and nothing is
    kept, when one of the versions was withdrawn meanwhile."""
    store, memo = catalog.store, pair.memo_key(rules)
    shas = {DIFF: store.put_file(document), MAP: store.put_file(drawn)}
    told = {**facts, **_about(pair)}
    with write(catalog) as conn:
        conn.execute(products.delete().where(is_row(WISH, pair.subject)))
        ids = (pair.old.version_id, pair.new.version_id)
        states = conn.execute(select(versions.c.state).where(versions.c.version_id.in_(ids))).scalars()
        if "withdrawn" in states:
            return False
        for product, sha in shas.items():
            _put(conn, product, pair, audience, memo, (sha, store.size(sha)), told, now)
    return True


def find_diff(catalog: Catalog, pair: Pair, audience: str, rules: str) -> dict[str, ProductRow] | None:
    """DIFF and MAP of two versions by those rules, made for exactly that audience; None until both are there, whole."""
    memo = pair.memo_key(rules)
    found: dict[str, ProductRow] = {}
    for product in (DIFF, MAP):
        row = get_product(catalog, product, audience, pair.subject)
        if row is None or row.memo_key != memo or not catalog.store.exists(row.sha256):
            return None
        found[product] = row
    return found


def drop_diffs(catalog: Catalog, *, before: datetime) -> int:
    """Forget comparisons and wishes from before that instant (their bytes are garbage then); returns how many."""
    return stored_wishes.drop(catalog, (DIFF, MAP, WISH), before=before)


def _about(pair: Pair) -> dict[str, Any]:
    """What a burial looks at: the versions in it."""
    both = ((one.number, one.sha256) for one in (pair.old, pair.new))
    return {"feeds": [{"feed": str(pair.new.feed), "version": n, "file_sha256": sha} for n, sha in both]}


def _put(
    conn: Connection, product: str, pair: Pair, audience: str, memo: str, stored: tuple[str, int],
    facts: Mapping[str, Any], now: datetime,
) -> None:  # fmt: skip
    conn.execute(products.delete().where(is_row(product, pair.subject)))
    row = {"product": product, "audience": audience, "subject": pair.subject, "release": None, "memo_key": memo,
           "sha256": stored[0], "media_type": _TYPES[product], "size_bytes": stored[1], "facts": dict(facts),
           "made_at": now}  # fmt: skip
    conn.execute(products.insert().values(row))


def _as_wish(row: Any) -> Wish:
    facts = row["facts"]
    return Wish(row["subject"], int(facts["old_id"]), int(facts["new_id"]), int(facts["tries"]))
