"""`futae demo`: what it says, that a second run does nothing anew, generations. Not here: the map (tests/web)."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from catalog import live
from futae.demo import Demo, build_demo
from futae.given import settings_for
from futae.home import check_all, hands_for, local_worker
from futae.registry_file import plan_feeds
from futae.town import write_town
from pipelines.workshop import open_home
from terms.ids import FeedKey

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A good file, a later generation of it, a faulty one; and a registry that makes one feed of them."""
    folder = tmp_path_factory.mktemp("files")
    made = {f.path.name: f.path for f in write_town(folder / "now", today=TODAY)}
    out = {"old": folder / "old.zip", "new": folder / "new.zip", "faulty": folder / "faulty (1).zip"}
    shutil.copy(made["shiomi-bus.zip"], out["old"])
    shutil.copy(made["shiomi-bus.zip"], out["new"])
    with zipfile.ZipFile(out["new"], "a") as archive:
        archive.comment = b"a later generation"
    shutil.copy(made["shiomi-bus-faulty.zip"], out["faulty"])
    registry = folder / "registry.yaml"
    registry.write_text(
        "feeds: [{feed: shiomi/bus, licence: [CC0-1.0], files: [old.zip, new.zip, faulty (1).zip, x.zip]}]"
    )
    return {**out, "registry": registry}


@pytest.fixture(scope="module")
def told(
    files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str], Demo, list[str], Demo]:
    """The home, what the first run said and gave, what the second said and gave."""
    home = tmp_path_factory.mktemp("home")
    settings = settings_for(home, today=TODAY, serve_unstated=True)
    given = [files["faulty"], files["old"], files["new"]]
    said: tuple[list[str], list[str]] = ([], [])
    first = build_demo(given, files["registry"], ["unknown"], settings, said[0].append)
    second = build_demo(given, files["registry"], ["unknown"], settings, said[1].append)
    return home, said[0], first, said[1], second


def test_it_tells_of_each_file_and_of_files_not_given(told) -> None:
    home, said, first, _, _ = told
    assert said[0] == f"3 files of 1 feeds → {home}"
    assert said[1] == "the registry names 1 files that were not given: x.zip (shiomi/bus)"
    assert [line[:5] for line in said[2:5]] == ["[1/3]", "[2/3]", "[3/3]"]
    assert "✗ shiomi/bus ← faulty (1).zip" in said[4]
    assert "making the release …" in said
    assert first.release == 1
    assert any(line.startswith("took ") and "MiB" in line for line in said)


def test_the_newest_publishable_generation_is_live(told) -> None:
    catalog = open_home(settings_for(told[0]))
    try:
        row = live.live_of(catalog, FeedKey.parse("shiomi/bus"))
        assert (row.version.number, row.version.file_name) == (2, "new.zip")
    finally:
        catalog.close()


def test_a_second_run_does_nothing_anew_and_says_so(told) -> None:
    _, _, first, said, second = told
    assert "3 of 3 files were here already, nothing is new" in said
    assert "release 1, as before:" in said
    assert not any(line.startswith("[") for line in said)
    assert second.release == first.release == 1
    assert all(one.again for one in second.outcomes)
    assert [one.version.number for one in second.outcomes] == [1, 2, 3]
    catalog = open_home(settings_for(told[0]))
    try:
        assert live.live_of(catalog, FeedKey.parse("shiomi/bus")).version.number == 2
        assert live.last_change(catalog) == max(m.release for m in second.manifests.values()) + 1  # version 1, then 2
    finally:
        catalog.close()


def test_helpers_are_for_many_files() -> None:
    assert [hands_for(n) for n in (0, 1, 11)] == [1, 1, 1]
    assert hands_for(90) >= 1


@pytest.mark.long
def test_a_helper_shares_the_work(files: dict[str, Path], tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "home", today=TODAY)
    plan = plan_feeds([files["old"], files["new"], files["faulty"]], None, ["CC0-1.0"])
    with local_worker(settings) as worker:
        outcomes = check_all(worker, plan.feeds, lambda _one: None, hands=2)
        derived = worker.publisher.publish_once()
    assert [one.version.state for one in outcomes] == ["ready", "ready", "blocked"]
    assert derived is not None
    assert len(derived.manifests["public"].feeds) == 2
