"""The file of all findings of one version: Parquet, written piece by piece while the rules run.

One row group holds findings of one code only, so that one code is read without the others. Bounded: at most
`MOST_OF_CODE` findings of a code and `MOST` of a file; what goes beyond is counted, and the file says so. What does not
live here: reading it (`reading`), making findings better before they are kept (`finish`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from feeds.rows.bounds import LEFT_OUT, MOST, MOST_OF_CODE
from feeds.rows.finish import Finisher
from feeds.rows.wide import LAT, LON, details_of, wide_of_notices
from terms.notices import Notice, Severity
from terms.reports import CodeTotal

PIECE = 50_000
"""Findings that are made ready at once."""
_WAITING = 10_000

SCHEMA = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("blocking", pa.bool_(), nullable=False),
        pa.field("file", pa.string()),
        pa.field("row", pa.int64()),
        pa.field("field", pa.string()),
        pa.field("value", pa.string()),
        pa.field("expected", pa.string()),
        pa.field("params", pa.string(), nullable=False),
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("entity", pa.string()),
    ]
)
"""`row`: the line as a spreadsheet shows it. `params`: JSON, what the words of the code are filled with. `lon`, `lat`:
degrees (CRS84). `entity`: what it is about, as `trip_id=T1`."""

Key = tuple[str, Severity, bool]
"""Code, severity, blocking."""


@dataclass(slots=True)
class RowFile:
    """The file being written; a context manager. Nothing is written before the first finding."""

    path: Path
    most_of_code: int = MOST_OF_CODE
    most: int = MOST
    _writer: pq.ParquetWriter | None = None
    _kept: dict[str, int] = field(default_factory=dict)
    _all: int = 0
    _dropped: dict[str, int] = field(default_factory=dict)
    _totals: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file with what it has to say of itself."""
        if self._writer is not None:
            self._writer.add_key_value_metadata({LEFT_OUT: json.dumps(self.left_out(), sort_keys=True)})
            self._writer.close()
            self._writer = None

    def room(self, code: str) -> int:
        """How many more findings of that code are kept."""
        return max(0, min(self.most_of_code - self._kept.get(code, 0), self.most - self._all))

    def take(self, code: str, count: int) -> None:
        """Take room for findings that are about to be written."""
        self._kept[code] = self._kept.get(code, 0) + count
        self._all += count

    def drop(self, code: str, count: int) -> None:
        """Count findings that are not kept."""
        self._dropped[code] = self._dropped.get(code, 0) + count

    def reckon(self, totals: Iterable[CodeTotal]) -> None:
        """Tell the true totals, so that what never came here is counted as left out too."""
        for total in totals:
            self._totals[total.code] = self._totals.get(total.code, 0) + total.total

    def left_out(self) -> dict[str, int]:
        """Code → how many findings are not in the file."""
        codes = self._totals.keys() | self._dropped.keys()
        found = {
            code: max(self._dropped.get(code, 0), self._totals.get(code, 0) - self._kept.get(code, 0)) for code in codes
        }
        return {code: count for code, count in sorted(found.items()) if count > 0}

    def write(self, key: Key, finished: pl.DataFrame) -> None:
        """Keep findings of one code that are ready (`Finisher.finish`), as one row group;
        room was taken for them."""
        if not finished.height:
            return
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self.path, SCHEMA, compression="zstd", compression_level=1, write_statistics=["code"]
            )
        self._writer.write_table(_narrow(key, finished), row_group_size=finished.height)


@dataclass(slots=True)
class Rows:
    """The door for whoever finds: findings go through `finisher` into `file`, single ones in company."""

    file: RowFile
    finisher: Finisher = field(default_factory=Finisher)
    _waiting: dict[Key, list[Notice]] = field(default_factory=dict)
    _count: int = 0

    def note(self, notice: Notice) -> None:
        """Keep one finding."""
        key = (notice.code, notice.severity, notice.blocking)
        waiting = self._waiting.setdefault(key, [])
        if not self.file.room(notice.code):
            self.file.drop(notice.code, 1)
            return
        self.file.take(notice.code, 1)
        waiting.append(notice)
        self._count += 1
        if self._count >= _WAITING:
            self.flush()

    def frames(self, key: Key, wide: Iterable[pl.DataFrame]) -> None:
        """Keep findings of one code, a wide frame (feeds.rows.wide) after another, as far as there is room; the first
        that has no room ends it."""
        for frame in wide:
            room = self.file.room(key[0])
            if not room:
                self.file.drop(key[0], frame.height)
                return
            if frame.height > room:
                self.file.drop(key[0], frame.height - room)
                frame = frame.head(room)
            self.file.take(key[0], frame.height)
            for piece in frame.iter_slices(PIECE):
                self.file.write(key, self.finisher.finish(key[0], piece))

    def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting, self._count = self._waiting, {}, 0
        for key, notices in waiting.items():
            self.file.write(key, self.finisher.finish(key[0], wide_of_notices(notices)))


def _narrow(key: Key, wide: pl.DataFrame) -> pa.Table:
    """The columns of `SCHEMA`."""
    names = details_of(wide)
    params = pl.struct(pl.col(name).alias(name[1:]) for name in names).struct.json_encode() if names else pl.lit("{}")
    frame = wide.select(
        code=pl.lit(key[0]),
        severity=pl.lit(key[1].value),
        blocking=pl.lit(key[2]),
        file="table",
        row="row",
        field="column",
        value="value",
        expected="expected",
        params=params,
        lon=LON,
        lat=LAT,
        entity="_entity",
    )
    return frame.to_arrow().cast(SCHEMA)
