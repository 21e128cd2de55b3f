"""0002: what is made beside a release, what a court or an author takes out for good, what is kept, and our own secrets.

What does not live here: the tables as they are now (catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)
_SHA = sa.String(64)
_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the five tables."""
    _products()
    _tombstones()
    _kept()
    _secrets()


def downgrade() -> None:
    """Take the five tables away again."""
    for name in ("secrets", "releases_gone", "release_pins", "tombstones", "products"):
        op.drop_table(name)


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.Column("memo_key", sa.Text(), nullable=False),
        sa.Column("sha256", _SHA, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("product", "audience", "subject", name="pk_products"),
    )


def _tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("tombstone_id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True, comment="null: every version of the feed"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("swept_at", _INSTANT, nullable=True, comment="when its bytes were deleted"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_tombstones_feed_id_feeds"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_tombstones_version_id_versions"),
        sa.PrimaryKeyConstraint("tombstone_id", name="pk_tombstones"),
    )


def _kept() -> None:
    op.create_table(
        "release_pins",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("pinned_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["releases.number"], name="fk_release_pins_number_releases"),
        sa.PrimaryKeyConstraint("name", name="pk_release_pins"),
    )
    op.create_table(
        "releases_gone",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="swept or tombstone"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("gone_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["releases.number"], name="fk_releases_gone_number_releases"),
        sa.PrimaryKeyConstraint("number", name="pk_releases_gone"),
    )


def _secrets() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
