"""The table of browser sessions: which key stands behind one, and until when.

It refers to tables of `catalog.tables` by name. What does not live here: queries (catalog.sessions), changes of tables
(catalog.migrations).
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from catalog.tables_kit import SHA, instant, metadata, text

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", SHA, primary_key=True),
    text("key_id", ForeignKey("keys.key_id"), comment="the key it was made with; who it is, is read from there"),
    instant("made_at"),
    instant("expires_at"),
    instant("ended_at", nullable=True),
)
