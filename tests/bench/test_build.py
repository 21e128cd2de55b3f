"""What `bench build` stands on: wrapped functions that exist, steps that add up, memory by role. Not here: timing."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bench.build import Run, spread, steps_table, whole_table
from bench.tools.steps import WRAPPED, Built, wrap
from bench.tools.watching import Memory, role_of, watched

PLACES = [place for places in WRAPPED.values() for place in places]


@pytest.mark.parametrize("place", PLACES)
def test_every_wrapped_function_is_there(place: str) -> None:
    module, _, path = place.partition(":")
    found: object = import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    assert callable(found)


def test_wrapping_counts_seconds_and_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    import bench.tools.figures as module

    monkeypatch.setattr(module, "percentile", module.percentile)
    times: dict[str, float] = {}
    wrap(times, {"percentile": ("bench.tools.figures:percentile",)})
    assert times == {"percentile": 0.0}
    assert module.percentile([1.0, 2.0], 100) == 2.0
    assert times["percentile"] > 0
    with pytest.raises(ValueError, match="no values"):
        module.percentile([], 50)


def built(files: int) -> Built:
    names = dict.fromkeys(WRAPPED, 1.0)
    return Built(files, files - 3, files - 5, 1234, 10.0, 8.0, {**names, "check": 3.0, "run": 7.0})


def test_steps_add_up() -> None:
    steps = built(90).steps()
    assert sum(steps.values()) == pytest.approx(18.0)
    assert steps["Dagster's own"] == 2.0
    assert steps["tables and report stored"] == 2.0
    assert steps["checking, else"] == 2.0
    assert steps["release, else"] == 3.0


def test_tables_have_one_column_for_each_build() -> None:
    runs = [
        Run(built(10), Memory({"worker": 2**20, "box": 3 * 2**20}, 4 * 2**20), 1, 0.5),
        Run(built(90), Memory({"worker": 2**20, "box": 2**20, "helper": 2**20}, 2**21), 2, 0.5),
    ]
    assert "| files → release          |     18.0 |               18.0 |" in steps_table(runs)
    lines = whole_table(runs).splitlines()
    assert [c.strip() for c in lines[0].split("|")[1:4]] == ["build", "10 files", "90 files with help"]
    assert [c.strip() for c in next(line for line in lines if "helper (" in line).split("|")[2:4]] == ["-", "1"]


def test_files_are_spread_evenly() -> None:
    files = [Path(str(n)) for n in range(9)]
    assert spread(files, 3) == [files[0], files[3], files[6]]
    assert spread(files, 90) == files


def test_memory_of_a_process_and_what_it_started() -> None:
    assert role_of("python -m pipelines.helper") == "helper"
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; b = bytes(1); time.sleep(1)'])"
    with subprocess.Popen([sys.executable, "-c", code]) as child, watched(child.pid) as memory:
        child.wait()
    assert memory.peaks["worker"] > 2**20
    assert memory.peaks["box"] > 2**20
    assert memory.together >= max(memory.peaks.values())
    assert 0 < memory.shared_once < memory.together
