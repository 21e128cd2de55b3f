"""The GTFS-JP tables that the streets and lines give: stops, routes, patterns, trips, stop_times, shapes.

What lives here: rows of those six files. What does not: agency, calendar, fares, translations (frame).
Source: GTFS-JP edition 3 (formats/gtfs_jp.md); shape_dist_traveled in metres.
"""

from __future__ import annotations

from collections.abc import Iterator

from futae.town.days import HOLIDAY, SATURDAY, WEEKDAY, Period
from futae.town.geometry import Point, lon_lat
from futae.town.lines import Line, Pattern
from futae.town.plans import FeedPlan
from futae.town.stops import Pole
from futae.town.tables import Row, Table, Tables
from futae.town.timetable import Drive, departures, drive
from futae.town.words import WordBook

SERVICES = ((WEEKDAY, "w"), (SATURDAY, "s"), (HOLIDAY, "h"))


def network(plan: FeedPlan, period: Period, book: WordBook) -> Tables:
    """stops, routes, pattern_jp, trips, stop_times and shapes of a feed; names go into the book."""
    return {
        "stops": Table(_STOPS, [*_stops(plan, book)]),
        "routes": Table(_ROUTES, [_route(plan, line, book) for line in plan.lines]),
        "pattern_jp": Table(_PATTERNS, [_pattern(p, period) for _, p in _patterns(plan)]),
        "trips": Table(_TRIPS, [*_trips(plan, book)]),
        "stop_times": Table(_STOP_TIMES, [*_stop_times(plan)]),
        "shapes": Table(_SHAPES, [row for _, p in _patterns(plan) for row in _shape(p)]),
    }


def _patterns(plan: FeedPlan) -> Iterator[tuple[Line, Pattern]]:
    for line in plan.lines:
        for pattern in line.patterns:
            yield line, pattern


def _runs(plan: FeedPlan) -> Iterator[tuple[Line, Pattern, str, int, str]]:
    """Line, pattern, service id, departure (minutes after midnight) and trip id of every trip."""
    for line, pattern in _patterns(plan):
        for service_id, letter in SERVICES:
            for start in departures(pattern.pattern_id, service_id):
                trip_id = f"{pattern.pattern_id}_{letter}_{start // 60:02d}{start % 60:02d}"
                yield line, pattern, service_id, start, trip_id


_STOPS = (
    "stop_id",
    "stop_name",
    "stop_lat",
    "stop_lon",
    "zone_id",
    "location_type",
    "parent_station",
    "platform_code",
)


def _stops(plan: FeedPlan, book: WordBook) -> Iterator[Row]:
    poles: dict[str, Pole] = {}
    for _, pattern in _patterns(plan):
        poles |= {call.pole.stop_id: call.pole for call in drive(pattern).calls}
    for place in plan.places:
        name = book.put("stops", "stop_name", place.name)
        mine = sorted((p for p in poles.values() if p.place is place), key=lambda p: p.stop_id)
        if plan.has_stations:
            centre = place.near if len(mine) > 2 else place.point
            yield {"stop_id": place.code, "stop_name": name, "location_type": "1", **_where(centre)}
        for pole in mine:
            yield {
                "stop_id": pole.stop_id,
                "stop_name": name,
                "zone_id": place.zone,
                "location_type": "0",
                "parent_station": place.code if plan.has_stations else "",
                "platform_code": pole.platform,
                **_where(pole.point),
            }


def _where(point: Point) -> Row:
    lon, lat = lon_lat(point)
    return {"stop_lat": f"{lat:.6f}", "stop_lon": f"{lon:.6f}"}


_ROUTES = (
    "route_id",
    "agency_id",
    "route_short_name",
    "route_long_name",
    "route_desc",
    "route_type",
    "route_url",
    "route_color",
    "route_text_color",
    "jp_parent_route_id",
)


def _route(plan: FeedPlan, line: Line, book: WordBook) -> Row:
    return {
        "route_id": line.number,
        "agency_id": plan.agency.agency_id,
        "route_short_name": line.number,
        "route_long_name": book.put("routes", "route_long_name", line.name),
        "route_desc": book.put("routes", "route_desc", line.about),
        "route_type": "3",
        "route_url": f"{plan.url}routes/{line.number.lower()}",
        "route_color": line.color,
        "route_text_color": line.text_color,
        "jp_parent_route_id": line.number,
    }


_PATTERNS = ("jp_pattern_id", "route_update_date", "origin_stop", "via_stop", "destination_stop")


def _pattern(pattern: Pattern, period: Period) -> Row:
    return {
        "jp_pattern_id": pattern.pattern_id,
        "route_update_date": f"{period.first_on:%Y%m%d}",
        "origin_stop": pattern.origin.ja,
        "via_stop": pattern.via.ja if pattern.via else "",
        "destination_stop": pattern.destination.ja,
    }


_TRIPS = (
    "route_id",
    "service_id",
    "trip_id",
    "trip_headsign",
    "direction_id",
    "shape_id",
    "wheelchair_accessible",
    "bikes_allowed",
    "jp_trip_desc",
    "jp_trip_desc_symbol",
    "jp_office_id",
    "jp_pattern_id",
)


def _trips(plan: FeedPlan, book: WordBook) -> Iterator[Row]:
    for line, pattern, service_id, _, trip_id in _runs(plan):
        yield {
            "route_id": line.number,
            "service_id": service_id,
            "trip_id": trip_id,
            "trip_headsign": book.put("trips", "trip_headsign", pattern.headsign),
            "direction_id": str(pattern.direction_id),
            "shape_id": pattern.pattern_id,
            "wheelchair_accessible": "1",
            "bikes_allowed": "2",
            "jp_trip_desc": pattern.note.ja if pattern.note else "",
            "jp_trip_desc_symbol": pattern.symbol,
            "jp_office_id": line.office,
            "jp_pattern_id": pattern.pattern_id,
        }


_STOP_TIMES = (
    "trip_id",
    "arrival_time",
    "departure_time",
    "stop_id",
    "stop_sequence",
    "pickup_type",
    "drop_off_type",
    "shape_dist_traveled",
    "timepoint",
)


def _stop_times(plan: FeedPlan) -> Iterator[Row]:
    for _, pattern, _, start, trip_id in _runs(plan):
        calls = drive(pattern).calls
        for k, call in enumerate(calls):
            clock = f"{(start + call.minute) // 60:02d}:{(start + call.minute) % 60:02d}:00"
            yield {
                "trip_id": trip_id,
                "arrival_time": clock,
                "departure_time": clock,
                "stop_id": call.pole.stop_id,
                "stop_sequence": str(k + 1),
                "pickup_type": "1" if k == len(calls) - 1 else "0",
                "drop_off_type": "1" if k == 0 else "0",
                "shape_dist_traveled": f"{call.distance_m:.1f}",
                "timepoint": "1",
            }


_SHAPES = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled")


def _shape(pattern: Pattern) -> Iterator[Row]:
    driven: Drive = drive(pattern)
    for k, (point, mark) in enumerate(zip(driven.shape.points, driven.shape.marks, strict=True)):
        lon, lat = lon_lat(point)
        yield {
            "shape_id": pattern.pattern_id,
            "shape_pt_lat": f"{lat:.6f}",
            "shape_pt_lon": f"{lon:.6f}",
            "shape_pt_sequence": str(k + 1),
            "shape_dist_traveled": f"{mark:.1f}",
        }
