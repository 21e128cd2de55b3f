"""Archives that are the attack themselves: bombs, lying headers, names that climb, things that are no zip.

What does not live here: faults inside tables (cells, masses), JSON (geojson), writing headers (rawzip).
"""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.hostile.feed import feed_bytes, tables
from bench.hostile.kinds import HostileFile
from bench.hostile.rawzip import MIB, Raw, deflate, entry, raw_zip, write_zip, zero_entry, zeros


def _sound() -> list[Raw]:
    return [entry(name, data) for name, data in tables().items()]


def _with(*more: Raw) -> Callable[[Path], None]:
    return lambda path: write_zip(path, [*_sound(), *more])


def _changed(name: str, **changes: object) -> Callable[[Path], None]:
    """The sound feed with the headers of one entry changed."""

    def make(path: Path) -> None:
        entries = [replace(e, **changes) if e.name == name.encode() else e for e in _sound()]  # type: ignore[arg-type]
        write_zip(path, entries)

    return make


def _nested_42(path: Path) -> None:
    data = raw_zip([zero_entry("0.dll", 256 * MIB)])
    for level in range(5):
        data = raw_zip([entry(f"{level}-{number}.zip", data) for number in range(16)])
    path.write_bytes(data)


def _droste(path: Path) -> None:
    data = feed_bytes()
    for _ in range(60):
        data = raw_zip([entry("r.zip", data)])
    path.write_bytes(data)


def _flat_overlap(path: Path) -> None:
    kernel = zero_entry("stops.txt", 64 * MIB)
    others = [replace(kernel, name=f"{number:05}.txt".encode(), same_as=0) for number in range(5_000)]
    write_zip(path, [kernel, *others])


def _many_medium(path: Path) -> None:
    """Each entry below any limit of one entry, all together 20 GiB."""
    write_zip(path, [zero_entry(f"{number}.txt", 16 * MIB) for number in range(1_280)])


def _under_the_ratio(path: Path) -> None:
    """A gigabyte of zeros and then so much noise behind the end of the stream that the ratio looks harmless."""
    packed, crc = zeros(1008 * MIB)
    noise = random.Random(1).randbytes(3_400_000)
    write_zip(path, [Raw(b"stops.txt", packed + noise, 1008 * MIB, crc)])


def _many_entries(path: Path) -> None:
    empty = deflate(b"")
    write_zip(path, [Raw(f"{number}.txt".encode(), empty, 0, 0) for number in range(65_000)])


def _hundred_thousand(path: Path) -> None:
    """100,000 entries: the end record cannot count them and says what is left of the number."""
    empty = deflate(b"")
    entries = [Raw(f"{number}.txt".encode(), empty, 0, 0) for number in range(100_000)]
    path.write_bytes(raw_zip(entries, count=100_000))


def _understated(path: Path) -> None:
    """The directory says 100 bytes; the stream gives 256 MiB."""
    packed, crc = zeros(256 * MIB)
    rest = [e for e in _sound() if e.name != b"stops.txt"]
    write_zip(path, [*rest, Raw(b"stops.txt", packed, 100, crc)])


def _zip64_sizes(path: Path) -> None:
    data = b"stop_id\n"
    wide = struct.pack("<2H2Q", 1, 16, 1 << 62, len(deflate(data)))
    one = replace(entry("stops.txt", data), size=0xFFFFFFFF, packed_size=0xFFFFFFFF, extra=wide)
    path.write_bytes(raw_zip([one]))


def _zip64_count(path: Path) -> None:
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 50, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
    path.write_bytes(raw_zip(_sound(), count=0xFFFF, before_end=end64 + locator))


def _zip64_locator_astray(path: Path) -> None:
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, (1 << 63) + 5, 1)
    path.write_bytes(raw_zip(_sound(), count=0xFFFF, before_end=locator))


