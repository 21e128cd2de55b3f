"""A small sound feed, and the zip of it with some tables replaced: the ground on which single faults are shown.

What does not live here: the faults (archives, cells, masses).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

SOUND: dict[str, str] = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
    "8000020130001,みなと交通,https://example.jp,Asia/Tokyo,ja\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "s1,港駅前,34.6800,133.9000,0,\ns2,市役所,34.6850,133.9050,0,\ns3,病院,34.6900,133.9100,0,\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nr1,8000020130001,1,港線,3\n",
    "trips.txt": "route_id,service_id,trip_id,shape_id\nr1,平日,t1,\nr1,平日,t2,\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,08:00:00,08:00:00,s1,1\nt1,08:05:00,08:05:00,s2,2\nt1,08:10:00,08:10:00,s3,3\n"
    "t2,09:00:00,09:00:00,s1,1\nt2,09:05:00,09:05:00,s2,2\nt2,09:10:00,09:10:00,s3,3\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "平日,1,1,1,1,1,0,0,20260401,20270331\n",
    "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
    "みなと市,https://example.jp,ja,20260401,20270331,1\n",
    "translations.txt": "table_name,field_name,language,translation,field_value\n"
    "stops,stop_name,ja-Hrkt,みなとえきまえ,港駅前\n",
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers\nf1,200,JPY,0,0\n",
    "fare_rules.txt": "fare_id,route_id\nf1,r1\n",
}

_DATE = (2020, 1, 1, 0, 0, 0)


def tables(changes: Mapping[str, bytes | str | None] | None = None) -> dict[str, bytes]:
    """The sound feed with tables replaced, added or (None) left out, as bytes by file name."""
    merged: dict[str, bytes | str | None] = {**SOUND, **(changes or {})}
    return {
        n: v.encode("utf-8", "surrogatepass") if isinstance(v, str) else v for n, v in merged.items() if v is not None
    }


def write_feed(path: Path, changes: Mapping[str, bytes | str | None] | None = None) -> None:
    """A zip of the feed; equal bytes at every run."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in tables(changes).items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)


def feed_bytes() -> bytes:
    """The sound feed as the bytes of a zip, for putting into other things."""
    from bench.hostile.rawzip import entry, raw_zip

    return raw_zip([entry(name, data) for name, data in tables().items()])


def rows(head: str, lines: str) -> str:
    """A table of a header line and lines that already end in a line break."""
    return f"{head}\n{lines}"
