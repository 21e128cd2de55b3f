"""A table of a source format, declared once: its columns, key and titles serve reading, rules and documentation.

What does not live here: the declarations (feeds.formats.gtfs_schema, feeds.formats.ksj_n03), reading.
"""

from __future__ import annotations

from dataclasses import dataclass

from terms.columns import Column, Kind, Mark


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source format. `name` is the stem ('stops'), `key` the columns that identify a row."""

    name: str
    title_ja: str
    title_en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the declared columns, in order."""
        return tuple(column.name for column in self.columns)


def columns(source: str, rows: str, mark: Mark = Mark.SEEN) -> tuple[Column, ...]:
    """Columns from lines `name kind[!][:unit] | ja | en`; `!` marks a required column, kinds are those of terms."""
    found = []
    for line in filter(None, map(str.strip, rows.splitlines())):
        head, ja, en = (part.strip() for part in line.split("|"))
        name, kind = head.split()
        kind, _, unit = kind.partition(":")
        required = kind.endswith("!")
        found.append(Column(name, Kind(kind.rstrip("!")), ja, en, required, unit, source, mark))
    return tuple(found)
