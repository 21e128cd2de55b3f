"""0004: publications at a date and time, and blocked versions that somebody answers for.

What does not live here: the tables as they are now
(catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_schedule"
down_revision = "0003_policy"
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False, comment="IANA name in which the time was given and is shown"),
        sa.Column("announced", sa.Boolean(), nullable=False, comment="given out as next.zip before its time"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, done, cancelled, replaced, refused"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="why it was refused or cancelled"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_schedules_version_id_versions"),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_schedules"),
    )
    op.create_index("ix_schedules_version_id", "schedules", ["version_id"], unique=False)
    op.create_index("ix_schedules_state_due_at", "schedules", ["state", "due_at"], unique=False)
    op.create_table(
        "overrides",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_overrides_version_id_versions"),
        sa.PrimaryKeyConstraint("version_id", name="pk_overrides"),
    )


def downgrade() -> None:
    """Take the two tables away again."""
    for name in ("overrides", "schedules"):
        op.drop_table(name)
