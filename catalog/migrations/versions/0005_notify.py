"""0005: what happened to feeds, who is told of it, how each telling went; and when a feed counts as silent.

What does not live here: the tables as they are now
(catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_notify"
down_revision = "0004_schedule"
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)
_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make the four tables and the column."""
    said = "days without a new version after which it is told; null: never"
    op.add_column("feeds", sa.Column("silent_after_days", sa.Integer(), nullable=True, comment=said))
    _events_and_targets()
    _deliveries()


def _events_and_targets() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False, comment="the same at every sending and in the Atom feed"),
        sa.Column("once", sa.Text(), nullable=False, comment="kind/feed/version/mark: what is told once only"),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True, comment="null: the feed as a whole"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="checked, published, withdrawn, expiring, expired, silent"
        ),
        sa.Column("audience", sa.Text(), nullable=False, comment="of the feed when it happened"),
        sa.Column("is_open", sa.Boolean(), nullable=False, comment="told to all who may read the feed"),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("happened_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed_id"], name="fk_events_feed_id_feeds"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.version_id"], name="fk_events_version_id_versions"),
        sa.PrimaryKeyConstraint("event_id", name="pk_events"),
        sa.UniqueConstraint("message_id", name="uq_events_message_id"),
        sa.UniqueConstraint("once", name="uq_events_once"),
    )
    op.create_index("ix_events_feed_id_event_id", "events", ["feed_id", "event_id"], unique=False)
    op.create_table(
        "targets",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="webhook or mail"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False, comment="a URL or a mail address; empty once removed"),
        sa.Column("secret", sa.Text(), nullable=False, comment="of a webhook; empty once removed"),
        sa.Column("lang", sa.Text(), nullable=False, comment="ja or en: of mails"),
        sa.Column("kinds", _JSON, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("failing_since", _INSTANT, nullable=True),
        sa.Column("disabled_at", _INSTANT, nullable=True),
        sa.Column("disabled_reason", sa.Text(), nullable=False),
        sa.Column("removed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["org"], ["orgs.org"], name="fk_targets_org_orgs"),
        sa.PrimaryKeyConstraint("target_id", name="pk_targets"),
        sa.UniqueConstraint("org", "channel", "name", name="uq_targets_org_channel_name"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, comment="0, then one more for each replay"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, sent, failed, cancelled"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _INSTANT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.event_id"], name="fk_deliveries_event_id_events"),
        sa.ForeignKeyConstraint(["target_id"], ["targets.target_id"], name="fk_deliveries_target_id_targets"),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
        sa.UniqueConstraint("event_id", "target_id", "round", name="uq_deliveries_event_id_target_id_round"),
    )
    op.create_index("ix_deliveries_target_id", "deliveries", ["target_id"], unique=False)
    op.create_index("ix_deliveries_state_next_at", "deliveries", ["state", "next_at"], unique=False)
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True, comment="of HTTP or SMTP; null: there was no answer"),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.delivery_id"], name="fk_delivery_attempts_delivery_id_deliveries"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "attempt", name="pk_delivery_attempts"),
    )


def downgrade() -> None:
    """Take the four tables and the column away again."""
    for name in ("delivery_attempts", "deliveries", "targets", "events"):
        op.drop_table(name)
    with op.batch_alter_table("feeds") as table:
        table.drop_column("silent_after_days")
