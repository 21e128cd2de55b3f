"""What was live of a feed, in which order, and how one call goes back.

The log of changes is read as a stack: a publication puts its version on top (and takes it out from below), going back
takes off what lies above the version it goes to. So going back twice goes two versions back, and what was gone back
from is not returned to. What does not live here: writing changes (catalog.changes), which generation is in force on a
day (catalog.generations).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from catalog import changes
from catalog.changes import PUBLISH, ROLLBACK, TAKE_BACK, Ask
from catalog.db import Catalog, write
from catalog.feeds import require_feed_id
from catalog.tables import feed_live, live_changes, versions
from catalog.versions import VersionRow, version_by_id
from terms.errors import Conflict
from terms.faults import fault
from terms.ids import FeedKey

NOTHING = 0
"""The expected live version when nothing of the feed is live."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """`change` made version `number` live in place of `instead_of` (NOTHING when nothing was); `again` when an earlier
    call had done so."""

    change: int
    number: int
    instead_of: int
    again: bool = False


def roll_back(
    catalog: Catalog, key: FeedKey, *, expected: int, actor: str, now: datetime, reason: str = ""
) -> WentBack:
    """Make the version live that was live before `expected` (a number, or NOTHING). A repeated call answers as the
    first did and changes nothing. Raises NotThere, and Conflict when something else is live or nothing was
    before."""
    fault("live.before_change")
    with write(catalog) as conn:
        feed_id = require_feed_id(conn, key)
        done = _went_back(conn, feed_id, expected)
        if done is not None:
            return done
        present = _live_number(conn, feed_id)
        if present != expected:
            shown = f"version {present} of {key} is live" if present else f"nothing of {key} is live"
            raise Conflict(f"{shown}, not version {expected}" if expected else f"{shown}, and not nothing")
        target = before(conn, feed_id)
        if target is None:
            raise Conflict(f"no version of {key} was live before that may be live again")
        ask = Ask(actor, now, reason or f"rollback from version {expected}")
        change = changes.make_live(conn, target.version_id, ask, now=now, kind=ROLLBACK)
    fault("live.after_change")
    return WentBack(change, target.number, expected)


def before(conn: Connection, feed_id: int) -> VersionRow | None:
    """The version that going back would make live; None when there is none."""
    live = conn.execute(select(feed_live.c.version_id).where(feed_live.c.feed_id == feed_id)).scalar()
    for one in reversed(stack(conn, feed_id)):
        row = version_by_id(conn, one) if one != live else None
        if row is not None and row.state == "ready":
            return row
    return None


def stack(conn: Connection, feed_id: int, *, upto: int | None = None) -> list[int]:
    """Row ids of the versions that were made live and not gone back from, the newest last; withdrawn ones too. With
    `upto` as they were after that change."""
    found: list[int] = []
    for row in _rows(conn, feed_id, upto):
        if row.kind == TAKE_BACK:
            continue
        if row.kind == ROLLBACK and row.version_id in found:
            del found[found.index(row.version_id) + 1 :]
        elif row.version_id in found:
            found.remove(row.version_id)
            found.append(row.version_id)
        else:
            found.append(row.version_id)
    return found


def _rows(conn: Connection, feed_id: int, upto: int | None = None) -> Sequence[Any]:
    query = select(live_changes.c.change, live_changes.c.kind, live_changes.c.version_id).where(
        live_changes.c.feed_id == feed_id, live_changes.c.kind.in_((PUBLISH, ROLLBACK, TAKE_BACK))
    )
    if upto is not None:
        query = query.where(live_changes.c.change <= upto)
    return conn.execute(query.order_by(live_changes.c.change)).all()


def _live_number(conn: Connection, feed_id: int) -> int:
    joined = feed_live.join(versions, versions.c.version_id == feed_live.c.version_id)
    query = select(versions.c.number).select_from(joined).where(feed_live.c.feed_id == feed_id)
    return conn.execute(query).scalar() or NOTHING


def _went_back(conn: Connection, feed_id: int, expected: int) -> WentBack | None:
    """The last change of the feed when it was just this going back."""
    last = _rows(conn, feed_id)[-2:]
    if len(last) < 2 or last[-1].kind != ROLLBACK:
        return None
    instead_of = version_by_id(conn, last[0].version_id).number if last[0].version_id else NOTHING
    if instead_of != expected:
        return None
    return WentBack(last[-1].change, version_by_id(conn, last[-1].version_id).number, expected, again=True)
