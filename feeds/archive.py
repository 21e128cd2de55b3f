"""The guard at the door: a zip file or folder of a stranger, judged by its directory before anything is decompressed.

`open_archive` gives an Archive, or the notices that say why not. What does not live here: reading the zip directory
(feeds.zipdir), choosing among the files (feeds.formats.look), their content.
"""

from __future__ import annotations

import itertools
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from feeds.formats.texts import READING
from feeds.zipdir import BadDirectory, ZipEntry, has_end_record, read_directory
from terms.notices import Notice

PIECE = 1 << 20
"""Bytes of a piece."""
_PACKED_PIECE = 1 << 18
_STORED, _DEFLATED = 0, 8
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What a container may hold. Sizes in bytes; `max_ratio` (unpacked / packed) counts only for what unpacks to more
    than `ratio_from_bytes`; `max_depth` is how many zips may stand inside each other below the outer one."""

    max_entries: int = 10_000
    max_directory_bytes: int = 4 << 20
    max_entry_bytes: int = 1 << 30
    max_total_bytes: int = 2 << 30
    max_ratio: int = 250
    ratio_from_bytes: int = 16 << 20
    max_depth: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: `name` with '/' between folders, and its unpacked size in bytes as declared."""

    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A container that passed the guard. `read(entry)` gives its bytes, never more than declared, or a notice;
    `pieces(entry)` the same bytes one piece after the other, in the end the notice when something was wrong."""

    path: Path
    is_zip: bool
    entries: tuple[Entry, ...]
    read: Callable[[Entry], bytes | Notice]
    pieces: Callable[[Entry], Iterator[bytes | Notice]]
    limits: ArchiveLimits


def open_archive(path: Path, limits: ArchiveLimits | None = None) -> Archive | tuple[Notice, ...]:
    """Look at the directory of a zip file (or at a folder) and refuse what must not be unpacked, each fault with its
    own notice. Costs well under a second whatever the file claims. Raises OSError only when `path` cannot be read."""
    bounds = limits or ArchiveLimits()
    return _open_folder(path, bounds) if path.is_dir() else _open_zip(path, bounds)


def looks_like_zip(path: Path) -> bool:
    """Whether the bytes are those of a zip file: its first mark, or an end record (self-extracting, with a prefix)."""
    with path.open("rb") as file:
        head = file.read(4)
        return head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08") or (head[:2] == b"MZ" and has_end_record(file))


def _open_zip(path: Path, limits: ArchiveLimits) -> Archive | tuple[Notice, ...]:
    try:
        with path.open("rb") as file:
            listed = read_directory(file, limits.max_entries, limits.max_directory_bytes)
    except BadDirectory as bad:
        return (_directory_notice(bad, limits),)
    files = [entry for entry in listed if not _is_folder(entry)]
    refused = [*_refuse_names(listed), *_refuse_kinds(files), *_refuse_sizes(files, limits), *_refuse_overlap(listed)]
    if not refused:
        refused = _refuse_two_names(listed)
    if refused:
        return tuple(refused)
    if not files:
        return (READING["archive_empty"].at(),)
    by_name = {_clean_name(entry.name): entry for entry in files}

    def read(entry: Entry) -> bytes | Notice:
        return _inflate(path, by_name[entry.name], entry.name, limits)

    def pieces(entry: Entry) -> Iterator[bytes | Notice]:
        return _inflate_in_pieces(path, by_name[entry.name], entry.name, limits)

    return Archive(path, True, tuple(Entry(name, e.size_bytes) for name, e in by_name.items()), read, pieces, limits)


def _directory_notice(bad: BadDirectory, limits: ArchiveLimits) -> Notice:
    if bad.kind == "many":
        return READING["archive_too_many_entries"].at(value=bad.what, expected=str(limits.max_entries))
    if bad.kind == "truncated":
        return READING["archive_truncated"].at(what=bad.what)
    return READING["archive_damaged"].at(what=bad.what)


def _is_folder(entry: ZipEntry) -> bool:
    return entry.name.endswith(("/", "\\")) and entry.size_bytes == 0


def _clean_name(name: str) -> str:
    """The name with '/' between its parts, without '.' parts and doubled slashes."""
    slashed = name.replace("\\", "/")
    if "//" in slashed or "./" in slashed:
        slashed = "/".join(part for part in slashed.split("/") if part not in ("", "."))
    return slashed


def _one_each(code: str, names: Iterable[str], value: object = None) -> list[Notice]:
    """One notice of that code for the first name, with how many there are; none when there are none."""
    found = list(names)
    return [READING[code].at(table=found[0], value=value, count=len(found))] if found else []


def _refuse_names(listed: list[ZipEntry]) -> list[Notice]:
    bad = [e.name for e in listed if not _clean_name(e.name) or _BAD_NAME.search(e.name.replace("\\", "/"))]
    if bad:
        return [READING["archive_path_traversal"].at(value=bad[0], count=len(bad))]
    seen: set[str] = set()
    twice: list[str] = []
    for entry in listed:
        name = _clean_name(entry.name)
        if name in seen:
            twice.append(name)
        seen.add(name)
    return _one_each("archive_duplicate_name", twice)


def _refuse_two_names(listed: list[ZipEntry]) -> list[Notice]:
    """Entries that the directory and their own header name differently: programs would disagree on what they are."""
    found = [entry for entry in listed if entry.local_name]
    return _one_each("archive_two_names", (e.name for e in found), value=found[0].local_name) if found else []


def _refuse_kinds(files: list[ZipEntry]) -> list[Notice]:
    refused = _one_each("archive_encrypted", (e.name for e in files if e.is_encrypted))
    refused += _one_each("archive_symlink", (e.name for e in files if stat.S_ISLNK(e.mode)))
    special = (e.name for e in files if stat.S_IFMT(e.mode) not in (0, stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR))
    refused += _one_each("archive_special_file", special)
    odd = [e for e in files if e.method not in (_STORED, _DEFLATED) and not e.is_encrypted]
    if odd:
        refused += _one_each("archive_method_unsupported", (e.name for e in odd), value=odd[0].method)
    return refused


def _refuse_sizes(files: list[ZipEntry], limits: ArchiveLimits) -> list[Notice]:
    refused = []
    largest = max(files, key=lambda e: e.size_bytes, default=None)
    if largest is not None and largest.size_bytes > limits.max_entry_bytes:
        refused.append(
            READING["archive_entry_too_large"].at(
                table=largest.name, value=largest.size_bytes, expected=str(limits.max_entry_bytes)
            )
        )
    total = sum(e.size_bytes for e in files)
    if total > limits.max_total_bytes:
        refused.append(READING["archive_total_too_large"].at(value=total, expected=str(limits.max_total_bytes)))
    for entry in files:
        ratio = entry.size_bytes / max(1, entry.packed_bytes)
        if entry.size_bytes > limits.ratio_from_bytes and ratio > limits.max_ratio:
            refused.append(_too_high(entry.name, round(ratio), limits))
            break
    return refused


def _refuse_overlap(listed: list[ZipEntry]) -> list[Notice]:
    ordered = sorted(listed, key=lambda e: e.header_at)
    pairs = itertools.pairwise(ordered)
    return _one_each("archive_overlapping_entries", (b.name for a, b in pairs if b.header_at < a.data_end))


def _inflate(path: Path, entry: ZipEntry, name: str, limits: ArchiveLimits) -> bytes | Notice:
    """The bytes of one entry; whatever the stream holds, at most one byte above the declared size is made."""
    with path.open("rb") as file:
        file.seek(entry.data_at)
        packed = file.read(entry.packed_bytes)
    data = packed if entry.method == _STORED else _unpacked(packed, entry, name, limits)
    if isinstance(data, Notice):
        return data
    if len(data) != entry.size_bytes:
        return _damaged(name, "size", str(entry.size_bytes))
    return data if zlib.crc32(data) == entry.crc else _damaged(name, "CRC-32")


def _unpacked(packed: bytes, entry: ZipEntry, name: str, limits: ArchiveLimits) -> bytes | Notice:
    """Inflate. The first `ratio_from_bytes` are made alone and thrown away, so that what was packed beyond `max_ratio`
    is refused before its gigabytes are made; bytes behind the end of the stream are refused too, for they only make
    the ratio look harmless."""
    try:
        if entry.size_bytes > limits.ratio_from_bytes:
            first = zlib.decompressobj(-zlib.MAX_WBITS)
            made = len(first.decompress(packed, limits.ratio_from_bytes))
            taken = len(packed) - len(first.unconsumed_tail) - len(first.unused_data)
            if made > limits.max_ratio * max(1, taken):
                return _too_high(name, made // max(1, taken), limits)
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        data = stream.decompress(packed, entry.size_bytes + 1)
    except zlib.error:
        return _damaged(name, "deflate")
    return _damaged(name, "deflate: surplus bytes") if stream.unused_data else data


def _inflate_in_pieces(path: Path, entry: ZipEntry, name: str, limits: ArchiveLimits) -> Iterator[bytes | Notice]:
    """As `_inflate`, but at most PIECE bytes are in memory at once."""
    made, crc = 0, 0
    is_packed = entry.method == _DEFLATED
    judged_at = limits.ratio_from_bytes if is_packed and entry.size_bytes > limits.ratio_from_bytes else -1
    with path.open("rb") as file:
        file.seek(entry.data_at)
        packed = _Packed(file, entry.packed_bytes)
        make = packed.unpacked if is_packed else packed.stored
        while True:
            most = min(PIECE, entry.size_bytes + 1 - made)
            try:
                piece = make(min(most, judged_at - made) if made < judged_at else most)
            except zlib.error:
                yield _damaged(name, "deflate")
                return
            made, crc = made + len(piece), zlib.crc32(piece, crc)
            if made == judged_at and made > limits.max_ratio * max(1, packed.taken):
                yield _too_high(name, made // max(1, packed.taken), limits)
                return
            if not piece or made > entry.size_bytes:
                break
            yield piece
    if made != entry.size_bytes:
        yield _damaged(name, "size", str(entry.size_bytes))
    elif packed.has_more:
        yield _damaged(name, "deflate: surplus bytes")
    elif crc != entry.crc:
        yield _damaged(name, "CRC-32")


class _Packed:
    """The packed bytes of one entry, read as they are needed."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """`file` stands at the first of `size` bytes."""
        self._file = file
        self._left = size
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self.taken = 0

    def stored(self, most: int) -> bytes:
        """The next bytes as they stand."""
        data = self._file.read(min(most, self._left))
        self._left -= len(data)
        return data

    def unpacked(self, most: int) -> bytes:
        """At most so many further bytes, none at the end. Raises zlib.error."""
        made = []
        while most > 0 and not self._stream.eof:
            packed = self._stream.unconsumed_tail or self.stored(_PACKED_PIECE)
            made.append(self._stream.decompress(packed, most))
            most -= len(made[-1])
            self.taken += len(packed) - len(self._stream.unconsumed_tail) - len(self._stream.unused_data)
            if not packed and not made[-1]:
                break
        return b"".join(made)

    @property
    def has_more(self) -> bool:
        """Whether bytes stand behind the end of the stream."""
        return bool(self._stream.unused_data) or (self._stream.eof and self._left > 0)


def _too_high(name: str, ratio: int, limits: ArchiveLimits) -> Notice:
    return READING["archive_ratio_too_high"].at(table=name, value=ratio, expected=str(limits.max_ratio))


def _damaged(name: str, what: str, expected: str | None = None) -> Notice:
    return READING["archive_entry_damaged"].at(table=name, what=what, expected=expected)


def _open_folder(path: Path, limits: ArchiveLimits) -> Archive | tuple[Notice, ...]:
    refused: list[Notice] = []
    entries: list[Entry] = []
    for name, info in _walk(path):
        if len(entries) >= limits.max_entries:
            at_most = str(limits.max_entries)
            return (READING["archive_too_many_entries"].at(value=f"> {at_most}", expected=at_most),)
        if stat.S_ISLNK(info.st_mode):
            refused += _one_each("archive_symlink", [name])
        elif not stat.S_ISREG(info.st_mode):
            refused += _one_each("archive_special_file", [name])
        entries.append(Entry(name, info.st_size))
    listed = [ZipEntry(e.name, 0, 0, 0, e.size_bytes, e.size_bytes, 0, 0, 0) for e in entries]
    refused += _refuse_sizes(listed, limits)
    if refused:
        return tuple(refused)
    if not entries:
        return (READING["archive_empty"].at(),)

    def read(entry: Entry) -> bytes | Notice:
        with (path / entry.name).open("rb") as file:
            data = file.read(entry.size_bytes + 1)
        changed = len(data) != entry.size_bytes
        return READING["archive_entry_damaged"].at(table=entry.name, what="size") if changed else data

    def pieces(entry: Entry) -> Iterator[bytes | Notice]:
        made = 0
        with (path / entry.name).open("rb") as file:
            while piece := file.read(PIECE):
                made += len(piece)
                yield piece
        if made != entry.size_bytes:
            yield READING["archive_entry_damaged"].at(table=entry.name, what="size")

    return Archive(path, False, tuple(entries), read, pieces, limits)


def _walk(folder: Path) -> Iterable[tuple[str, os.stat_result]]:
    """All files below a folder, links not followed, sorted so that the same folder reads the same."""
    for at, folders, files in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if (Path(at) / name).is_symlink()]
        for name in sorted([*files, *linked]):
            full = Path(at) / name
            yield full.relative_to(folder).as_posix(), full.lstat()
