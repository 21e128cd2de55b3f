"""Sensors, schedules and the upkeep they start: what they ask for, and what they leave alone.

Not here: a real daemon (tests/system/test_daemon.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from catalog import intake, live, versions
from catalog.keys import LOCAL
from pipelines.claimed import VERSION_TAG, WAITING_TAG
from pipelines.instance import open_instance
from pipelines.oldruns import PARTITION_TAG, delete_old_runs
from pipelines.watching import AT_ONCE, ask_for_checks, ask_for_release, out_of_force, schedules, sensors
from terms.ids import FeedKey
from terms.settings import read_settings

BUS = FeedKey("shiomi", "bus")


def test_sensors_are_stopped_until_asked_for_and_schedules_run():
    assert {one.name: one.default_status.value for one in sensors()} == {
        "versions_wait": "STOPPED",
        "changes_wait": "STOPPED",
    }
    assert {one.name: one.default_status.value for one in schedules()} == {
        "delete_old_runs": "RUNNING",
        "look_at_live_feeds": "RUNNING",
    }


def test_a_waiting_version_is_asked_for_once_an_attempt(workshop):
    catalog = workshop.catalog
    assert isinstance(ask_for_checks(workshop.catalog), dg.SkipReason)
    sent = [
        intake.receive(
            catalog, BUS, [b"no zip %d" % n], file_name="x.zip", media_type="application/zip", max_bytes=100,
            caller=LOCAL, now=workshop.now(),
        )
        for n in range(AT_ONCE + 1)
    ]  # fmt: skip
    asked = ask_for_checks(workshop.catalog)
    assert [one.run_key for one in asked.run_requests] == [f"{v.version_id}:1" for v in sent[:AT_ONCE]]
    assert {one.partition_key for one in asked.run_requests} == {"shiomi/bus"}
    assert asked.run_requests[0].tags == {VERSION_TAG: str(sent[0].version_id), WAITING_TAG: "1"}
    assert [request.partition_keys for request in asked.dynamic_partitions_requests] == [["shiomi/bus"]]

    versions.claim(catalog, "a", now=workshop.now(), lease_s=60)
    again = ask_for_checks(workshop.catalog)
    assert again.run_requests[0].run_key == f"{sent[1].version_id}:1"
    versions.drop_claims(catalog, "a")
    assert ask_for_checks(workshop.catalog).run_requests[0].run_key == f"{sent[0].version_id}:2"


def test_a_change_that_is_in_no_release_is_asked_for(workshop):
    assert isinstance(ask_for_release(workshop.catalog), dg.SkipReason)
    live.take_back(workshop.catalog, BUS, actor="test", now=workshop.now())
    asked = ask_for_release(workshop.catalog)
    assert asked.run_key.startswith(f"change:{live.last_change(workshop.catalog)}:")


def test_feeds_whose_service_is_over_and_silent_feeds_are_named(workshop):
    catalog, settings = workshop.catalog, replace(workshop.settings, today=None)
    row = next(r for r in live.live_rows(catalog) if r.feed.key == BUS)
    last_on = datetime.fromisoformat(row.version.facts["last_on"]).replace(tzinfo=UTC)
    assert out_of_force(catalog, settings, workshop.now()) == ({}, {})
    ended, silent = out_of_force(catalog, settings, last_on + timedelta(hours=1))
    assert "shiomi/bus" not in ended
    ended, silent = out_of_force(catalog, settings, last_on + timedelta(days=3))
    assert ended["shiomi/bus"] == row.version.facts["last_on"]
    _, silent = out_of_force(catalog, settings, workshop.now() + timedelta(days=401))
    assert set(silent) == {str(row.feed.key) for row in live.live_rows(catalog)}


def some_runs(instance, *partitions: str) -> list[str]:
    @dg.asset
    def stone():
        return 1

    tags = [{PARTITION_TAG: one} if one else {} for one in partitions]
    return [dg.materialize([stone], instance=instance, tags=tag).run_id for tag in tags]


def test_old_runs_go_but_the_last_of_every_feed_stays(tmp_path):
    settings = read_settings({"FUTAE_HOME": str(tmp_path), "FUTAE_KEEP_RUNS_DAYS": "30"})
    with open_instance(settings) as instance:
        ids = some_runs(instance, "a/b", "a/b", "c/d", "")
        now = datetime.now(UTC)
        assert delete_old_runs(instance, settings, now) == 0
        later = now + timedelta(days=31)
        assert delete_old_runs(instance, replace(settings, keep_runs_days=0), later) == 0
        assert delete_old_runs(instance, settings, later, most=1) == 1
        assert delete_old_runs(instance, settings, later) == 1
        assert {run.run_id for run in instance.get_runs()} == {ids[1], ids[2]}
        assert instance.all_logs(ids[1])
    left = {Path(name).stem for name in (settings.dagster_home / "history/runs").glob("*.db")}
    assert left == {"index", ids[1], ids[2]}
