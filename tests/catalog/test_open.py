"""Opening: migrations make exactly the declared tables; newer databases are refused; licences are kept in step."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from catalog import licences, tables
from catalog.db import Catalog, engine_for, read, write
from catalog.open import MIGRATIONS, database_revision, head_revision, open_catalog, revisions
from catalog.store import FolderStore
from terms.errors import NewerDatabase, SettingsError
from terms.licences import LICENCES


def test_migrations_make_what_is_declared(catalog: Catalog) -> None:
    assert database_revision(catalog) == head_revision() == "0008_sessions"
    with read(catalog) as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_revisions_are_those_alembic_walks() -> None:
    walked = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert list(reversed(walked)) == list(revisions())


def test_newer_database_is_refused_and_untouched(catalog: Catalog, database_url: str, store: FolderStore) -> None:
    with write(catalog) as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for migrate in (True, False):
        with pytest.raises(NewerDatabase, match="9999"):
            open_catalog(database_url, store, migrate=migrate)
    assert database_revision(catalog) == "9999"


def test_without_migrate_an_empty_database_is_refused(database_url: str, store: FolderStore) -> None:
    with pytest.raises(SettingsError, match="futae upgrade"):
        open_catalog(database_url, store, migrate=False)


def test_licences_follow_terms(catalog: Catalog, database_url: str, store: FolderStore) -> None:
    assert {one.licence_id: one for one in licences.list_licences(catalog)} == LICENCES
    assert licences.sync(catalog) == 0
    with write(catalog) as conn:
        conn.execute(tables.licences.update().filter_by(licence_id="CC0-1.0").values(url="old"))
        conn.execute(tables.licences.delete().filter_by(licence_id="ODbL-1.0"))
    open_catalog(database_url, store).close()
    assert {one.licence_id: one for one in licences.list_licences(catalog)} == LICENCES


def test_four_processes_open_one_new_home(child) -> None:
    running = [child("open") for _ in range(4)]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (out, err, process.returncode) == ("opened\n", "", 0)


def test_reading_may_not_write(catalog: Catalog) -> None:
    with pytest.raises(sa.exc.DatabaseError), read(catalog) as conn:
        conn.execute(tables.orgs.delete())
    with write(catalog) as conn:  # the connection goes back to the pool able to write
        conn.execute(tables.orgs.delete())


def test_sqlite_is_set_up(catalog: Catalog) -> None:
    if catalog.engine.dialect.name != "sqlite":
        pytest.skip("SQLite only")
    with read(catalog) as conn:
        found = {
            p: conn.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "foreign_keys", "synchronous")
        }
        assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
        assert conn.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000


def test_naive_instants_are_refused(catalog: Catalog) -> None:
    from datetime import datetime

    with pytest.raises(sa.exc.StatementError, match="time zone"), write(catalog) as conn:
        conn.execute(tables.orgs.insert().values(org="a", name="", created_at=datetime(2020, 1, 1)))


def test_postgresql_statements_compile() -> None:
    """Every table's definition is words PostgreSQL has (the dialect needs no driver to say so)."""
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    for table in tables.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_engine_makes_the_folder(tmp_path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path}/a/b/c.sqlite")
    with engine.connect() as conn:
        assert conn.execute(sa.text("SELECT 1")).scalar() == 1
    engine.dispose()
