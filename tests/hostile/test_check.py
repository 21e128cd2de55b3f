"""Hostile files through `futae check`: exit 0, 1 or 2, never a traceback, within ten seconds (issue 2, number 9)."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.hostile.files import FILES
from bench.hostile.kinds import HostileFile

Make = Callable[[HostileFile], Path]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(importlib.util.find_spec("futae.cli") is None, reason="futae.cli is not there yet"),
]
START_S = 3.0
"""What starting the interpreter and the box may add on a busy machine."""


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in FILES])
def test_check_answers(one: HostileFile, make: Make) -> None:
    path = make(one)
    command = [sys.executable, "-c", "from futae.cli import main; main()", "check", str(path)]
    began = time.monotonic()
    done = subprocess.run(
        [*command, "--format", "json", "--today", "2026-06-01"], capture_output=True, check=False, timeout=120
    )
    seconds = time.monotonic() - began
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.returncode in (0, 1, 2), done.stderr.decode()
    assert seconds <= 10 + START_S
    document = json.loads(done.stdout)
    assert document["publishable"] == (done.returncode == 0)
    if one.expect == "refused":
        assert done.returncode == 2
