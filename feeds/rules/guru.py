"""The one place that knows gtfs-guru: canonical GTFS rules, their notices as ours, bounded, with true totals.

Defects designed around (../shared/formats/gtfs_packages.md): file, row and field filled from the context
(`guru_places`); contexts with whole shapes in them cut to scalars; only the report's samples become Python objects
unless a code must be seen whole, and rows of odd ids are told by the tables; a crash is a notice. What does not live
here: processes and limits (the box), severities other than the engine's (`soften`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import gtfs_guru
import polars as pl

from feeds.formats.ascii_ids import CODE as ODD_ID
from feeds.formats.ascii_ids import RECORD, counted, odd_cells, odd_columns
from feeds.formats.reading import short
from feeds.rows.wide import wide_of_notices
from feeds.rules.guru_frames import engine_frame
from feeds.rules.guru_places import COLUMN_FROM, COLUMN_KEYS, EXPECTED_KEYS, ROW_KEYS, VALUE_KEYS, WHERE, Where
from feeds.rules.guru_scalars import scalar
from feeds.tables import NO_TABLES, TextTables
from terms.notices import Notice, Severity

ENGINE = "gtfs-guru"
FAILED = "canonical_check_failed"
"""Our code for: the engine could not finish, so nobody knows whether the canonical rules hold."""

SYSTEM_CODES = frozenset(
    {
        "i_o_error",
        "runtime_exception_in_loader_error",
        "runtime_exception_in_validator_error",
        "thread_execution_error",
    }
)
"""guru's own failures that it reports as notices; they become `FAILED`."""
PIECE = 20_000
"""Notices that become Python objects at once."""


def version() -> str:
    """The engine's version."""
    return str(gtfs_guru.version())


class GuruResult:
    """What the engine found: true totals at once, notices of one code on demand."""

    def __init__(self, result: Any | None, failure: Notice | None = None, tables: TextTables = NO_TABLES) -> None:
        self._result = result
        self._tables = tables
        self._failure = failure
        report = result.to_dict()["notices"] if result is not None else []
        self._samples: dict[str, list[Mapping[str, Any]]] = {}
        self._totals: dict[str, tuple[Severity, int]] = {}
        for entry in report:
            self._totals[entry["code"]] = (Severity(entry["severity"]), int(entry["totalNotices"]))
            self._samples[entry["code"]] = entry["sampleNotices"]

    def codes(self) -> tuple[tuple[str, Severity, int], ...]:
        """(code, severity, true total) of everything found, engine failures as one `FAILED`."""
        found = [(c, s, n) for c, (s, n) in self._totals.items() if c not in SYSTEM_CODES]
        return (*found, (FAILED, Severity.ERROR, 1)) if self._failed() else tuple(found)

    def notices(self, code: str, cap: int) -> Iterator[Notice]:
        """At most `cap` notices of that code."""
        if code == FAILED:
            return islice(iter(self._failed()), cap)
        return islice(self.every(code) if cap > len(self._samples[code]) else self._sampled(code), cap)

    def every(self, code: str) -> Iterator[Notice]:
        """All notices of that code, however many; only for codes that must be seen whole."""
        _, total = self._totals[code]
        return self._sampled(code) if total <= len(self._samples[code]) else self.streamed(code)

    def streamed(self, code: str) -> Iterator[Notice]:
        """All notices of that code from the engine's own objects instead of its report's samples: the same notices,
        but every one becomes a Python object."""
        severity, _ = self._totals[code]
        return (as_notice(code, severity, context) for context in self._contexts(code))

    def frames(self, code: str) -> Iterator[pl.DataFrame]:
        """All notices of that code as wide frames (feeds.rows.wide), so many at a time that memory stays small."""
        if code == FAILED:
            yield wide_of_notices(self._failed())
            return
        _, total = self._totals[code]
        samples = self._samples[code]
        if total <= len(samples):
            yield from _framed(code, iter(samples))
        else:
            told = self._told_by_tables(total) if code == ODD_ID else None
            yield from _framed(code, self._contexts(code)) if told is None else told

    def _told_by_tables(self, total: int) -> Iterator[pl.DataFrame] | None:
        """The cells with odd ids from the tables: the same, and a Japanese feed may have one in each of its stop times,
        every one of which would become a Python object. None where the tables have not as many as the engine says."""
        odd = odd_columns(self._tables)
        return odd_cells(self._tables, odd, RECORD) if counted(odd) == total else None

    def _contexts(self, code: str) -> Iterator[Mapping[str, Any]]:
        """What the engine's own objects tell; their context lacks file, row and field, which stand beside it."""
        for found in self._result.by_code(code) if self._result is not None else ():
            context = found.context()
            for key, beside in (("filename", found.file), ("csvRowNumber", found.row), ("fieldName", found.field)):
                if beside is not None:
                    context.setdefault(key, beside)
            yield context

    def _sampled(self, code: str) -> Iterator[Notice]:
        severity, _ = self._totals[code]
        return (as_notice(code, severity, context) for context in self._samples[code])

    def _failed(self) -> tuple[Notice, ...]:
        if self._failure is not None:
            return (self._failure,)
        for code in sorted(self._totals.keys() & SYSTEM_CODES):
            context = self._samples[code][0] if self._samples[code] else {}
            table = context.get("filename")
            return (_failure(str(context.get("message", code)), None if table is None else str(table)),)
        return ()


