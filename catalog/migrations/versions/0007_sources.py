"""0007: the address at which a feed is followed, and how asking there went.

What does not live here: the tables as they are now
(catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_sources"
down_revision = "0006_persons"
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)


def upgrade() -> None:
    """Make the table."""
    said = "may hold a key in its query: shown whole to who administers the feed only"
    op.create_table(
        "sources",
        sa.Column("feed_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False, comment=said),
        sa.Column("every_hours", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("etag", sa.Text(), nullable=False, comment="of the bytes taken in last; empty: it had none"),
        sa.Column("last_modified", sa.Text(), nullable=False, comment="as the server wrote it; empty: it had none"),
        sa.Column("version_id", sa.Integer(), nullable=True, comment="the version taken in last from there"),
        sa.Column("next_at", _INSTANT, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=True),
        sa.Column("changed_at", _INSTANT, nullable=True),
        sa.Column("failed_at", _INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column("status", sa.Integer(), nullable=True, comment="of HTTP, of the last answer; null: there was none"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="of the last asking, in words"),
        sa.Column("claim_holder", sa.Text(), nullable=True),
        sa.Column("claim_until", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_sources_feed_id_feeds"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_sources_version_id_versions"),
        sa.PrimaryKeyConstraint("feed_id", name="pk_sources"),
    )
    op.create_index("ix_sources_next_at", "sources", ["next_at"], unique=False)


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("sources")