def _zip64_short_extra(path: Path) -> None:
    one = replace(entry("stops.txt", b"stop_id\n"), size=0xFFFFFFFF, extra=struct.pack("<2H4s", 1, 60_000, b"abcd"))
    path.write_bytes(raw_zip([one]))


def _truncated(share: float) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        data = feed_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return make


def _bytes(data: bytes) -> Callable[[Path], None]:
    return _made(lambda: data)


def _made(data: Callable[[], bytes]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(data())

    return make


def _named(name: bytes, flags: int = 0x800) -> Callable[[Path], None]:
    """The sound feed and one more file of that name."""
    return _with(Raw(name, deflate(b"stop_id\n"), 8, zlib.crc32(b"stop_id\n"), flags=flags))


def _backslashes(path: Path) -> None:
    write_zip(path, [entry(f"feed\\{name}", data) for name, data in tables().items()])


def _cp932_names(path: Path) -> None:
    notes = Raw("運賃表・説明書.txt".encode("cp932"), deflate(b"x"), 1, zlib.crc32(b"x"), flags=0)
    folder = [replace(e, name="標準的なバス情報/".encode("cp932") + e.name, flags=0) for e in _sound()]
    write_zip(path, [*folder, notes])


def _two_feeds(path: Path) -> None:
    write_zip(
        path,
        [*(replace(e, name=b"a/" + e.name) for e in _sound()), *(replace(e, name=b"b/" + e.name) for e in _sound())],
    )


def _concatenated(path: Path) -> None:
    path.write_bytes(feed_bytes() + feed_bytes())


_HTML = "<!DOCTYPE html><html><head><title>404</title></head><body>お探しのページはありません</body></html>".encode()
_LINK = entry("stops.txt", b"/etc/passwd", mode=0o120777)
_EMPTY = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 0, 0, 0)

BOMBS = (
    HostileFile("bomb_42_nested.zip", _nested_42, "refused", is_bomb=True),
    HostileFile("bomb_droste_60_deep.zip", _droste, "refused", is_bomb=True),
    HostileFile("bomb_flat_overlap.zip", _flat_overlap, "refused", ("archive_overlapping_entries",), is_bomb=True),
    HostileFile(
        "bomb_one_gigabyte.zip",
        lambda path: write_zip(path, [zero_entry("stops.txt", 1024 * MIB)]),
        "refused",
        ("archive_ratio_too_high",),
        is_bomb=True,
    ),
    HostileFile("bomb_many_medium.zip", _many_medium, "refused", ("archive_total_too_large",), is_bomb=True),
    HostileFile("bomb_100k_entries.zip", _hundred_thousand, "refused", ("archive_too_many_entries",), is_bomb=True),
    HostileFile("bomb_65k_entries.zip", _many_entries, "refused", ("archive_too_many_entries",), is_bomb=True),
    HostileFile("bomb_understated_size.zip", _understated, "refused", is_bomb=True),
    HostileFile("bomb_zip64_exabytes.zip", _zip64_sizes, "refused", is_bomb=True),
    HostileFile("bomb_zip64_count.zip", _zip64_count, "refused", is_bomb=True),
)
"""Refused within a second."""

