"""The virtual download: equal to reading the shards, whole and in any range."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import shapely
from pmtiles.reader import MemorySource, Reader, all_tiles

from terms.geo import Bounds
from tiles.archive import BrokenArchive, of_memory, read_directory
from tiles.verify import verify
from tiles.virtual import VirtualArchive, merge


@pytest.fixture
def built(make):
    """Store (sha → archive), spec, tiles by address and the opened virtual archive of a sharded build."""
    rng = np.random.default_rng(5)
    frame = make.frame(shapely.points(rng.normal((136, 35), 3, (400, 2))))
    spec = make.spec(("stops", "point"), leaf_weight=60)
    cut, above = make.cut_all({"stops": frame}, spec)
    store, tiles = {}, {}
    for part in (*cut.values(), *above.values()):
        store[hashlib.sha256(part.archive).hexdigest()] = part.archive
        tiles |= make.tiles_of(part)
    store[hashlib.sha256(b"").hexdigest()] = b""
    parts = [(sha, of_memory(data)) for sha, data in sorted(store.items())]
    return store, spec, tiles, merge([*parts, parts[0]], spec.metadata())


def assembled(archive, store, start, stop):
    pieces = archive.segments(start, stop)
    return b"".join(p if isinstance(p, bytes) else store[p[0]][p[1] : p[1] + p[2]] for p in pieces)


def test_finds_what_the_shards_hold(built):
    store, _, tiles, data = built
    archive = VirtualArchive.open(data)
    assert len(store) > 10
    for address, tile in tiles.items():
        sha, offset, length = archive.find(*map(int, address.split("/")))
        assert store[sha][offset : offset + length] == tile
    assert archive.find(0, 0, 0) is not None
    assert archive.find(8, 0, 0) is None
    assert archive.find(99, 0, 0) is None


def test_the_download_is_a_valid_archive(built):
    store, spec, tiles, data = built
    archive = VirtualArchive.open(data)
    whole = assembled(archive, store, 0, archive.size)
    assert len(whole) == archive.size
    assert verify(of_memory(whole), len(whole)) == ()
    found = {f"{z}/{x}/{y}": tile for (z, x, y), tile in all_tiles(MemorySource(whole))}
    assert found == tiles
    reader = Reader(MemorySource(whole))
    assert reader.metadata() == spec.metadata()
    assert (reader.header()["min_zoom"], reader.header()["max_zoom"]) == (0, spec.max_zoom)
    assert read_directory(of_memory(whole)).header.bounds == Bounds(-180.0, -85.0511288, 180.0, 85.0511288)


def test_any_range_is_a_slice_of_the_whole(built):
    store, _, _, data = built
    archive = VirtualArchive.open(data)
    whole = assembled(archive, store, 0, archive.size)
    rng = np.random.default_rng(6)
    head = len(archive.head)
    edges = [0, 1, head - 1, head, head + 1, *(head + archive.starts).tolist(), archive.size - 1, archive.size]
    ranges = [(a, b) for a in edges for b in edges if a <= b]
    ranges += [tuple(sorted(r)) for r in rng.integers(0, archive.size + 500, (300, 2)).tolist()]
    for start, stop in ranges:
        assert assembled(archive, store, start, stop) == whole[start:stop]
        assert all(len(p) if isinstance(p, bytes) else p[2] for p in archive.segments(start, stop))


@pytest.mark.parametrize("pair", [(-1, 3), (5, 4)])
def test_no_such_range(built, pair):
    with pytest.raises(ValueError, match="range"):
        VirtualArchive.open(built[3]).segments(*pair)


def test_same_shards_same_bytes(built):
    store, spec, _, data = built
    assert merge([(sha, of_memory(d)) for sha, d in sorted(store.items())], spec.metadata()) == data


def test_one_tile_in_two_shards_is_refused(built):
    store, spec, _, _ = built
    sha, data = next((s, d) for s, d in store.items() if d)
    with pytest.raises(BrokenArchive, match="two shards"):
        merge([(sha, of_memory(data)), ("0" * 64, of_memory(data))], spec.metadata())


def test_nothing_at_all():
    archive = VirtualArchive.open(merge([], {"name": "t"}))
    assert archive.size == len(archive.head)
    assert archive.find(0, 0, 0) is None
    assert archive.segments(0, archive.size) == [archive.head]


@pytest.mark.parametrize("data", [b"", b"FUTAEVIR", b"PMTiles\x03" + bytes(150), b"FUTAEVIR\x04\x00\x00\x00{{{{abc"])
def test_other_bytes_are_refused(data):
    with pytest.raises(BrokenArchive):
        VirtualArchive.open(data)
