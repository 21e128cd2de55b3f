"""Builders for the tests of containers, formats and inspect: small feeds, zips good and hostile, N03 files.

What does not live here: builders of rules' tests (tests/feeds/rules/conftest.py).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
    "8000020130001,みなと交通,https://example.com/,Asia/Tokyo,ja\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nS1,港前,34.60,133.90\nS2,役場,34.61,133.91\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,8000020130001,1,港線,3\n",
    "trips.txt": "route_id,service_id,trip_id\nR1,平日,T1\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,08:00:00,08:00:00,S1,1\nT1,08:10:00,08:10:00,S2,2\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "平日,1,1,1,1,1,0,0,20200101,20201231\n",
    "calendar_dates.txt": "service_id,date,exception_type\n平日,20200101,2\n平日,20210102,1\n",
    "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_version\n港町,https://example.com/,ja,v7\n",
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers\nF1,200,JPY,0,0\n",
    "translations.txt": "table_name,field_name,language,translation,field_value\n"
    "stops,stop_name,ja-Hrkt,みなとまえ,港前\nstops,stop_name,ja-Hrkt,やくば,役場\n",
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A deflated zip of those files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def feed_files() -> dict[str, str]:
    """A small faultless GTFS-JP feed of the third edition, file by file."""
    return dict(FEED)


@pytest.fixture(scope="session")
def make_zip() -> Callable[[Mapping[str, str | bytes]], bytes]:
    """Files → zip bytes."""
    return zipped


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Bytes → a file of that name in an empty folder."""

    def _put(data: bytes, name: str = "feed.zip") -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return _put


@pytest.fixture(scope="session")
def make_n03() -> Callable[..., bytes]:
    """Features (properties, geometry) → GeoJSON bytes; a number stands for a square of that west edge at 34° north."""

    def _make(*features: tuple[dict[str, Any], Any], **members: Any) -> bytes:
        def geometry(given: Any) -> Any:
            if not isinstance(given, float):
                return given
            ring = [[given, 34.0], [given + 0.1, 34.0], [given + 0.1, 34.1], [given, 34.1], [given, 34.0]]
            return {"type": "Polygon", "coordinates": [ring]}

        made = [{"type": "Feature", "properties": p, "geometry": geometry(g)} for p, g in features]
        return json.dumps({"type": "FeatureCollection", **members, "features": made}, ensure_ascii=False).encode()

    return _make
