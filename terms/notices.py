"""Notice: one thing found in somebody's data, as a value.

A notice names a code, where it was found, what was there and what was expected; its words in Japanese and English are
texts of the code (`RuleText`), filled in when shown (`terms.reports`). What does not live here: rules (feeds.rules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from terms.geo import Place

Scalar = str | int | float | bool | None


class Severity(StrEnum):
    """As the canonical GTFS validator words it."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding. `table` is the file as the sender knows it (stops.txt); `row` is the line as a spreadsheet shows it
    (the header is row 1); `column`, `value`, `expected` as far as they exist; `place` when the finding has one."""

    code: str
    severity: Severity
    blocking: bool = False
    table: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None
    place: Place | None = None
    details: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says in one language: `message` (what is wrong) and `fix` (how to mend it). Both may contain
    {table} {row} {column} {value} {expected} and any key of the notice's details."""

    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """The words of one code in both languages."""

    ja: Words
    en: Words
