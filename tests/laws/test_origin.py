"""What is in the repository is ours: no file of ../shared, no path of one machine. Not here: licences."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

import pytest

_SMALL = 1_000
_HOME_FOLDERS = tuple(f"/{name}/".encode() for name in ("work", "root", "home"))
_MAY_NAME_HOMES = ("requirements.lock", "web/package-lock.json")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_no_file_of_shared_is_in_the_repository(tree):
    shared = tree.root.parent / "shared"
    if not shared.is_dir():
        pytest.skip("../shared is not here")
    by_size = defaultdict(list)
    for path in tree.paths:
        if (size := (tree.root / path).stat().st_size) > _SMALL:
            by_size[size].append(path)
    theirs = [p for p in shared.rglob("*") if p.is_file() and p.stat().st_size in by_size]
    hashes = {_sha256(p): str(p.relative_to(shared)) for p in theirs}
    ours = {path: _sha256(tree.root / path) for p in theirs for path in by_size[p.stat().st_size]}
    assert {path: hashes[sha] for path, sha in ours.items() if sha in hashes} == {}


def test_no_path_of_a_machine_is_named(tree):
    texts = {p: tree.bytes(p) for p in tree.paths if p not in _MAY_NAME_HOMES}
    assert {p: f.decode() for p, data in texts.items() for f in _HOME_FOLDERS if f in data and b"\0" not in data} == {}
