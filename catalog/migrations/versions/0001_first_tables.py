"""0001: the first tables.

What does not live here: the tables as they are now (catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)
_SHA = sa.String(64)
_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make all tables, those first that others refer to."""
    _artifacts()
    _audit()
    _leases()
    _licences()
    _orgs()
    _releases()
    _usage()
    _feeds()
    _keys()
    _release_manifests()
    _release_swaps()
    _feed_licences()
    _versions()
    _live_changes()
    _parts()
    _reports()
    _feed_live()


def downgrade() -> None:
    """There is nothing before this."""
    raise NotImplementedError("the first tables cannot be taken back")


def _artifacts() -> None:
    op.create_table(
        "artifacts",
        sa.Column("memo_key", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("sha256", _SHA, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("licence_ids", _JSON, nullable=False),
        sa.Column("made_from", _JSON, nullable=False),
        sa.Column("made_by", _JSON, nullable=False),
        sa.Column("bounds", _JSON, nullable=True),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("memo_key", "audience", name="pk_artifacts"),
    )
    op.create_index("ix_artifacts_sha256", "artifacts", ["sha256"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", _INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False, comment="empty: given back"),
        sa.Column("fencing", sa.BigInteger(), nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _licences() -> None:
    op.create_table(
        "licences",
        sa.Column("licence_id", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("redistribute", sa.Text(), nullable=False),
        sa.Column("derive", sa.Text(), nullable=False),
        sa.Column("commercial", sa.Text(), nullable=False),
        sa.Column("share_alike", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("licence_id", name="pk_licences"),
    )


def _orgs() -> None:
    op.create_table(
        "orgs",
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("org", name="pk_orgs"),
    )


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("fencing", sa.BigInteger(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_releases"),
    )


def _usage() -> None:
    op.create_table(
        "usage",
        sa.Column("day_on", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day_on", "what", "audience", "subject", name="pk_usage"),
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("publish_when_clean", sa.Boolean(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["org"], ["orgs.org"], name="fk_feeds_org_orgs"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_feeds"),
        sa.UniqueConstraint("org", "feed", name="uq_feeds_org_feed"),
    )
    op.create_index("ix_feeds_audience", "feeds", ["audience"], unique=False)


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("org", sa.Text(), nullable=True, comment="null: the key administers every organisation"),
        sa.Column("secret_sha256", _SHA, nullable=False),
        sa.Column("scopes", _JSON, nullable=False),
        sa.Column("grants", _JSON, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["org"], ["orgs.org"], name="fk_keys_org_orgs"),
        sa.PrimaryKeyConstraint("key_id", name="pk_keys"),
    )


def _release_manifests() -> None:
    op.create_table(
        "release_manifests",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("sha256", _SHA, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["releases.number"], name="fk_release_manifests_number_releases"),
        sa.PrimaryKeyConstraint("number", "audience", name="pk_release_manifests"),
    )


def _release_swaps() -> None:
    op.create_table(
        "release_swaps",
        sa.Column("swap", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("swapped_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["releases.number"], name="fk_release_swaps_number_releases"),
        sa.PrimaryKeyConstraint("swap", name="pk_release_swaps"),
        sa.UniqueConstraint("number", name="uq_release_swaps_number"),
    )
    op.create_index("ix_release_swaps_swapped_at", "release_swaps", ["swapped_at"], unique=False)


def _feed_licences() -> None:
    op.create_table(
        "feed_licences",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="order in which they are credited"),
        sa.Column("licence_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_feed_licences_feed_id_feeds"),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.licence_id"], name="fk_feed_licences_licence_id_licences"),
        sa.PrimaryKeyConstraint("feed_id", "place", name="pk_feed_licences"),
    )


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", _SHA, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="why failed or withdrawn"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claim_holder", sa.Text(), nullable=True),
        sa.Column("claim_until", _INSTANT, nullable=True),
        sa.Column("checked_at", _INSTANT, nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("report_sha", _SHA, nullable=True),
        sa.Column("publish_wanted", sa.Boolean(), nullable=False),
        sa.Column("wanted_at", _INSTANT, nullable=True),
        sa.Column("wanted_by", sa.Text(), nullable=False),
        sa.Column("live_change", sa.Integer(), nullable=True, comment="the change that last made it live"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_versions_feed_id_feeds"),
        sa.PrimaryKeyConstraint("version_id", name="pk_versions"),
        sa.UniqueConstraint("feed_id", "number", name="uq_versions_feed_id_number"),
        sa.UniqueConstraint("feed_id", "sha256", name="uq_versions_feed_id_sha256"),
    )
    op.create_index("ix_versions_state_claim_until", "versions", ["state", "claim_until"], unique=False)


def _live_changes() -> None:
    op.create_table(
        "live_changes",
        sa.Column("change", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=True, comment="null: everything is to be derived anew"),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False, comment="publish, take_back, feed, rebuild"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_live_changes_feed_id_feeds"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_live_changes_version_id_versions"),
        sa.PrimaryKeyConstraint("change", name="pk_live_changes"),
    )


def _parts() -> None:
    op.create_table(
        "parts",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("sha256", _SHA, nullable=False),
        sa.Column("index_sha", _SHA, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("bounds", _JSON, nullable=True),
        sa.Column("memo_key", sa.Text(), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_parts_version_id_versions"),
        sa.PrimaryKeyConstraint("version_id", "collection", name="pk_parts"),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reference_date", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("sha256", _SHA, nullable=False),
        sa.Column("publishable", sa.Boolean(), nullable=False),
        sa.Column("errors", sa.BigInteger(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_reports_version_id_versions"),
        sa.PrimaryKeyConstraint("version_id", "reference_date", "rule_set", "engine", name="pk_reports"),
    )


def _feed_live() -> None:
    op.create_table(
        "feed_live",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True, comment="null: taken back"),
        sa.Column("live_at", _INSTANT, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["live_changes.change"], name="fk_feed_live_change_live_changes"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_feed_live_feed_id_feeds"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_feed_live_version_id_versions"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_feed_live"),
    )
