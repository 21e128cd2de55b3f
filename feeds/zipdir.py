"""The directory of a zip file, read by us without decompressing anything, so that every bound is ours.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central header), 4.3.14-16 (end records), 4.5.3
(Zip64 field). What does not live here: what is permitted (feeds.archive), the content of entries.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s2B2B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_LONGEST_COMMENT = 65_535
_NONE32 = 0xFFFFFFFF


class BadDirectory(Exception):
    """The directory cannot be used; `kind` is 'truncated', 'damaged' or 'many', `what` says it in few words."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One line of the directory. Sizes in bytes as declared; `header_at`, `data_at` and `data_end` are offsets in the
    file; `mode` is the Unix mode or 0; `name` is decoded but not otherwise changed; `local_name` is another name that
    the local header gives, '' when both agree."""

    name: str
    flags: int
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    mode: int
    header_at: int
    data_at: int
    local_name: str = ""

    @property
    def data_end(self) -> int:
        """Offset behind the last packed byte."""
        return self.data_at + self.packed_bytes

    @property
    def is_encrypted(self) -> bool:
        """Flag bit 0 (encrypted), 6 (strong) or 13 (masked headers)."""
        return bool(self.flags & 0x2041)


@dataclass(frozen=True, slots=True)
class _End:
    entries: int
    size: int
    at: int
    prefix: int


def read_directory(file: BinaryIO, max_entries: int, max_bytes: int) -> list[ZipEntry]:
    """All entries of a zip file, folders too. Never reads more than `max_bytes` of directory nor returns more than
    `max_entries`. Raises BadDirectory."""
    size = file.seek(0, 2)
    end = _find_end(file, size)
    if end.entries > max_entries or end.size > max_bytes:
        raise BadDirectory("many", str(max(end.entries, end.size // 46)))
    file.seek(end.at)
    directory = file.read(end.size)
    entries: list[ZipEntry] = []
    for entry in _central_entries(directory, end.prefix):
        if len(entries) >= max_entries:
            raise BadDirectory("many", f"> {max_entries}")
        entries.append(_with_local(file, entry, end.at))
    return entries


def has_end_record(file: BinaryIO) -> bool:
    """Whether an end record stands in the last 64 kB: the mark of a complete zip file."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_COMMENT - _END.size))
    return b"PK\x05\x06" in file.read()


def _find_end(file: BinaryIO, size: int) -> _End:
    start = max(0, size - _LONGEST_COMMENT - _END.size)
    file.seek(start)
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _END.size:
        raise BadDirectory("truncated", "no end record")
    _, _, _, _, entries, cd_size, cd_at, _ = _END.unpack_from(tail, found)
    end_at = start + found
    wide = _find_end64(file, end_at)
    if wide is not None:
        entries, cd_size, cd_at, end_at = wide
    prefix = end_at - cd_size - cd_at
    if prefix < 0:
        raise BadDirectory("truncated", "the directory reaches beyond the file")
    file.seek(cd_at)
    if prefix and file.read(4) == b"PK\x01\x02":  # something stands between directory and end record
        prefix = 0
    return _End(entries, cd_size, cd_at + prefix, prefix)


def _find_end64(file: BinaryIO, end_at: int) -> tuple[int, int, int, int] | None:
    """Entries, directory size, directory offset and own offset by the Zip64 end record; some writers put one though the
    plain record would do. None when there is none."""
    locator_at = end_at - _END64_LOCATOR.size
    if locator_at < 0:
        return None
    file.seek(locator_at)
    signature, _, told_at, _ = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
    if signature != b"PK\x06\x07":
        return None
    for at in (locator_at - _END64.size, told_at):
        if 0 <= at <= locator_at - _END64.size:
            file.seek(at)
            fields = _END64.unpack(file.read(_END64.size))
            if fields[0] == b"PK\x06\x06":
                return fields[7], fields[8], fields[9], at
    raise BadDirectory("damaged", "Zip64 end record missing")


def _central_entries(directory: bytes, prefix: int) -> Iterator[ZipEntry]:
    at = 0
    while at < len(directory):
        if len(directory) - at < _CENTRAL.size:
            raise BadDirectory("damaged", "directory entry cut off")
        fields = _CENTRAL.unpack_from(directory, at)
        if fields[0] != b"PK\x01\x02":
            raise BadDirectory("damaged", "directory entry without its mark")
        flags, method, crc = fields[5], fields[6], fields[9]
        name_length, extra_length, comment_length = fields[12], fields[13], fields[14]
        name_at = at + _CENTRAL.size
        extra_at = name_at + name_length
        at = extra_at + extra_length + comment_length
        if at > len(directory):
            raise BadDirectory("damaged", "directory entry cut off")
        wide = (fields[11], fields[10], fields[18])
        size, packed, header_at = _widened(directory[extra_at : extra_at + extra_length], wide)
        name = _decode_name(directory[name_at:extra_at], flags)
        yield ZipEntry(name, flags, method, crc, packed, size, fields[17] >> 16, header_at + prefix, 0)


def _widened(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """Size, packed size and offset, those that do not fit 32 bits taken from the Zip64 field."""
    if _NONE32 not in values:
        return values
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            body = extra[at + 4 : at + 4 + length]
            numbers = iter(struct.unpack_from(f"<{len(body) // 8}Q", body))
            size, packed, header_at = (next(numbers, value) if value == _NONE32 else value for value in values)
            return size, packed, header_at
        at += 4 + length
    return values


def _decode_name(raw: bytes, flags: int) -> str:
    """The name as its maker meant it: UTF-8 where flagged or valid, else cp932 (Japanese Windows), else cp437."""
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            if flags & 0x800:
                return raw.decode("utf-8", "replace")
    return raw.decode("cp437")


def _with_local(file: BinaryIO, entry: ZipEntry, directory_at: int) -> ZipEntry:
    """Complete an entry by its local header, which must stand before the directory."""
    if entry.header_at + _LOCAL.size > directory_at:
        raise BadDirectory("damaged", "an entry begins behind the directory")
    file.seek(entry.header_at)
    fields = _LOCAL.unpack(file.read(_LOCAL.size))
    if fields[0] != b"PK\x03\x04":
        raise BadDirectory("damaged", "an entry without its mark")
    local_name = _decode_name(file.read(fields[10]), fields[3])
    data_at = entry.header_at + _LOCAL.size + fields[10] + fields[11]
    if data_at + entry.packed_bytes > directory_at:
        raise BadDirectory("truncated", "an entry reaches into the directory")
    same = local_name.replace("\\", "/") == entry.name.replace("\\", "/")
    flags = entry.flags | (fields[3] & 0x2041)
    return replace(entry, flags=flags, data_at=data_at, local_name="" if same else local_name or "—")
