"""Standing: what of the releases made before may be given out now, after a burial or when a feed is for fewer people.

A release never changes; but one that holds a buried version, a feed that is for another audience by now, or one whose
licence does not permit it any more, is closed as a whole for that audience. The current release stays open until the
publisher has made the next one. What does not live here: tombstones themselves, answering (api.readmodel).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from catalog.db import Catalog, read
from catalog.tables import audit, feed_licences, feeds, releases_gone, tombstones, versions
from terms.licences import may_serve
from terms.releases import Manifest


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at one moment: `stamp` rises with every deed; feeds by `org/feed`; tombstones by `org/feed` and
    version number (None: all of them) with their reasons; releases that are gone, with their reasons."""

    stamp: int = -1
    audiences: Mapping[str, str] = field(default_factory=dict)
    licences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    buried: Mapping[tuple[str, int | None], str] = field(default_factory=dict)
    gone: Mapping[int, str] = field(default_factory=dict)


def last_stamp(catalog: Catalog) -> int:
    """The stamp of this moment; while it stays, so does the standing."""
    with read(catalog) as conn:
        return conn.execute(select(func.max(audit.c.audit_id))).scalar() or 0


def read_standing(catalog: Catalog) -> Standing:
    """The standing of this moment."""
    buried_query = (
        select(tombstones.c.reason, feeds.c.org, feeds.c.feed, versions.c.number)
        .join(feeds, feeds.c.feed_id == tombstones.c.feed_id)
        .outerjoin(versions, versions.c.version_id == tombstones.c.version_id)
    )
    with read(catalog) as conn:
        stamp = conn.execute(select(func.max(audit.c.audit_id))).scalar() or 0
        rows = conn.execute(select(feeds.c.feed_id, feeds.c.org, feeds.c.feed, feeds.c.audience)).all()
        names = {row.feed_id: f"{row.org}/{row.feed}" for row in rows}
        licences: dict[str, tuple[str, ...]] = dict.fromkeys(names.values(), ())
        for row in conn.execute(select(feed_licences).order_by(feed_licences.c.feed_id, feed_licences.c.place)):
            licences[names[row.feed_id]] += (row.licence_id,)
        buried = {(f"{row.org}/{row.feed}", row.number): row.reason for row in conn.execute(buried_query)}
        gone = {row.number: row.reason for row in conn.execute(select(releases_gone))}
    return Standing(stamp, {names[row.feed_id]: row.audience for row in rows}, licences, buried, gone)


def buried_in(standing: Standing, manifest: Manifest) -> str | None:
    """The reason of a burial that closes this release for its audience; None when nothing in it is buried."""
    if not standing.buried:
        return None
    found = (standing.buried.get((one.feed, number)) for one in manifest.feeds for number in (None, one.version))
    return next((reason for reason in found if reason is not None), None)


def why_closed(standing: Standing, manifest: Manifest, *, unknown_is_yes: bool) -> str | None:
    """Why this release may not be given to its audience any more; None when it may. Names no feed: who asks might not
    know of it."""
    number = manifest.release
    if number in standing.gone:
        return standing.gone[number]
    reason = buried_in(standing, manifest)
    if reason is not None:
        return f"release {number} holds data that was withdrawn for legal reasons: {reason}"
    for one in manifest.feeds:
        audience = standing.audiences.get(one.feed)
        licences = standing.licences.get(one.feed, ())
        if audience != manifest.audience or not may_serve(audience, licences, unknown_is_yes=unknown_is_yes):
            return f"release {number} holds data that is not for this audience any more"
    return None
