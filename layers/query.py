"""Asking for items: by bounding box, by valid time, by key, by id. Light imports: the API loads this module.

DuckDB reads the GeoParquet files of one collection of one release; a row is found by id through the id index and one
row group. What does not live here: which files belong to a release (api), writing them (layers.items).
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_spatial
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from layers.idhash import id_hash
from terms.geo import Bounds

DROPPED = ("bbox",)
_opening = threading.Lock()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = -(2**63) + 1
"""Before every instant: where a row without a begin stands in the order."""


@dataclass(frozen=True, slots=True)
class ItemPath:
    """One GeoParquet file on this machine, its id index and the bounds of its rows."""

    path: Path
    ids_path: Path
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """`bbox` keeps what intersects it; `at` what is valid then; `after` continues behind (feature_id, valid_from_at
    as microseconds or None); at most `limit` rows come back, in the order of that key."""

    limit: int
    bbox: Bounds | None = None
    at: datetime | None = None
    after: tuple[str, int | None] | None = None


def _spatial() -> str:
    folder = Path(duckdb_extension_spatial.__file__).parent
    found = sorted(folder.rglob("spatial.duckdb_extension*"))
    return str(found[0])


@cache
def _opened() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False})
    database.execute("SET enable_progress_bar = false")  # under `python -c` DuckDB draws one on standard output
    database.execute(f"LOAD '{_spatial()}'")
    for setting in ("enable_geoparquet_conversion = false", "TimeZone = 'UTC'", "parquet_metadata_cache = true"):
        database.execute(f"SET GLOBAL {setting}")
    atexit.register(database.close)  # left to the interpreter's end, its threads abort the process now and then
    return database


def _cursor() -> duckdb.DuckDBPyConnection:
    """A cursor of the one database of this process, to be closed after use. Spatial, from the wheel, takes half a
    second to load, once; each query runs in the thread that asks."""
    with _opening:
        return _opened().cursor()


def warm() -> None:
    """Get ready for the first question (half a second)."""
    _cursor().close()


def _touches(bounds: Bounds, bbox: Bounds | None) -> bool:
    return bbox is None or (
        bounds.west <= bbox.east
        and bounds.east >= bbox.west
        and bounds.south <= bbox.north
        and bounds.north >= bbox.south
    )


# Values are written into the SQL: DuckDB imports pandas (half a second, 60 MB) as soon as it is given one parameter.
# Only numbers, our own texts of instants and hexadecimal digits ever enter it.


def _text(value: str) -> str:
    """A text as SQL, whatever it holds."""
    return f"decode(unhex('{value.encode().hex()}'))"


def _files(paths: Sequence[str]) -> str:
    return f"read_parquet([{', '.join(_text(p) for p in paths)}])"


def _where(query: ItemQuery, geometry: str) -> str:
    clauses: list[str] = []
    if query.bbox is not None:
        west, south, east, north = (repr(float(v)) for v in query.bbox.as_list())
        clauses.append(f"bbox.xmin <= {east} AND bbox.xmax >= {west} AND bbox.ymin <= {north} AND bbox.ymax >= {south}")
        if geometry != "Point":
            envelope = f"ST_MakeEnvelope({west}, {south}, {east}, {north})"
            clauses.append(f"ST_Intersects(ST_GeomFromWKB(geometry), {envelope})")
    if query.at is not None:
        at = f"make_timestamptz({_microseconds(query.at)})"
        clauses.append(f"(valid_from_at IS NULL OR valid_from_at <= {at})")
        clauses.append(f"(valid_to_at IS NULL OR valid_to_at > {at})")
    if query.after is not None:
        feature_id, from_us = _text(query.after[0]), query.after[1]
        start = _NEVER if from_us is None else int(from_us)
        clauses.append(
            f"(feature_id > {feature_id} OR (feature_id = {feature_id} "
            f"AND coalesce(epoch_us(valid_from_at), {_NEVER}) > {start}))"
        )
    return " AND ".join(clauses) or "TRUE"


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def items(files: Sequence[ItemPath], geometry: str, query: ItemQuery) -> pa.Table | None:
    """At most `limit` rows in the order of (feature_id, valid_from_at); `geometry` is the collection's geometry type
    and comes back as WKB. None when no file can hold a row."""
    paths = [str(f.path) for f in files if _touches(f.bounds, query.bbox)]
    if not paths:
        return None
    sql = (
        f"SELECT * EXCLUDE (bbox) FROM {_files(paths)} WHERE {_where(query, geometry)} "
        f"ORDER BY feature_id, valid_from_at NULLS FIRST LIMIT {int(query.limit)}"
    )
    with _cursor() as cursor:
        return cursor.execute(sql).to_arrow_table()


def count(files: Sequence[ItemPath], geometry: str, query: ItemQuery) -> int:
    """How many rows match, without limit and after."""
    paths = [str(f.path) for f in files if _touches(f.bounds, query.bbox)]
    if not paths:
        return 0
    where = _where(ItemQuery(0, query.bbox, query.at), geometry)
    with _cursor() as cursor:
        row = cursor.execute(f"SELECT count(*) FROM {_files(paths)} WHERE {where}").fetchone()
    return int(row[0]) if row else 0


@lru_cache(maxsize=4096)
def _ids(path: Path) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    table = pq.ParquetFile(path).read()  # not read_table, which imports pandas
    return _array(table["hash"]), _array(table["row"])


def _array(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """A column of whole numbers without nulls, from its buffers: pyarrow's own `to_numpy` imports pandas."""
    kind = np.dtype(str(column.type))
    parts = [np.frombuffer(c.buffers()[1], kind)[c.offset : c.offset + len(c)] for c in column.chunks if len(c)]
    return np.concatenate(parts) if parts else np.zeros(0, kind)


@lru_cache(maxsize=256)
def _file(path: Path) -> tuple[pq.ParquetFile, npt.NDArray[np.int64], threading.Lock]:
    """An open file, the first row of each row group, and a lock (a ParquetFile serves one reader at a time)."""
    opened = pq.ParquetFile(path, memory_map=True)
    sizes = [opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)]
    return opened, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), threading.Lock()


def item(files: Sequence[ItemPath], feature_id: str) -> pa.Table | None:
    """All rows of one feature (one per validity), or None. One index look-up per file, one row group read."""
    wanted = np.uint64(id_hash(feature_id))
    found: list[pa.Table] = []
    for one in files:
        hashes, rows = _ids(one.ids_path)
        low, high = np.searchsorted(hashes, wanted, "left"), np.searchsorted(hashes, wanted, "right")
        for row in sorted(int(r) for r in rows[low:high]):
            opened, starts, lock = _file(one.path)
            group = int(np.searchsorted(starts, row, "right")) - 1
            with lock:
                table = opened.read_row_group(group)
            hit = table.slice(row - int(starts[group]), 1)
            if hit["feature_id"][0].as_py() == feature_id:
                found.append(hit.drop_columns(list(DROPPED)))
    return pa.concat_tables(found) if found else None
