"""PMTiles version 3: our small deterministic writer and a reader that parses the directories once.

Source: the PMTiles specification, version 3 (header section 3, directories section 4). Reading takes a function
`get_bytes(offset, length)`, so a file, memory or a store serve alike. What does not live here: tile contents
(tiles.cut), judging archives (tiles.verify), archives made of others (tiles.virtual).
"""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from terms.errors import StoreError
from terms.geo import Bounds
from tiles import varint
from tiles.tileid import Ids, cells_of, tile_id

GetBytes = Callable[[int, int], bytes]

MEDIA_TYPE = "application/vnd.pmtiles"
HEADER_BYTES = 127
ROOT_BYTES = 16_384
"""The header and the root directory lie within the first 16,384 bytes."""
GZIP = 2
MVT = 1
LEAF_ENTRIES = 4_096

_UNREADABLE = (ValueError, OSError, EOFError, zlib.error)
_FORMAT = struct.Struct("<7sB11Q6B4iB2i")
WORLD = Bounds(-180.0, -85.05112878, 180.0, 85.05112878)


class BrokenArchive(StoreError):
    """The bytes are not a PMTiles v3 archive, or its parts contradict one another."""


@dataclass(frozen=True, slots=True)
class Header:
    """The 127 bytes at the start. Offsets and lengths are bytes; bounds and centre are degrees × 10⁷."""

    root_offset: int
    root_length: int
    metadata_offset: int
    metadata_length: int
    leaves_offset: int
    leaves_length: int
    data_offset: int
    data_length: int
    addressed_tiles: int
    entries: int
    contents: int
    clustered: int
    internal_compression: int
    tile_compression: int
    tile_type: int
    min_zoom: int
    max_zoom: int
    west_e7: int
    south_e7: int
    east_e7: int
    north_e7: int
    center_zoom: int
    center_lon_e7: int
    center_lat_e7: int

    def pack(self) -> bytes:
        """The 127 bytes."""
        return _FORMAT.pack(b"PMTiles", 3, *(getattr(self, name) for name in self.__slots__))

    @property
    def bounds(self) -> Bounds:
        """Degrees."""
        return Bounds.of(v / 1e7 for v in (self.west_e7, self.south_e7, self.east_e7, self.north_e7))


def parse_header(data: bytes) -> Header:
    """From the first 127 bytes; raises BrokenArchive for another magic, version or too few bytes."""
    if len(data) < HEADER_BYTES or data[:7] != b"PMTiles":
        raise BrokenArchive("not a PMTiles archive")
    if data[7] != 3:
        raise BrokenArchive(f"PMTiles version {data[7]} instead of 3")
    return Header(*_FORMAT.unpack(data[:HEADER_BYTES])[2:])


@dataclass(frozen=True, slots=True)
class Entries:
    """Directory entries as arrays: first tile number, how many tiles in a row share the bytes (0: a leaf directory),
    length and offset of the bytes (offset within the data section)."""

    ids: Ids
    runs: Ids
    lengths: Ids
    offsets: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, stop: int) -> Entries:
        """Entries start…stop-1."""
        return Entries(self.ids[start:stop], self.runs[start:stop], self.lengths[start:stop], self.offsets[start:stop])


def join_entries(many: Sequence[Entries]) -> Entries:
    """All entries, sorted by tile number."""
    columns = [np.concatenate([getattr(e, name) for e in many]) for name in Entries.__slots__]
    order = np.argsort(columns[0], kind="stable")
    return Entries(*(c[order] for c in columns))


def pack_entries(entries: Entries) -> bytes:
    """One directory, gzip compressed (section 4.2)."""
    follows = np.zeros(len(entries), dtype=bool)
    follows[1:] = entries.offsets[1:] == entries.offsets[:-1] + entries.lengths[:-1]
    places = np.where(follows, np.uint64(0), entries.offsets + np.uint64(1))
    deltas = np.diff(entries.ids, prepend=np.uint64(0))
    numbers = np.concatenate([np.array([len(entries)], dtype=np.uint64), deltas, entries.runs, entries.lengths, places])
    return gzip.compress(varint.encode(numbers), mtime=0)


