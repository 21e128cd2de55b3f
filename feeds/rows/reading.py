"""Reading the file of all findings: those of one code, a batch at a time, as notices.

What does not live here: writing the file (`file`), the forms in which they are given away (`forms`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from feeds.rows.bounds import LEFT_OUT
from terms.geo import Place
from terms.notices import Notice, Severity
from terms.reports import Report

BATCH = 1_000
"""Findings that are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One finding and what it is about (`trip_id=T1`)."""

    notice: Notice
    entity: str | None = None


def has_code(report: Report, code: str) -> bool:
    """Whether anything of that code was found."""
    return any(total.code == code for total in report.totals)


def rows_of(report: Report, path: Path | None, code: str) -> Iterator[list[Row]]:
    """All findings of one code in batches. `path` is the file of the report's findings; without one (reports that were
    made before there were such files, boxes that died) the report's own samples."""
    if path is None:
        notices = [notice for notice in report.notices if notice.code == code]
        for start in range(0, len(notices), BATCH):
            yield [Row(notice) for notice in notices[start : start + BATCH]]
        return
    with pq.ParquetFile(path) as file:
        groups = [n for n in range(file.metadata.num_row_groups) if _is_of(file, n, code)]
        for batch in file.iter_batches(BATCH, row_groups=groups) if groups else ():
            found = [_row(raw) for raw in batch.to_pylist() if raw["code"] == code]
            if found:
                yield found


def left_out(report: Report, path: Path | None, code: str) -> int:
    """How many findings of that code `rows_of` does not give."""
    if path is None:
        return sum(total.total - total.shown for total in report.totals if total.code == code)
    with pq.ParquetFile(path) as file:
        told = (file.metadata.metadata or {}).get(LEFT_OUT.encode(), b"{}")
    return int(json.loads(told).get(code, 0))


def _is_of(file: pq.ParquetFile, group: int, code: str) -> bool:
    """Whether a row group may hold findings of that code: each holds one code, and its statistics say which."""
    told = file.metadata.row_group(group).column(0).statistics
    return told is None or not told.has_min_max or told.min <= code <= told.max


def _row(raw: dict[str, Any]) -> Row:
    place = None if raw["lon"] is None or raw["lat"] is None else Place(raw["lon"], raw["lat"])
    details = {key: item for key, item in json.loads(raw["params"]).items() if item is not None}
    notice = Notice(
        raw["code"],
        Severity(raw["severity"]),
        raw["blocking"],
        raw["file"],
        raw["row"],
        raw["field"],
        raw["value"],
        raw["expected"],
        place,
        details,
    )
    return Row(notice, raw["entity"])
