"""Where a gtfs-guru notice was found: code → table, row, column, value, expected.

guru leaves file, row and field empty for most rules (../shared/formats/gtfs_packages.md, defect 2); the place is in the
context. Notices whose context names `filename` need no entry here. What does not live here: calling guru (`guru`).
"""

from __future__ import annotations

from typing import NamedTuple

ROW_KEYS = (
    "csvRowNumber",
    "csvRowNumber2",
    "csvRowNumberB",
    "newCsvRowNumber",
    "currCsvRowNumber",
    "stopTimeCsvRowNumber",
    "stopTimeCsvRowNumber2",
    "tripCsvRowNumber",
    "routeCsvRowNumber",
    "stopCsvRowNumber",
    "csvRowNumberA",
    "startCsvRowNumber",
    "rowNumber",
    "lineIndex",
)
"""Where a row may stand in the context, first found wins."""

COLUMN_KEYS = ("fieldName", "columnName", "childFieldName", "specifiedField", "latFieldName", "startFieldName")
VALUE_KEYS = ("fieldValue", "actual", "value", "startValue", "latFieldValue")
EXPECTED_KEYS = ("expected",)


class Where(NamedTuple):
    """`column` is a column's name; `row`, `value`, `expected` are keys of the context ('' = the usual ones)."""

    table: str
    column: str = ""
    value: str = ""
    row: str = ""
    expected: str = ""


_BOOKING = "booking_rules.txt"
_FARE = "fare_transfer_rules.txt"
_FRAMES = "timeframes.txt"
_GEO = "locations.geojson"
_PATHS = "pathways.txt"
_TIMES = "stop_times.txt"
_EXPIRY = Where("feed_info.txt", "feed_end_date", "feedEndDate", "", "suggestedExpirationDate")

