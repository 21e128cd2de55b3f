"""Reports: what the check of a version found, one per (version, reference date, rule set, engine).

The document is canonical JSON in the store (terms.reports.to_json, both languages inside), the row says where.
What does not live here: judging (feeds.rules), the public form (terms.reports.report_json).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from catalog.db import Catalog, read, write
from catalog.tables import reports
from catalog.versions import require_version
from terms.canonical import canonical_json
from terms.ids import FeedKey
from terms.notices import Severity
from terms.reports import Report, from_json, to_json


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report and the bytes of the file with all its findings (feeds.rows; None: only its samples are kept)."""

    report: Report
    rows_sha: str | None


def put_report(
    catalog: Catalog,
    version_id: int,
    report: Report,
    *,
    rule_set: str,
    engine: str,
    rows_sha: str | None = None,
    now: datetime,
) -> str:
    """Keep a report; returns the SHA-256 of its stored form. `rows_sha`: the stored file of all its findings. A second
    one for the same four keys replaces the first."""
    sha256 = catalog.store.put(canonical_json(to_json(report)))
    key = {
        "version_id": version_id,
        "reference_date": report.reference_date,
        "rule_set": rule_set,
        "engine": engine,
    }
    values = {
        "sha256": sha256,
        "publishable": report.publishable,
        "errors": report.count(Severity.ERROR),
        "made_at": now,
        "rows_sha": rows_sha,
    }
    with write(catalog) as conn:
        if conn.execute(reports.update().filter_by(**key).values(values)).rowcount == 0:
            conn.execute(reports.insert().values(**key, **values))
    return sha256


def get_report(catalog: Catalog, key: FeedKey, number: int, *, reference_date: str | None = None) -> Report | None:
    """The newest report of a version (of one reference date when named); None while there is none. Raises NotThere."""
    kept = find_report(catalog, key, number, reference_date=reference_date)
    return None if kept is None else kept.report


def find_report(catalog: Catalog, key: FeedKey, number: int, *, reference_date: str | None = None) -> KeptReport | None:
    """The same with the file of all its findings. Raises NotThere."""
    with read(catalog) as conn:
        version = require_version(conn, key, number)
        query = select(reports.c.sha256, reports.c.rows_sha).where(reports.c.version_id == version.version_id)
        if reference_date is not None:
            query = query.where(reports.c.reference_date == reference_date)
        newest = query.order_by(reports.c.made_at.desc(), reports.c.reference_date.desc()).limit(1)
        found = conn.execute(newest).one_or_none()
    if found is None:
        return None
    return KeptReport(from_json(json.loads(catalog.store.read(found.sha256))), found.rows_sha)
