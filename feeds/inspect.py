"""The boxed entry of this room: one stranger's file → format, text tables on disk, report and facts.

Looks, reads, checks, writes; the same function serves `futae check` and the worker. What does not live here: the
process and its limits (boxes), what becomes of the answer (pipelines, futae).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl
import shapely

from feeds.archive import ArchiveLimits
from feeds.formats import look as looking
from feeds.formats.document import DocumentRead
from feeds.formats.documents.registry import document_rules
from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.formats.flex_locations import read_locations
from feeds.formats.flood_texts import FLOODS
from feeds.formats.gtfs import read_gtfs
from feeds.formats.gtfs_facts import gtfs_facts, stop_bounds, stop_sketch
from feeds.formats.ksj_n03 import read_given
from feeds.formats.reading import texts_of
from feeds.formats.texts import READING
from feeds.found import Found
from feeds.rows.bounds import NAME as ROWS
from feeds.rows.file import RowFile, Rows
from feeds.rules.judge import judge_gtfs
from feeds.rules.judged import Judged
from feeds.score.measure import Measured, measure
from feeds.score.score import score_of
from feeds.tables import TextTables, write_tables
from terms.notices import Notice, Scalar
from terms.policies import Policy, read_policy
from terms.reports import Report, to_json

RULES = {**READING, **FLOODS, **document_rules()}
"""All codes of the readers."""
MOST_OF_DOCUMENT = 200_000
"""Of a document (not GTFS), findings of one code that are kept as rows: its reader holds them in memory."""


def inspect(
    input_path: Path,
    out_dir: Path,
    *,
    file_name: str,
    edition: str = "auto",
    reference_date: str,
    reference_at: str | None = None,
    country: str = "JP",
    cap: int = 1_000,
    limits: Mapping[str, int] | None = None,
    policy: Mapping[str, Any] | None = None,
    licence_ids: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Judge one file (zip, folder or document) that was sent as `file_name` at an ISO `reference_date`, or at the date
    that the instant `reference_at` has in the time zone a GTFS feed names (`reference_date` where it names none).

    Writes `out_dir/tables/<stem>.parquet`, and `out_dir/rows.parquet` with every finding (feeds.rows.file;
    nothing of what cannot be read: its report has all). Gives
    {"report": terms.reports.to_json, "format": str, "facts": {…}}, all JSON. At most `cap` notices are kept for each
    code, totals are true; `limits` are fields of ArchiveLimits; `policy` (terms.policies, as JSON) says what blocks a
    GTFS feed; `licence_ids` under which it is registered (None: not told) count for its score. Never raises for bad
    data; ValueError for a bad `reference_date` or `edition`, BadRequest for a bad policy, OSError when files cannot be
    read."""
    on = date.fromisoformat(reference_date)
    Path(out_dir).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="work-", dir=out_dir) as work, RowFile(Path(out_dir) / ROWS) as rows:
        found = looking.look(Path(input_path), file_name, Path(work), ArchiveLimits(**(limits or {})))
        if found.format == looking.GTFS:
            moment = None if reference_at is None else datetime.fromisoformat(reference_at)
            how = _How(edition, on, moment, country, cap, read_policy(policy), licence_ids)
            tables, report = _gtfs(found, Path(work), how, rows)
        elif found.format == looking.UNKNOWN:
            tables, report = None, _unreadable(looking.UNKNOWN, found.notices, on)
        else:
            tables, report = _document(found, Path(work), file_name, on, cap, rows)
        rows.reckon(report.totals)
    if tables is not None:
        write_tables(tables, Path(out_dir) / "tables")
    return {"report": to_json(report), "format": report.format, "facts": dict(report.facts)}


@dataclass(frozen=True, slots=True)
class _How:
    """How a GTFS feed is to be judged."""

    edition: str
    on: date
    moment: datetime | None
    country: str
    cap: int
    policy: Policy
    licence_ids: Sequence[str] | None


