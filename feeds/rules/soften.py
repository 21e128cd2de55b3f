"""Severity softening: where the engine says more than the standard does, and what it cannot know of Japanese feeds.

For every feed it is `EVERYWHERE`; for GTFS-JP the list is ../shared/formats/gtfs_jp.md, "Canonical rules to soften for
ja". A softened-off notice disappears and is counted (`softened_<code>` in the facts). What does not live here: our own
rules (`jp/`), the engine (`guru`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from feeds.found import Found
from feeds.rules.guru import GuruResult
from terms.notices import Notice, Severity
from terms.reports import CodeTotal

OLD_LAYOUT_COLUMNS = frozenset({"trans_id", "lang"})
NEW_LAYOUT_COLUMNS = frozenset({"table_name", "field_name", "language"})
JP_FILES = frozenset({"agency_jp.txt", "office_jp.txt", "pattern_jp.txt", "routes_jp.txt"})
JP_COLUMNS = frozenset(
    {
        ("routes.txt", "jp_parent_route_id"),
        ("trips.txt", "jp_trip_desc"),
        ("trips.txt", "jp_trip_desc_symbol"),
        ("trips.txt", "jp_office_id"),
        ("trips.txt", "jp_pattern_id"),
        ("fare_attributes.txt", "ic_price"),
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What softening may depend on."""

    edition: str = ""
    old_layout: bool = False
    has_rider_categories: bool = False


Softener = Callable[[Notice, Ground], Severity | None]
"""The severity a notice has in a GTFS-JP feed; None takes it away."""


def _to_info(notice: Notice, ground: Ground) -> Severity | None:  # noqa: ARG001 - one shape for all softeners
    return Severity.INFO


def _mixed_case(notice: Notice, ground: Ground) -> Severity | None:  # noqa: ARG001
    return notice.severity if any(c.lower() != c.upper() for c in notice.value or "") else None


def _unknown_file(notice: Notice, ground: Ground) -> Severity | None:  # noqa: ARG001
    return None if notice.table in JP_FILES else notice.severity


def _unknown_column(notice: Notice, ground: Ground) -> Severity | None:
    if (notice.table, notice.column) in JP_COLUMNS:
        return None
    if ground.old_layout and notice.table == "translations.txt" and notice.column in OLD_LAYOUT_COLUMNS:
        return None
    return notice.severity


def _missing_column(notice: Notice, ground: Ground) -> Severity | None:
    replaced = ground.old_layout and notice.table == "translations.txt" and notice.column in NEW_LAYOUT_COLUMNS
    return None if replaced else notice.severity


def _sub_id_none(notice: Notice, ground: Ground) -> Severity | None:
    """In edition 3 jp_record_sub_id_none says it once for all rows."""
    if notice.column != "record_sub_id" or (notice.value or "").strip() != "NONE" or ground.edition == "v4":
        return notice.severity
    return None if ground.edition == "v3" else Severity.INFO


def _empty_is_no_default(notice: Notice, ground: Ground) -> Severity | None:  # noqa: ARG001
    """GTFS Schedule, rider_categories.txt, is_default_fare_category: "0 or empty" is a value."""
    is_said = (notice.table, notice.column) == ("rider_categories.txt", "is_default_fare_category")
    return None if is_said else notice.severity


EVERYWHERE: Mapping[str, Softener] = {"missing_required_field": _empty_is_no_default}
"""For every feed that has rider_categories.txt."""

SOFTENERS: Mapping[str, Softener] = {
    "missing_required_column": _missing_column,
    "mixed_case_recommended_field": _mixed_case,
    "non_ascii_or_non_printable_char": _to_info,
    "translation_unexpected_value": _sub_id_none,
    "unknown_column": _unknown_column,
    "unknown_file": _unknown_file,
}

WHOLE = frozenset(SOFTENERS) - {"non_ascii_or_non_printable_char"}
"""Codes of which every notice must be looked at; the others get one severity for all."""


def as_engine_says(result: GuruResult, ground: Ground, found: Found) -> dict[str, int]:
    """Plain GTFS: the engine's notices with its own severities; an ERROR blocks. Returns how many of each code were
    taken away."""
    gone: dict[str, int] = {}
    for code, severity, total in result.codes():
        if code in EVERYWHERE and ground.has_rider_categories:
            gone[code] = _sift(result, code, EVERYWHERE[code], ground, found)
        else:
            _take(result, code, severity, total, found)
    return _counted(gone)


def softened(result: GuruResult, ground: Ground, found: Found) -> dict[str, int]:
    """GTFS-JP: the engine's notices after softening go into `found`; returns how many of each code were taken away."""
    gone: dict[str, int] = {}
    for code, severity, total in result.codes():
        if code in WHOLE or (code in EVERYWHERE and ground.has_rider_categories):
            gone[code] = _sift(result, code, {**SOFTENERS, **EVERYWHERE}[code], ground, found)
        else:
            _take(result, code, Severity.INFO if code in SOFTENERS else severity, total, found)
    return _counted(gone)


def _counted(gone: Mapping[str, int]) -> dict[str, int]:
    return {code: count for code, count in sorted(gone.items()) if count}


def _take(result: GuruResult, code: str, severity: Severity, total: int, found: Found) -> None:
    notices = [_with(notice, severity) for notice in result.notices(code, found.cap)]
    blocking = severity is Severity.ERROR
    told = CodeTotal(code, severity, blocking, total, len(notices))
    found.merge(told, sorted(notices, key=_where), lambda: result.frames(code))


def _sift(result: GuruResult, code: str, soften: Softener, ground: Ground, found: Found) -> int:
    taken = 0
    for notice in result.every(code):
        severity = soften(notice, ground)
        if severity is None:
            taken += 1
        else:
            found.add(_with(notice, severity))
    return taken


def _with(notice: Notice, severity: Severity) -> Notice:
    if notice.severity is severity:
        return notice
    return replace(notice, severity=severity, blocking=severity is Severity.ERROR)


def _where(notice: Notice) -> tuple[str, int, str]:
    return notice.table or "", notice.row or 0, notice.column or ""
