"""A small GTFS feed of a town, for tests of the page for sending: two lines of stops that can be told apart on a map.

What does not live here: the sample town that people see first (futae.town), feeds with one fault each (test_send).
"""

from __future__ import annotations

import io
import zipfile

Stop = tuple[str, str, float, float]
LINE: list[Stop] = [
    (f"s{i}", name, 137.900 + 0.004 * i, 34.300 + 0.0015 * (i % 4))
    for i, name in enumerate(["汐見駅", "港前", "役場", "中央病院", "市場", "桜台", "浜公園", "灯台入口"])
]
HILL: list[Stop] = [(f"h{i}", name, 137.912, 34.306 + 0.004 * i) for i, name in enumerate(["学校前", "山手", "展望台"])]
ISLE: list[Stop] = [
    (f"k{i}", name, 137.916 + 0.004 * i, 34.294 - 0.002 * i) for i, name in enumerate(["渡船場", "島口", "島中央"])
]


def gtfs(routes: dict[str, tuple[str, list[Stop]]], *, backwards: bool = False, until: str = "20270331") -> bytes:
    """A GTFS zip of some lines, three trips each. `backwards`: each vehicle leaves its second stop before its first,
    which blocks the feed. `until`: its last day of service."""

    def minute(at: int) -> int:
        return 4 - at if backwards and at < 2 else 2 * at

    stops = {stop[0]: stop for _, many in routes.values() for stop in many}
    trips = [(route, f"{route}-t{n}", n) for route in routes for n in range(3)]
    files = {
        "agency.txt": ["agency_id,agency_name,agency_url,agency_timezone,agency_lang",
                       "a,潮見交通,https://example.com,Asia/Tokyo,ja"],
        "stops.txt": ["stop_id,stop_name,stop_lon,stop_lat",
                      *(f"{i},{n},{x:.4f},{y:.4f}" for i, n, x, y in stops.values())],
        "routes.txt": ["route_id,agency_id,route_short_name,route_type",
                       *(f"{r},a,{name},3" for r, (name, _) in routes.items())],
        "trips.txt": ["route_id,service_id,trip_id", *(f"{r},w,{t}" for r, t, _ in trips)],
        "stop_times.txt": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *(
            f"{t},{8 + n:02}:{minute(i):02}:00,{8 + n:02}:{minute(i):02}:00,{stop[0]},{i}"
            for r, t, n in trips for i, stop in enumerate(routes[r][1]))],
        "calendar.txt": ["service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
                         f"w,1,1,1,1,1,1,1,20260401,{until}"],
        "feed_info.txt": ["feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version",
                          f"潮見交通,https://example.com,ja,20260401,{until},1"],
    }  # fmt: skip
    return zipped(files)


def zipped(files: dict[str, list[str]]) -> bytes:
    """A zip of tables by their lines; equal lines, equal bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, lines in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), "\n".join(lines) + "\n")
    return sink.getvalue()
