"""Sensors and schedules of Dagster's daemon: what it does beside the worker, or in its place.

Sensors are stopped until somebody starts them on the page: a worker does the same at once. Both may run: a run of the
daemon claims its version first, and does nothing when another has it. What does not live here: what runs do (`assets`,
`releasing`), what is old (`oldruns`).
"""

# No `from __future__ import annotations`: Dagster reads the types of ops.

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dagster as dg

from catalog import live, versions
from catalog.db import Catalog
from pipelines.assets import JOB
from pipelines.claimed import VERSION_TAG, WAITING_TAG
from pipelines.gate import change_waits
from pipelines.instance import open_instance
from pipelines.lineage import FEEDS, RELEASE
from pipelines.liverules import rules_of_live_feeds
from pipelines.oldruns import delete_old_runs
from pipelines.releasing import RELEASE_JOB
from pipelines.words import words
from pipelines.workshop import clock
from terms.settings import Settings

AT_ONCE = 20
"""Runs that one look of the sensor asks for at most; the next look asks for more."""
SILENT_DAYS = 400
"""A live feed that was sent nothing for so long is told of."""
Home = tuple[Catalog, Settings]


@dg.sensor(
    job_name=JOB,
    name="versions_wait",
    minimum_interval_seconds=10,
    required_resource_keys={"home"},
    description=words("versions_wait"),
)
def versions_wait(context: dg.SensorEvaluationContext) -> Any:
    """One run request for each waiting version and attempt."""
    catalog, _settings = context.resources.home
    return ask_for_checks(catalog)


def ask_for_checks(catalog: Catalog) -> dg.SensorResult | dg.SkipReason:
    """What waits now, `AT_ONCE` at most; a version that failed of itself is asked for again under its next attempt."""
    waiting = versions.list_waiting(catalog, now=clock())[:AT_ONCE]
    if not waiting:
        return dg.SkipReason("no version waits for its check")
    asked = [
        dg.RunRequest(
            run_key=f"{one.version_id}:{one.attempt + 1}",
            partition_key=str(one.feed),
            tags={VERSION_TAG: str(one.version_id), WAITING_TAG: "1"},
        )
        for one in waiting
    ]
    keys = list(dict.fromkeys(str(one.feed) for one in waiting))
    return dg.SensorResult(run_requests=asked, dynamic_partitions_requests=[FEEDS.build_add_request(keys)])


@dg.sensor(
    job_name=RELEASE_JOB,
    name="changes_wait",
    minimum_interval_seconds=30,
    required_resource_keys={"home"},
    description=words("changes_wait"),
)
def changes_wait(context: dg.SensorEvaluationContext) -> Any:
    """One run request a minute while a change waits."""
    catalog, _settings = context.resources.home
    return ask_for_release(catalog)


def ask_for_release(catalog: Catalog) -> dg.RunRequest | dg.SkipReason:
    """A release when a change waits; asked for again each minute, should it not come about."""
    if not change_waits(catalog):
        return dg.SkipReason("every change is in the current release")
    now = clock()
    return dg.RunRequest(run_key=f"change:{live.last_change(catalog)}:{now:%Y%m%dT%H%M}")


@dg.op(required_resource_keys={"home"}, description=words("delete_old_runs"))
def delete_runs(context: dg.OpExecutionContext) -> None:
    """Delete the records of ended runs older than the setting says."""
    _catalog, settings = context.resources.home
    with open_instance(settings) as instance:
        context.log.info(f"{delete_old_runs(instance, settings, clock())} runs deleted")


@dg.job(
    name="delete_old_runs",
    description=words("delete_old_runs"),
)
def old_runs_job() -> None:
    """Upkeep of Dagster's own storage; provenance lives in the catalog."""
    delete_runs()


@dg.asset_check(
    asset=RELEASE,
    name="feeds_in_force",
    required_resource_keys={"home"},
    description=words("feeds_in_force"),
)
def feeds_in_force(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Which live feeds have no service any more, and which were sent nothing for long."""
    catalog, settings = context.resources.home
    ended, silent = out_of_force(catalog, settings, clock())
    return dg.AssetCheckResult(
        passed=not ended,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "ended": dg.MetadataValue.json(ended),
            "silent": dg.MetadataValue.json(silent),
            "ended_feeds": len(ended),
            "silent_feeds": len(silent),
        },
    )


def out_of_force(catalog: Catalog, settings: Settings, now: datetime) -> tuple[dict[str, str], dict[str, str]]:
    """Live feed → its last service day, where that is over; → the day its file came, where that is long ago."""
    ended: dict[str, str] = {}
    silent: dict[str, str] = {}
    for row in live.live_rows(catalog):
        name, last_on = str(row.feed.key), row.version.facts.get("last_on")
        zone_name = row.feed.timezone or row.version.facts.get("timezone")
        if last_on and str(last_on) < settings.reference_date(now, zone_name).isoformat():
            ended[name] = str(last_on)
        if (now - row.version.received_at).days > SILENT_DAYS:
            silent[name] = row.version.received_at.date().isoformat()
    return ended, silent


LIVE_FEEDS_JOB = dg.define_asset_job(
    "look_at_live_feeds",
    selection=dg.AssetSelection.checks(feeds_in_force, rules_of_live_feeds),
    description=words("look_at_live_feeds"),
)


def sensors() -> Sequence[dg.SensorDefinition]:
    """All sensors, stopped by default."""
    return [versions_wait, changes_wait]


def schedules() -> Sequence[dg.ScheduleDefinition]:
    """What the daemon does each day, UTC."""
    running = dg.DefaultScheduleStatus.RUNNING
    return [
        dg.ScheduleDefinition(name="delete_old_runs", job=old_runs_job, cron_schedule="17 18 * * *",
                              default_status=running, description="毎日 3:17（日本時間） / daily, 18:17 UTC"),
        dg.ScheduleDefinition(name="look_at_live_feeds", job=LIVE_FEEDS_JOB, cron_schedule="7 18 * * *",
                              default_status=running, description="毎日 3:07（日本時間） / daily, 18:07 UTC"),
    ]  # fmt: skip


def upkeep_jobs() -> Sequence[Any]:
    """The jobs that schedules start."""
    return [old_runs_job, LIVE_FEEDS_JOB]


def checks() -> Sequence[dg.AssetChecksDefinition]:
    """Checks that no asset's own step tells."""
    return [feeds_in_force, rules_of_live_feeds]
