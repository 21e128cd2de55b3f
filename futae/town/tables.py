"""CSV tables in a zip, equal to the byte each time.

What lives here: `Table`, the zip writer (fixed timestamps, files sorted by name, UTF-8, LF). What does not: what the
tables hold (network, frame), faults.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

_TIMESTAMP = (2021, 4, 1, 0, 0, 0)

Row = dict[str, str]


@dataclass(slots=True)
class Table:
    """One file of a feed: columns in order, rows of text; a cell that a row does not name is empty."""

    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)

    def leave_out(self, columns: Collection[str]) -> None:
        """Take these columns away, with what they hold."""
        self.columns = tuple(c for c in self.columns if c not in columns)
        self.rows = [{key: value for key, value in row.items() if key not in columns} for row in self.rows]

    def csv(self) -> bytes:
        """UTF-8 without byte order mark, LF, quotes only where needed."""
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue().encode()


Tables = dict[str, Table]
"""A feed: file stem → table."""


def zip_bytes(tables: Mapping[str, Table]) -> bytes:
    """The feed as a zip with `<stem>.txt` at its root; equal tables give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for stem in sorted(tables):
            entry = zipfile.ZipInfo(f"{stem}.txt", _TIMESTAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, tables[stem].csv(), compresslevel=9)
    return out.getvalue()
