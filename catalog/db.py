"""Connections: the Catalog value, the engine, and the two ways to talk to the database, `read` and `write`.

One writer at a time on every database: SQLite takes its write lock at the start (BEGIN IMMEDIATE), PostgreSQL an
advisory lock for the length of the transaction. So what a write transaction read is still true when it writes, and
numbers given out inside it have no gaps. Reading sees one snapshot and never waits for a writer (SQLite: WAL).
No file or network work belongs inside `write`. What does not live here: tables, migrations, queries.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from catalog.store import Store
from terms.canonical import canonical_json

BUSY_TIMEOUT_S = 10
_READ = "futae_read"
_WRITER_LOCK = 0x46757461  # PostgreSQL advisory lock: 'Futa'


@dataclass(frozen=True, slots=True)
class Catalog:
    """The database (rows) and the store (bytes) of one home."""

    engine: Engine
    store: Store

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


def engine_for(database_url: str) -> Engine:
    """An engine for `sqlite:///PATH` (folder made when absent) or `postgresql+DRIVER://…`. Makes no connection."""
    url = make_url(database_url)
    sqlite = url.get_backend_name() == "sqlite"
    args: dict[str, Any] = {}
    if sqlite:
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        args["connect_args"] = {"timeout": BUSY_TIMEOUT_S}
    engine = create_engine(
        url, json_serializer=_json_text, pool_size=10, max_overflow=30, pool_timeout=BUSY_TIMEOUT_S, **args
    )
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


@contextmanager
def read(catalog: Catalog) -> Iterator[Connection]:
    """A connection that sees one snapshot and may not write."""
    with catalog.engine.connect() as conn:
        options: dict[str, Any] = {_READ: True}
        if conn.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        yield conn.execution_options(**options)


@contextmanager
def write(catalog: Catalog) -> Iterator[Connection]:
    """A write transaction: commits at the end, rolls back on any error. Keep it short; never nest it."""
    with catalog.engine.begin() as conn:
        yield conn


def _json_text(value: Any) -> str:
    return canonical_json(value).decode()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says, nowhere else
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    _enter_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")  # a committed row survives power loss, not only SIGKILL
    connection.execute("PRAGMA foreign_keys = ON")


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not always wait for others during this one switch, so it is tried again."""
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 99:
                raise
            time.sleep(BUSY_TIMEOUT_S / 100)


def _begin_sqlite(conn: Connection) -> None:
    reading = bool(conn.get_execution_options().get(_READ))
    conn.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
    conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(conn: Connection) -> None:
    if not conn.get_execution_options().get(_READ):
        conn.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_TIMEOUT_S}s'")
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
