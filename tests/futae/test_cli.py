"""The command line: exit codes, words, what is printed last. Not here: the service (tests/system), rules."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from futae import cli
from futae.town import TownFile, write_town
from terms.errors import BoxError

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TownFile]:
    folder = tmp_path_factory.mktemp("town")
    return {f.path.name: f for f in write_town(folder, today=date(2026, 11, 23))}


@pytest.fixture
def run(repository: Path) -> Run:
    def call(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "futae.cli", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, cwd=repository, timeout=400, check=False)

    return call


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [("shiomi-bus.zip", 0, "公開できます"), ("shiomi-bus-faulty.zip", 1, "このままでは公開できません")],
)
def test_check_says_it_in_japanese(town: dict[str, TownFile], run: Run, name: str, code: int, words: str) -> None:
    done = run("check", town[name].path, "--today", "2026-11-23")
    assert done.returncode == code
    assert words in done.stdout
    assert "Traceback" not in done.stderr


def test_check_of_what_is_no_feed_is_two(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "feed.zip"
    page.write_text("<html>not found</html>")
    done = run("check", page, "--lang", "en")
    assert done.returncode == 2
    assert "cannot be read" in done.stdout
    assert "Traceback" not in done.stderr


def test_check_json_names_place_row_and_fix(town: dict[str, TownFile], run: Run, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    done = run("check", town["shiomi-bus-faulty.zip"].path, "--format", "json", "--out", out, "--today", "2026-11-23")
    assert (done.returncode, done.stdout) == (1, "")
    report = json.loads(out.read_text())
    assert {"format", "edition", "publishable", "reference_date", "summary", "notices"} <= report.keys()
    keys = {"code", "severity", "blocking", "table", "row", "column", "value", "expected", "message", "fix", "place"}
    assert all(keys <= notice.keys() for notice in report["notices"])
    blocking = [n for n in report["notices"] if n["blocking"]]
    assert all(n["message"] and n["fix"] and n["table"] and n["row"] for n in blocking)


@pytest.mark.parametrize("args", [("check", "/nowhere.zip"), ("demo", "--today", "yesterday"), ("feed", "add", "x")])
def test_misuse_is_two_or_one_line(run: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    home = ("--home", tmp_path / "home") if args[0] != "check" else ()
    done = run(*args, *home)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


def test_a_check_that_this_machine_cannot_make_is_three_not_blocked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def too_busy() -> None:
        raise BoxError("not ready")

    monkeypatch.setattr(cli, "app", too_busy)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    assert capsys.readouterr().err == "futae: not ready\n"


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_that_somebody_has_is_told_before_any_work(run: Run, tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(command, "--home", tmp_path / "home", "--port", port)
    assert done.returncode == 1
    words = f"port {port} of 127.0.0.1 cannot be had (Address already in use); name another with --port"
    assert done.stderr == f"futae: {words}\n"
    assert not (tmp_path / "home").exists()


def test_org_feed_and_key(run: Run, tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home")
    assert run("org", "add", "shiomi", *home).returncode == 0
    feed = run("feed", "add", "shiomi/bus", "--licence", "CC-BY-4.0", "--licence", "CC0-1.0", *home)
    assert "CC-BY-4.0, CC0-1.0" in feed.stdout
    key = run("key", "add", "shiomi", "--scopes", "upload,publish", *home)
    assert re.fullmatch(r"futae_\S+", key.stdout.splitlines()[-1])
    refused = run("feed", "add", "shiomi/bus", "--licence", "CC-BY", *home)
    assert refused.returncode == 1
    assert "known: " in refused.stderr


def test_demo_without_serving_tells_each_file_and_the_release(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--no-serve", "--home", tmp_path / "home", "--today", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓") == 6
    assert done.stdout.count("✗") == 2
    assert "release 1:" in done.stdout
    again = run("build", "--home", tmp_path / "home")
    assert again.stdout.strip() == "nothing waits"


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for command in ("check", "demo", "push", "build", "serve", "trace", "bench", "org add", "feed add", "key add"):
        done = run(*command.split(), "--help")
        assert done.returncode == 0, command
        assert "Example: futae" in done.stdout, command


def test_what_was_mistyped_is_told_in_both_languages(run: Run, town: dict[str, TownFile]) -> None:
    file = town["shiomi-bus.zip"].path
    for words in (
        ("check", "no.zip"),
        ("check", file, "--policy", "no.zip"),
        ("diff", file, "no.zip"),
        ("unify", "no.zip", "--out", "out.zip"),
    ):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "ファイルがありません / there is no such file: no.zip" in done.stderr
    for words in (("check", file), ("diff", file, file)):
        done = run(*words, "--lang", "fr")
        assert (done.returncode, done.stdout) == (2, "")
        assert "'fr': ja / en" in done.stderr


def test_check_starts_without_the_pipeline_engine(town: dict[str, TownFile]) -> None:
    """A clerk waits for the check, not for Dagster to load; a bomb is refused within a second of the whole command."""
    code = (
        "import sys\nfrom futae.cli import app\n"
        f"app(['check', {str(town['shiomi-bus.zip'].path)!r}], standalone_mode=False)\n"
        "print([m for m in ('dagster', 'pandas', 'geopandas', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
