"""A PostgreSQL cluster with PostGIS for one run: on a scratch folder and a free port, ended with the bench.

The programs are the machine's own (Debian: postgresql-15-postgis-3); the system's clusters are not touched. Started by
root it runs as the user postgres. What does not live here: what asks it (tipg).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import psutil

from bench.tools.peers import NoPeer
from bench.tools.peerservers import START_S
from bench.tools.service import free_port

DEBIAN = Path("/usr/lib/postgresql")
USER, DATABASE = "bench", "peer"
GEOMETRY = "geometry"
SETTINGS = {"listen_addresses": "127.0.0.1", "shared_buffers": "256MB", "jit": "off"}
"""JIT off is what is advised for short questions."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster."""

    programs: Path
    folder: Path
    port: int
    process: psutil.Process

    @property
    def url(self) -> str:
        """Of its database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"

    def sql(self, text: str, database: str = DATABASE, given: Path | None = None) -> None:
        """Run statements; `given` is what COPY reads. Raises NoPeer."""
        command = [str(self.programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
        command += ["-p", str(self.port), "-U", USER, "-d", database, "-c", text]
        if given is None:
            _run(command, self.folder)
            return
        with given.open("rb") as data:
            _run(command, self.folder, data.fileno())


def _run(command: list[str], folder: Path, given: int = subprocess.DEVNULL, owner: str | None = None) -> None:
    done = subprocess.run(
        command, cwd=folder, stdin=given, capture_output=True, text=True, check=False, timeout=600,
        user=owner, group=owner, extra_groups=[] if owner else None,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoPeer(f"{Path(command[0]).name}: {said[-1] if said else 'no word why'}")


def find_programs() -> Path:
    """The folder of the newest PostgreSQL that has PostGIS. Raises NoPeer."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    if there := shutil.which("pg_config"):
        folders.append(Path(there).resolve().parent)
    for folder in folders:
        if (folder / "initdb").is_file() and _has_postgis(folder):
            return folder
    raise NoPeer("PostgreSQL with PostGIS is not on this machine (apt: postgresql-15-postgis-3)")


def _has_postgis(programs: Path) -> bool:
    share = Path("/usr/share/postgresql") / programs.parent.name
    with suppress(OSError, subprocess.SubprocessError):
        asked = subprocess.run(
            [programs / "pg_config", "--sharedir"], capture_output=True, text=True, check=True, timeout=60
        )
        share = Path(asked.stdout.strip())
    return (share / "extension/postgis.control").is_file()


@contextmanager
def cluster(programs: Path) -> Iterator[Cluster]:
    """A new cluster with an empty PostGIS database; nothing is left of it. Raises NoPeer."""
    owner = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="futae-postgis-") as name:
        folder = Path(name)
        if owner:
            shutil.chown(folder, owner, owner)
        make = [str(programs / "initdb"), "-D", "data", "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8"]
        _run([*make, "--locale=C"], folder, owner=owner)
        port = free_port()
        words = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
        command = [str(programs / "postgres"), "-D", "data"]
        command += [part for key, value in words.items() for part in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            child = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                user=owner, group=owner, extra_groups=[] if owner else None,
            )  # fmt: skip
        try:
            made = Cluster(programs, folder, port, psutil.Process(child.pid))
            _wait(made, child)
            made.sql(f"CREATE DATABASE {DATABASE}", "postgres")
            made.sql("CREATE EXTENSION postgis")
            yield made
        finally:
            child.send_signal(signal.SIGINT)  # fast shutdown
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=30)
            child.kill()
            child.wait()


def _wait(made: Cluster, child: subprocess.Popen[bytes]) -> None:
    ready = [str(made.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(made.port)]
    end = time.monotonic() + START_S
    while time.monotonic() < end and child.poll() is None:
        if subprocess.run(ready, check=False, timeout=60).returncode == 0:
            return
        time.sleep(0.2)
    said = (made.folder / "log").read_text(errors="replace").strip().splitlines()
    raise NoPeer(f"PostgreSQL did not start: {said[-1] if said else 'no word why'}")


def column_type(kind: pl.DataType) -> str:
    """The SQL type of a column of a feature frame; geometry is told by its name."""
    if isinstance(kind, pl.Datetime):
        return "timestamptz"
    known: Mapping[object, str] = {pl.Boolean: "boolean", pl.Date: "date", pl.Float64: "double precision"}
    return known.get(kind.base_type(), "bigint" if kind.is_integer() else "text")


def table_sql(name: str, frame: pl.DataFrame) -> str:
    """The statement that makes a table for a feature frame: its columns, a number as key, geometry in CRS84 order."""
    kinds = {c: f"{GEOMETRY}(Geometry, 4326)" if c == GEOMETRY else column_type(k) for c, k in frame.schema.items()}
    columns = ", ".join(f'"{column}" {kind}' for column, kind in kinds.items())
    return f'CREATE TABLE {name} ({columns}, "row_number" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)'


def load(made: Cluster, name: str, frame: pl.DataFrame) -> None:
    """The rows of a feature frame (geometry as WKB) as a table with a spatial index. Raises NoPeer."""
    made.sql(table_sql(name, frame))
    text = frame.with_columns(pl.col(GEOMETRY).bin.encode("hex"))
    path = made.folder / f"{name}.csv"
    text.write_csv(path, datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ", null_value="")
    columns = ", ".join(f'"{column}"' for column in frame.columns)
    made.sql(f"COPY {name} ({columns}) FROM STDIN (FORMAT csv, HEADER)", given=path)
    made.sql(f"CREATE INDEX ON {name} USING gist ({GEOMETRY})")
    made.sql(f"VACUUM ANALYZE {name}")
