"""Alembic's entry: runs the scripts on the connection that `catalog.open` passes, inside its transaction.

What does not live here: where the database is.
"""

from alembic import context

from catalog.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
