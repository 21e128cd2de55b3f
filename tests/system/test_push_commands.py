"""A clerk's commands against a running service: sent, told what is wrong, published, at a time, gone back from.

What does not live here: the same by browser (tests/web/test_clerk), the words of findings (tests/futae/test_checkfile).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

Run = Callable[..., subprocess.CompletedProcess[str]]
FEED = "words/bus"
DUE = datetime.now(UTC).date() + timedelta(days=300)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, tools: Any) -> Iterator[Run]:
    """Run a command of the clerk; `lang` and `key` may be others."""
    house = tools.House(tmp_path_factory.mktemp("push") / "home")
    try:
        own = house.furnish(FEED)
        _, client = house.serve(own)

        def call(*words: object, key: str = own, lang: str = "ja") -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "futae.cli", *map(str, words)]
            command += ["--url", str(client.base_url), "--key", key, "--lang", lang]
            return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

        yield call
    finally:
        house.end_all()


def said(done: subprocess.CompletedProcess[str], code: int = 0) -> list[str]:
    """The lines on standard output of a command that ended with `code`."""
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout.splitlines()


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What a refused command says: one line on standard error."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line


def test_a_clerks_way_by_commands(run: Run, tools: Any, tmp_path: Path) -> None:
    good, better, bad = (tmp_path / f"{name}.zip" for name in ("good", "better", "bad"))
    good.write_bytes(tools.gtfs_zip("words", 1))
    better.write_bytes(tools.gtfs_zip("words", 2))
    bad.write_bytes(tools.gtfs_zip("words", 3, broken=True))

    lines = said(run("push", bad, "--feed", FEED, "--publish"), 1)
    assert lines[0] == f"{FEED} の第1版として受け取り、検査しました。"
    assert lines[1].startswith("bad.zip：このままでは公開できません（GTFS-JP")
    assert any(line.startswith("✗ エラー") and "[missing_required_file]" in line for line in lines)
    assert any("→ 直し方：" in line for line in lines)
    assert lines[-1] == "公開はしていません。"

    lines = said(run("push", good, "--feed", FEED))
    assert lines[1].startswith("good.zip：公開できます")
    assert lines[-1] == f"まだ公開していません。公開するには：futae publish {FEED}@2"
    assert said(run("publish", f"{FEED}@2"))[0].startswith("公開を受け付けました（変更 ")
    lines = said(run("push", better, "--feed", FEED, "--publish", "--wait-live", lang="en"))
    assert lines[0] == f"received as version 3 of {FEED}, and checked."
    assert lines[-1].startswith("live: change ")

    assert said(run("push", better, "--feed", FEED))[-1] == "この版は、もう公開中です。"

    assert said(run("schedule", FEED)) == ["予約はありません。"]
    (line,) = said(run("publish", f"{FEED}@2", "--at", f"{DUE}T05:00"))
    assert line == f"{FEED}@2 は {DUE}T05:00:00+09:00（Asia/Tokyo）に公開されます。"
    assert said(run("schedule", FEED)) == [f"第2版：{DUE}T05:00:00+09:00（Asia/Tokyo）：予約済み"]
    (line,) = said(run("unschedule", f"{FEED}@2"))
    assert line == f"{FEED}@2 の {DUE}T05:00:00+09:00 の公開を取り消しました。"
    assert said(run("schedule", FEED, lang="en")) == [f"version 2: {DUE}T05:00:00+09:00 (Asia/Tokyo): cancelled"]

    (line,) = said(run("rollback", f"{FEED}@3"))
    assert line.startswith("第2版に戻しました（変更 ")
    (line,) = said(run("rollback", f"{FEED}@3"))
    assert line.startswith("第2版には、前の指示ですでに戻っています")
    assert refused(run("rollback", f"{FEED}@2")).startswith("futae: いまはできません（409 Conflict: no version of ")


def test_refusals_say_what_they_mean_and_keep_the_services_words(run: Run, tools: Any, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(tools.gtfs_zip("words", 9))
    line = refused(run("push", tmp_path / "a.zip", "--feed", FEED, key="futae_wrong"))
    assert line.startswith("futae: この鍵は使えません。写し間違いか、すでに止められた鍵です（401 Unauthorized: ")
    line = refused(run("publish", f"{FEED}@99", lang="en"))
    assert line.startswith("futae: not found: check the name ORG/FEED")
    assert line.endswith(f"(404 Not Found: no version 99 of {FEED})")
    target = said(run("push", tmp_path / "a.zip", "--feed", FEED))[-1].split()[-1]
    assert "はもう過ぎています" in refused(run("publish", target, "--at", "2020-01-01T05:00"))


def test_a_service_that_is_away() -> None:
    command = [sys.executable, "-m", "futae.cli", "schedule", FEED, "--url", "http://127.0.0.1:1", "--key", "futae_x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert refused(done).startswith("futae: http://127.0.0.1:1 から返事がありません。")
