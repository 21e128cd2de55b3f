"""What the publisher keeps in memory between releases: tile indexes and frames of live parts, by content hash.

A content hash never changes its meaning, so nothing here is ever stale; only the size is bounded.
What does not live here: deciding what a release holds (`release`).
"""

from __future__ import annotations

import io
from collections import OrderedDict

import polars as pl

from catalog.store import Store
from layers.items import from_geoparquet


class PartsMemory:
    """Reads index and feature frames from the store once; the least recently used go when above the limits."""

    def __init__(self, store: Store, max_frames: int = 256, max_indexes: int = 10_000) -> None:
        self._store = store
        self._frames: OrderedDict[str, pl.DataFrame] = OrderedDict()
        self._indexes: OrderedDict[str, pl.DataFrame] = OrderedDict()
        self._max_frames, self._max_indexes = max_frames, max_indexes

    def frame(self, sha256: str) -> pl.DataFrame:
        """The feature frame of a part."""
        if sha256 not in self._frames:
            self._frames[sha256] = from_geoparquet(self._store.read(sha256))
        self._frames.move_to_end(sha256)
        while len(self._frames) > self._max_frames:
            self._frames.popitem(last=False)
        return self._frames[sha256]

    def index(self, sha256: str) -> pl.DataFrame:
        """The tile index of a part (`tiles.index.index_rows`)."""
        if sha256 not in self._indexes:
            self._indexes[sha256] = pl.read_parquet(io.BytesIO(self._store.read(sha256)))
        self._indexes.move_to_end(sha256)
        while len(self._indexes) > self._max_indexes:
            self._indexes.popitem(last=False)
        return self._indexes[sha256]
