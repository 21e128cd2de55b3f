"""Text tables of one GTFS feed → the transit layer's frames.

What does not live here: reading the zip (feeds), storing (pipelines).
"""

from __future__ import annotations

from layers.application.transit.routes import build_routes
from layers.application.transit.service import calls_in_zones, service_of
from layers.application.transit.stops import build_stops, placed
from layers.context import Built, FeedContext, TextTables


def build(tables: TextTables, context: FeedContext) -> Built:
    """`stops` and `routes`, each satisfying its declaration, and counts of what was skipped."""
    service = service_of(tables)
    stops, skipped_stops = build_stops(tables, context, service)
    routes, skipped_routes = build_routes(tables, context, service, placed(tables)[0])
    in_zones = calls_in_zones(tables)
    zones = {"stop_time_in_zone": in_zones} if in_zones else {}
    return Built({"stops": stops, "routes": routes}, {**skipped_stops, **skipped_routes, **zones})
