"""Our PMTiles: written the same every time, read by the pmtiles package, judged by the verifier."""

from __future__ import annotations

import gzip
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader, all_tiles

from terms.geo import Bounds
from tiles import varint
from tiles.archive import (
    HEADER_BYTES,
    ROOT_BYTES,
    BrokenArchive,
    Entries,
    of_memory,
    pack_entries,
    parse_header,
    read_directory,
    read_metadata,
    unpack_entries,
    write_archive,
)
from tiles.verify import require_sound, verify

BOX = Bounds(130.0, 30.0, 140.0, 40.0)


def build(count=50, step=3, seed=1):
    rng = np.random.default_rng(seed)
    ids = np.arange(5, 5 + count * step, step, dtype=np.uint64)
    tiles = [gzip.compress(rng.bytes(int(n)), mtime=0) for n in rng.integers(1, 40, count)]
    return ids, tiles, write_archive(ids, tiles, metadata={"name": "t"}, bounds=BOX)


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_integers_there_and_back(values):
    assert varint.decode(varint.encode(np.array(values, dtype=np.uint64))).tolist() == values


@pytest.mark.parametrize("data", [b"\x80", b"\x01\xff", b"\xff" * 11 + b"\x01"])
def test_broken_integers(data):
    with pytest.raises(ValueError, match="integer"):
        varint.decode(data)


entry_lists = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 3), st.integers(1, 999), st.integers(0, 2**40)), min_size=1
)


@given(entry_lists)
def test_directory_there_and_back(rows):
    gaps, runs, lengths, offsets = (np.array(c, dtype=np.uint64) for c in zip(*rows, strict=True))
    offsets[1::2] = (offsets + lengths)[:-1][: len(offsets[1::2]) * 2 : 2]
    entries = Entries(np.cumsum(gaps + runs, dtype=np.uint64), runs, lengths, offsets)
    again = unpack_entries(pack_entries(entries))
    for name in Entries.__slots__:
        assert getattr(again, name).tolist() == getattr(entries, name).tolist()


def test_pmtiles_reads_what_we_write():
    _, tiles, data = build()
    found = dict(all_tiles(MemorySource(data)))
    assert list(found.values()) == tiles
    header = Reader(MemorySource(data)).header()
    assert (header["min_zoom"], header["max_zoom"]) == (2, 4)
    assert (header["min_lon_e7"], header["max_lat_e7"]) == (1_300_000_000, 400_000_000)
    assert header["clustered"]
    assert Reader(MemorySource(data)).metadata() == {"name": "t"} == read_metadata(of_memory(data))
    assert verify(of_memory(data), len(data)) == ()


def test_leaf_directories():
    ids, tiles, data = build(count=40_000)
    directory = read_directory(of_memory(data))
    assert directory.header.leaves_length > 0
    assert directory.header.root_offset + directory.header.root_length <= ROOT_BYTES
    assert directory.entries.ids.tolist() == ids.tolist()
    reader = Reader(MemorySource(data))
    from pmtiles.tile import tileid_to_zxy

    for at in (0, 1, 4095, 4096, 39_999):
        z, x, y = tileid_to_zxy(int(ids[at]))
        offset, length = directory.find(z, x, y)
        assert data[offset : offset + length] == tiles[at] == reader.get(z, x, y)
    assert directory.find(*tileid_to_zxy(int(ids[-1]) + 1)) is None
    assert verify(of_memory(data), len(data)) == ()


def test_equal_tiles_are_stored_once_and_neighbours_run():
    ids = np.array([1, 2, 3, 4, 9, 11], dtype=np.uint64)
    tiles = [b"sea", b"sea", b"sea", b"land", b"sea", b"sea"]
    data = write_archive(ids, tiles, metadata={})
    directory = read_directory(of_memory(data))
    assert directory.entries.runs.tolist() == [3, 1, 1, 1]
    assert (directory.header.addressed_tiles, directory.header.entries, directory.header.contents) == (6, 4, 2)
    assert data.endswith(b"sealand")
    assert [data[o : o + n] for o, n in (directory.find(1, *at) for at in ((0, 0), (0, 1), (1, 1), (1, 0)))] == [
        b"sea", b"sea", b"sea", b"land"]  # fmt: skip
    assert directory.tiles()[0].tolist() == ids.tolist()
    assert verify(of_memory(data), len(data)) == ()


