"""The table of sources: at which address a feed is followed, and how asking there went.

It refers to tables of `catalog.tables` by name. What does not live here: queries (catalog.sources), changes of tables
(catalog.migrations).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table

from catalog.tables_kit import instant, metadata, text

sources = Table(
    "sources",
    metadata,
    Column("feed_id", ForeignKey("feeds.feed_id"), primary_key=True, autoincrement=False),
    text("url", comment="may hold a key in its query: shown whole to who administers the feed only"),
    Column("every_hours", sa.Integer, nullable=False),
    text("set_by"),
    instant("set_at"),
    text("etag", comment="of the bytes taken in last; empty: it had none"),
    text("last_modified", comment="as the server wrote it; empty: it had none"),
    Column("version_id", ForeignKey("versions.version_id"), comment="the version taken in last from there"),
    instant("next_at"),
    instant("asked_at", nullable=True),
    instant("changed_at", nullable=True),
    instant("failed_at", nullable=True),
    Column("failures", sa.Integer, nullable=False, comment="in a row"),
    Column("status", sa.Integer, comment="of HTTP, of the last answer; null: there was none"),
    text("outcome", comment="of the last asking, in words"),
    text("claim_holder", nullable=True),
    instant("claim_until", nullable=True),
    sa.Index("ix_sources_next_at", "next_at"),
)
