"""New versions of a feed: how many stops move, how far, which trip, and that all else stays."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from pyproj import Geod

from bench.tools.versions import write_version


def entries(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(data, key):
    return {
        tuple(row[k] for k in key): row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    }


def test_one_in_a_hundred_stops_moves_by_thirty_metres(small_zip, tmp_path):
    source = small_zip(250)
    change = write_version(source, tmp_path / "v.zip", 4)
    before, after = (rows(entries(p)["a/stops.txt"], ["stop_id"]) for p in (source, tmp_path / "v.zip"))
    moved = {key[0] for key in before if before[key] != after[key]}
    assert moved == {m.stop_id for m in change.moved}
    assert len(moved) == 3
    assert "P" not in moved
    for one in change.moved:
        was, now = before[one.stop_id,], after[one.stop_id,]
        assert (float(now["stop_lon"]), float(now["stop_lat"])) == (one.lon, one.lat)
        far = Geod(ellps="WGS84").inv(float(was["stop_lon"]), float(was["stop_lat"]), one.lon, one.lat)[2]
        assert far == pytest.approx(30, abs=0.01)
        assert now["stop_name"] == was["stop_name"]


def test_one_trip_is_later_by_the_versions_number_of_minutes(small_zip, tmp_path):
    source = small_zip(5)
    change = write_version(source, tmp_path / "v.zip", 7)
    key = ["trip_id", "stop_sequence"]
    before, after = (rows(entries(p)["a/stop_times.txt"], key) for p in (source, tmp_path / "v.zip"))
    assert {k[0] for k in before if before[k] != after[k]} == {change.trip_id}
    assert [after[change.trip_id, str(i)]["arrival_time"] for i in range(3)] == ["08:07:00", "08:08:00", "08:09:00"]
    assert [after[change.trip_id, str(i)]["departure_time"] for i in range(3)] == ["08:07:30", "", "08:09:30"]


def test_all_else_stays_byte_for_byte(small_zip, tmp_path):
    source = small_zip(5)
    write_version(source, tmp_path / "v.zip", 1)
    before, after = entries(source), entries(tmp_path / "v.zip")
    assert list(before) == list(after)
    assert {n for n in before if before[n] != after[n]} == {"a/stops.txt", "a/stop_times.txt"}
    assert after["a/stops.txt"].startswith(b"\xef\xbb\xbfstop_id,stop_name,stop_lat,stop_lon,location_type\r\n")
    assert b'"\xe9\xa7\x85, 3"' in after["a/stops.txt"]


def test_a_version_is_always_the_same_and_unlike_the_others(small_zip, tmp_path):
    source = small_zip(120)
    for name, number in (("one", 1), ("again", 1), ("two", 2)):
        write_version(source, tmp_path / name, number)
    one, again, two = ((tmp_path / name).read_bytes() for name in ("one", "again", "two"))
    assert one == again
    assert one != two