def _gtfs(found: looking.Look, work: Path, how: _How, rows: RowFile) -> tuple[TextTables | None, Report]:
    if found.archive is None:
        raise ValueError("a GTFS feed is always in an archive")
    read = read_gtfs(found.archive, found.folder, work)
    notices = (*found.notices, *read.notices)
    own = gtfs_facts(read.tables)
    on = _own_date(own.get("timezone"), how.on, how.moment)
    if read.archive_path is None:
        return None, _unreadable(looking.GTFS, notices, on)
    judged = judge_gtfs(
        read.tables,
        read.archive_path,
        edition=how.edition,
        reference_date=on,
        country=how.country,
        cap=how.cap,
        extra=notices,
        extra_texts=texts_of(RULES, {notice.code for notice in notices}),
        view=read.view,
        policy=how.policy,
        rows=rows,
    )
    kept = _with_locations(read.tables, found)
    flex = {"flex_zones": kept.tables[LOCATIONS].height if LOCATIONS in kept.tables else None}
    facts = {**own, **flex, **judged.facts, **_engines(judged.engines)}
    report = Report(
        format=judged.format,
        edition=judged.edition,
        readable=True,
        publishable=judged.publishable,
        reference_date=on.isoformat(),
        totals=judged.totals,
        notices=judged.notices,
        texts=judged.texts,
        facts=_known(facts),
        bounds=stop_bounds(read.tables),
        marks=judged.marks,
        sketch=stop_sketch(read.tables),
        policy=how.policy,
        score=score_of(_measured(read.tables, judged, own.get("last_on"), on, how.licence_ids)),
    )
    return kept, report


def _measured(
    tables: TextTables, judged: Judged, last_on: Scalar, on: date, licence_ids: Sequence[str] | None
) -> Measured:
    return measure(
        tables,
        judged.totals,
        is_japanese=judged.format == "gtfs-jp",
        last_on=date.fromisoformat(last_on) if isinstance(last_on, str) else None,
        on=on,
        licence_ids=licence_ids,
    )


def _with_locations(tables: TextTables, found: looking.Look) -> TextTables:
    """The tables with Flex's features beside them, which are kept but judged as a file only."""
    table = read_locations(found.archive, found.folder) if found.archive is not None else None
    return tables if table is None else replace(tables, tables={**tables.tables, LOCATIONS: table})


def _read_document(found: looking.Look, work: Path, file_name: str, cap: int) -> DocumentRead:
    """By the document's own reader, or by that of N03 as a shapefile."""
    name = found.name if found.name.lower().startswith("n03") else file_name  # N03 is dated by its file name
    if found.document is not None:
        return found.document.read(found.data, name, cap)
    from feeds.formats.n03_shapefile import read_shapefile  # GDAL, for few files: 60 MB and half a second

    folder = work / "shapefile"
    folder.mkdir()
    return read_given(read_shapefile(found.parts, folder), name, sum(map(len, found.parts.values())), cap)


def _own_date(zone: Scalar, on: date, moment: datetime | None) -> date:
    """The date of the moment in the feed's own zone; `on` where there is no moment or no such zone."""
    if moment is None or not isinstance(zone, str):
        return on
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return on


def _document(
    found: looking.Look, work: Path, file_name: str, on: date, cap: int, rows: RowFile
) -> tuple[TextTables | None, Report]:
    read = _read_document(found, work, file_name, MOST_OF_DOCUMENT)
    read.found.extend(found.notices)
    _keep(rows, read.found.notices())
    read.found.trim(cap)
    report = Report(
        format=found.format,
        edition=read.edition,
        readable=read.tables is not None,
        publishable=read.tables is not None and not read.found.is_blocking,
        reference_date=on.isoformat(),
        totals=read.found.totals(),
        notices=read.found.notices(),
        texts=texts_of(RULES, read.found.codes),
        facts=_known({**read.facts, **_engines({"shapely": shapely.__version__})}),
        bounds=read.bounds,
    )
    return read.tables, report


def _keep(rows: RowFile, notices: Iterable[Notice]) -> None:
    door = Rows(rows)
    for notice in notices:
        door.note(notice)
    door.flush()


def _unreadable(format_name: str, notices: tuple[Notice, ...], on: date) -> Report:
    found = Found()
    found.extend(notices)
    return Report(
        format=format_name,
        edition="",
        readable=False,
        publishable=False,
        reference_date=on.isoformat(),
        totals=found.totals(),
        notices=found.notices(),
        texts=texts_of(RULES, found.codes),
        facts=_engines({}),
    )


def _engines(engines: Mapping[str, str]) -> dict[str, Scalar]:
    return {f"engine_{name}": version for name, version in {**engines, "polars": pl.__version__}.items()}


def _known(facts: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Facts that have a value; a time zone or title nobody gave is left out."""
    return {key: value for key, value in facts.items() if value not in (None, "")}
