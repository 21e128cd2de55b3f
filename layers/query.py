"""Asking for items: by bounding box, by valid time, by key, by id. Light imports: the API loads this module.

What is asked of a row (its id, validity and box) is read once per file, files never change; rows themselves are read
by row group, and only those that are answered or whose geometry must be looked at. What does not live here: which
files belong to a release (api), writing them (layers.items).
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from cachetools import LRUCache

from layers.idhash import id_hash
from terms.geo import Bounds

DROPPED = ("bbox",)
KEPT_BYTES = 64 << 20
"""Row groups held in memory, by their size decoded."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = -(2**63) + 1
"""Before every instant: where a row without a begin stands in the order."""
_EVER = 2**63 - 1
_BOX = ("xmin", "ymin", "xmax", "ymax")
_BLOCK = 32
"""Rows whose geometry is looked at together, at least."""
Candidate = tuple[str, int, int, int, bool]
"""(feature_id, valid from, number of the file, row in it, whether its box lies wholly inside)."""
Place = tuple[Path, int]
"""(file, row in it)."""


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


@dataclass(frozen=True, slots=True, eq=False)
class _Keys:
    """The rows of one file in the order of (feature_id, valid_from_at): `rows` are their numbers in the file, `boxes`
    is 4 × n in degrees, `starts` and `ends` are microseconds, `_NEVER` and `_EVER` for unbounded."""

    ids: pl.Series
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    boxes: npt.NDArray[np.float64]
    rows: npt.NDArray[np.uint32]

    def key(self, position: int) -> tuple[str, int]:
        """What the row at a position is ordered by."""
        return self.ids[position], int(self.starts[position])


def _touches(bounds: Bounds, bbox: Bounds | None) -> bool:
    return bbox is None or (
        bounds.west <= bbox.east
        and bounds.east >= bbox.west
        and bounds.south <= bbox.north
        and bounds.north >= bbox.south
    )


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def _keys(path: Path) -> _Keys:
    read = pl.read_parquet(path, columns=["feature_id", "valid_from_at", "valid_to_at", "bbox"])
    frame = read.with_row_index().unnest("bbox").sort("feature_id", "valid_from_at", nulls_last=False)
    return _Keys(
        frame["feature_id"],
        frame["valid_from_at"].dt.timestamp("us").fill_null(_NEVER).to_numpy(),
        frame["valid_to_at"].dt.timestamp("us").fill_null(_EVER).to_numpy(),
        np.stack([frame[side].to_numpy() for side in _BOX]),
        frame["index"].to_numpy(),
    )


