"""The repository as the laws see it: its files, parsed modules, and a count of what is long but permitted.

What does not live here: the laws themselves (test_*.py beside this file), ruff, mypy and the floors (pyproject.toml).
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOMS = ("terms", "catalog", "feeds", "boxes", "layers", "tiles", "pipelines", "api", "futae", "bench")
LONG_FUNCTIONS = pytest.StashKey[list[str]]()


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the top folder, its text and its syntax tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0]


@dataclass(frozen=True)
class Tree:
    """All files that git tracks or would track (not those it ignores)."""

    root: Path
    paths: tuple[str, ...]

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        return tuple(Module(p, self.text(p)) for p in self.paths if p.endswith(".py"))

    def of_rooms(self, *rooms: str) -> Iterator[Module]:
        """The modules of these rooms; of all rooms when none is named."""
        return (m for m in self.modules if m.room in (rooms or ROOMS))

    def text(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def bytes(self, path: str) -> bytes:
        return (self.root / path).read_bytes()


@pytest.fixture(scope="session")
def tree(repository: Path) -> Tree:
    """The repository's files; skips outside a git work tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=repository, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"git does not know this folder: {done.stderr.decode().strip()}")
    found = sorted({name for name in done.stdout.decode().split("\0") if name})
    return Tree(repository, tuple(p for p in found if (repository / p).is_file() and not (repository / p).is_symlink()))


@pytest.fixture
def note_long_function(request: pytest.FixtureRequest) -> list[str]:
    """A list; what a test puts in is counted at the end of the run."""
    return request.config.stash.setdefault(LONG_FUNCTIONS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many functions are above the aim of 40 lines; name them when asked with -v."""
    many = config.stash.get(LONG_FUNCTIONS, [])
    if many:
        terminalreporter.write_line(f"laws: {len(many)} functions are longer than the aim of 40 lines (-v names them)")
    if config.get_verbosity() > 0:
        terminalreporter.write_line("\n".join(f"  {one}" for one in many))
