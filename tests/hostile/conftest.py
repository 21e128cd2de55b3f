"""The hostile files as fixtures: each is made once, in a temporary folder, when a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.hostile.kinds import HostileFile
from boxes.box import Box
from boxes.limits import Limits

Make = Callable[[HostileFile], Path]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make one hostile file; it goes when the test is over."""
    made: list[Path] = []

    def write(one: HostileFile) -> Path:
        path = tmp_path / one.name
        one.make(path)
        made.append(path)
        return path

    yield write
    for path in made:
        path.unlink()


@pytest.fixture(scope="session")
def inspecting_box() -> Iterator[Box]:
    """A box whose clock is patient, for machines that others use: CPU seconds are given with each call."""
    with Box(Limits(wall_s=60.0), preload=("feeds.inspect",)) as box:
        yield box
