"""What a format of one document is: how it is told, how it is read, and what reading it gives.

A format is added by adding one file to feeds/formats/documents with `DOCUMENTS`, a tuple of Document.
What does not live here: any format, finding them (documents.registry), containers (look).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from feeds.formats.reading import ReadingRule
from feeds.found import Found
from feeds.tables import TextTables
from terms.geo import Bounds
from terms.notices import Scalar


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """One document as read. `tables` is None when it is unreadable; `edition` is '' where the format has none; `facts`
    are those of the report: title, holder, timezone, first_on, last_on, rows_<table> as far as they are known."""

    tables: TextTables | None
    found: Found
    edition: str = ""
    facts: Mapping[str, Scalar] = field(default_factory=dict)
    bounds: Bounds | None = None


def all_names(names: list[str]) -> list[str]:
    """Every name may be it."""
    return names


@dataclass(frozen=True, slots=True)
class Document:
    """One way a format comes as a single document. `format` is its name in reports. `endings` are those of its file
    names, lower case with the dot; `is_it` tells by the bytes; `read(data, name, cap)` gives the tables and never
    raises for bad data. `pick` narrows the names with those endings in a zip; `is_last`: others go before."""

    format: str
    endings: tuple[str, ...]
    is_it: Callable[[bytes], bool]
    read: Callable[[bytes, str, int], DocumentRead]
    rules: Mapping[str, ReadingRule]
    pick: Callable[[list[str]], list[str]] = all_names
    is_last: bool = False
