"""`futae unify`: exit codes, words, the report, which files go in. Not here: merging (tests/feeds/merging)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from boxes.limits import Limits
from feeds.merge import Publisher
from futae import cli_unify
from futae.registry_file import FeedFiles, plan_feeds
from futae.town import write_town
from futae.unify import ALL, NOTHING, SOME, as_json, unify
from terms.errors import BadRequest
from terms.ids import FeedKey

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {one.path.name: one.path for one in write_town(tmp_path_factory.mktemp("town"), today=ON)}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def made(tmp_path, said):
    """A plan → what `unify` made, in English."""

    def _made(plan, **options):
        return unify(plan, tmp_path / "out.zip", today=ON, lang="en", say=said.append, **options)

    return _made


def feed(key: str, *paths: Path, licence: str = "CC-BY-4.0", audience: str = "public") -> FeedFiles:
    return FeedFiles(FeedKey.parse(key), paths, (licence,), audience)


def test_two_feeds_become_one(town, made, said, tmp_path):
    plan = [feed("b/bus", town["shiomi-bus.zip"]), feed("a/bus", town["shiomi-bus.zip"])]
    done = made(plan, publisher=Publisher("us", "https://example.com/"), title="Both")
    assert done.exit_code == ALL
    assert [str(one.key) for one in done.report.members] == ["a/bus", "b/bus"]
    one = done.report.members[0]
    assert done.report.tables["trips"] == 2 * one.rows_in["trips"] > 0
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert {"stops.txt", "LICENSES.json", "attribution.txt"} <= set(archive.namelist())
        assert json.loads(archive.read("LICENSES.json"))["title"] == "Both"
    assert said[0].startswith("✓ b/bus ← shiomi-bus.zip (gtfs-jp v")
    assert said[2].startswith(f"2 feeds, {done.report.tables['trips']:,} trips, ")
    assert not any("publisher" in line for line in said)
    assert list(tmp_path.iterdir()) == [tmp_path / "out.zip"]


def test_what_cannot_go_in_is_told_with_its_reason(town, made, said, tmp_path):
    page = tmp_path / "page.zip"
    page.write_text("<html>not found</html>")
    good, areas = town["shiomi-bus.zip"], next(path for name, path in town.items() if name.endswith("json"))
    plan = [
        feed("a/bus", town["shiomi-bus-faulty.zip"], good),
        feed("a/faulty", town["shiomi-bus-faulty.zip"]),
        feed("a/page", page),
        feed("a/areas", areas),
        feed("a/secret", good, audience="org:a"),
        feed("a/closed", good, licence="ODPT-BASIC"),
    ]
    done = made(plan)
    assert done.exit_code == SOME
    assert [(one.path.name, one.reason) for one in done.left_out] == [
        ("shiomi-bus-faulty.zip", "older"),
        ("shiomi-bus-faulty.zip", "blocked"),
        ("page.zip", "unreadable"),
        (areas.name, "other"),
        ("shiomi-bus.zip", "private"),
        ("shiomi-bus.zip", "licence"),
    ]
    assert [str(one.key) for one in done.report.members] == ["a/bus"]
    lines = [line for line in said if line.startswith("✗")]
    assert len(lines) == 6
    assert lines[0] == "✗ shiomi-bus-faulty.zip left out: an older generation; shiomi-bus.zip is taken"
    assert "does not permit passing it on and changing it (ODPT-BASIC)" in lines[-1]
    assert said[-1].startswith("feed_info names no publisher yet")
    document = json.loads(as_json(done))
    assert [one["reason"] for one in document["left_out"]] == [one.reason for one in done.left_out]


def test_nothing_may_enter_and_an_old_file_stays(town, made, said, tmp_path):
    (tmp_path / "out.zip").write_bytes(b"old")
    done = made(plan_feeds([town["shiomi-bus.zip"]], None, ["unknown"]).feeds)
    assert done.exit_code == NOTHING
    assert (tmp_path / "out.zip").read_bytes() == b"old"
    assert said[-1] == "no feed may enter; nothing was written."


def test_the_death_of_the_box_is_told_of_each_file(town, made, tmp_path):
    done = made([feed("a/bus", town["shiomi-bus.zip"])], limits=Limits(wall_s=0.01))
    assert [(one.path.name, one.reason) for one in done.left_out] == [("shiomi-bus.zip", "unreadable")]
    assert (done.exit_code, list(tmp_path.iterdir())) == (NOTHING, [])


@pytest.fixture
def run(repository):
    def _run(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "futae.cli", "unify", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, cwd=repository, timeout=120, check=False)

    return _run


def test_the_command_in_japanese(town, run, tmp_path):
    out, report = tmp_path / "out.zip", tmp_path / "report.json"
    files = (town["shiomi-bus.zip"], town["shiomi-bus-faulty.zip"])
    done = run(*files, "--licence", "CC-BY-4.0", "--out", out, "--report", report, "--today", "2026-11-23")
    assert (done.returncode, done.stderr) == (SOME, "")
    assert "✗ shiomi-bus-faulty.zip 除外: このままでは公開できません" in done.stdout
    assert "発行者が決まっていません" in done.stdout
    assert zipfile.is_zipfile(io.BytesIO(out.read_bytes()))
    assert json.loads(report.read_text())["licence_id"] == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"licence": ["MINE"]}, "unknown licence MINE"),
        ({"publisher": "us"}, "--publisher and --publisher-url belong together"),
        ({"out": Path("/nowhere/at/all.zip")}, "/nowhere/at is not a folder"),
    ],
)
def test_misuse_is_told_before_anything_is_read(tmp_path, more, words):
    with pytest.raises(BadRequest, match=words):
        cli_unify.unify(**{"files": [tmp_path / "not-read.zip"], "out": tmp_path / "out.zip", **more})
