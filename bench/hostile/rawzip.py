"""A zip writer that lies when asked: every field of every header may differ from what is there.

What lives here: bytes of headers (PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12, 4.3.14-16) and deflated zeros. What does not:
which lies are told (archives).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MIB = 1 << 20
_BLOCK = 16 * MIB
_DATE = (40 << 9) | (1 << 5) | 1


@dataclass(frozen=True)
class Raw:
    """One entry. `packed` are the bytes as stored; `size`, `crc` and `packed_size` are what the directory says of them
    (`local_size` what the local header says, where it differs). `same_as` points the directory at the local header of
    the entry of that number instead of writing one."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int = 8
    flags: int = 0x800
    mode: int = 0o100644
    packed_size: int | None = None
    local_size: int | None = None
    local_name: bytes | None = None
    extra: bytes = b""
    same_as: int | None = None


def deflate(data: bytes, level: int = 6) -> bytes:
    """A raw deflate stream."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def entry(name: str, data: bytes, mode: int = 0o100644, flags: int = 0x800) -> Raw:
    """An honest entry."""
    return Raw(
        name.encode("utf-8", "surrogatepass"), deflate(data), len(data), zlib.crc32(data), flags=flags, mode=mode
    )


@cache
def zeros(size: int) -> tuple[bytes, int]:
    """Deflated zeros (size in bytes, a multiple of 16 MiB) and their CRC-32, without packing each of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(size // _BLOCK):
        crc = zlib.crc32(bytes(_BLOCK), crc)
    return block * (size // _BLOCK) + packer.flush(), crc


def zero_entry(name: str, size: int) -> Raw:
    """An honest entry of that many zeros."""
    packed, crc = zeros(size)
    return Raw(name.encode(), packed, size, crc)


def _fit32(number: int) -> int:
    return min(number, 0xFFFFFFFF)


def _local(one: Raw) -> bytes:
    name = one.name if one.local_name is None else one.local_name
    size = one.size if one.local_size is None else one.local_size
    packed_size = len(one.packed) if one.packed_size is None else one.packed_size
    sizes = (_fit32(packed_size), _fit32(size))
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, one.flags, one.method, 0, _DATE, one.crc, *sizes, len(name), 0)
    return head + name + one.packed


def _central(one: Raw, at: int) -> bytes:
    packed_size = len(one.packed) if one.packed_size is None else one.packed_size
    head = struct.pack(
        "<4s6H3L5H2L",
        *(
            b"PK\1\2",
            (3 << 8) | 20,
            20,
            one.flags,
            one.method,
            0,
            _DATE,
            one.crc,
            _fit32(packed_size),
            _fit32(one.size),
        ),
        *(len(one.name), len(one.extra), 0, 0, 0, one.mode << 16, at),
    )
    return head + one.name + one.extra


def raw_zip(
    entries: Sequence[Raw],
    *,
    count: int | None = None,
    comment: bytes = b"",
    prefix: bytes = b"",
    before_end: bytes = b"",
) -> bytes:
    """The bytes of a zip file; `count` is what the end record says, `before_end` stands between directory and end."""
    body = bytearray(prefix)
    at: list[int] = []
    for one in entries:
        at.append(len(body) - len(prefix) if one.same_as is None else at[one.same_as])
        if one.same_as is None:
            body += _local(one)
    directory = b"".join(_central(one, where) for one, where in zip(entries, at, strict=True))
    begins = len(body) - len(prefix)
    said = len(entries) if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, said & 0xFFFF, said & 0xFFFF, len(directory), begins, len(comment))
    return bytes(body) + directory + before_end + end + comment


def write_zip(path: Path, entries: Sequence[Raw]) -> None:
    """An honest zip of these entries."""
    path.write_bytes(raw_zip(entries))
