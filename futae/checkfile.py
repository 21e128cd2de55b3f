"""`futae check`: one file through the same box and the same rules as the service; no home, no database.

What does not live here: rules, words, the report as text and page (feeds), as JSON (terms.reports).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from boxes.box import Box
from boxes.limits import Limits, cpu_budget_s
from boxes.reports import death_report
from feeds.reportpage.text import as_text
from feeds.rows.bounds import NAME as ROWS
from terms.errors import BadRequest
from terms.policies import DEFAULT, Policy
from terms.reports import Report, from_json, report_json

INSPECT = "feeds.inspect:inspect"
EXIT = {"publishable": 0, "blocked": 1, "unreadable": 2}


def check_file(
    path: Path,
    *,
    today: date,
    at: datetime | None = None,
    edition: str = "auto",
    limits: Limits | None = None,
    rows: Path | None = None,
    policy: Policy = DEFAULT,
    licence_ids: Sequence[str] | None = None,
) -> Report:
    """The report on a file (or a folder of GTFS tables), judged at `today`, or at the date that the instant `at` has in
    the time zone the feed itself names. The file of all findings (feeds.rows) is moved to `rows`, when there is one;
    `policy` says what blocks; `licence_ids`, under which the feed is registered, count for its score."""
    with tempfile.TemporaryDirectory() as folder, Box(limits or Limits(), preload=("feeds.inspect",)) as box:
        out = Path(folder) / "out"
        out.mkdir()
        given = {"file_name": path.name, "edition": edition, "reference_date": today.isoformat(),
                 "reference_at": at.isoformat() if at else None, "policy": policy.to_json(),
                 "licence_ids": None if licence_ids is None else list(licence_ids)}  # fmt: skip
        result = box.run(INSPECT, path, given, out, cpu_s=cpu_budget_s(_size_bytes(path)))
        if result.value is None:
            return death_report(result.died or "crash", result.limits, today.isoformat())
        if rows is not None and (out / ROWS).exists():
            shutil.move(out / ROWS, rows)
        return from_json(result.value["report"])


def _size_bytes(path: Path) -> int:
    """Of a file, or of all files in a folder."""
    files = [path] if path.is_file() else (one for one in path.rglob("*") if one.is_file())
    return sum(one.stat().st_size for one in files)


def as_json(report: Report, lang: str) -> str:
    """The public document as text."""
    return json.dumps(report_json(report, lang), ensure_ascii=False, indent=2) + "\n"


def as_html(report: Report, lang: str, name: str) -> str:
    """One page that stands alone."""
    from feeds.reportpage.page import report_page  # the template engine, only where a page is wanted

    return report_page(report, lang, name=name)


def written(report: Report, form: str, lang: str, name: str) -> str:
    """The report as 'text', 'json' or 'html'; raises BadRequest for another form."""
    if form == "json":
        return as_json(report, lang)
    if form == "html":
        return as_html(report, lang, name)
    if form != "text":
        raise BadRequest(f"format must be text, json or html, not {form!r}")
    return as_text(report, lang, name)
