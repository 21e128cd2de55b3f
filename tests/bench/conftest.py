"""Builders for the benches' tests: a small GTFS zip with many stops. Not here: real files, timing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

BOM = b"\xef\xbb\xbf"


@pytest.fixture
def small_zip(tmp_path: Path) -> Callable[[int], Path]:
    """`small_zip(250)`: a zip of 250 stops, one station and three trips, with a byte order mark and CRLF in stops."""

    def build(stops: int) -> Path:
        rows = [f'S{i},"駅, {i}",{34 + i / 1000:.4f},{133 + i / 1000:.4f},0' for i in range(stops)]
        times = [f"T{t},08:0{i}:00,{'' if i == 1 else f'08:0{i}:30'},S{i},{i}" for t in range(3) for i in range(3)]
        files = {
            "a/stops.txt": BOM
            + "\r\n".join(["stop_id,stop_name,stop_lat,stop_lon,location_type", *rows, "P,親,34,133,1", ""]).encode(),
            "a/trips.txt": b"route_id,service_id,trip_id\n" + b"".join(b"R,W,T%d\n" % t for t in range(3)),
            "a/stop_times.txt": "\n".join(
                ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *times, ""]
            ).encode(),
            "a/odd.bin": bytes(range(256)),
        }
        path = tmp_path / "small.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path

    return build
