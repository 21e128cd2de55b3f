"""Downloads: ranges, ETags, conditions, and the PMTiles archive as others read it. Not here: who may have them."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, Reader

from api.ranges import Unsatisfiable, parse_range

ZIP = "/v1/feeds/shiomi/bus/current.zip"
PMTILES = "/v1/releases/1/tilesets/transit.pmtiles"


def test_current_zip_is_the_file_as_it_was_sent(client):
    answer = client.get(ZIP)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''bus.zip"
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    assert "stops.txt" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert client.get("/v1/feeds/shiomi/bus/versions/1/file").content == answer.content


@pytest.mark.parametrize("path", [ZIP, PMTILES, "/v1/feeds/shiomi/bus/versions/1/file"])
def test_ranges_and_conditions(client, path):
    whole = client.get(path)
    data, etag = whole.content, whole.headers["etag"]
    size = len(data)
    assert whole.headers["accept-ranges"] == "bytes"
    assert int(whole.headers["content-length"]) == size
    for header, start, stop in [
        ("bytes=0-0", 0, 1), ("bytes=10-99", 10, 100), ("bytes=100-", 100, size), ("bytes=-7", size - 7, size),
        (f"bytes={size - 1}-{size + 50}", size - 1, size), (f"bytes=-{size + 50}", 0, size),
    ]:  # fmt: skip
        part = client.get(path, headers={"Range": header})
        assert part.status_code == 206, header
        assert part.content == data[start:stop]
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        assert part.headers["etag"] == etag
    assert client.get(path, headers={"Range": "bytes=0-1,3-4"}).content == data
    assert client.get(path, headers={"Range": "pages=1-2"}).content == data
    beyond = client.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert beyond.headers["content-type"] == "application/problem+json"
    unchanged = client.get(path, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert client.get(path, headers={"If-Range": etag, "Range": "bytes=0-4"}).status_code == 206
    assert client.get(path, headers={"If-Range": '"other"', "Range": "bytes=0-4"}).content == data


def test_the_moving_archive_redirects_to_a_release(client):
    answer = client.get("/v1/tilesets/transit.pmtiles")
    assert (answer.status_code, answer.headers["cache-control"]) == (307, "no-store")
    assert answer.headers["location"] == PMTILES
    assert client.get("/v1/tilesets/nothing.pmtiles").status_code == 404
    own = client.get("/v1/tilesets/transit.pmtiles?audience=org:kakushi", key="same")
    assert own.headers["location"] == f"{PMTILES}?audience=org:kakushi"
    private = client.get(own.headers["location"], key="same")
    assert private.headers["cache-control"] == "private, no-store"


def test_others_read_the_archive_and_find_the_tiles_we_serve(client):
    answer = client.get(PMTILES)
    assert answer.headers["content-type"] == "application/vnd.pmtiles"
    assert answer.headers["cache-control"] == "public, max-age=86400, immutable"
    reader = Reader(MemorySource(answer.content))
    assert reader.header()["max_zoom"] == 14
    for z, x, y in [(0, 0, 0), (8, 226, 101), (12, 3617, 1631), (14, 14468, 6525), (14, 0, 0)]:
        served = client.get(f"/v1/releases/1/tilesets/transit/{z}/{x}/{y}.mvt", headers={"Accept-Encoding": "identity"})
        kept = reader.get(z, x, y)
        assert (gzip.decompress(kept) if kept else b"") == served.content


@given(st.integers(0, 1000), st.integers(0, 1200), st.integers(0, 1200))
def test_a_span_lies_within_its_file(size, first, last):
    for header in (f"bytes={first}-{last}", f"bytes={first}-", f"bytes=-{last}"):
        try:
            span = parse_range(header, size)
        except Unsatisfiable:
            assert size == 0 or first >= size or (header.startswith("bytes=-") and last == 0)
            continue
        assert span is None or 0 <= span.start < span.stop <= size


@pytest.mark.parametrize("header", [None, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=1-2,4-5"])
def test_what_is_no_range_gives_the_whole(header):
    assert parse_range(header, 100) is None