def test_order_changes_nothing():
    ids, tiles, data = build()
    turned = write_archive(ids[::-1], tiles[::-1], metadata={"name": "t"}, bounds=BOX)
    assert turned == data


def test_without_tiles_there_is_no_archive():
    assert write_archive(np.zeros(0, dtype=np.uint64), [], metadata={}) == b""


def test_find_outside_the_pyramid():
    directory = read_directory(of_memory(build()[2]))
    assert directory.find(30, 0, 0) is None
    assert directory.find(2, 4, 0) is None
    assert directory.find(2, -1, 0) is None


def broken(data, **changes):
    header = replace(parse_header(data), **changes)
    return header.pack() + data[HEADER_BYTES:]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"root_offset": 100}, "lies on the header"),
        ({"metadata_offset": 128}, "lies on the"),
        ({"data_length": 10**9}, "ends after the archive"),
        ({"root_length": 17_000}, "first 16,384"),
        ({"metadata_length": 0}, "is missing"),
        ({"clustered": 2}, "clustered is 2"),
        ({"internal_compression": 1}, "not gzip"),
        ({"tile_compression": 9}, "tile compression"),
        ({"tile_type": 99}, "tile type"),
        ({"min_zoom": 9, "max_zoom": 3}, "out of order"),
        ({"min_zoom": 1}, "header tells zooms"),
        ({"west_e7": 1_500_000_000}, "turned round"),
        ({"north_e7": 910_000_000}, "outside the world"),
        ({"addressed_tiles": 51}, "51 tiles, there are 50"),
        ({"entries": 7}, "7 entries"),
        ({"contents": 7}, "7 contents"),
        ({"data_length": 100}, "outside the tile data"),
    ],
)
def test_broken_headers_are_refused(changes, words):
    data = broken(build()[2], **changes)
    assert words in "; ".join(verify(of_memory(data), len(data)))
    with pytest.raises(BrokenArchive, match=words):
        require_sound(of_memory(data), len(data))


@pytest.mark.parametrize(
    "data", [b"", b"PMTiles", b"PMTiles\x02" + bytes(200), b"PMTiles\x04" + bytes(200), bytes(300), b"GIF89a" * 50]
)
def test_other_bytes_are_refused(data):
    assert len(verify(of_memory(data), len(data))) == 1
    with pytest.raises(BrokenArchive):
        read_directory(of_memory(data))


def test_damaged_directory_and_metadata():
    data = bytearray(build()[2])
    data[HEADER_BYTES + 12] ^= 0xFF
    assert "cannot be read" in verify(of_memory(bytes(data)), len(data))[0]
    whole = build()[2]
    header = parse_header(whole)
    cut = whole[: header.metadata_offset] + bytes(header.metadata_length) + whole[header.data_offset :]
    assert verify(of_memory(cut), len(cut)) == ("the metadata cannot be read: Not a gzipped file (b'\\x00\\x00')",)


def test_clustered_out_of_order_is_refused():
    _, _, data = build(count=3)
    header = parse_header(data)
    entries = read_directory(of_memory(data)).entries
    turned = Entries(entries.ids, entries.runs, entries.lengths, entries.offsets[[2, 0, 1]])
    turned = Entries(entries.ids, entries.runs, np.minimum(entries.lengths, 5), turned.offsets)
    root = pack_entries(turned)
    shift = len(root) - header.root_length
    moved = replace(
        header,
        root_length=len(root),
        metadata_offset=header.metadata_offset + shift,
        leaves_offset=header.leaves_offset + shift,
        data_offset=header.data_offset + shift,
    )
    made = moved.pack() + root + data[header.metadata_offset :]
    assert verify(of_memory(made), len(made)) == ("clustered, yet tile data is out of order",)


def test_one_byte_changed_never_raises_anything_else():
    data = build()[2]
    rng = np.random.default_rng(3)
    for at in rng.integers(0, parse_header(data).data_offset, 300):
        hurt = bytearray(data)
        hurt[at] ^= int(rng.integers(1, 256))
        verify(of_memory(bytes(hurt)), len(hurt))
