"""terms is standard library only; feeds, tiles and layers are values in, values out (DESIGN §2).

Found by reading syntax trees, at any depth of a module. Not here: imports between rooms (import-linter's contracts).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

OUTSIDE = frozenset(
    {
        *("alembic", "psycopg", "sqlalchemy", "sqlite3"),
        *("dagster", "fastapi", "granian", "prometheus_client", "starlette", "typer"),
        *("asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "socketserver", "ssl"),
        *("urllib.request", "urllib3"),
    }
)
"""Modules of databases, services, settings and the network."""

NOT_A_VALUE = frozenset(
    {
        "os.environ",
        "os.environb",
        "os.getenv",
        "os.getenvb",
        "os.putenv",
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
        "time.ctime",
        "uuid.uuid1",
        "uuid.uuid4",
        "os.urandom",
    }
)
"""The environment, the clock and chance."""


def _modules_named(tree: ast.Module) -> Iterator[str]:
    """The module of every import statement; relative imports are refused by ruff."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _bound(tree: ast.Module) -> dict[str, str]:
    """Name in this module → the dotted name it stands for, for every name an import binds."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                names[one.asname or one.name.split(".")[0]] = one.name if one.asname else one.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def _dotted(node: ast.expr) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    return [node.id, *parts] if isinstance(node, ast.Name) else []


def _used(tree: ast.Module) -> set[str]:
    """Dotted names of all modules a module imports and of all it reaches through them."""
    bound = _bound(tree)
    names = {*_modules_named(tree), *bound.values()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, *rest = _dotted(node) or [""]
            if first in bound:
                names.add(".".join([bound[first], *rest]))
    return names


def _breaks(tree: ast.Module) -> set[str]:
    return {n for n in _used(tree) if n in NOT_A_VALUE or any(n == o or n.startswith(f"{o}.") for o in OUTSIDE)}


def test_terms_imports_the_standard_library_only(tree):
    allowed = sys.stdlib_module_names | {"terms"}
    named = {(m.path, name) for m in tree.of_rooms("terms") for name in _modules_named(m.tree)}
    foreign = {(path, name) for path, name in named if name.split(".")[0] not in allowed}
    assert foreign == set()


def test_pure_rooms_reach_for_nothing_outside(tree):
    found = {m.path: _breaks(m.tree) for m in tree.of_rooms("terms", "feeds", "tiles", "layers")}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os\nx = os.environ['A']", {"os.environ"}),
        ("from os import environ", {"os.environ"}),
        ("import datetime as d\nd.datetime.now(d.UTC)", {"datetime.datetime.now"}),
        ("from datetime import datetime as dt\ndef f():\n    return dt.now()", {"datetime.datetime.now"}),
        ("def f():\n    import time\n    return time.time()", {"time.time"}),
        ("from urllib import request", {"urllib.request"}),
        ("import urllib.request", {"urllib.request"}),
        ("from sqlalchemy.sql import text", {"sqlalchemy.sql", "sqlalchemy.sql.text"}),
        ("from datetime import datetime\ndatetime.fromisoformat('2020-01-15')", set()),
        ("from urllib.parse import quote\nimport os\nos.path.join('a')", set()),
        ("class A:\n    now = 1\nA.now", set()),
    ],
)
def test_the_law_itself(source, found):
    assert _breaks(ast.parse(source)) == found
