"""The two validators as counts of codes: our engine with the rules of GTFS-JP, and gtfs-validator in pure Python.

What does not live here: what codes mean (docs/reference), which are compared (mergeproof).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from feeds.inspect import inspect
from terms.reports import from_json

MADE_BY_MERGING = {
    "unknown_file": "LICENSES.json and attribution.txt stand in every merged feed; GTFS permits further files",
    "jp_agency_id_not_corporate_number": "ids begin with the feed's name, so none is a corporate number alone",
}
"""Codes that a merge of few feeds may be the first to have. Among all real feeds some member has each."""


def our_codes(path: Path, on: str) -> Counter[str]:
    """Codes of our report at a reference date, with how often each was found."""
    with tempfile.TemporaryDirectory() as folder:
        report = from_json(inspect(path, Path(folder), file_name=path.name, reference_date=on)["report"])
    return Counter({total.code: total.total for total in report.totals})


def oracle_codes(path: Path, on: str, timeout_s: float | None = None) -> Counter[str]:
    """Codes of gtfs-validator at a date. Raises TimeoutExpired, and FileNotFoundError where it wrote no report."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gtfs_validator.cli", *oracle_words(path, on, folder)]
        subprocess.run(command, check=False, capture_output=True, timeout=timeout_s)
        return oracle_told(folder)


def oracle_words(path: Path, on: str, folder: str) -> list[str]:
    """What its command line is told."""
    return ["-i", str(path), "-o", f"{folder}/out", "-c", "JP", "-d", on, "-t", "1"]


def oracle_told(folder: str) -> Counter[str]:
    """The codes of the report it wrote into that folder."""
    notices = json.loads((Path(folder) / "out" / "report.json").read_text())["notices"]
    return Counter({one["code"]: one["totalNotices"] for one in notices})


def new_codes(merged: Counter[str], members: Iterable[Counter[str]]) -> set[str]:
    """The codes of a merged feed that no member has; members are asked only until every code is explained."""
    left, asked = set(merged), iter(members)
    while left and (one := next(asked, None)) is not None:
        left -= one.keys()
    return left
