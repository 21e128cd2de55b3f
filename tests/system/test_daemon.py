"""A real Dagster daemon with its sensor on, beside a worker: each version is checked once, whoever comes first.

Not here: what the sensor asks for (tests/pipelines/test_watching.py), claims (tests/catalog).
"""

from __future__ import annotations

import os
import subprocess
import sys

import dagster as dg
import pytest

from catalog import intake, versions
from catalog.keys import LOCAL
from pipelines.claimed import HOLDER_TAG, VERSION_TAG, WAITING_TAG
from pipelines.instance import open_instance
from pipelines.workshop import clock
from terms.ids import FeedKey
from terms.settings import to_environ

pytestmark = pytest.mark.long
FEED = FeedKey("org", "bus")
LONG_S = 300.0
"""Starting a daemon, its code server and a run takes twenty seconds of a quiet machine."""


def dagster(house, *words: str) -> None:
    """One command of Dagster's own command line."""
    home = {"DAGSTER_HOME": str(house.settings.dagster_home), "DAGSTER_DISABLE_TELEMETRY": "yes"}
    subprocess.run(
        [sys.executable, "-m", "dagster", *words], env={**os.environ, **to_environ(house.settings), **home},
        check=True, capture_output=True, timeout=LONG_S,
    )  # fmt: skip


def send(house, data: bytes):
    with house.catalog() as catalog:
        return intake.receive(
            catalog, FEED, [data], file_name="bus.zip", media_type="application/zip", max_bytes=1 << 20,
            caller=LOCAL, now=clock(),
        )  # fmt: skip


def states(house) -> list[str]:
    with house.catalog() as catalog:
        return [v.state for v in reversed(versions.list_versions(catalog, FEED))]


def checks_of(house, version_id: int) -> list[str]:
    """Who made a report of that version: 'worker' or 'daemon', once for each time."""
    found = []
    with open_instance(house.settings) as instance:
        for run in instance.get_runs(dg.RunsFilter(tags={VERSION_TAG: str(version_id)})):
            made = [e for e in instance.all_logs(run.run_id) if e.is_dagster_event]
            if any(e.dagster_event.event_type_value == "ASSET_MATERIALIZATION" for e in made):
                found.append("worker" if HOLDER_TAG in run.tags else "daemon")
    return found


@pytest.fixture
def daemon(house, monkeypatch):
    """The daemon with the sensor on, no worker."""
    monkeypatch.setenv("DAGSTER_HOME", str(house.settings.dagster_home))
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "yes")
    monkeypatch.setenv("DAGSTER_GRPC_TIMEOUT_SECONDS", "600")  # launching a run takes a minute of a busy machine
    house.furnish(str(FEED))
    with open_instance(house.settings):
        pass
    dagster(house, "sensor", "start", "versions_wait", "-m", "pipelines.definitions")
    return house.start("-m", "dagster._daemon", "run", "-m", "pipelines.definitions")


def test_the_daemon_checks_alone_and_beside_a_worker_nothing_is_checked_twice(house, daemon, tools):
    until, gtfs_zip = tools.until, tools.gtfs_zip
    alone = send(house, gtfs_zip("alone"))
    until("the daemon's check", lambda: states(house) == ["ready"], LONG_S)
    assert checks_of(house, alone.version_id) == ["daemon"]

    worker = house.worker()
    sent = [send(house, gtfs_zip("both", n)) for n in range(1, 6)]
    until("both to be done", lambda: states(house) == ["ready"] * 6, LONG_S)
    until("runs to end", lambda: not unfinished(house), LONG_S)
    for one in sent:
        assert len(checks_of(house, one.version_id)) == 1, (one.number, checks_of(house, one.version_id))
    with house.catalog() as catalog:
        assert {v.attempt for v in versions.list_versions(catalog, FEED)} == {1}
        assert versions.list_claims(catalog) == {}
    assert worker.poll() is None
    assert daemon.poll() is None

    runs, looked = count_runs(house), ticks(house)
    until("two more looks of the sensor", lambda: ticks(house) >= looked + 2, LONG_S)
    assert count_runs(house) == runs
    with open_instance(house.settings) as instance:
        asked = [r for r in instance.get_runs() if WAITING_TAG in r.tags]
        assert len({r.tags["dagster/run_key"] for r in asked}) == len(asked)


def unfinished(house) -> list[str]:
    with open_instance(house.settings) as instance:
        return [r.run_id for r in instance.get_runs() if not r.is_finished]


def count_runs(house) -> int:
    with open_instance(house.settings) as instance:
        return instance.get_runs_count()


def ticks(house) -> int:
    """How often the sensor looked."""
    with open_instance(house.settings) as instance:
        (state,) = [s for s in instance.all_instigator_state() if s.instigator_name == "versions_wait"]
        return len(instance.get_ticks(state.instigator_origin_id, state.selector_id))