WHERE: dict[str, Where] = {
    "attribution_without_role": Where("attributions.txt", value="attributionId"),
    "bidirectional_exit_gate": Where(_PATHS, "is_bidirectional", "isBidirectional"),
    "big_gap_in_service": Where("calendar.txt", "service_id", "serviceId"),
    "block_trips_with_overlapping_stop_times": Where("trips.txt", "block_id", "blockId"),
    "decreasing_or_equal_stop_time_distance": Where(_TIMES, "shape_dist_traveled", "shapeDistTraveled"),
    "decreasing_shape_distance": Where("shapes.txt", "shape_dist_traveled", "shapeDistTraveled"),
    "duplicate_fare_media": Where("fare_media.txt", "fare_media_id", "fareMediaId2"),
    "duplicate_geo_json_key": Where(_GEO, "id", "featureId"),
    "duplicate_geography_id": Where("stops.txt", "stop_id", "geographyId", "csvRowNumberA"),
    "duplicate_key": Where("", "", "fieldValue1"),
    "duplicate_route_name": Where("routes.txt", "route_id", "routeId2"),
    "duplicate_trip": Where("trips.txt"),
    "duplicated_column": Where("", "", "fieldName"),
    "equal_shape_distance_diff_coordinates": Where("shapes.txt", "shape_dist_traveled", "shapeDistTraveled"),
    "equal_shape_distance_diff_coordinates_distance_below_threshold": Where(
        "shapes.txt", "shape_dist_traveled", "shapeDistTraveled"
    ),
    "equal_shape_distance_same_coordinates": Where("shapes.txt", "shape_dist_traveled", "shapeDistTraveled"),
    "expired_calendar": Where("calendar.txt", "service_id", "serviceId"),
    "fare_product_with_multiple_default_rider_categories": Where(
        "fare_products.txt", "rider_category_id", "riderCategoryId2"
    ),
    "fare_transfer_rule_duration_limit_type_without_duration_limit": Where(_FARE, "duration_limit"),
    "fare_transfer_rule_duration_limit_without_type": Where(_FARE, "duration_limit_type"),
    "fare_transfer_rule_invalid_transfer_count": Where(_FARE, "transfer_count", "transferCount"),
    "fare_transfer_rule_missing_transfer_count": Where(_FARE, "transfer_count"),
    "fare_transfer_rule_with_forbidden_transfer_count": Where(_FARE, "transfer_count"),
    "fare_transfer_rule_without_transfer_count": Where(_FARE, "transfer_count"),
    "fast_travel_between_consecutive_stops": Where(_TIMES, "arrival_time", "arrivalTime2"),
    "fast_travel_between_far_stops": Where(_TIMES, "arrival_time", "arrivalTime2"),
    "feed_expiration_date30_days": _EXPIRY,
    "feed_expiration_date7_days": _EXPIRY,
    "feed_info_lang_and_agency_lang_mismatch": Where("agency.txt", "agency_lang", "agencyLang", "", "feedLang"),
    "feed_valid_beyond_total_service_window": Where(
        "feed_info.txt", "feed_end_date", "feedEndDate", "", "serviceWindowEndDate"
    ),
    "forbidden_arrival_or_departure_time": Where(_TIMES, "arrival_time", "arrivalTime"),
    "forbidden_continuous_pickup_drop_off": Where(_TIMES, "continuous_pickup"),
    "forbidden_drop_off_type": Where(_TIMES, "drop_off_type"),
    "forbidden_geography_id": Where(_TIMES, "stop_id", "stopId"),
    "forbidden_pickup_type": Where(_TIMES, "pickup_type"),
    "forbidden_prior_day_booking_field_value": Where(_BOOKING, "", "fieldNames"),
    "forbidden_prior_notice_start_day": Where(_BOOKING, "prior_notice_start_day", "priorNoticeStartDay"),
    "forbidden_prior_notice_start_time": Where(_BOOKING, "prior_notice_start_time", "priorNoticeStartTime"),
    "forbidden_real_time_booking_field_value": Where(_BOOKING, "", "fieldNames"),
    "forbidden_same_day_booking_field_value": Where(_BOOKING, "", "fieldNames"),
    "forbidden_shape_dist_traveled": Where(_TIMES, "shape_dist_traveled", "shapeDistTraveled"),
    "foreign_key_violation": Where("", "", "fieldValue"),
    "future_calendar": Where("calendar.txt", "start_date", "minServiceStartDate"),
    "future_feed": Where("feed_info.txt", "feed_start_date", "feedStartDate"),
    "inconsistent_agency_lang": Where("agency.txt", "agency_lang"),
    "inconsistent_agency_timezone": Where("agency.txt", "agency_timezone"),
    "inconsistent_route_type_for_block_id": Where("trips.txt", "block_id", "blockId"),
    "inconsistent_route_type_for_in_seat_transfer": Where("transfers.txt", "transfer_type"),
    "invalid_geometry": Where(_GEO, "geometry", "featureId"),
    "invalid_pickup_drop_off_window": Where(_TIMES, "end_pickup_drop_off_window", "endPickupDropOffWindow"),
    "invalid_prior_notice_duration_min": Where(
        _BOOKING, "prior_notice_duration_max", "priorNoticeDurationMax", "", "priorNoticeDurationMin"
    ),
    "location_with_unexpected_stop_time": Where(_TIMES, "stop_id", "stopId", "stopTimeCsvRowNumber"),
    "location_without_parent_station": Where("stops.txt", "parent_station"),
    "missing_bike_allowance": Where("trips.txt", "bikes_allowed"),
    "missing_calendar_and_calendar_date_files": Where("calendar.txt"),
    "missing_feed_contact_email_and_url": Where("feed_info.txt", "feed_contact_email"),
    "missing_feed_info_date": Where("feed_info.txt"),
    "missing_level_id": Where("stops.txt", "level_id"),
    "missing_pickup_drop_off_booking_rule_id": Where(_TIMES, "pickup_booking_rule_id"),
    "missing_pickup_or_drop_off_window": Where(_TIMES, "start_pickup_drop_off_window", "startPickupDropOffWindow"),
    "missing_prior_day_booking_field_value": Where(_BOOKING, "prior_notice_last_day"),
    "missing_prior_notice_duration_min": Where(_BOOKING, "prior_notice_duration_min"),
    "missing_prior_notice_last_day": Where(_BOOKING, "prior_notice_last_day"),
    "missing_prior_notice_last_time": Where(_BOOKING, "prior_notice_last_time"),
    "missing_prior_notice_start_time": Where(_BOOKING, "prior_notice_start_time"),
    "missing_required_agency_id": Where("", "agency_id"),
    "missing_required_element": Where(_GEO, "", "missingElement"),
    "missing_stop_name": Where("stops.txt", "stop_name"),
    "missing_stop_times_record": Where(_TIMES, "trip_id", "tripId"),
    "missing_timepoint_value": Where(_TIMES, "timepoint"),
    "missing_trip_edge": Where(_TIMES),
    "overlapping_frequency": Where("frequencies.txt", "start_time", "currStartTime"),
    "overlapping_zone_and_pickup_drop_off_window": Where(_TIMES, "trip_id", "tripId"),
    "pathway_dangling_generic_node": Where("stops.txt", "stop_id", "stopId"),
    "pathway_loop": Where(_PATHS, "to_stop_id", "stopId"),
    "pathway_to_platform_with_boarding_areas": Where(_PATHS, "", "stopId"),
    "pathway_to_stop_with_access_outside_of_station_pathways": Where(_PATHS, "", "stopId"),
    "pathway_to_wrong_location_type": Where(_PATHS, "", "stopId"),
    "pathway_unreachable_location": Where("stops.txt", "stop_id", "stopId"),
    "platform_without_parent_station": Where("stops.txt", "parent_station"),
    "prior_notice_last_day_after_start_day": Where(
        _BOOKING, "prior_notice_last_day", "priorNoticeLastDay", "", "priorNoticeStartDay"
    ),
    "route_both_short_and_long_name_missing": Where("routes.txt", "route_short_name"),
    "route_color_contrast": Where("routes.txt", "route_text_color", "routeTextColor"),
    "route_long_name_contains_short_name": Where("routes.txt", "route_long_name", "routeLongName"),
    "route_networks_specified_in_more_than_one_file": Where("", "", "fileNameA"),
    "route_short_name_too_long": Where("routes.txt", "route_short_name", "routeShortName"),
    "same_name_and_description_for_route": Where("routes.txt", "route_desc", "routeDesc"),
    "same_name_and_description_for_stop": Where("stops.txt", "stop_desc", "stopDesc"),
    "same_route_and_agency_url": Where("routes.txt", "route_url", "routeUrl", "routeCsvRowNumber"),
    "same_stop_and_agency_url": Where("stops.txt", "stop_url", "stopUrl", "stopCsvRowNumber"),
    "same_stop_and_route_url": Where("stops.txt", "stop_url", "stopUrl", "stopCsvRowNumber"),
    "service_extends_far_in_the_future": Where("calendar.txt", "end_date", "serviceWindowEndDate"),
    "service_has_no_active_day_of_the_week": Where("calendar.txt", "service_id", "serviceId"),
    "service_never_active": Where("calendar.txt", "service_id", "serviceId"),
    "service_window_outside_feed_period": Where("calendar.txt", "service_id", "serviceId"),
    "single_shape_point": Where("shapes.txt", "shape_id", "shapeId"),
    "station_with_parent_station": Where("stops.txt", "parent_station", "parentStation"),
    "stop_access_specified_for_incorrect_location": Where("stops.txt", "stop_access", "stopAccess"),
    "stop_access_specified_for_stop_with_no_parent_station": Where("stops.txt", "stop_access", "stopAccess"),
    "stop_has_too_many_matches_for_shape": Where(_TIMES, "stop_id", "stopId", "stopTimeCsvRowNumber"),
    "stop_time_timepoint_without_times": Where(_TIMES),
    "stop_time_with_arrival_before_previous_departure_time": Where(
        _TIMES, "arrival_time", "arrivalTime", "", "departureTime"
    ),
    "stop_time_with_only_arrival_or_departure_time": Where(_TIMES),
    "stop_too_far_from_shape": Where(_TIMES, "stop_id", "stopId", "stopTimeCsvRowNumber"),
    "stop_too_far_from_shape_using_user_distance": Where(_TIMES, "stop_id", "stopId", "stopTimeCsvRowNumber"),
    "stop_without_location": Where("stops.txt", "stop_lat"),
    "stop_without_stop_time": Where("stops.txt", "stop_id", "stopId"),
    "stop_without_zone_id": Where("stops.txt", "zone_id"),
    "stops_match_shape_out_of_order": Where(_TIMES, "stop_id", "stopId2", "stopTimeCsvRowNumber2"),
    "timeframe_only_start_or_end_time_specified": Where(_FRAMES, "start_time"),
    "timeframe_overlap": Where(_FRAMES, "start_time", "currStartTime", "", "prevEndTime"),
    "timeframe_start_or_end_time_greater_than_twenty_four_hours": Where(_FRAMES, "", "time"),
    "too_many_days_without_service": Where("calendar.txt"),
    "transfer_distance_above_2_km": Where("transfers.txt", "to_stop_id", "toStopId"),
    "transfer_distance_too_large": Where("transfers.txt", "to_stop_id", "toStopId"),
    "transfer_with_invalid_stop_location_type": Where("transfers.txt", "", "stopId"),
    "transfer_with_invalid_trip_and_route": Where("transfers.txt", "", "routeId", "", "expectedRouteId"),
    "transfer_with_invalid_trip_and_stop": Where("transfers.txt", "", "stopId"),
    "transfer_with_suspicious_mid_trip_in_seat": Where("transfers.txt", "", "stopId"),
    "translation_foreign_key_violation": Where("translations.txt", "record_id", "recordId"),
    "translation_unexpected_value": Where("translations.txt"),
    "translation_unknown_table_name": Where("translations.txt", "table_name", "tableName"),
    "trip_coverage_not_active_for_next7_days": Where("calendar.txt"),
    "trip_distance_exceeds_shape_distance": Where("trips.txt", "shape_id", "shapeId"),
    "trip_distance_exceeds_shape_distance_below_threshold": Where("trips.txt", "shape_id", "shapeId"),
    "trip_headsign_matches_intermediate_stop": Where("trips.txt", "trip_headsign", "tripHeadsign"),
    "trip_with_shape_dist_traveled_but_no_shape_distances": Where(
        _TIMES, "shape_dist_traveled", "tripId", "stopTimeCsvRowNumber"
    ),
    "unsorted_stop_times": Where(_TIMES, "trip_id", "tripId"),
    "unsupported_feature_type": Where(_GEO, "type", "featureType"),
    "unsupported_geo_json_type": Where(_GEO, "type", "geoJsonType"),
    "unsupported_geometry_type": Where(_GEO, "geometry", "geometryType"),
    "unusable_trip": Where("trips.txt", "trip_id", "tripId"),
    "unused_agency": Where("agency.txt", "agency_id", "agencyId"),
    "unused_parent_station": Where("stops.txt", "stop_id", "stopId"),
    "unused_route": Where("routes.txt", "route_id", "routeId"),
    "unused_shape": Where("shapes.txt", "shape_id", "shapeId"),
    "unused_station": Where("stops.txt", "stop_id", "stopId"),
    "unused_stop": Where("stops.txt", "stop_id", "stopId"),
    "unused_trip": Where("trips.txt", "trip_id", "tripId"),
    "wrong_parent_location_type": Where("stops.txt", "parent_station", "parentStation"),
}

COLUMN_FROM: dict[str, str] = {
    "duplicate_key": "fieldName1",
    "transfer_with_invalid_stop_location_type": "stopIdFieldName",
    "transfer_with_invalid_trip_and_route": "routeFieldName",
    "transfer_with_invalid_trip_and_stop": "stopFieldName",
    "transfer_with_suspicious_mid_trip_in_seat": "stopIdFieldName",
}
"""Codes whose column stands under a key of its own."""
