"""Intake: a stranger's bytes become a version. Limit, hash, store, register.

The bytes stand in the store before the row speaks of them; the same bytes sent to the same feed are the same version,
also when two clients send them at one moment. What does not live here: looking into the bytes (feeds, boxes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.feeds import require_feed_id
from catalog.keys import Caller
from catalog.tables import versions
from catalog.tombstones import refuse_buried, refuse_buried_feed
from catalog.versions import VersionRow, version_by_id
from terms.faults import fault
from terms.ids import FeedKey

_UNSAFE = re.compile(r"[\x00-\x1f\x7f\"]|[\ud800-\udfff]")


def receive(
    catalog: Catalog,
    key: FeedKey,
    chunks: Iterable[bytes],
    *,
    file_name: str | Callable[[], str],
    media_type: str | Callable[[], str],
    max_bytes: int,
    caller: Caller,
    now: datetime,
) -> VersionRow:
    """Take in one file; returns its version, with `again=True` when the feed had these bytes already (a failed version
    is then tried anew). Raises KeyUnknown, NotAllowed, NotThere before a byte is read, TooLarge when there are too
    many, Gone when the feed, or these bytes of it, were withdrawn for legal reasons. A name or type given as a function
    is asked once all bytes came. When it returns, bytes and row are safe."""
    caller.require("upload", key.org)
    with read(catalog) as conn:
        refuse_buried_feed(conn, require_feed_id(conn, key))
    sha256, size_bytes = catalog.store.put_stream(chunks, max_bytes)
    fault("intake.before_register")
    facts = {
        "sha256": sha256,
        "size_bytes": size_bytes,
        "file_name": clean_file_name(file_name if isinstance(file_name, str) else file_name()),
        "media_type": _UNSAFE.sub("", media_type if isinstance(media_type, str) else media_type())[:100],
    }
    row = _register_again_if_raced(catalog, key, facts, caller.actor, now)
    fault("intake.after_register")
    return row


def clean_file_name(name: str) -> str:
    """The last part of a sender's file name without control characters, at most 200 characters; 'upload' when none."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNSAFE.sub("", last).strip()[-200:] or "upload"


def _register_again_if_raced(
    catalog: Catalog, key: FeedKey, facts: dict[str, object], actor: str, now: datetime
) -> VersionRow:
    try:
        return _register(catalog, key, facts, actor, now)
    except IntegrityError:  # a writer that does not take turns was faster: now its row is there to be found
        return _register(catalog, key, facts, actor, now)


def _register(catalog: Catalog, key: FeedKey, facts: dict[str, object], actor: str, now: datetime) -> VersionRow:
    with write(catalog) as conn:
        feed_id = require_feed_id(conn, key)
        same = (versions.c.feed_id == feed_id) & (versions.c.sha256 == facts["sha256"])
        present = conn.execute(select(versions.c.version_id, versions.c.state).where(same)).first()
        refuse_buried_feed(conn, feed_id)
        if present is not None:
            refuse_buried(conn, present.version_id)
            if present.state == "failed":
                _try_anew(conn, present.version_id)
            return replace(version_by_id(conn, present.version_id), again=True)
        highest = conn.execute(select(func.max(versions.c.number)).where(versions.c.feed_id == feed_id)).scalar()
        row = {
            **facts,
            "feed_id": feed_id,
            "number": (highest or 0) + 1,
            "received_by": actor,
            "received_at": now,
            "state": "received",
            "reason": "",
            "attempt": 0,
            "format": "",
            "edition": "",
            "facts": {},
            "publish_wanted": False,
            "wanted_by": "",
        }
        version_id = conn.execute(versions.insert().values(row).returning(versions.c.version_id)).scalar_one()
        detail = {"sha256": facts["sha256"], "file_name": facts["file_name"]}
        subject = f"{key}/{row['number']}"
        audit.note(conn, actor=actor, action="version.receive", subject=subject, detail=detail, now=now)
        return version_by_id(conn, version_id)


def _try_anew(conn: Connection, version_id: int) -> None:
    conn.execute(
        versions.update().where(versions.c.version_id == version_id).values(state="received", attempt=0, reason="")
    )
