"""A home with the sample town gone through the real pipeline, copied for each test that changes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from boxes.box import Box
from futae.demo import town_plan
from futae.given import settings_for
from futae.home import local_worker, work_through
from pipelines.afterwork import PRELOAD
from pipelines.cutting import Cutter
from pipelines.worker import Worker
from pipelines.workshop import Workshop, holder_name, open_home, work_root
from terms.settings import Settings

TODAY = date(2026, 11, 23)


def settings_at(home: Path) -> Settings:
    settings = settings_for(home, today=TODAY, serve_unstated=False)
    return replace(settings, database_url=f"sqlite:///{home / 'futae.db'}", store_url=str(home / "store"))


@pytest.fixture(scope="session")
def town_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample town, published once; not to be written to."""
    home = tmp_path_factory.mktemp("town") / "home"
    settings = settings_at(home)
    with local_worker(settings) as worker:
        work_through(worker, town_plan(tmp_path_factory.mktemp("files"), settings), lambda _one: None)
    return home


@pytest.fixture
def home(town_home: Path, tmp_path: Path) -> Path:
    """A copy of the town's home."""
    return Path(shutil.copytree(town_home, tmp_path / "home"))


@pytest.fixture
def worker(home: Path) -> Iterator[Worker]:
    """A worker on the copy."""
    with local_worker(settings_at(home)) as opened:
        yield opened


@pytest.fixture(scope="session")
def statistics_box() -> Iterator[Box]:
    """A box warmed for statistics."""
    with Box(preload=PRELOAD) as opened:
        yield opened


@pytest.fixture
def workshop(home: Path, statistics_box: Box) -> Iterator[Workshop]:
    """A workshop of afterwork on the copy."""
    settings = settings_at(home)
    catalog = open_home(settings)
    cutter = Cutter(settings.box_memory_bytes, work_root(settings))
    yield Workshop(catalog, settings, statistics_box, cutter, holder_name("afterwork"))
    cutter.close()
    catalog.close()
