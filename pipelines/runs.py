"""Running the feed job in process, on the instance that the Dagster page shows.

What does not live here: which versions wait (`worker`), what the assets do (`assets`).
"""

from __future__ import annotations

from typing import Any

import dagster as dg
from dagster import DagsterInstance, DagsterRunStatus

from catalog.versions import VersionRow
from pipelines.assets import FEEDS, JOB, VERSION_TAG, resource_of
from pipelines.definitions import definitions
from pipelines.release import Derived
from pipelines.workshop import Workshop, holder_alive

HOLDER_TAG = "futae/holder"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The console stays the worker's own; the Dagster page has every event."""
RUNNING = [DagsterRunStatus.STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.NOT_STARTED]


class Runs:
    """Runs of the feed job; one run is one version of one feed."""

    def __init__(self, workshop: Workshop, instance: DagsterInstance) -> None:
        self._workshop, self.instance = workshop, instance
        # In memory: files between steps are named by feed only, and two workers may have two versions of one feed.
        self._job = definitions(resource_of(workshop), dg.mem_io_manager).resolve_job_def(JOB)

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
        metadata: dict[str, Any] = {
            "release": derived.number,
            "feeds": sum(len(m.feeds) for m in derived.manifests.values()),
            "audiences": len(derived.manifests),
            "cells_cut": str(derived.work.cut),
            "cells_reused": str(derived.work.reused),
            "largest_tile_bytes": derived.work.largest_tile,
        }
        self.instance.report_runless_asset_event(dg.AssetMaterialization("release", metadata=metadata))

    def recover(self) -> int:
        """Fail the runs that a dead process of this service left running; returns how many."""
        left = self.instance.get_runs(dg.RunsFilter(statuses=RUNNING))
        mine = [r for r in left if HOLDER_TAG in r.tags and not holder_alive(r.tags[HOLDER_TAG])]
        for run in mine:
            self.instance.report_run_failed(run, "the worker's process ended; the version is taken up again")
        return len(mine)
