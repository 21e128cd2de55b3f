"""Reports: what the check of a version found, one per (version, reference date, rule set, engine).

The document is canonical JSON in the store (terms.reports.to_json, both languages inside), the row says where.
What does not live here: judging (feeds.rules), the public form (terms.reports.report_json).
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select

from catalog.db import Catalog, read, write
from catalog.tables import reports
from catalog.versions import require_version
from terms.canonical import canonical_json
from terms.ids import FeedKey
from terms.notices import Severity
from terms.reports import Report, from_json, to_json


def put_report(catalog: Catalog, version_id: int, report: Report, *, rule_set: str, engine: str, now: datetime) -> str:
    """Keep a report; returns the SHA-256 of its stored form. A second one for the same four keys replaces the first."""
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
    }
    with write(catalog) as conn:
        if conn.execute(reports.update().filter_by(**key).values(values)).rowcount == 0:
            conn.execute(reports.insert().values(**key, **values))
    return sha256


def get_report(catalog: Catalog, key: FeedKey, number: int, *, reference_date: str | None = None) -> Report | None:
    """The newest report of a version (of one reference date when named); None while there is none. Raises NotThere."""
    with read(catalog) as conn:
        version = require_version(conn, key, number)
        query = select(reports.c.sha256).where(reports.c.version_id == version.version_id)
        if reference_date is not None:
            query = query.where(reports.c.reference_date == reference_date)
        newest = query.order_by(reports.c.made_at.desc(), reports.c.reference_date.desc()).limit(1)
        sha256 = conn.execute(newest).scalar()
    return None if sha256 is None else from_json(json.loads(catalog.store.read(sha256)))
