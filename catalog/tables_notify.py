"""The tables of what happened and who is told of it: events, targets, deliveries and their attempts.

They refer to tables of `catalog.tables` by name. What does not live here: queries (catalog.events, catalog.targets,
catalog.deliveries), changes of tables (catalog.migrations).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table

from catalog.tables_kit import JSON, instant, metadata, text

events = Table(
    "events",
    metadata,
    Column("event_id", sa.Integer, primary_key=True),
    text("message_id", unique=True, comment="the same at every sending and in the Atom feed"),
    text("once", unique=True, comment="kind/feed/version/mark: what is told once only"),
    Column("feed_id", ForeignKey("feeds.feed_id"), nullable=False),
    Column("version_id", ForeignKey("versions.version_id"), comment="null: the feed as a whole"),
    text("kind", comment="checked, published, withdrawn, expiring, expired, silent"),
    text("audience", comment="of the feed when it happened"),
    Column("is_open", sa.Boolean, nullable=False, comment="told to all who may read the feed"),
    Column("facts", JSON, nullable=False),
    instant("happened_at"),
    sa.Index("ix_events_feed_id_event_id", "feed_id", "event_id"),
)

targets = Table(
    "targets",
    metadata,
    Column("target_id", sa.Integer, primary_key=True),
    text("org", ForeignKey("orgs.org")),
    text("channel", comment="webhook or mail"),
    text("name"),
    text("address", comment="a URL or a mail address; empty once removed"),
    text("secret", comment="of a webhook; empty once removed"),
    text("lang", comment="ja or en: of mails"),
    Column("kinds", JSON, nullable=False),
    instant("created_at"),
    instant("failing_since", nullable=True),
    instant("disabled_at", nullable=True),
    text("disabled_reason"),
    instant("removed_at", nullable=True),
    sa.UniqueConstraint("org", "channel", "name"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", sa.Integer, primary_key=True),
    Column("event_id", ForeignKey("events.event_id"), nullable=False),
    Column("target_id", ForeignKey("targets.target_id"), nullable=False, index=True),
    Column("round", sa.Integer, nullable=False, comment="0, then one more for each replay"),
    text("state", comment="waiting, sent, failed, cancelled"),
    Column("attempts", sa.Integer, nullable=False),
    instant("next_at"),
    text("outcome"),
    instant("ended_at", nullable=True),
    sa.UniqueConstraint("event_id", "target_id", "round"),
    sa.Index("ix_deliveries_state_next_at", "state", "next_at"),
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("delivery_id", ForeignKey("deliveries.delivery_id"), primary_key=True),
    Column("attempt", sa.Integer, primary_key=True),
    instant("begun_at"),
    instant("ended_at", nullable=True),
    Column("status", sa.Integer, comment="of HTTP or SMTP; null: there was no answer"),
    text("outcome"),
)
