"""New versions of a real feed: 1 % of its stops moved by 30 m and one trip changed, written as a new zip.

Version k of a file is a pure function of the file's bytes and k: which stops, which way and which trip is decided by
hashes; all other files of the zip are copied byte for byte. What does not live here: sending them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyproj import Geod

SHARE = 0.01
MOVE_M = 30.0
_WGS84 = Geod(ellps="WGS84")
_MOMENT = (2020, 1, 1, 0, 0, 0)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A moved stop and its new place (degrees, CRS84)."""

    stop_id: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Change:
    """What a written version changes: stops moved by `MOVE_M`, and the trip whose times were shifted."""

    path: Path
    moved: tuple[Moved, ...]
    trip_id: str
    shift_min: int


def _draw(*words: object) -> int:
    """A number that looks drawn by chance and is always the same for the same words."""
    return int.from_bytes(hashlib.sha256(":".join(map(str, words)).encode()).digest()[:8])


def _rewrite(data: bytes, change: Callable[[Row], None]) -> bytes:
    """A UTF-8 table with `change` applied to each row; byte order mark, line ends and columns stay."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    end = "\r\n" if b"\r\n" in data[:4096] else "\n"
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, reader.fieldnames or (), lineterminator=end)
    writer.writeheader()
    for row in reader:
        change(row)
        writer.writerow(row)
    return mark + out.getvalue().encode()


def _ids(data: bytes, column: str, keep: Callable[[Row], bool]) -> list[str]:
    return [row[column] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")) if keep(row)]


def _placed(row: Row) -> bool:
    return bool(row["stop_lat"].strip() and row["stop_lon"].strip()) and (row.get("location_type") or "0") == "0"


def move_stops(data: bytes, number: int) -> tuple[bytes, tuple[Moved, ...]]:
    """stops.txt with one in a hundred of its placed stops (at least one) moved by 30 m, each its own way."""
    ids = _ids(data, "stop_id", _placed)
    chosen = set(sorted(ids, key=lambda i: _draw("stop", number, i))[: max(1, math.ceil(len(ids) * SHARE))])
    moved: list[Moved] = []

    def change(row: Row) -> None:
        if row["stop_id"] in chosen:
            azimuth = _draw("way", number, row["stop_id"]) % 360
            lon, lat, _ = _WGS84.fwd(float(row["stop_lon"]), float(row["stop_lat"]), azimuth, MOVE_M)
            row["stop_lon"], row["stop_lat"] = f"{lon:.8f}", f"{lat:.8f}"
            moved.append(Moved(row["stop_id"], float(row["stop_lon"]), float(row["stop_lat"])))

    return _rewrite(data, change), tuple(moved)


def _later(time: str, minutes: int) -> str:
    if not time.strip():
        return time
    hours, mins, seconds = (int(part) for part in time.split(":"))
    total = hours * 60 + mins + minutes
    return f"{total // 60:02}:{total % 60:02}:{seconds:02}"


def shift_trip(data: bytes, number: int, trip_id: str) -> bytes:
    """stop_times.txt with all times of one trip `number` minutes later."""

    def change(row: Row) -> None:
        if row["trip_id"] == trip_id:
            for column in ("arrival_time", "departure_time"):
                row[column] = _later(row[column], number)

    return _rewrite(data, change)


def write_version(source: Path, target: Path, number: int) -> Change:
    """Write version `number` (from 1) of the feed in `source` to `target`."""
    with zipfile.ZipFile(source) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    by_stem = {name.rsplit("/", 1)[-1]: name for name in entries}
    stops, times, trips = (by_stem[f"{stem}.txt"] for stem in ("stops", "stop_times", "trips"))
    entries[stops], moved = move_stops(entries[stops], number)
    trip_id = min(_ids(entries[trips], "trip_id", lambda _row: True), key=lambda i: _draw("trip", number, i))
    entries[times] = shift_trip(entries[times], number, trip_id)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)
    return Change(target, moved, trip_id, number)
