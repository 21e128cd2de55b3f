"""Which benches there are: every bench/NAME.py that declares DESCRIPTION and `run(args) -> int`, found by file.

A bench is added by adding its file. Descriptions are read without importing, so that listing is quick and one bench
that misses a tool does not hide the others. What does not live here: any bench.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from terms.errors import NotThere

FOLDER = Path(__file__).parent


def _description(path: Path) -> str | None:
    """The value of the module's DESCRIPTION, when it is a plain string."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "DESCRIPTION" for t in node.targets
        ):
            value = ast.literal_eval(node.value)
            return value if isinstance(value, str) else None
    return None


def benches(folder: Path = FOLDER) -> dict[str, str]:
    """Name → description of each bench, by name."""
    found = {path.stem: _description(path) for path in sorted(folder.glob("*.py"))}
    return {name: words for name, words in found.items() if words}


def load(name: str) -> Callable[[Sequence[str]], int]:
    """The `run` function of a bench. Raises NotThere for a name that is none."""
    known = benches()
    if name not in known:
        raise NotThere(f"no bench {name!r}; there are {', '.join(known)} (futae bench list)")
    run: Callable[[Sequence[str]], int] = import_module(f"bench.{name}").run
    return run


def list_benches() -> int:
    """Print every bench with what it measures."""
    known = benches()
    width = max(map(len, known), default=0)
    for name, words in known.items():
        print(f"{name.ljust(width)}  {words}")
    return 0


def run_bench(name: str, args: Sequence[str]) -> int:
    """Run one bench with its own options (`list` names them all); returns its exit code. Raises NotThere."""
    return list_benches() if name == "list" else load(name)(args)
