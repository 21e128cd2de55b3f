"""Dagster's instance in the home: its settings file, storage that keeps its connections open, no capture of output.

Dagster's own SQLite storage opens and closes a connection for every statement and lays out each run's file anew by
DDL; that was most of a small feed's run. Files and tables are the same here, so that the page and the daemon read them
with Dagster's own classes. What does not live here: running jobs (`runs`).
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from dagster import DagsterInstance
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME
from dagster._core.storage.runs import SqliteRunStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event, text

from terms.settings import Settings

INSTANCE_YAML = """\
# Written by Futae. Telemetry is off. Runs older than FUTAE_KEEP_RUNS_DAYS are deleted by the schedule delete_old_runs.
telemetry:
  enabled: false
nux:
  enabled: false
code_servers:
  local_startup_timeout: 600
retention:
  schedule:
    purge_after_days: 30
  sensor:
    purge_after_days:
      skipped: 1
      failure: 30
      success: 30
"""
BUSY_S = 30
RUNS_OPEN = 4
"""Runs whose files stay open at most."""
_OURS = "pipelines.instance"
UNCAPTURED = {
    "module": "dagster._core.storage.noop_compute_log_manager",
    "class": "NoOpComputeLogManager",
    "config": {},
}
"""What our processes write stays on their console. Dagster would turn standard output and error of the whole process,
with the words of all its threads, into a file of one run that nobody deletes, and start two `tail` and two Python
processes to bring them back; where SIGTERM is ignored it then waits a minute for the tails, which outlive it."""


@contextmanager
def open_instance(settings: Settings) -> Iterator[DagsterInstance]:
    """The persistent instance under the home, with its settings file."""
    folder = settings.dagster_home
    write_instance_yaml(folder)
    history = folder / "history"
    overrides = {
        "run_storage": {"module": _OURS, "class": "WarmRuns", "config": {"base_dir": str(history)}},
        "event_log_storage": {"module": _OURS, "class": "WarmEventLog", "config": {"base_dir": str(history / "runs")}},
        "compute_logs": UNCAPTURED,
    }
    with _alone(folder):
        opened = DagsterInstance.from_ref(InstanceRef.from_dir(str(folder), overrides=overrides))
    with opened as instance:
        yield instance


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: Dagster lays out the tables of a new home without asking whether another does the same."""
    handle = os.open(folder / "opening.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_instance_yaml(folder: Path) -> None:
    """Make the folder and the settings file; one of ours that is older is written anew, an operator's own is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    yaml = folder / "dagster.yaml"
    before = yaml.read_text() if yaml.exists() else ""
    if before != INSTANCE_YAML and (not before or before.startswith("# Written by Futae.")):
        temporary = folder / f".dagster.yaml.{os.getpid()}"
        temporary.write_text(INSTANCE_YAML)
        temporary.replace(yaml)


def _engine(address: str) -> Engine:
    """Connections that stay open. In WAL mode `synchronous=NORMAL` never corrupts: a power cut may lose the last events
    of the page, nothing of the catalog."""
    engine = create_engine(address, connect_args={"timeout": BUSY_S, "check_same_thread": False})
    event.listen(engine, "connect", lambda found, _record: found.execute("PRAGMA synchronous=NORMAL").close())
    return engine


class WarmEventLog(SqliteEventLogStorage):
    """Dagster's event log with open connections; a run's file begins as a copy of an empty one."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._empty = b""
        self._known: set[tuple[str, str]] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> WarmEventLog:
        """As Dagster makes it from its settings."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine_of(shard).connect() as connection, connection.begin():
            yield connection

    def _engine_of(self, shard: str) -> Engine:
        if shard not in self._engines:
            engine = _engine(self.conn_string_for_shard(shard))
            if not self._begin_file(shard):
                self._initdb(engine, for_index_shard=shard == INDEX_SHARD_NAME)
            self._engines[shard] = engine
        self._engines.move_to_end(shard)
        if shard != INDEX_SHARD_NAME:
            self._close_others(shard)
        return self._engines[shard]

    def _close_others(self, shard: str) -> None:
        runs = [one for one in self._engines if one not in (shard, INDEX_SHARD_NAME)]
        for one in runs[: max(0, len(runs) + 1 - RUNS_OPEN)]:
            self._engines.pop(one).dispose()

    def _begin_file(self, shard: str) -> bool:
        """Put an empty run's file in place; False when there is one."""
        path = Path(self.path_for_shard(shard))
        if path.exists():
            return False
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new") as new, suppress(FileExistsError):
            new.write(self._empty_file())
            new.flush()
            path.hardlink_to(new.name)  # whole or not at all, and never over one that another process made
            return True
        return False

    def _empty_file(self) -> bytes:
        """A run's file without events, as Dagster lays it out."""
        if not self._empty:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "empty.db"
                engine = _engine(f"sqlite:///{path}")
                self._initdb(engine)
                with engine.connect() as connection:
                    connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).close()
                engine.dispose()
                self._empty = path.read_bytes()
        return self._empty

    def _once(self, what: str, name: str, look: Callable[[], bool]) -> bool:
        """Remember a yes: tables, columns and finished migrations stay."""
        if (what, name) not in self._known and look():
            self._known.add((what, name))
        return (what, name) in self._known

    def has_table(self, table_name: str) -> bool:
        """Asked forty times in a run; Dagster's own opens a database each time."""
        usual = super().has_table
        return self._once("table", table_name, lambda: usual(table_name))

    def has_secondary_index(self, name: str) -> bool:
        """Whether a migration of the log was finished."""
        usual = super().has_secondary_index
        return self._once("migration", name, lambda: usual(name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        usual = super()._has_asset_key_col_on_connection
        return self._once("column", column_name, lambda: usual(conn, column_name))

    def delete_events(self, run_id: str) -> None:
        """Delete a run's events, and the file that held them."""
        super().delete_events(run_id)
        with self._db_lock:
            if run_id in self._engines:
                self._engines.pop(run_id).dispose()
            self._initialized_dbs.discard(run_id)
            for end in ("", "-shm", "-wal"):
                Path(self.path_for_shard(run_id) + end).unlink(missing_ok=True)

    def dispose(self) -> None:
        """Close everything."""
        super().dispose()
        while self._engines:
            self._engines.popitem()[1].dispose()


class WarmRuns(SqliteRunStorage):
    """Dagster's table of runs with open connections."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._warm = _engine(conn_string)
        super().__init__(conn_string, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """As Dagster makes it from its settings."""
        return cls.from_local(inst_data=inst_data, **config_value)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """One transaction."""
        with self._warm.connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Close everything."""
        self._warm.dispose()
