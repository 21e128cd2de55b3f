"""Hostile files through `futae check`: exit 0, 1 or 2, never a traceback, within ten seconds (issue 2, number 9).

Time is counted in CPU seconds of the command and its box, both of which do one thing at a time: the same on a machine
that others use as on an idle one, where they are the seconds one waits.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.hostile.asking import ask
from bench.hostile.files import FILES
from bench.hostile.kinds import HostileFile

Make = Callable[[HostileFile], Path]

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("futae.cli") is None, reason="futae.cli is not there yet"),
]
CHOSEN = [one for number, one in enumerate(FILES) if one.is_bomb or one.is_heavy or number % 6 == 0]
"""All that is dangerous by its mass and a sixth of the others; test_inspect takes every file."""

LIMIT_S = 10.0
START_S = 2.0
"""What starting the interpreter and the box may add on a busy machine."""


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in CHOSEN])
def test_check_answers(one: HostileFile, make: Make) -> None:
    done = ask(make(one))
    assert done.is_answer, done.said[-3_000:]
    assert done.cpu_s <= LIMIT_S + START_S
    document = json.loads(done.said)
    assert document["publishable"] == (done.code == 0)
    if one.expect == "refused":
        assert done.code == 2


def test_at_least_forty_are_chosen() -> None:
    assert len(CHOSEN) >= 40