def unpack_entries(data: bytes) -> Entries:
    """One directory; raises BrokenArchive when it cannot be read."""
    try:
        numbers = varint.decode(gzip.decompress(data))
    except _UNREADABLE as error:
        raise BrokenArchive(f"a directory cannot be read: {error}") from error
    count = int(numbers[0]) if len(numbers) else 0
    if not len(numbers) or len(numbers) != 1 + 4 * count:
        raise BrokenArchive("a directory's columns have not the length it states")
    deltas, runs, lengths, places = numbers[1:].reshape(4, count)
    if not count:
        return Entries(deltas, runs, lengths, places)
    if places[0] == 0:
        raise BrokenArchive("a directory's first entry has no offset")
    known = np.flatnonzero(places)
    base = known[np.searchsorted(known, np.arange(count), side="right") - 1]
    ends = np.cumsum(lengths, dtype=np.uint64)
    offsets = places[base] - np.uint64(1) + (ends - lengths) - (ends - lengths)[base]
    return Entries(np.cumsum(deltas, dtype=np.uint64), runs, lengths, offsets)


@dataclass(frozen=True, slots=True)
class Directory:
    """A parsed archive: header and all its tile entries, leaf directories resolved."""

    header: Header
    entries: Entries

    def find(self, z: int, x: int, y: int) -> tuple[int, int] | None:
        """Offset (from the archive's first byte) and length of a tile's stored bytes; None when it is absent."""
        if not (0 <= z < 28 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        wanted = tile_id(z, x, y)
        at = int(np.searchsorted(self.entries.ids, np.uint64(wanted), side="right")) - 1
        if at < 0 or wanted >= int(self.entries.ids[at]) + int(self.entries.runs[at]):
            return None
        return self.header.data_offset + int(self.entries.offsets[at]), int(self.entries.lengths[at])

    def tiles(self) -> tuple[Ids, Ids, Ids]:
        """Every tile alone: number, offset (from the archive's first byte), length; in order of number."""
        runs = self.entries.runs.astype(np.int64)
        steps = np.arange(runs.sum()) - np.repeat(np.cumsum(runs) - runs, runs)
        ids = np.repeat(self.entries.ids, runs) + steps.astype(np.uint64)
        offsets = np.repeat(self.entries.offsets, runs) + np.uint64(self.header.data_offset)
        return ids, offsets, np.repeat(self.entries.lengths, runs)


def read_directory(get_bytes: GetBytes) -> Directory:
    """Parse header and directories: two reads (three when there are leaf directories). Raises BrokenArchive."""
    start = get_bytes(0, ROOT_BYTES)
    header = parse_header(start)
    if header.internal_compression != GZIP:
        raise BrokenArchive("directories are not gzip compressed")
    end = header.root_offset + header.root_length
    root_bytes = start[header.root_offset : end]
    if header.root_offset < HEADER_BYTES or end > ROOT_BYTES or len(root_bytes) != header.root_length:
        raise BrokenArchive("the root directory does not lie in the first 16,384 bytes")
    root = unpack_entries(root_bytes)
    pointers = root.runs == 0
    if not pointers.any():
        return Directory(header, root)
    section = get_bytes(header.leaves_offset, header.leaves_length)
    leaves = [
        unpack_entries(section[int(o) : int(o + n)])
        for o, n in zip(root.offsets[pointers], root.lengths[pointers], strict=True)
    ]
    if any((leaf.runs == 0).any() for leaf in leaves):
        raise BrokenArchive("a leaf directory points to another directory")
    keep = ~pointers
    own = Entries(root.ids[keep], root.runs[keep], root.lengths[keep], root.offsets[keep])
    return Directory(header, join_entries([own, *leaves]))


def read_metadata(get_bytes: GetBytes) -> dict[str, Any]:
    """The archive's JSON metadata. Raises BrokenArchive."""
    header = parse_header(get_bytes(0, HEADER_BYTES))
    raw = get_bytes(header.metadata_offset, header.metadata_length)
    try:
        value = json.loads(gzip.decompress(raw))
    except _UNREADABLE as error:
        raise BrokenArchive(f"the metadata cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise BrokenArchive("the metadata is not a JSON object")
    return value


def of_memory(data: bytes) -> GetBytes:
    """`get_bytes` over bytes in memory."""
    return lambda offset, length: data[offset : offset + length]


def write_archive(ids: Ids, tiles: Sequence[bytes], *, metadata: Mapping[str, Any], bounds: Bounds = WORLD) -> bytes:
    """One archive of gzip-compressed MVT tiles in any order (each number once). Equal tiles are stored once. Same
    input, same bytes. Without tiles the result is b'': an empty shard is absent."""
    if not len(ids):
        return b""
    order = np.argsort(ids, kind="stable")
    places: dict[bytes, int] = {}
    blobs: list[bytes] = []
    size, offsets, lengths = 0, [], []
    for at in order.tolist():
        tile = tiles[at]
        if tile not in places:
            places[tile] = size
            blobs.append(tile)
            size += len(tile)
        offsets.append(places[tile])
        lengths.append(len(tile))
    entries = _with_runs(ids[order], np.array(offsets, dtype=np.uint64), np.array(lengths, dtype=np.uint64))
    return write_head(entries, size, len(blobs), metadata=metadata, bounds=bounds) + b"".join(blobs)


def _with_runs(ids: Ids, offsets: Ids, lengths: Ids) -> Entries:
    first = np.ones(len(ids), dtype=bool)
    first[1:] = (np.diff(ids) != 1) | (np.diff(offsets.astype(np.int64)) != 0)
    at = np.flatnonzero(first)
    runs = np.diff(np.append(at, len(ids))).astype(np.uint64)
    return Entries(ids[at], runs, lengths[at], offsets[at])


def write_head(
    entries: Entries,
    data_length: int,
    contents: int,
    *,
    metadata: Mapping[str, Any],
    bounds: Bounds = WORLD,
    clustered: bool = True,
) -> bytes:
    """Everything before the tile data: header, root directory, metadata, leaf directories."""
    words = json.dumps(metadata, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    meta = gzip.compress(words, mtime=0)
    root, leaves = _pack_tree(entries)
    zooms = _zooms(entries)
    box = [round(v * 1e7) for v in bounds.as_list()]
    meta_at = HEADER_BYTES + len(root)
    leaves_at = meta_at + len(meta)
    header = Header(
        HEADER_BYTES, len(root), meta_at, len(meta), leaves_at, len(leaves), leaves_at + len(leaves), data_length,
        int(entries.runs.sum()), len(entries), contents, int(clustered), GZIP, GZIP, MVT,
        *zooms, box[0], box[1], box[2], box[3],
        zooms[0], (box[0] + box[2]) // 2, (box[1] + box[3]) // 2,
    )  # fmt: skip
    return header.pack() + root + meta + leaves


def _zooms(entries: Entries) -> tuple[int, int]:
    if not len(entries):
        return 0, 0
    last = entries.ids[-1] + entries.runs[-1] - np.uint64(1)
    zooms, _, _ = cells_of(np.array([entries.ids[0], last], dtype=np.uint64))
    return int(zooms[0]), int(zooms[1])


def _pack_tree(entries: Entries) -> tuple[bytes, bytes]:
    root = pack_entries(entries) if len(entries) <= LEAF_ENTRIES * 2 else b""
    if root and HEADER_BYTES + len(root) <= ROOT_BYTES:
        return root, b""
    per_leaf = LEAF_ENTRIES
    while True:
        starts = range(0, len(entries), per_leaf)
        leaves = [pack_entries(entries.part(at, at + per_leaf)) for at in starts]
        lengths = np.array([len(leaf) for leaf in leaves], dtype=np.uint64)
        ids = entries.ids[list(starts)]
        root = pack_entries(Entries(ids, np.zeros_like(lengths), lengths, np.cumsum(lengths) - lengths))
        if HEADER_BYTES + len(root) <= ROOT_BYTES:
            return root, b"".join(leaves)
        per_leaf *= 2
