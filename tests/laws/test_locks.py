"""What is installed is pinned by hash and named by no address: the machine decides where packages come from.

Not here: whether the pins are good together (`make setup` finds out).
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://(?!127\.0\.0\.1|localhost)", re.IGNORECASE)
_SETTINGS = (
    "pyproject.toml",
    "requirements.lock",
    "Makefile",
    "workspace.yaml",
    ".ci/run",
    "web/package.json",
    "web/.npmrc",
    "web/npm",
)
_REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("golang", "org"),
        ("debian", "org"),
    )
)
_OF_THE_MACHINE = ("pip.conf", "uv.toml", ".pypirc", ".yarnrc")


def _locked(tree) -> dict[str, str]:
    """Name → whole entry of requirements.lock, continuation lines joined."""
    text = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", tree.text("requirements.lock"), flags=re.MULTILINE))
    return {re.split(r"[=\s\[;]", line, maxsplit=1)[0]: line for line in text.splitlines() if line.strip()}


def _plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[;<>=!~]", requirement, maxsplit=1)[0]).lower()


def test_settings_and_locks_name_no_address(tree):
    found = {p: _ADDRESS.findall(tree.text(p)) for p in _SETTINGS if p in tree.paths}
    assert {p: many for p, many in found.items() if many} == {}


def test_no_registry_is_named_anywhere(tree):
    texts = {p: tree.bytes(p) for p in tree.paths}
    named = {(p, host) for p, data in texts.items() for host in _REGISTRY_HOSTS if host.encode() in data}
    assert named == set()


def test_no_settings_of_a_machine_are_tracked(tree):
    assert [p for p in tree.paths if p.rsplit("/", 1)[-1] in _OF_THE_MACHINE] == []


def test_the_npm_lock_pins_by_hash_and_not_by_address(tree):
    for path in (p for p in tree.paths if p.endswith("package-lock.json")):
        packages = {name: one for name, one in json.loads(tree.text(path))["packages"].items() if name}
        assert packages, path
        assert [name for name, one in packages.items() if "resolved" in one] == []
        assert [name for name, one in packages.items() if "integrity" not in one and not one.get("link")] == []


def test_every_locked_package_has_one_version_and_a_hash(tree):
    entry = re.compile(r"^[a-z0-9][a-z0-9-]*==\S+ (;.* )? *(--hash=sha256:[0-9a-f]{64}\s*)+$")
    assert [line for line in _locked(tree).values() if not entry.match(line)] == []


def test_every_declared_package_is_locked(tree):
    project = tomllib.loads(tree.text("pyproject.toml"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert sorted({_plain(one) for one in declared} - set(_locked(tree))) == []


def _imported(module) -> set[str]:
    """The top names of all modules that one module imports."""
    nodes = list(ast.walk(module.tree))
    plain = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    taken_from = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in plain | taken_from}


def test_every_package_that_a_room_imports_is_declared(tree):
    project = tomllib.loads(tree.text("pyproject.toml"))["project"]
    declared = {_plain(one) for one in project["dependencies"]}
    sources = packages_distributions()
    rooms = {module.room for module in tree.of_rooms()}
    undeclared = {
        (module.path, name)
        for module in tree.of_rooms()
        for name in _imported(module) - sys.stdlib_module_names - rooms
        if not declared & {_plain(one) for one in sources.get(name, ())}
    }
    assert undeclared == set()
