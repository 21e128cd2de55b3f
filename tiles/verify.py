"""Judging a PMTiles v3 archive: does its header tell the truth about its parts?

Source: the PMTiles specification, version 3, sections 3 and 4. What does not live here: reading (tiles.archive), tile
contents.
"""

from __future__ import annotations

import numpy as np

from tiles.archive import (
    HEADER_BYTES,
    ROOT_BYTES,
    BrokenArchive,
    Directory,
    GetBytes,
    Header,
    parse_header,
    read_directory,
    read_metadata,
)
from tiles.tileid import cells_of


def verify(get_bytes: GetBytes, size: int) -> tuple[str, ...]:
    """What is wrong with an archive of `size` bytes, in words; nothing when it is sound. Broken directories or
    metadata end the search."""
    try:
        header = parse_header(get_bytes(0, HEADER_BYTES))
        wrong = [*_places(header, size), *_codes(header), *_geography(header)]
        if wrong:
            return tuple(wrong)
        directory = read_directory(get_bytes)
        read_metadata(get_bytes)
    except BrokenArchive as error:
        return (str(error),)
    return tuple(_entries(directory))


def require_sound(get_bytes: GetBytes, size: int) -> Directory:
    """The parsed directory of a sound archive; raises BrokenArchive saying all that is wrong."""
    wrong = verify(get_bytes, size)
    if wrong:
        raise BrokenArchive("; ".join(wrong))
    return read_directory(get_bytes)


def _places(header: Header, size: int) -> list[str]:
    sections = {
        "root directory": (header.root_offset, header.root_length),
        "metadata": (header.metadata_offset, header.metadata_length),
        "leaf directories": (header.leaves_offset, header.leaves_length),
        "tile data": (header.data_offset, header.data_length),
    }
    wrong = []
    end, before = HEADER_BYTES, "header"
    for name, (offset, length) in sorted(sections.items(), key=lambda item: item[1]):
        if length and offset < end:
            wrong.append(f"the {name} lies on the {before}")
        if offset + length > size:
            wrong.append(f"the {name} ends after the archive")
        if length:
            end, before = offset + length, name
    if header.root_offset + header.root_length > ROOT_BYTES:
        wrong.append("the root directory does not lie in the first 16,384 bytes")
    if not header.root_length or not header.metadata_length:
        wrong.append("the root directory or the metadata is missing")
    return wrong


def _codes(header: Header) -> list[str]:
    wrong = []
    if header.clustered not in (0, 1):
        wrong.append(f"clustered is {header.clustered} instead of 0 or 1")
    if header.internal_compression != 2:
        wrong.append(f"internal compression {header.internal_compression} is not gzip")
    if not 0 <= header.tile_compression <= 4:
        wrong.append(f"unknown tile compression {header.tile_compression}")
    if not 0 <= header.tile_type <= 6:
        wrong.append(f"unknown tile type {header.tile_type}")
    return wrong


def _geography(header: Header) -> list[str]:
    wrong = []
    if header.min_zoom > header.max_zoom or header.max_zoom > 27:
        wrong.append(f"zooms {header.min_zoom}…{header.max_zoom} are out of order")
    if header.west_e7 > header.east_e7 or header.south_e7 > header.north_e7:
        wrong.append("the bounds are turned round")
    for lon, lat in (
        (header.west_e7, header.south_e7),
        (header.east_e7, header.north_e7),
        (header.center_lon_e7, header.center_lat_e7),
    ):
        if abs(lon) > 1_800_000_000 or abs(lat) > 900_000_000:
            wrong.append("a bound or the centre lies outside the world")
    return wrong


def _entries(directory: Directory) -> list[str]:
    header, entries = directory.header, directory.entries
    if not len(entries):
        return ["there are no tiles"]
    ends = entries.ids + entries.runs
    wrong = []
    if (entries.ids[1:] < ends[:-1]).any():
        wrong.append("entries are out of order or lie on one another")
    if (entries.lengths == 0).any():
        wrong.append("an entry has no bytes")
    if (entries.offsets + entries.lengths > header.data_length).any():
        wrong.append("an entry lies outside the tile data")
    told = (header.addressed_tiles, header.entries, header.contents)
    found = (int(entries.runs.sum()), len(entries), len(np.unique(entries.offsets)))
    wrong += [
        f"the header tells {t} {word}, there are {f}"
        for word, t, f in zip(("tiles", "entries", "contents"), told, found, strict=True)
        if t not in (0, f)
    ]
    zooms, _, _ = cells_of(np.array([entries.ids[0], ends[-1] - np.uint64(1)], dtype=np.uint64))
    if (int(zooms[0]), int(zooms[1])) != (header.min_zoom, header.max_zoom):
        wrong.append(f"the header tells zooms {header.min_zoom}…{header.max_zoom}, there are {zooms[0]}…{zooms[1]}")
    if header.clustered and not _is_clustered(entries.offsets, entries.lengths):
        wrong.append("clustered, yet tile data is out of order")
    return wrong


def _is_clustered(offsets: np.ndarray, lengths: np.ndarray) -> bool:
    """Each entry's bytes follow all bytes before it, or repeat bytes already there (section 3.3)."""
    reached = np.maximum.accumulate(np.concatenate([[0], (offsets + lengths)[:-1]]))
    return bool((offsets <= reached).all())
