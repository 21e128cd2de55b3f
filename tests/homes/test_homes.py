"""Homes written by earlier Futae open with today's code, migrated, and answer as they did then.

A home is `NAME.tar.gz` (the sample town, at the tag NAME) with `NAME.json`, its answers of that day.
"""

from __future__ import annotations

import importlib.util
import json
import tarfile
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from futae.given import settings_for
from futae.home import local_worker

HERE = Path(__file__).parent
HOMES = sorted(p.name.removesuffix(".tar.gz") for p in HERE.glob("*.tar.gz"))
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def asking() -> ModuleType:
    spec = importlib.util.spec_from_file_location("home_answers", HERE / "answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=HOMES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    home = tmp_path / "home"
    with tarfile.open(HERE / f"{request.param}.tar.gz") as archive:
        archive.extractall(home, filter="data")
    return request.param, home


def test_there_is_a_home_and_it_is_small() -> None:
    assert "seams-0" in HOMES
    assert all((HERE / f"{name}.tar.gz").stat().st_size <= 1_000_000 for name in HOMES)


def test_an_old_home_answers_as_then(old: tuple[str, Path], asking: ModuleType) -> None:
    name, home = old
    then = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(asking.answers(home, TODAY))) == then


def test_an_old_home_can_be_worked_on(old: tuple[str, Path], asking: ModuleType) -> None:
    """Today's code adds to it: a release is derived anew from the old parts, and the feeds stay as they were."""
    name, home = old
    then = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    with local_worker(settings_for(home, today=TODAY)) as worker:
        from catalog import live

        live.ask_rebuild(worker.workshop.catalog, actor="test", now=worker.workshop.now())
        assert worker.publisher.publish_once() is not None
    now = asking.answers(home, TODAY)
    assert now["release"] == then["release"] + 1
    assert now["feeds"] == then["feeds"]
    assert now["current"] == then["current"]
    assert now["items"] == json.loads(json.dumps(then["items"]))
