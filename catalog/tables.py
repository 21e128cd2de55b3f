"""The tables of the catalog, as SQLAlchemy Core declares them; `catalog.migrations` makes them.

Those of events and their sending stand in `catalog.tables_notify`, that of addresses followed in
`catalog.tables_sources`, that of browsers' sessions in `catalog.tables_sessions`; all are named here. What does not
live here: queries (one file per noun), changes of tables (catalog.migrations), how instants are stored
(catalog.tables_kit).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table

from catalog.tables_kit import JSON as _JSON
from catalog.tables_kit import SHA as _SHA
from catalog.tables_kit import Instant as Instant
from catalog.tables_kit import instant as _instant
from catalog.tables_kit import metadata as metadata
from catalog.tables_kit import text as _text
from catalog.tables_notify import deliveries as deliveries
from catalog.tables_notify import delivery_attempts as delivery_attempts
from catalog.tables_notify import events as events
from catalog.tables_notify import targets as targets
from catalog.tables_sessions import sessions as sessions
from catalog.tables_sources import sources as sources

licences = Table(
    "licences",
    metadata,
    _text("licence_id", primary_key=True),
    _text("name_ja"),
    _text("name_en"),
    _text("url"),
    _text("redistribute"),
    _text("derive"),
    _text("commercial"),
    _text("share_alike"),
    _text("attribution"),
    _text("mark"),
)

orgs = Table("orgs", metadata, _text("org", primary_key=True), _text("name"), _instant("created_at"))

keys = Table(
    "keys",
    metadata,
    _text("key_id", primary_key=True),
    _text("org", ForeignKey("orgs.org"), nullable=True, comment="null: the key administers every organisation"),
    Column("secret_sha256", _SHA, nullable=False),
    Column("scopes", _JSON, nullable=False),
    Column("grants", _JSON, nullable=False),
    _instant("created_at"),
    Column("revoked_at", Instant, nullable=True, comment="from when it is void; may lie ahead"),
    _text("person", server_default="", comment="who holds it; empty: made before persons had names, or for no one"),
    _text("replaces", server_default="", comment="key_id of the key it came in place of; empty: of none"),
    _text("used_on", server_default="", comment="UTC day of its last use, as text; empty: never"),
)

agents = Table(
    "agents",
    metadata,
    _text("org", ForeignKey("orgs.org"), primary_key=True, comment="whose feeds they are"),
    _text("agent", ForeignKey("orgs.org"), primary_key=True, comment="the organisation that acts for it"),
    Column("scopes", _JSON, nullable=False),
    _instant("granted_at"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("feed_id", sa.Integer, primary_key=True),
    _text("org", ForeignKey("orgs.org")),
    _text("feed"),
    _text("title"),
    _text("holder"),
    _text("audience", index=True),
    _text("timezone", nullable=True),
    _text("edition"),
    Column("publish_when_clean", sa.Boolean, nullable=False),
    _instant("created_at"),
    Column("policy", _JSON, comment="null: the default of what blocks (terms.policies)"),
    Column("silent_after_days", sa.Integer, comment="days without a new version after which it is told; null: never"),
    sa.UniqueConstraint("org", "feed"),
)

feed_licences = Table(
    "feed_licences",
    metadata,
    Column("feed_id", ForeignKey("feeds.feed_id"), primary_key=True),
    Column("place", sa.Integer, primary_key=True, comment="order in which they are credited"),
    _text("licence_id", ForeignKey("licences.licence_id")),
)

versions = Table(
    "versions",
    metadata,
    Column("version_id", sa.Integer, primary_key=True),
    Column("feed_id", ForeignKey("feeds.feed_id"), nullable=False),
    Column("number", sa.Integer, nullable=False),
    Column("sha256", _SHA, nullable=False),
    Column("size_bytes", sa.BigInteger, nullable=False),
    _text("file_name"),
    _text("media_type"),
    _text("received_by"),
    _instant("received_at"),
    _text("state"),
    _text("reason", comment="why failed or withdrawn"),
    Column("attempt", sa.Integer, nullable=False),
    _text("claim_holder", nullable=True),
    _instant("claim_until", nullable=True),
    _instant("checked_at", nullable=True),
    _text("format"),
    _text("edition"),
    Column("facts", _JSON, nullable=False),
    Column("report_sha", _SHA),
    Column("publish_wanted", sa.Boolean, nullable=False),
    _instant("wanted_at", nullable=True),
    _text("wanted_by"),
    Column("live_change", sa.Integer, comment="the change that last made it live"),
    sa.UniqueConstraint("feed_id", "number"),
    sa.UniqueConstraint("feed_id", "sha256"),
    sa.Index("ix_versions_state_claim_until", "state", "claim_until"),
)

reports = Table(
    "reports",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    _text("reference_date", primary_key=True),
    _text("rule_set", primary_key=True),
    _text("engine", primary_key=True),
    Column("sha256", _SHA, nullable=False),
    Column("publishable", sa.Boolean, nullable=False),
    Column("errors", sa.BigInteger, nullable=False),
    _instant("made_at"),
    Column("rows_sha", _SHA, comment="null: no file of all findings was made"),
)

artifacts = Table(
    "artifacts",
    metadata,
    _text("memo_key", primary_key=True),
    _text("audience", primary_key=True),
    Column("sha256", _SHA, nullable=False, index=True),
    _text("media_type"),
    Column("size_bytes", sa.BigInteger, nullable=False),
    Column("licence_ids", _JSON, nullable=False),
    Column("made_from", _JSON, nullable=False),
    Column("made_by", _JSON, nullable=False),
    Column("bounds", _JSON),
    Column("facts", _JSON, nullable=False),
    _instant("made_at"),
)

parts = Table(
    "parts",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    _text("collection", primary_key=True),
    Column("sha256", _SHA, nullable=False),
    Column("index_sha", _SHA, nullable=False),
    Column("count", sa.BigInteger, nullable=False),
    Column("bounds", _JSON),
    _text("memo_key"),
    Column("facts", _JSON, nullable=False),
    _instant("made_at"),
)

live_changes = Table(
    "live_changes",
    metadata,
    Column("change", sa.Integer, primary_key=True, autoincrement=False),
    Column("feed_id", ForeignKey("feeds.feed_id"), comment="null: everything is to be derived anew"),
    Column("version_id", ForeignKey("versions.version_id")),
    _text("kind", comment="publish, take_back, feed, rebuild"),
    _text("actor"),
    _text("reason"),
    _instant("changed_at"),
)

feed_live = Table(
    "feed_live",
    metadata,
    Column("feed_id", ForeignKey("feeds.feed_id"), primary_key=True),
    Column("version_id", ForeignKey("versions.version_id"), comment="null: taken back"),
    _instant("live_at"),
    _instant("asked_at"),
    Column("change", ForeignKey("live_changes.change"), nullable=False),
)

schedules = Table(
    "schedules",
    metadata,
    Column("schedule_id", sa.Integer, primary_key=True),
    Column("version_id", ForeignKey("versions.version_id"), nullable=False, index=True),
    _instant("due_at"),
    _text("timezone", comment="IANA name in which the time was given and is shown"),
    Column("announced", sa.Boolean, nullable=False, comment="given out as next.zip before its time"),
    _text("state", comment="waiting, done, cancelled, replaced, refused"),
    _text("outcome", comment="why it was refused or cancelled"),
    _text("actor"),
    _instant("set_at"),
    _instant("ended_at", nullable=True),
    sa.Index("ix_schedules_state_due_at", "state", "due_at"),
)

overrides = Table(
    "overrides",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    _text("reason"),
    _text("actor"),
    _instant("set_at"),
)

leases = Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("holder", comment="empty: given back"),
    Column("fencing", sa.BigInteger, nullable=False),
    _instant("until"),
)

releases = Table(
    "releases",
    metadata,
    Column("number", sa.Integer, primary_key=True, autoincrement=False),
    Column("change", sa.Integer, nullable=False),
    Column("base", sa.Integer),
    Column("fencing", sa.BigInteger, nullable=False),
    _instant("made_at"),
)

release_manifests = Table(
    "release_manifests",
    metadata,
    Column("number", ForeignKey("releases.number"), primary_key=True),
    _text("audience", primary_key=True),
    Column("sha256", _SHA, nullable=False),
)

release_swaps = Table(
    "release_swaps",
    metadata,
    Column("swap", sa.Integer, primary_key=True, autoincrement=False),
    Column("number", ForeignKey("releases.number"), nullable=False, unique=True),
    Column("swapped_at", Instant, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", sa.Integer, primary_key=True),
    _instant("noted_at"),
    _text("actor"),
    _text("action"),
    _text("subject", index=True),
    Column("detail", _JSON, nullable=False),
)

usage = Table(
    "usage",
    metadata,
    _text("day_on", primary_key=True),
    _text("what", primary_key=True),
    _text("audience", primary_key=True),
    _text("subject", primary_key=True),
    Column("count", sa.BigInteger, nullable=False),
)

products = Table(
    "products",
    metadata,
    _text("product", primary_key=True, comment="unified, statistics: what is made beside a release, off its path"),
    _text("audience", primary_key=True),
    _text("subject", primary_key=True, comment="'' for all of the audience, else org/feed"),
    Column("release", sa.Integer, comment="the release it was made from"),
    _text("memo_key"),
    Column("sha256", _SHA, nullable=False),
    _text("media_type"),
    Column("size_bytes", sa.BigInteger, nullable=False),
    Column("facts", _JSON, nullable=False),
    _instant("made_at"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("tombstone_id", sa.Integer, primary_key=True),
    Column("feed_id", ForeignKey("feeds.feed_id"), nullable=False),
    Column("version_id", ForeignKey("versions.version_id"), comment="null: every version of the feed"),
    _text("reason"),
    _text("actor"),
    _instant("set_at"),
    Column("swept_at", Instant, nullable=True, comment="when its bytes were deleted"),
)

release_pins = Table(
    "release_pins",
    metadata,
    _text("name", primary_key=True),
    Column("number", ForeignKey("releases.number"), nullable=False),
    _text("actor"),
    _instant("pinned_at"),
)

releases_gone = Table(
    "releases_gone",
    metadata,
    Column("number", ForeignKey("releases.number"), primary_key=True, autoincrement=False),
    _text("kind", comment="swept or tombstone"),
    _text("reason"),
    _instant("gone_at"),
)

secrets = Table("secrets", metadata, _text("name", primary_key=True), _text("value"), _instant("made_at"))
