"""The virtual download: one PMTiles archive whose tile data stays in the shards.

`merge` makes a small artifact of all shards' directories; opened, it finds a tile in its shard and cuts any range of
the whole download into pieces (bytes, or a place in a shard). What does not live here: the store, HTTP ranges.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from terms.geo import Bounds, union_all
from tiles.archive import (
    WORLD,
    BrokenArchive,
    Directory,
    Entries,
    GetBytes,
    join_entries,
    of_memory,
    read_directory,
    write_head,
)

Piece = bytes | tuple[str, int, int]
"""Bytes as they are, or (sha256 of a shard, offset, length)."""

_MAGIC = b"FUTAEVIR"
_LENGTH = struct.Struct("<I")


def merge(parts: Sequence[tuple[str, GetBytes]], metadata: Mapping[str, Any], *, bounds: Bounds | None = None) -> bytes:
    """The directory artifact of shards (sha256, get_bytes) that share no tile; empty shards and repeated names count
    as absent. `bounds` defaults to the shards' cells together. Raises BrokenArchive for a shard that cannot be read
    or a tile that stands in two."""
    found: dict[str, Directory] = {}
    for sha, get_bytes in parts:
        if sha not in found and get_bytes(0, 1):
            found[sha] = read_directory(get_bytes)
    placed, table, at, contents = [], [], 0, 0
    for sha, directory in found.items():
        header, entries = directory.header, directory.entries
        placed.append(Entries(entries.ids, entries.runs, entries.lengths, entries.offsets + np.uint64(at)))
        table.append([sha, header.data_offset, header.data_length])
        at += header.data_length
        contents += header.contents
    entries = join_entries(placed) if placed else Entries(*(np.zeros(0, dtype=np.uint64) for _ in range(4)))
    if (entries.ids[1:] < (entries.ids + entries.runs)[:-1]).any():
        raise BrokenArchive("a tile stands in two shards")
    box = bounds or union_all(d.header.bounds for d in found.values()) or WORLD
    head = write_head(entries, at, contents, metadata=metadata, bounds=box, clustered=len(found) == 1)
    words = json.dumps(table, separators=(",", ":")).encode()
    return b"".join([_MAGIC, _LENGTH.pack(len(words)), words, head])


@dataclass(frozen=True)
class VirtualArchive:
    """An opened directory artifact. `head` are the download's first bytes (header, directories, metadata); the tile
    data of shard i lies at `starts[i]` of the download's data section."""

    head: bytes
    directory: Directory
    shas: tuple[str, ...]
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]
    starts: npt.NDArray[np.int64]

    @classmethod
    def open(cls, data: bytes) -> VirtualArchive:
        """From what `merge` made; raises BrokenArchive for other bytes."""
        at = len(_MAGIC) + _LENGTH.size
        if not data.startswith(_MAGIC) or len(data) < at:
            raise BrokenArchive("not a directory artifact")
        end = at + _LENGTH.unpack_from(data, len(_MAGIC))[0]
        try:
            table = json.loads(data[at:end])
        except ValueError as error:
            raise BrokenArchive("the table of shards cannot be read") from error
        head = data[end:]
        lengths = tuple(int(row[2]) for row in table)
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
        directory = read_directory(of_memory(head))
        return cls(head, directory, tuple(r[0] for r in table), tuple(int(r[1]) for r in table), lengths, starts)

    @property
    def size(self) -> int:
        """Bytes of the whole download."""
        return len(self.head) + int(self.starts[-1])

    def find(self, z: int, x: int, y: int) -> tuple[str, int, int] | None:
        """Shard, offset in it and length of a tile's stored (gzip) bytes; None when the tile is absent."""
        place = self.directory.find(z, x, y)
        if place is None:
            return None
        at = place[0] - self.directory.header.data_offset
        shard = int(np.searchsorted(self.starts, at, side="right")) - 1
        return self.shas[shard], self.offsets[shard] + at - int(self.starts[shard]), place[1]

    def segments(self, start: int, stop: int) -> list[Piece]:
        """The download's bytes start…stop-1 as pieces in order; what lies beyond the end is left out. Raises
        ValueError for a start below 0 or after stop."""
        if not 0 <= start <= stop:
            raise ValueError(f"no such range: {start}…{stop}")
        head = len(self.head)
        out: list[Piece] = []
        if start < min(stop, head):
            out.append(self.head[start : min(stop, head)])
        low, high = max(start - head, 0), min(stop, self.size) - head
        shard = int(np.searchsorted(self.starts, low, side="right")) - 1
        while low < high:
            begins = int(self.starts[shard])
            ends = min(high, begins + self.lengths[shard])
            if ends > low:
                out.append((self.shas[shard], self.offsets[shard] + low - begins, ends - low))
            low, shard = max(low, ends), shard + 1
        return out
