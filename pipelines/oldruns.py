"""Deleting the records of old runs, as a schedule does each day and a worker at its start.

The newest run of every feed stays, so that the page goes on to say what became of each. Nothing is lost that is not in
the catalog: provenance lives there. What does not live here: when (`watching`, `worker`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

from terms.settings import Settings

ENDED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]
PARTITION_TAG = "dagster/partition"
PAGE = 500


def delete_old_runs(instance: DagsterInstance, settings: Settings, now: datetime, *, most: int | None = None) -> int:
    """Delete ended runs older than `keep_runs_days` (0: none), oldest first, `most` at most; returns how many."""
    if settings.keep_runs_days <= 0:
        return 0
    old = RunsFilter(statuses=ENDED, created_before=now - timedelta(days=settings.keep_runs_days))
    newest: dict[tuple[str, str], str] = {}
    deleted, cursor = 0, None
    while most is None or deleted < most:
        found = instance.get_runs(old, limit=PAGE, cursor=cursor, ascending=True)
        for run in found:
            if not _is_newest(instance, run, newest) and (most is None or deleted < most):
                instance.delete_run(run.run_id)
                deleted += 1
        if len(found) < PAGE:
            break
        cursor = found[-1].run_id
    return deleted


def _is_newest(instance: DagsterInstance, run: DagsterRun, newest: dict[tuple[str, str], str]) -> bool:
    """Whether no later run of that job has this run's feed."""
    feed = run.tags.get(PARTITION_TAG)
    if feed is None:
        return False
    name = (run.job_name, feed)
    if name not in newest:
        same = RunsFilter(job_name=run.job_name, tags={PARTITION_TAG: feed})
        newest[name] = instance.get_runs(same, limit=1)[0].run_id
    return newest[name] == run.run_id
