"""Finding the format: by bytes and names, through folders and one zip in the zip. Not here: reading what was found."""

from __future__ import annotations

import pytest

from feeds.formats.look import describe, look

WARD = {"N03_001": "岡山県", "N03_004": "中区", "N03_007": "33102"}


@pytest.fixture
def seen(put, tmp_path):
    def _seen(data, name="feed.zip"):
        found = look(put(data, name), name, tmp_path)
        return found.format, found.folder, [notice.code for notice in found.notices]

    return _seen


def test_gtfs_at_the_top(seen, make_zip, feed_files):
    assert seen(make_zip(feed_files)) == ("gtfs", "", [])
    assert seen(make_zip(feed_files), "no-extension") == ("gtfs", "", [])
    assert seen(make_zip({**feed_files, "old/stops.txt": "x", "spare.zip": "x"})) == ("gtfs", "", [])
    assert seen(make_zip({"fare_media.txt": "a", "areas.txt": "b"})) == ("gtfs", "", [])


def test_gtfs_in_a_folder(seen, make_zip, feed_files):
    inside = {f"a/b/{name}": text for name, text in feed_files.items()}
    assert seen(make_zip(inside)) == ("gtfs", "a/b/", ["archive_in_subfolder"])
    junk = {"__MACOSX/a/b/._stops.txt": "x", "a/.DS_Store": "x", "a/b/docs/readme.txt": "x"}
    assert seen(make_zip({**inside, **junk})) == ("gtfs", "a/b/", ["archive_in_subfolder"])
    assert seen(make_zip({**inside, "c/stops.txt": "stop_id\n"})) == ("unknown", "", ["archive_ambiguous"])


def test_a_zip_in_the_zip(seen, make_zip, feed_files):
    inner = make_zip(feed_files)
    assert seen(make_zip({"x/feed.zip": inner})) == ("gtfs", "", ["archive_nested_zip"])
    both = ["archive_nested_zip", "archive_in_subfolder"]
    assert seen(make_zip({"a.zip": make_zip({"d/stops.txt": "stop_id\n"})})) == ("gtfs", "d/", both)
    assert seen(make_zip({"a.zip": inner, "b.zip": inner})) == ("unknown", "", ["archive_ambiguous"])
    deep = make_zip({"a.zip": make_zip({"b.zip": inner})})
    assert seen(deep) == ("unknown", "", ["archive_nested_zip", "archive_nested_too_deep"])
    assert seen(make_zip({"a.zip": b"<html>"})) == ("unknown", "", ["archive_not_zip"])
    assert seen(make_zip({"a.zip": inner[:200]})) == ("unknown", "", ["archive_nested_zip", "archive_truncated"])


def test_a_zip_in_the_zip_passes_the_guard_too(seen, make_zip):
    bomb = make_zip({"stops.txt": b"0" * (40 << 20)})
    assert seen(make_zip({"a.zip": bomb})) == ("unknown", "", ["archive_nested_zip", "archive_ratio_too_high"])


def test_n03(seen, make_zip, make_n03):
    data = make_n03((WARD, 133.9))
    assert seen(data, "anything") == ("ksj-n03", "", [])
    assert seen(b"\xef\xbb\xbf\n" + data, "x.txt") == ("ksj-n03", "", [])
    pack = {"N03-20240101_33_GML/N03-20240101_33.geojson": data, "N03-20240101_33_GML/N03-20240101_33.shp": "x"}
    assert seen(make_zip(pack)) == ("ksj-n03", "", [])
    assert seen(make_zip({"a.geojson": data, "b.geojson": data})) == ("unknown", "", ["archive_ambiguous"])


@pytest.mark.parametrize(
    ("data", "name", "code", "shown"),
    [
        (b"", "feed.zip", "file_empty", None),
        (b"<!DOCTYPE html><html>404", "feed.zip", "archive_not_zip", "HTML"),
        (b"Rar!\x1a\x07", "feed.rar", "format_unknown", "RAR"),
        (b"{}", "a.json", "format_unknown", "JSON"),
        (b"stop_id,stop_name\n", "stops.txt", "format_unknown", "text"),
        (b"\0\1\2\3", "a.bin", "format_unknown", "binary"),
    ],
)
def test_what_nobody_knows(put, tmp_path, data, name, code, shown):
    found = look(put(data, name), name, tmp_path)
    assert (found.format, [n.code for n in found.notices]) == ("unknown", [code])
    assert found.notices[0].details.get("seen") == shown


def test_a_zip_of_other_things_says_what_is_in_it(put, tmp_path, make_zip):
    found = look(put(make_zip({f"{c}.shp": "" for c in "abcdef"})), "a.zip", tmp_path)
    assert found.notices[0].details["seen"] == "ZIP: a.shp, b.shp, c.shp, d.shp, …"


def test_describe_an_xml():
    assert describe(b"\n<?xml version='1.0'?><a/>") == "XML"
