"""The guard: every kind of hostile container has its own notice, at once, and good ones are read as zipfile reads them.

What does not live here: what is in the files (tests/feeds/formats).
"""

from __future__ import annotations

import io
import random
import stat
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import Archive, ArchiveLimits, open_archive
from terms.notices import Notice

SMALL = {"stops.txt": "stop_id\nS1\n", "agency.txt": "agency_id\nA\n"}


def codes(opened):
    assert isinstance(opened, tuple), opened
    assert all(notice.blocking for notice in opened)
    return [notice.code for notice in opened]


def refused(path, limits=None):
    started = time.perf_counter()
    found = codes(open_archive(path, limits))
    assert time.perf_counter() - started < 0.5
    return found


def test_a_good_zip_is_read(put, make_zip):
    opened = open_archive(put(make_zip(SMALL)))
    assert isinstance(opened, Archive)
    assert {e.name: opened.read(e) for e in opened.entries} == {k: v.encode() for k, v in SMALL.items()}


def test_windows_separators_and_dots_become_plain_names(put, make_zip):
    opened = open_archive(put(make_zip({"data\\stops.txt": "a", "./b//c.txt": "b"})))
    assert [e.name for e in opened.entries] == ["data/stops.txt", "b/c.txt"]


def test_a_japanese_name_in_cp932_is_understood(put, make_zip):
    data = make_zip({"XXXX.txt": "a"}).replace(b"XXXX", "停留".encode("cp932"))
    assert [e.name for e in open_archive(put(data)).entries] == ["停留.txt"]


@pytest.mark.parametrize("name", ["../stops.txt", "a/../../b", "/etc/passwd", "C:\\x.txt", "a\\..\\b", "sto\x07ps.txt"])
def test_traversal(put, make_zip, name):
    assert refused(put(make_zip({**SMALL, name: "x"}))) == ["archive_path_traversal"]


def test_too_many_entries(put):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"{number}.txt", "")
    assert refused(put(buffer.getvalue())) == ["archive_too_many_entries"]


