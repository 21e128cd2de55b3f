"""Checking one version: the stranger's file goes into the box; a report and text tables come out and are stored.

What does not live here: rules and readers (feeds), the limits (boxes).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boxes.limits import cpu_budget_s
from boxes.reports import death_report
from catalog import overrides, reports
from catalog.feeds import get_feed
from catalog.versions import VersionRow
from feeds.rows.bounds import NAME as ROWS
from feeds.rules.registry import rule_set
from pipelines.workshop import Workshop
from terms.canonical import canonical_json
from terms.faults import fault
from terms.policies import DEFAULT, Policy
from terms.reports import CodeTotal, Report, from_json

log = logging.getLogger("futae.checking")
INSPECT = "feeds.inspect:inspect"


@dataclass(frozen=True, slots=True)
class Checked:
    """A version after its check. `tables` maps table stem → sha256 of its Parquet text table in the store; `totals`
    count its findings while the run lasts (afterwards the report tells them)."""

    version_id: int
    feed: str
    number: int
    format: str
    publishable: bool
    readable: bool
    facts: Mapping[str, Any]
    report_sha: str
    tables: Mapping[str, str]
    totals: tuple[CodeTotal, ...] = ()

    @property
    def is_gtfs(self) -> bool:
        """Whether it is GTFS or GTFS-JP."""
        return self.format in ("gtfs", "gtfs-jp")


def inspect_file(
    workshop: Workshop,
    path: Path,
    out: Path,
    *,
    file_name: str,
    edition: str,
    today: str,
    at: str | None = None,
    policy: Policy = DEFAULT,
    licence_ids: tuple[str, ...] | None = None,
) -> Report:
    """Run `feeds.inspect` on a file in the box; the box's death is a report too. Tables and rows are left in `out`.
    `at`: the instant whose date in the file's own time zone goes before `today`."""
    given = {"file_name": file_name, "edition": edition, "reference_date": today, "reference_at": at,
             "policy": policy.to_json(), "licence_ids": None if licence_ids is None else list(licence_ids)}  # fmt: skip
    result = workshop.box.run(INSPECT, path, given, out, cpu_s=cpu_budget_s(path.stat().st_size))
    if result.value is None:
        if result.log:
            log.warning("the box died (%s) on %s: %s", result.died, file_name, result.log[-2_000:])
        return death_report(result.died or "crash", result.limits, today)
    return from_json(result.value["report"])


def _store_tables(workshop: Workshop, folder: Path) -> dict[str, str]:
    return {path.stem: workshop.catalog.store.put_file(path) for path in sorted(folder.glob("tables/*.parquet"))}


def check_version(workshop: Workshop, version: VersionRow) -> Checked:
    """Inspect, store the text tables and all findings, store the report; nothing is published here. A readable version
    whose publishing somebody answers for (catalog.overrides) is publishable whatever its report says."""
    catalog = workshop.catalog
    feed = get_feed(catalog, version.feed)
    now = workshop.now()
    today = workshop.settings.reference_date(now, feed.timezone).isoformat()
    at = None if workshop.settings.today or feed.timezone else now.isoformat()
    with workshop.folder() as folder:
        out = folder / "out"
        out.mkdir()
        source = catalog.store.local_path(version.sha256)
        report = inspect_file(
            workshop,
            source,
            out,
            file_name=version.file_name,
            edition=feed.edition,
            today=today,
            at=at,
            policy=feed.policy,
            licence_ids=feed.licence_ids,
        )
        fault("worker.after_check")
        tables = _store_tables(workshop, out)
        found = out / ROWS
        rows_sha = catalog.store.put_file(found) if found.exists() else None
    report_sha = reports.put_report(
        catalog, version.version_id, report, rule_set=_rules(report), engine=_engine(report), rows_sha=rows_sha, now=now
    )
    fault("worker.after_report")
    facts = {**report.facts, "bounds": report.bounds.as_list() if report.bounds else None, "edition": report.edition}
    return Checked(
        version_id=version.version_id,
        feed=str(version.feed),
        number=version.number,
        format=report.format,
        publishable=report.publishable or (report.readable and overrides.is_overridden(catalog, version.version_id)),
        readable=report.readable,
        facts=facts,
        report_sha=report_sha,
        tables=tables,
        totals=report.totals,
    )


def _rules(report: Report) -> str:
    """The rules and the policy a report was judged by, part of its key."""
    return ".".join(part for part in (rule_set(), report.policy.key) if part)


def _engine(report: Report) -> str:
    """The engines' versions as one word, part of the report's key."""
    engines = {k: v for k, v in report.facts.items() if k.startswith("engine_")}
    return canonical_json(engines).decode() if engines else "none"
