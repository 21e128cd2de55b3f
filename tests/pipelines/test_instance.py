"""Dagster's instance as we open it: what it wrote, Dagster's own storage reads; the settings file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines import instance
from pipelines.instance import INSTANCE_YAML, WarmEventLog, WarmRuns, open_instance, write_instance_yaml
from terms.settings import read_settings

ROOT = Path(__file__).parents[2]


@dg.asset(check_specs=[dg.AssetCheckSpec("good", asset="stone")])
def stone():
    yield dg.Output(1, metadata={"weight": 3})
    yield dg.AssetCheckResult(passed=True, check_name="good")


def run_once(opened: dg.DagsterInstance) -> str:
    return dg.materialize([stone], instance=opened).run_id


def tables_of(path: Path) -> tuple[list[tuple[str, str]], list[tuple[str]]]:
    with sqlite3.connect(path) as found:
        made = found.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        revision = found.execute("SELECT version_num FROM alembic_version").fetchall()
        assert found.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    found.close()
    return made, revision


def test_a_table_that_is_there_is_looked_for_once_and_a_missing_one_each_time(tmp_path, monkeypatch):
    with open_instance(read_settings({"FUTAE_HOME": str(tmp_path)})) as ours:
        log = ours._event_storage
        assert log.has_table("dynamic_partitions")
        assert not log.has_table("of_tomorrow")
        with log.index_transaction() as connection:
            connection.exec_driver_sql("CREATE TABLE of_tomorrow (a INTEGER)")
        assert log.has_table("of_tomorrow")
        monkeypatch.setattr(SqliteEventLogStorage, "has_table", lambda *_: pytest.fail("looked again"))
        assert log.has_table("dynamic_partitions")
        assert log.has_table("of_tomorrow")


@dg.asset
def speaking():
    print("as it was said")
    return 1


def test_what_a_run_writes_stays_on_the_console_and_no_process_is_started_for_it(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **_: pytest.fail(f"started {words}"))
    settings = read_settings({"FUTAE_HOME": str(tmp_path)})
    with open_instance(settings) as ours:
        assert dg.materialize([speaking], instance=ours).success
    assert "as it was said" in capfd.readouterr().out
    assert not list(settings.dagster_home.rglob("compute_logs"))


def test_dagsters_own_storage_reads_what_ours_wrote(tmp_path, monkeypatch):
    monkeypatch.setattr(instance, "RUNS_OPEN", 1)
    settings = read_settings({"FUTAE_HOME": str(tmp_path)})
    with open_instance(settings) as ours:
        assert isinstance(ours._event_storage, WarmEventLog)
        assert isinstance(ours._run_storage, WarmRuns)
        run_ids = [run_once(ours) for _ in range(3)]
        assert len(ours._event_storage._engines) == 2
        first = [e.dagster_event_type for e in ours.all_logs(run_ids[0])]  # its file was closed meanwhile
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as theirs:
        assert sorted(r.run_id for r in theirs.get_runs()) == sorted(run_ids)
        assert {r.status for r in theirs.get_runs()} == {dg.DagsterRunStatus.SUCCESS}
        assert [e.dagster_event_type for e in theirs.all_logs(run_ids[0])] == first
        made = theirs.get_latest_materialization_event(dg.AssetKey("stone"))
        assert made.run_id == run_ids[-1]
        assert made.asset_materialization.metadata["weight"].value == 3
        theirs.delete_run(run_ids[0])
    with open_instance(settings) as ours:
        assert len(ours.get_runs()) == len(run_ids) - 1


def test_processes_that_open_a_new_home_at_once_all_get_in(tmp_path):
    program = """
import sys, time
from pipelines.instance import open_instance
from terms.settings import read_settings
print("imported", flush=True)
sys.stdin.readline()
for n in range(6):
    with open_instance(read_settings({"FUTAE_HOME": f"{sys.argv[1]}/{n}"})) as opened:
        assert opened.get_runs() == []
"""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for one in started:
        assert one.stdout.readline() == "imported\n"
    said = []
    for one in started:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in started:
        said.append(one.communicate(timeout=120)[1])
    assert [one.returncode for one in started] == [0] * 4, said


def test_a_runs_file_is_laid_out_as_dagster_lays_it_out(tmp_path):
    ours, theirs = WarmEventLog(str(tmp_path / "ours")), SqliteEventLogStorage(str(tmp_path / "theirs"))
    for storage in (ours, theirs):
        with storage.run_connection("a-run"):
            pass
    assert tables_of(tmp_path / "ours/a-run.db") == tables_of(tmp_path / "theirs/a-run.db")
    assert tables_of(tmp_path / "ours/index.db") == tables_of(tmp_path / "theirs/index.db")
    assert sorted(p.suffix for p in (tmp_path / "ours").iterdir() if p.name.startswith("a-run")) in (
        [".db"], [".db", ".db-shm", ".db-wal"],
    )  # fmt: skip
    ours.dispose()
    assert sorted(p.name for p in (tmp_path / "ours").iterdir()) == ["a-run.db", "index.db"]


def test_a_file_that_is_there_is_kept(tmp_path):
    first, second = WarmEventLog(str(tmp_path)), WarmEventLog(str(tmp_path))
    for storage in (first, second):
        with storage.run_connection("a-run") as connection:
            connection.exec_driver_sql("INSERT INTO event_logs (run_id, event) VALUES ('a-run', '{}')")
    with first.run_connection("a-run") as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event_logs").scalar() == 2
    first.dispose()
    second.dispose()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, INSTANCE_YAML),
        ("# Written by Futae. Older words.\ntelemetry:\n  enabled: false\n", INSTANCE_YAML),
        ("telemetry:\n  enabled: true\n", "telemetry:\n  enabled: true\n"),
    ],
)
def test_our_settings_file_is_renewed_and_an_operators_own_is_kept(tmp_path, before, after):
    if before is not None:
        (tmp_path / "dagster.yaml").write_text(before)
    write_instance_yaml(tmp_path)
    assert (tmp_path / "dagster.yaml").read_text() == after
    assert [p.name for p in tmp_path.iterdir()] == ["dagster.yaml"]
