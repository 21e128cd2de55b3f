"""The GTFS-JP tables that the streets and lines give: stops, routes, patterns, trips, stop_times, shapes.

What lives here: rows of those files, with the columns that the edition knows. What does not: agency, calendar, fares,
translations (frame). Source: GTFS-JP editions 2 to 4 (formats/gtfs_jp.md); shape_dist_traveled in metres.
"""

from __future__ import annotations

from collections.abc import Iterator

from futae.town.days import Period
from futae.town.departures import departures
from futae.town.geometry import Point, lon_lat
from futae.town.lines import Line, Pattern
from futae.town.plans import FeedPlan
from futae.town.stops import Pole, StopPlace
from futae.town.tables import Row, Table, Tables
from futae.town.timetable import Drive, drive
from futae.town.words import WordBook

_NOT_IN = {
    "v2": ("wheelchair_boarding", "jp_pattern_id", "timepoint", "shape_dist_traveled"),
    "v3": (),
    "v4": ("jp_parent_route_id", "jp_trip_desc", "jp_trip_desc_symbol", "jp_office_id", "jp_pattern_id"),
}
"""Columns that an edition does not know, or does not use."""
_STEP_FREE = frozenset({"101", "110", "112", "211", "602", "r03", "r04", "r05", "r07"})
"""Places where a wheelchair gets on without help, and everybody knows it."""


def network(plan: FeedPlan, period: Period, book: WordBook) -> Tables:
    """stops, routes, pattern_jp or routes_jp, trips, stop_times and shapes of a feed; names go into the book."""
    tables = {
        "stops": Table(_STOPS, [*_stops(plan, book)]),
        "routes": Table(_ROUTES, [_route(plan, line, book) for line in plan.lines]),
        "trips": Table(_TRIPS, [*_trips(plan, book)]),
        "stop_times": Table(_STOP_TIMES, [*_stop_times(plan, book)]),
        "shapes": Table(_SHAPES, [row for _, p in _patterns(plan) for row in _shape(p)]),
    }
    for table in tables.values():
        table.leave_out(_NOT_IN[plan.edition])
    if plan.edition == "v2":
        tables["routes_jp"] = Table(_ROUTES_JP, [_route_jp(line, period) for line in plan.lines])
    if plan.edition == "v3":
        tables["pattern_jp"] = Table(_PATTERNS, [_pattern(p, period) for _, p in _patterns(plan)])
    return tables


def _patterns(plan: FeedPlan) -> Iterator[tuple[Line, Pattern]]:
    for line in plan.lines:
        for pattern in line.patterns:
            yield line, pattern


def _runs(plan: FeedPlan) -> Iterator[tuple[Line, Pattern, str, int, str]]:
    """Line, pattern, service id, departure (minutes after midnight) and trip id of every trip."""
    for line, pattern in _patterns(plan):
        for service in plan.services:
            for start in departures(pattern.pattern_id, service.service_id):
                trip_id = f"{pattern.pattern_id}_{service.letter}_{start // 60:02d}{start % 60:02d}"
                yield line, pattern, service.service_id, start, trip_id


_STOPS = (
    "stop_id",
    "stop_name",
    "stop_lat",
    "stop_lon",
    "zone_id",
    "location_type",
    "parent_station",
    "wheelchair_boarding",
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
            yield {"stop_id": place.code, "stop_name": name, "location_type": "1", **_access(place), **_where(centre)}
        for pole in mine:
            yield {
                "stop_id": pole.stop_id,
                "stop_name": name,
                "zone_id": place.zone,
                "location_type": "0",
                "parent_station": place.code if plan.has_stations else "",
                "platform_code": pole.platform or (pole.stop_id[-1] if _is_rail(plan) else ""),
                **_access(place),
                **_where(pole.point),
            }


def _is_rail(plan: FeedPlan) -> bool:
    return any(line.route_type == "2" for line in plan.lines)


def _access(place: StopPlace) -> Row:
    return {"wheelchair_boarding": "1" if place.code in _STEP_FREE else ""}


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
        "route_short_name": book.put("routes", "route_short_name", line.short) if line.short else line.number,
        "route_long_name": book.put("routes", "route_long_name", line.name),
        "route_desc": book.put("routes", "route_desc", line.about),
        "route_type": line.route_type,
        "route_url": f"{plan.url}routes/{line.number.lower()}",
        "route_color": line.color,
        "route_text_color": line.text_color,
        "jp_parent_route_id": line.number,
    }


_PATTERNS = ("jp_pattern_id", "route_update_date", "origin_stop", "via_stop", "destination_stop")


_ROUTES_JP = ("route_id", "route_update_date", "origin_stop", "via_stop", "destination_stop")


def _route_jp(line: Line, period: Period) -> Row:
    whole = {key: value for key, value in _pattern(line.patterns[0], period).items() if key != "jp_pattern_id"}
    return {"route_id": line.number, **whole}


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
    "stop_headsign",
    "pickup_type",
    "drop_off_type",
    "shape_dist_traveled",
    "timepoint",
)


def _stop_times(plan: FeedPlan, book: WordBook) -> Iterator[Row]:
    for _, pattern, _, start, trip_id in _runs(plan):
        calls = drive(pattern).calls
        shown, serves = "", "2" if pattern.by_phone else "0"
        for k, call in enumerate(calls):
            if pattern.later and call.pole.place.code == pattern.later[0]:
                shown = book.put("stop_times", "stop_headsign", pattern.later[1])
            clock = f"{(start + call.minute) // 60:02d}:{(start + call.minute) % 60:02d}:00"
            yield {
                "trip_id": trip_id,
                "arrival_time": clock,
                "departure_time": clock,
                "stop_id": call.pole.stop_id,
                "stop_sequence": str(k + 1),
                "stop_headsign": shown,
                "pickup_type": "1" if k == len(calls) - 1 else serves,
                "drop_off_type": "1" if k == 0 else serves,
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
