"""Running the feed job in process, on the instance that the Dagster page shows.

What does not live here: which versions wait (`worker`), what the assets do (`assets`).
"""

from __future__ import annotations

import dagster as dg
from dagster import DagsterInstance, DagsterRunStatus

from catalog.versions import VersionRow
from pipelines.assets import JOB
from pipelines.claimed import HOLDER_TAG, VERSION_TAG
from pipelines.definitions import definitions, given_resources
from pipelines.lineage import FEEDS
from pipelines.oldruns import delete_old_runs
from pipelines.release import Derived
from pipelines.showing import show_release
from pipelines.workshop import Workshop, holder_alive

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The console stays the worker's own; the Dagster page has every event."""
PARENT_TAG = "dagster/parent_run_id"
MOST_OLD_RUNS = 200
"""Old runs deleted at a start at most: it must not keep files waiting."""
RUNNING = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED]


class Runs:
    """Runs of the feed job; one run is one version of one feed."""

    def __init__(self, workshop: Workshop, instance: DagsterInstance) -> None:
        self._workshop, self.instance = workshop, instance
        self._job = definitions(given_resources(workshop)).resolve_job_def(JOB)

    def run(self, version: VersionRow) -> bool:
        """Run the job for this version; False when a step failed (a blocked version fails its blocking check)."""
        key = str(version.feed)
        self.instance.add_dynamic_partitions(str(FEEDS.name), [key])
        tags = {
            "dagster/run_key": f"{version.version_id}:{version.attempt}",
            "dagster/sensor_name": "worker",
            VERSION_TAG: str(version.version_id),
            HOLDER_TAG: self._workshop.holder,
        }
        result = self._job.execute_in_process(
            instance=self.instance, partition_key=key, tags=tags, raise_on_error=False, run_config=QUIET
        )
        return result.success

    def show_release(self, derived: Derived) -> None:
        """Tell the page that a release was made."""
        show_release(self.instance, derived)

    def recover(self) -> int:
        """Fail the runs that a dead process of this service left running; returns how many. Runs begun anew on the page
        repeat the tags of their first, and are none of ours."""
        left = self.instance.get_runs(dg.RunsFilter(statuses=RUNNING))
        ours = [r for r in left if HOLDER_TAG in r.tags and PARENT_TAG not in r.tags]
        mine = [r for r in ours if not holder_alive(r.tags[HOLDER_TAG])]
        for run in mine:
            self.instance.report_run_failed(run, "the worker's process ended; the version is taken up again")
        return len(mine)

    def delete_old(self) -> int:
        """Delete records of old runs, a few hundred at most; returns how many."""
        workshop = self._workshop
        return delete_old_runs(self.instance, workshop.settings, workshop.now(), most=MOST_OLD_RUNS)