ARCHIVES = (
    HostileFile("padded_below_ratio.zip", _under_the_ratio, "refused", ("archive_ratio_too_high",), is_heavy=True),
    HostileFile("zip64_locator_astray.zip", _zip64_locator_astray, "refused"),
    HostileFile("zip64_short_extra.zip", _zip64_short_extra, "refused"),
    HostileFile("overstated_size.zip", _changed("stops.txt", size=0xFFFFFFF0), "refused"),
    HostileFile("overstated_packed_size.zip", _changed("stops.txt", packed_size=0x7FFFFFFF), "refused"),
    HostileFile("wrong_crc.zip", _changed("stops.txt", crc=1), "refused"),
    HostileFile("not_deflate.zip", _changed("stops.txt", packed=b"\xff" * 400), "refused"),
    HostileFile(
        "other_local_name.zip",
        _changed("stops.txt", local_name=b"../../evil.txt"),
        "refused",
        ("archive_two_names",),
    ),
    HostileFile("path_climbs.zip", _named(b"../../../../tmp/evil.txt"), "refused", ("archive_path_traversal",)),
    HostileFile("path_climbs_backslash.zip", _named(b"..\\..\\evil.txt"), "refused", ("archive_path_traversal",)),
    HostileFile("path_absolute.zip", _named(b"/etc/cron.d/evil"), "refused", ("archive_path_traversal",)),
    HostileFile("path_drive.zip", _named(b"C:\\Windows\\evil.txt"), "refused", ("archive_path_traversal",)),
    HostileFile("name_control_characters.zip", _named(b"a\x1b[2Jb\r\n.txt"), "refused"),
    HostileFile("name_nul.zip", _named(b"stops.txt\x00.exe"), "refused"),
    HostileFile("name_right_to_left.zip", _named("\u202etxt.spots".encode())),
    HostileFile("name_65535_bytes.zip", _named(b"a" * 65_535)),
    HostileFile("name_not_utf8.zip", _named(b"\xff\xfe\x80.txt")),
    HostileFile("name_empty.zip", _named(b""), "refused"),
    HostileFile("names_cp932.zip", _cp932_names, "read"),
    HostileFile("names_backslash.zip", _backslashes, "read"),
    HostileFile("names_format_string.zip", _named(b"{0.__class__}%s{table}.txt"), "read"),
    HostileFile("symlink.zip", _with(replace(_LINK, name=b"link.txt")), "refused", ("archive_symlink",)),
    HostileFile("device.zip", _with(entry("null", b"", mode=0o020666)), "refused", ("archive_special_file",)),
    HostileFile("encrypted.zip", _changed("stops.txt", flags=0x801), "refused", ("archive_encrypted",)),
    HostileFile("method_99.zip", _changed("stops.txt", method=99), "refused"),
    HostileFile("duplicate_name.zip", _with(entry("stops.txt", b"x\n")), "refused", ("archive_duplicate_name",)),
    HostileFile("duplicate_by_case.zip", _with(entry("STOPS.TXT", b"stop_id\nz\n"))),
    HostileFile("count_too_small.zip", _made(lambda: raw_zip(_sound(), count=1))),
    HostileFile("count_too_large.zip", _made(lambda: raw_zip(_sound(), count=900))),
    HostileFile("false_end_in_comment.zip", _made(lambda: raw_zip(_sound(), comment=b"PK\5\6" * 99))),
    HostileFile("prefix_of_a_program.zip", _made(lambda: raw_zip(_sound(), prefix=b"MZ" * 5_000))),
    HostileFile("two_zips_in_one.zip", _concatenated),
    HostileFile("two_feeds.zip", _two_feeds, "refused"),
    HostileFile("folders_only.zip", lambda p: write_zip(p, [entry("a/", b""), entry("a/b/", b"")]), "refused"),
    HostileFile("empty_archive.zip", _bytes(_EMPTY), "refused", ("archive_empty",)),
    HostileFile("zero_bytes.zip", _bytes(b""), "refused", ("file_empty",)),
    HostileFile("truncated_half.zip", _truncated(0.5), "refused", ("archive_truncated",)),
    HostileFile("truncated_last_bytes.zip", _truncated(0.99), "refused", ("archive_truncated",)),
    HostileFile("html_as.zip", _bytes(_HTML), "refused", ("archive_not_zip",)),
    HostileFile("gzip_as.zip", _bytes(gzip.compress(feed_bytes(), mtime=0)), "refused"),
    HostileFile("pdf_as.zip", _bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40), "refused"),
    HostileFile("noise.zip", _bytes(b"PK\3\4" + bytes((i * 7919) % 251 for i in range(100_000))), "refused"),
)
