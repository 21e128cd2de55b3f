"""Generations: which of a feed's published versions rules on which day, and which comes next.

Each publication rules from the day its validity begins (feed_info's start, else its first day of service), and puts
away what an earlier one said of that day and later. So a timetable for October may be published in August: until
September ends the one before is in force. A version gone back from, or withdrawn, is none of them. A scheduled
publication that is announced comes after those published. What does not live here: joining two of them
(feeds.generations), what is on the map (catalog.live).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from catalog.db import Catalog, read
from catalog.feeds import require_feed_id
from catalog.history import stack
from catalog.schedules import waiting_of
from catalog.tables import feed_live, versions
from catalog.tombstones import buried_ids
from catalog.versions import VersionRow, version_by_id
from terms.ids import FeedKey


@dataclass(frozen=True, slots=True)
class Generation:
    """One version that rules from `starts_on` on (None: from ever; local to the feed); `is_planned` while its
    publication waits for its time."""

    version: VersionRow
    starts_on: date | None
    is_planned: bool = False


def generations_of(catalog: Catalog, key: FeedKey, *, upto: int | None = None) -> list[Generation]:
    """The generations of a feed in the order in which they were published, as they were after change `upto` (default:
    now), then those announced; [] while nothing of the feed is live. Raises NotThere."""
    with read(catalog) as conn:
        feed_id = require_feed_id(conn, key)
        live = conn.execute(select(feed_live.c.version_id).where(feed_live.c.feed_id == feed_id)).scalar()
        if live is None:
            return []
        published = stack(conn, feed_id, upto=upto)
        planned = [one for one in _planned(conn, feed_id) if one not in published[-1:]]
        buried = buried_ids(conn)
        both = [*((one, False) for one in published), *((one, True) for one in planned)]
        rows = [(version_by_id(conn, one), plan) for one, plan in both if one not in buried]
    return [Generation(row, starts_on(row), plan) for row, plan in rows if row.state == "ready"]


def starts_on(version: VersionRow) -> date | None:
    """The day its validity begins, as its own file says; None for a version without days."""
    text = version.facts.get("starts_on") or version.facts.get("first_on")
    return date.fromisoformat(str(text)) if text else None


def in_force(many: Sequence[Generation], day: date) -> Generation | None:
    """What rules on that day; None before the first begins."""
    begun = [one for one in many if not one.is_planned and (one.starts_on is None or one.starts_on <= day)]
    return begun[-1] if begun else None


def given_at(many: Sequence[Generation], day: date) -> Generation | None:
    """What is given out for that day: what rules, else, before the first begins, the one published last."""
    published = [one for one in many if not one.is_planned]
    return in_force(many, day) or (published[-1] if published else None)


def following(many: Sequence[Generation], day: date) -> Generation | None:
    """What comes after what is given out on that day: of the later published and the announced ones that begin after
    it, the one that begins first (of equal days the last published). None when nothing does."""
    present = given_at(many, day)
    if present is None:
        return None
    later = many[list(many).index(present) + 1 :]
    ahead = [one for one in later if one.starts_on is not None and one.starts_on > day]
    if not ahead:
        return None
    first = min(one.starts_on for one in ahead if one.starts_on is not None)
    return [one for one in ahead if one.starts_on == first][-1]


def ruling(many: Sequence[Generation]) -> list[Generation]:
    """Those that rule, or will rule, on any day: what a later one puts away from its first day on is none of them, so a
    file that was mended is not given out beside its mending."""
    found: list[Generation] = []
    for number, one in enumerate(many):
        after = [later for later in many[number + 1 :] if one.is_planned or not later.is_planned]
        starts = [later.starts_on or date.min for later in after]
        if not any(start <= (one.starts_on or date.min) for start in starts):
            found.append(one)
    return found


def _planned(conn: Connection, feed_id: int) -> list[int]:
    """Versions whose announced publication waits, in the order of their times."""
    ids = conn.execute(select(versions.c.version_id).where(versions.c.feed_id == feed_id)).scalars()
    waiting = [one for one in waiting_of(conn, list(ids)).values() if one.announced]
    return [one.version_id for one in sorted(waiting, key=lambda one: (one.due_at, one.schedule_id))]
