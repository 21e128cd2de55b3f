"""One warm box shared by the tests, and a caller that names functions of boxed_functions.py."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from boxes.box import Box, BoxResult
from boxes.limits import MIB, Limits

Run = Callable[..., BoxResult]

SMALL = Limits(memory_bytes=256 * MIB, cpu_s=1, wall_s=60.0, file_bytes=20 * MIB, answer_bytes=4 * MIB)


@pytest.fixture(scope="session", autouse=True)
def functions_on_path() -> Iterator[None]:
    here = str(Path(__file__).parent)
    sys.path.insert(0, here)
    yield
    sys.path.remove(here)


@pytest.fixture(scope="session")
def small() -> Limits:
    return SMALL


@pytest.fixture(scope="session")
def box(functions_on_path: None) -> Iterator[Box]:
    with Box(SMALL, preload=("boxed_functions", "polars")) as opened:
        yield opened


@pytest.fixture
def input_file(tmp_path: Path) -> Path:
    path = tmp_path / "file.zip"
    path.write_bytes(b"stranger")
    return path


@pytest.fixture
def run(box: Box, input_file: Path, tmp_path: Path) -> Run:
    def call(name: str, /, *, input_path: Path = input_file, **params: Any) -> BoxResult:
        return box.run(f"boxed_functions:{name}", input_path, params, tmp_path / "made")

    return call