def _matching(keys: _Keys, query: ItemQuery) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Positions whose key, validity and box match; and whether the box lies inside, so that the geometry does too."""
    first = 0
    if query.after is not None:
        feature_id, start = query.after
        behind = (feature_id, _NEVER if start is None else start)
        first = bisect_right(range(len(keys.rows)), behind, key=keys.key)
    kept = np.ones(len(keys.rows) - first, np.bool_)
    inside = kept
    if query.bbox is not None:
        west, south, east, north = query.bbox.as_list()
        xmin, ymin, xmax, ymax = keys.boxes[:, first:]
        kept = (xmin <= east) & (xmax >= west) & (ymin <= north) & (ymax >= south)
        inside = (xmin >= west) & (xmax <= east) & (ymin >= south) & (ymax <= north)
    if query.at is not None:
        at = _microseconds(query.at)
        kept = kept & (keys.starts[first:] <= at) & (keys.ends[first:] > at)
    found = np.flatnonzero(kept)
    return found + first, inside[found]


def _candidates(number: int, keys: _Keys, query: ItemQuery) -> Iterator[Candidate]:
    for position, inside in zip(*_matching(keys, query), strict=True):
        yield *keys.key(int(position)), number, int(keys.rows[position]), bool(inside)


def items(files: Sequence[ItemPath], geometry: str, query: ItemQuery) -> pa.Table | None:
    """At most `limit` rows in the order of (feature_id, valid_from_at); `geometry` is the collection's geometry type
    and comes back as WKB. None when no file can hold a row."""
    able = [f for f in files if _touches(f.bounds, query.bbox)]
    if not able:
        return None
    found = merge(*(_candidates(number, _keys(f.path), query) for number, f in enumerate(able)))
    box = None if query.bbox is None or geometry == "Point" else shapely.box(*query.bbox.as_list())
    hits: list[Place] = []
    while len(hits) < query.limit and (block := list(islice(found, max(_BLOCK, query.limit - len(hits))))):
        places = [(able[number].path, row) for _, _, number, row, _ in block]
        unsure = [place for place, one in zip(places, block, strict=True) if box is not None and not one[-1]]
        away = _away(unsure, box) if unsure else set()
        hits += [place for place in places if place not in away]
    return _rows(hits[: query.limit]) if hits else _empty(able[0].path)


def _away(places: Sequence[Place], box: shapely.Polygon) -> set[Place]:
    """Those whose geometry does not meet the box."""
    shapes = shapely.from_wkb(_rows(places, ["geometry"])["geometry"].to_pylist())
    shapely.prepare(box)
    return {place for place, met in zip(places, shapely.intersects(box, shapes), strict=True) if not met}


def _rows(places: Sequence[Place], columns: list[str] | None = None) -> pa.Table:
    """These rows in this order, with these columns (default: all)."""
    wanted: dict[tuple[Path, int], tuple[list[int], list[int]]] = {}
    for at, (path, row) in enumerate(places):
        group, within = _group_of(path, row)
        ats, rows = wanted.setdefault((path, group), ([], []))
        ats.append(at)
        rows.append(within)
    parts = []
    for key, (_, rows) in wanted.items():
        group = _group(*key)
        parts.append((group if columns is None else group.select(columns)).take(_arrow(rows)))
    if len(parts) == 1:
        return parts[0]
    return pa.concat_tables(parts).take(_arrow(np.argsort([at for ats, _ in wanted.values() for at in ats])))


def _arrow(values: Sequence[int] | npt.NDArray[np.int64]) -> pa.Array:
    """Whole numbers by their buffer: `pa.array` imports pandas."""
    plain = np.asarray(values, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(plain), [None, pa.py_buffer(plain)])


_held: LRUCache[tuple[Path, int], pa.Table] = LRUCache(KEPT_BYTES, getsizeof=lambda table: table.nbytes)
_holding = threading.Lock()


def _group(path: Path, number: int) -> pa.Table:
    """One row group, without the columns only files need."""
    key = (path, number)
    with _holding:
        held = _held.get(key)
    if held is None:
        opened, _, lock = _file(path)
        with lock:
            read = opened.read_row_group(number, use_threads=False)
        held = read.drop_columns(list(DROPPED)).replace_schema_metadata(None)
        with _holding, suppress(ValueError):  # larger than all that is held
            _held[key] = held
    return held


def _empty(path: Path) -> pa.Table:
    return _file(path)[0].schema_arrow.empty_table().drop_columns(list(DROPPED)).replace_schema_metadata(None)


@lru_cache(maxsize=256)
def _file(path: Path) -> tuple[pq.ParquetFile, npt.NDArray[np.int64], threading.Lock]:
    """An open file, the first row of each row group, and a lock (a ParquetFile serves one reader at a time)."""
    opened = pq.ParquetFile(path, memory_map=True)
    sizes = [opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)]
    return opened, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), threading.Lock()


def _group_of(path: Path, row: int) -> tuple[int, int]:
    """The row group a row of a file is in, and its place there."""
    starts = _file(path)[1]
    group = int(np.searchsorted(starts, row, "right")) - 1
    return group, row - int(starts[group])


@lru_cache(maxsize=4096)
def _ids(path: Path) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    index = pl.read_parquet(path)
    return index["hash"].to_numpy(), index["row"].to_numpy()


def item(files: Sequence[ItemPath], feature_id: str) -> pa.Table | None:
    """All rows of one feature (one per validity), or None. One index look-up per file, one row group read."""
    wanted = np.uint64(id_hash(feature_id))
    places: list[Place] = []
    for one in files:
        hashes, rows = _ids(one.ids_path)
        low, high = np.searchsorted(hashes, wanted, "left"), np.searchsorted(hashes, wanted, "right")
        places += [(one.path, row) for row in sorted(rows[low:high].tolist())]
    if not places:
        return None
    found = _rows(places)
    same = [at for at, one in enumerate(found["feature_id"].to_pylist()) if one == feature_id]  # hashes may collide
    return found.take(_arrow(same)) if same else None
