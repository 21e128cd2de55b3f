"""0008: browser sessions, made by exchanging a key.

What does not live here: the tables as they are now (catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_sessions"
down_revision = "0007_sources"
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)


def upgrade() -> None:
    """Make the table."""
    behind = "the key it was made with; who it is, is read from there"
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False, comment=behind),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["keys.key_id"], name="fk_sessions_key_id_keys"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sessions"),
    )


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("sessions")
