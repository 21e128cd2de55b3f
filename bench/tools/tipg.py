"""tipg over PostGIS, as a peer of our items: OGC API features from a table, one uvicorn worker with uvloop.

Installed into a virtual environment of its own; its answers count all that match (`numberMatched`), ours do not. What
does not live here: the database (postgis), how peers are installed (peerservers).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.tools.peers import PEERS
from bench.tools.peerservers import installed, started
from bench.tools.service import free_port

VERSION = "1.6.0"
NAME = f"tipg {VERSION}"
PACKAGES = (f"tipg=={VERSION}", "uvicorn[standard]==0.54.0")


def install(folder: Path = PEERS / "tipg") -> Path:
    """The Python that has it. Raises NoPeer."""
    python = folder / "env/bin/python"
    fill = [str(python.absolute()), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
    installed(NAME, [[sys.executable, "-m", "venv", "env"], fill], {}, folder)
    return python.absolute()


def address_there(address: str) -> str:
    """Items of a collection there, from our address: the same bounding box and limit. Raises ValueError for another."""
    path, _, query = address.partition("?")
    parts = path.split("/")
    if parts[:3] != ["", "v1", "collections"] or parts[4:] != ["items"]:
        raise ValueError(f"not items: {address}")
    kept = "&".join(one for one in query.split("&") if one.partition("=")[0] in ("bbox", "limit"))
    return f"/collections/public.{parts[3]}/items?{kept}"


@contextmanager
def tipg(python: Path, database_url: str, folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Its address and process. Raises NoPeer."""
    port = free_port()
    command = [str(python), "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    environ = {"DATABASE_URL": database_url, "TIPG_CATALOG_TTL": "0"}  # its tables do not change while it is asked
    url = f"http://127.0.0.1:{port}"
    with started("tipg", command, f"{url}/healthz", cwd=folder, environ=environ) as process:
        yield url, process