def test_a_directory_that_hides_its_number_of_entries(put, make_zip):
    data = bytearray(make_zip({f"{n}.txt": "" for n in range(50)}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<2H", 1, 1)
    assert refused(put(bytes(data)), ArchiveLimits(max_entries=20)) == ["archive_too_many_entries"]


def test_an_entry_too_large_and_a_total_too_large(put, make_zip):
    path = put(make_zip({"a.txt": b"x" * 900, "b.txt": b"y" * 900}))
    assert refused(path, ArchiveLimits(max_entry_bytes=500)) == ["archive_entry_too_large"]
    assert refused(path, ArchiveLimits(max_total_bytes=1_000)) == ["archive_total_too_large"]


def test_a_bomb_of_zeros(put, make_zip):
    path = put(make_zip({"stops.txt": b"0" * (40 << 20)}))
    assert refused(path) == ["archive_ratio_too_high"]


def test_a_header_that_lies_about_the_size(put, make_zip):
    body = b"0" * (8 << 20)
    data = make_zip({"stops.txt": body}).replace(struct.pack("<L", len(body)), struct.pack("<L", 100))
    opened = open_archive(put(data))
    damaged = opened.read(opened.entries[0])
    assert isinstance(damaged, Notice)
    assert (damaged.code, damaged.details["what"]) == ("archive_entry_damaged", "size")


def test_a_wrong_checksum(put, make_zip):
    body = SMALL["stops.txt"].encode()
    data = make_zip(SMALL).replace(struct.pack("<L", zlib.crc32(body)), b"\1\2\3\4")
    opened = open_archive(put(data))
    assert opened.read(opened.entries[0]).details["what"] == "CRC-32"


def test_a_symlink(put, make_zip):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("stops.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        pipe = zipfile.ZipInfo("pipe.txt")
        pipe.external_attr = stat.S_IFIFO << 16
        archive.writestr(pipe, "")
    assert refused(put(buffer.getvalue())) == ["archive_symlink", "archive_special_file"]


def test_encryption(put, make_zip):
    data = bytearray(make_zip(SMALL))
    data[6] |= 1
    assert refused(put(bytes(data))) == ["archive_encrypted"]


def test_a_method_nobody_reads(put):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("stops.txt", "a" * 99)
    assert refused(put(buffer.getvalue())) == ["archive_method_unsupported"]


def test_duplicate_names(put, make_zip):
    data = make_zip({"stops.txt": "a", "stopz.txt": "b"}).replace(b"stopz", b"stops")
    assert refused(put(data)) == ["archive_duplicate_name"]
    assert refused(put(make_zip({"a/b.txt": "1", "a\\b.txt": "2"}))) == ["archive_duplicate_name"]


def test_overlapping_entries(put, make_zip):
    data = bytearray(make_zip({"a.txt": "aaaa", "b.txt": "bbbb"}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = b"\0\0\0\0"  # both names point at the first entry
    assert refused(put(bytes(data))) == ["archive_overlapping_entries"]


def test_truncation_and_damage(put, make_zip):
    data = make_zip(SMALL)
    assert refused(put(data[: len(data) // 2])) == ["archive_truncated"]
    assert refused(put(data[len(data) // 2 :])) in (["archive_damaged"], ["archive_truncated"])
    assert refused(put(data.replace(b"PK\x01\x02", b"PK\x01\x03"))) == ["archive_damaged"]
    assert refused(put(make_zip({}))) == ["archive_empty"]


def test_a_prefix_and_a_comment_do_no_harm(put, make_zip):
    path = put(b"MZ" + b"\0" * 99)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("stops.txt", "stop_id\n")
        archive.comment = b"PK in a comment"
    assert [e.name for e in open_archive(path).entries] == ["stops.txt"]


def test_a_folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "stops.txt").write_text("stop_id\n")
    opened = open_archive(tmp_path)
    assert [(e.name, opened.read(e)) for e in opened.entries] == [("a/stops.txt", b"stop_id\n")]
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    assert refused(tmp_path) == ["archive_symlink"]
    assert refused(tmp_path, ArchiveLimits(max_entries=1)) == ["archive_too_many_entries"]


def test_a_folder_without_files(tmp_path):
    assert refused(tmp_path) == ["archive_empty"]


@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8))
def test_whatever_the_bytes_nothing_is_raised(tmp_path_factory, junk, changes):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stops.txt", "stop_id,stop_name\nS1,港前\n" * 9)
        archive.writestr("data/agency.txt", "agency_id\nA\n")
    data = bytearray(buffer.getvalue())
    for at, value in changes:
        data[at % len(data)] = value
    for content in (bytes(data), junk, junk + bytes(data), bytes(data) + junk):
        path = tmp_path_factory.getbasetemp() / "fuzz.zip"
        path.write_bytes(content)
        opened = open_archive(path)
        if isinstance(opened, Archive):
            for entry in opened.entries:
                assert isinstance(opened.read(entry), bytes | Notice)


@pytest.mark.real
def test_real_zips_read_as_the_standard_library_reads_them(shared_data):
    paths = [p for p in sorted(shared_data.glob("gtfs-*/**/*.zip")) if p.stat().st_size < 300_000]
    assert len(paths) > 150
    for path in paths:
        opened = open_archive(path)
        try:
            wanted = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            assert isinstance(opened, tuple)
            continue
        names = [info.filename for info in wanted.infolist() if not info.is_dir()]
        assert [e.name for e in opened.entries] == names, path
        assert all(opened.read(e) == wanted.read(e.name) for e in opened.entries), path


def test_a_second_name_in_the_local_header(put, make_zip):
    data = make_zip(SMALL).replace(b"stops.txt", b"../x/y.so", 1)
    (notice,) = open_archive(put(data))
    assert (notice.code, notice.table, notice.value) == ("archive_two_names", "stops.txt", "../x/y.so")


def deflated(body):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


def with_stream(make_zip, body, packed):
    """A zip whose one entry says it unpacks to `body` and holds the bytes `packed`."""
    stored = make_zip({"stops.txt": b"?"})
    at = stored.rfind(b"PK\x01\x02")
    sizes = struct.pack("<3L", zlib.crc32(body), len(packed), len(body))
    local, central = bytearray(stored[: 30 + 9]), bytearray(stored[at:])
    local[14:26] = central[16:28] = sizes
    central[-6:-2] = struct.pack("<L", len(local) + len(packed))
    return bytes(local) + packed + bytes(central)


def test_bytes_behind_the_end_of_the_stream(put, make_zip):
    body = b"stop_id\nS1\n" * 99
    sound = open_archive(put(with_stream(make_zip, body, deflated(body))))
    assert sound.read(sound.entries[0]) == body
    padded = open_archive(put(with_stream(make_zip, body, deflated(body) + b"noise" * 99)))
    assert padded.read(padded.entries[0]).details["what"] == "deflate: surplus bytes"


def test_padding_does_not_hide_a_ratio(put, make_zip):
    body = b"0" * (40 << 20)
    data = with_stream(make_zip, body, deflated(body) + bytes(1 << 20))
    opened = open_archive(put(data))
    started = time.perf_counter()
    notice = opened.read(opened.entries[0])
    assert (notice.code, notice.expected) == ("archive_ratio_too_high", "250")
    assert int(notice.value) > 900
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_pieces_are_the_whole_file(put, monkeypatch, method):
    monkeypatch.setattr("feeds.archive.PIECE", 1_000)
    data = b"".join(b"%d,\n" % n for n in range(3_000))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("stops.txt", data)
    opened = open_archive(put(buffer.getvalue()))
    pieces = list(opened.pieces(opened.entries[0]))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) == 1_000


def test_pieces_of_a_damaged_file_end_with_the_notice(put, make_zip):
    data = make_zip({**SMALL, "stops.txt": "stop_id\n" + "S1\n" * 50})
    at = data.index(b"stops.txt") + len("stops.txt")
    for bad in (
        data[:at] + b"\xff" + data[at + 1 :],
        data.replace(struct.pack("<I", zlib.crc32(b"stop_id\n" + b"S1\n" * 50)), b"abcd"),
    ):
        opened = open_archive(put(bad))
        entry = next(e for e in opened.entries if e.name == "stops.txt")
        assert list(opened.pieces(entry))[-1] == opened.read(entry)


def test_pieces_packed_beyond_the_ratio_are_refused(put, make_zip):
    limits = ArchiveLimits(max_ratio=20, ratio_from_bytes=10_000)
    noise = random.Random(1).randbytes(60_000)
    opened = open_archive(put(make_zip({"stops.txt": b"\0" * 200_000 + noise})), limits)
    assert [piece.code for piece in opened.pieces(opened.entries[0]) if isinstance(piece, Notice)] == (
        [opened.read(opened.entries[0]).code]
    )
