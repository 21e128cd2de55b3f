"""What all tests share: the repository's folder, the real files beside it, skips with a reason, steady properties.

What does not live here: builders of one room's values; they are fixtures in the conftest.py of that room's tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from terms.faults import set_hook

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The same examples at every run and no time limit for one of them: other work shares these cores.
hypothesis.settings.register_profile("futae", deadline=None, derandomize=True, database=None, max_examples=80)
hypothesis.settings.load_profile("futae")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say why."""
    if item.get_closest_marker("real") and not SHARED_DATA.is_dir():
        pytest.skip("the real files of ../shared/data are not here")
    if item.get_closest_marker("browser") and not any(shutil.which(name) for name in BROWSERS):
        pytest.skip("no Chromium on this machine (apt: chromium, chromium-driver)")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's top folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files (../shared/data); skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real files of ../shared/data are not here")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _no_fault_hook_left() -> Iterator[None]:
    """A hook that a test set at the fault points ends with the test."""
    yield
    set_hook(None)
