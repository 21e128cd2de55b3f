"""Opening a catalog: make or migrate its tables, refuse what a newer Futae wrote, bring the licence table up to date.

Migrations are Alembic scripts in `catalog/migrations`, run from here without any alembic.ini. Alembic itself is loaded
only when there is something to migrate: it costs every start a third of a second.
What does not live here: settings (the caller brings URL and store), the tables themselves.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from catalog import licences
from catalog.db import Catalog, engine_for, read, write
from catalog.store import Store
from terms.errors import NewerDatabase, SettingsError

__all__ = [
    "MIGRATIONS",
    "Catalog",
    "database_revision",
    "head_revision",
    "open_catalog",
    "present_revision",
    "revisions",
]

MIGRATIONS = Path(__file__).parent / "migrations"
"""The folder of Alembic's scripts."""
_STAMP = "alembic_version"


def open_catalog(database_url: str, store: Store, *, migrate: bool = True) -> Catalog:
    """Open (with `migrate`: create or migrate) the catalog at that URL.

    Raises NewerDatabase when a newer Futae wrote it, SettingsError when it is older and `migrate` is false. Several
    processes may open the same new database at once."""
    catalog = Catalog(engine_for(database_url), store)
    try:
        if _is_behind(database_revision(catalog)):
            if not migrate:
                raise SettingsError("the database was written by an older Futae; run `futae upgrade`")
            _migrate(catalog)
        licences.sync(catalog)
    except BaseException:
        catalog.close()
        raise
    return catalog


def head_revision() -> str:
    """The revision this code expects."""
    return revisions()[-1]


def database_revision(catalog: Catalog) -> str | None:
    """The revision the database is at; None for an empty database."""
    with read(catalog) as conn:
        return _revision(conn)


def present_revision(database_url: str, store: Store) -> str | None:
    """The revision of the database at that URL, None for an empty one; changes nothing. Raises NewerDatabase."""
    catalog = Catalog(engine_for(database_url), store)
    try:
        present = database_revision(catalog)
        _is_behind(present)
        return present
    finally:
        catalog.close()


def _is_behind(present: str | None) -> bool:
    if present is None:
        return True
    if present not in revisions():
        raise NewerDatabase(
            f"the database is at revision {present}, this Futae knows up to {head_revision()}: it was written by a "
            "newer Futae and is left as it is; start that one, or restore a home from before"
        )
    return present != head_revision()


def _migrate(catalog: Catalog) -> None:
    """All steps in one write transaction; who comes second finds nothing to do."""
    from alembic import command
    from alembic.config import Config

    with write(catalog) as conn:
        if _is_behind(_revision(conn)):
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = conn
            command.upgrade(config, "head")


def _revision(conn: Connection) -> str | None:
    """What Alembic stamped the database with; None where it never did."""
    if not inspect(conn).has_table(_STAMP):
        return None
    return conn.execute(select(column("version_num")).select_from(table(_STAMP))).scalar_one_or_none()


@cache
def revisions() -> tuple[str, ...]:
    """The revisions of all scripts, oldest first, as their numbered names order them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))]
    return tuple(found[1] for text in texts for found in re.finditer(r'^revision = "(.+)"$', text, re.MULTILINE))
