"""0003_policy: what blocks a feed may be the feed's own matter, and a report knows the file of all its findings.

What does not live here: the tables as they are now (catalog.tables); this script stays as it was released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_policy"
down_revision = "0002"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Add the two columns."""
    blocks = "null: the default of what blocks (terms.policies)"
    op.add_column("feeds", sa.Column("policy", _JSON, nullable=True, comment=blocks))
    made = "null: no file of all findings was made"
    op.add_column("reports", sa.Column("rows_sha", sa.String(64), nullable=True, comment=made))


def downgrade() -> None:
    """Take the two columns away again."""
    with op.batch_alter_table("reports") as table:
        table.drop_column("rows_sha")
    with op.batch_alter_table("feeds") as table:
        table.drop_column("policy")
