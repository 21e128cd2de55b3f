"""0006: a key belongs to a named person, tells when it was last used and which key it replaces; organisations act for
others.

What does not live here: the tables as they are now (catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_persons"
down_revision = "0005_notify"
branch_labels = None
depends_on = None

_INSTANT = sa.String(27)
_JSON = sa.JSON(none_as_null=True)
_COLUMNS = {
    "person": "who holds it; empty: made before persons had names, or for no one",
    "replaces": "key_id of the key it came in place of; empty: of none",
    "used_on": "UTC day of its last use, as text; empty: never",
}


def upgrade() -> None:
    """Add the three columns and the table; keys that are there stay valid."""
    for name, words in _COLUMNS.items():
        op.add_column("keys", sa.Column(name, sa.Text(), nullable=False, server_default="", comment=words))
    op.create_table(
        "agents",
        sa.Column("org", sa.Text(), nullable=False, comment="whose feeds they are"),
        sa.Column("agent", sa.Text(), nullable=False, comment="the organisation that acts for it"),
        sa.Column("scopes", _JSON, nullable=False),
        sa.Column("granted_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["org"], ["orgs.org"], name="fk_agents_org_orgs"),
        sa.ForeignKeyConstraint(["agent"], ["orgs.org"], name="fk_agents_agent_orgs"),
        sa.PrimaryKeyConstraint("org", "agent", name="pk_agents"),
    )


def downgrade() -> None:
    """Take the table and the columns away again."""
    op.drop_table("agents")
    with op.batch_alter_table("keys") as table:
        for name in _COLUMNS:
            table.drop_column(name)