def _framed(code: str, contexts: Iterator[Mapping[str, Any]]) -> Iterator[pl.DataFrame]:
    while some := list(islice(contexts, PIECE)):
        yield engine_frame(code, some)


def validate(path: Path, *, country: str, reference_date: date, tables: TextTables = NO_TABLES) -> GuruResult:
    """Run the canonical rules over a zip (its name must end in .zip) or a folder with the files at its root; `tables`
    are its files as text, from which some rows are told sooner than from the engine's notices.

    Never raises for what is in the file: a refusal or crash of the engine is one notice `FAILED`."""
    try:
        return GuruResult(gtfs_guru.validate(str(path), country, reference_date.isoformat()), tables=tables)
    except (ValueError, OSError, RuntimeError) as refusal:
        return GuruResult(None, _failure(str(refusal)))
    except BaseException as crash:
        # A panic in the Rust engine arrives as pyo3's PanicException, which is no Exception and cannot be imported.
        if type(crash).__name__ != "PanicException":
            raise
        return GuruResult(None, _failure(str(crash)))


def _failure(reason: str, table: str | None = None) -> Notice:
    return Notice(FAILED, Severity.ERROR, blocking=True, table=table, details={"reason": short(reason)})


def as_notice(code: str, severity: Severity, context: Mapping[str, Any]) -> Notice:
    """One engine notice as ours: place from the context, details cut to scalars. An ERROR blocks."""
    where = WHERE.get(code, Where(""))
    table = context.get("filename") or context.get("childFilename") or where.table or None
    return Notice(
        code=code,
        severity=severity,
        blocking=severity is Severity.ERROR,
        table=str(table) if table else None,
        row=_row(context, where),
        column=_column(code, context, where),
        value=_text(_first(context, (where.value, *VALUE_KEYS))),
        expected=_expected(context, where),
        details={key: kept for key, raw in context.items() if (kept := scalar(key, raw)) is not None},
    )


def _first(context: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((context[key] for key in keys if key and context.get(key) is not None), None)


def _row(context: Mapping[str, Any], where: Where) -> int | None:
    row = _first(context, (where.row, *ROW_KEYS))
    return int(row) if isinstance(row, int) else None


def _column(code: str, context: Mapping[str, Any], where: Where) -> str | None:
    return _text(_first(context, (COLUMN_FROM.get(code, ""), *COLUMN_KEYS))) or where.column or None


def _expected(context: Mapping[str, Any], where: Where) -> str | None:
    if "parentFilename" in context:
        return f"{context['parentFilename']} {context.get('parentFieldName', '')}".strip()
    return _text(_first(context, (where.expected, *EXPECTED_KEYS)))


def _text(raw: Any) -> str | None:
    kept = scalar("", raw)
    return None if kept is None else short(str(kept))
