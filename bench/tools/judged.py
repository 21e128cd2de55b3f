"""What stands in PMTiles archives, whoever cut them: tiles, bytes, the largest tile, which features the last zoom has.

What does not live here: cutting, the aims (bench/tiles.py), whether an archive is sound (tiles.verify).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tiles.archive import GetBytes, read_directory
from tiles.pyramid import raw_size
from tiles.tileid import cells_of

_IDS = re.compile(rb"(?:npa|gsi)/[a-z]+:[a-z]+:[A-Z0-9#-]+")
"""A feature id as it stands among a tile's values (MVT 4.4); no key of a next field is one of its last letters."""


@dataclass(slots=True)
class Judged:
    """`total` bytes of the archives; `tiles` how many, by zoom; `largest` uncompressed bytes of the largest tile, by
    zoom, and `largest_gzip` as stored; `kept` the ids of features at the last zoom."""

    total: int = 0
    tiles: dict[int, int] = field(default_factory=dict)
    largest: dict[int, int] = field(default_factory=dict)
    largest_gzip: dict[int, int] = field(default_factory=dict)
    kept: set[bytes] = field(default_factory=set)

    @property
    def largest_tile(self) -> int:
        """Uncompressed bytes of the largest tile of all."""
        return max(self.largest.values(), default=0)


def feature_ids(tile: bytes) -> set[bytes]:
    """The feature ids among the values of an uncompressed tile."""
    return set(_IDS.findall(tile))


def judge(paths: Iterable[Path], last_zoom: int) -> Judged:
    """Read every tile of the archives."""
    judged = Judged()
    for path in paths:
        data = memoryview(path.read_bytes())
        judged.total += len(data)
        directory = read_directory(_of(data))
        ids, offsets, lengths = directory.tiles()
        zooms, _, _ = cells_of(ids)
        for zoom, at, length in zip(zooms.tolist(), offsets.tolist(), lengths.tolist(), strict=True):
            _count(judged, zoom, bytes(data[at : at + length]), last_zoom)
    return judged


def _count(judged: Judged, zoom: int, tile: bytes, last_zoom: int) -> None:
    judged.tiles[zoom] = judged.tiles.get(zoom, 0) + 1
    judged.largest[zoom] = max(judged.largest.get(zoom, 0), raw_size(tile))
    judged.largest_gzip[zoom] = max(judged.largest_gzip.get(zoom, 0), len(tile))
    if zoom == last_zoom:
        judged.kept |= feature_ids(gzip.decompress(tile))


def _of(data: memoryview) -> GetBytes:
    return lambda offset, length: bytes(data[offset : offset + length])
