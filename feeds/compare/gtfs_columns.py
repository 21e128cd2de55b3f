"""Names of all columns that GTFS Schedule or GTFS-JP give a meaning, by table: what can be explained at all.

Source: GTFS Schedule reference (google/transit 2dd229b) and feeds.formats.gtfs_schema. What does not live here: titles
and kinds of the columns that layers read (gtfs_schema).
"""

from __future__ import annotations

from feeds.formats.flex_locations import FEATURE, STEM
from feeds.formats.gtfs_schema import KNOWN, TABLES

_FURTHER = {
    "agency": "cemv_support",
    "stops": "tts_stop_name level_id stop_access",
    "routes": "continuous_pickup continuous_drop_off network_id cemv_support",
    "trips": "cars_allowed safe_duration_factor safe_duration_offset",
    "stop_times": "location_group_id location_id start_pickup_drop_off_window end_pickup_drop_off_window "
    "continuous_pickup continuous_drop_off pickup_booking_rule_id drop_off_booking_rule_id mean_duration_factor "
    "mean_duration_offset safe_duration_factor safe_duration_offset",
    "feed_info": "default_lang",
    "transfers": "from_stop_id to_stop_id from_route_id to_route_id from_trip_id to_trip_id transfer_type "
    "min_transfer_time",
    "attributions": "attribution_id agency_id route_id trip_id organization_name is_producer is_operator is_authority "
    "attribution_url attribution_email attribution_phone",
    "pathways": "pathway_id from_stop_id to_stop_id pathway_mode is_bidirectional length traversal_time stair_count "
    "max_slope min_width signposted_as reversed_signposted_as",
    "levels": "level_id level_index level_name",
    "location_groups": "location_group_id location_group_name",
    "location_group_stops": "location_group_id stop_id",
    "booking_rules": "booking_rule_id booking_type prior_notice_duration_min prior_notice_duration_max "
    "prior_notice_last_day prior_notice_last_time prior_notice_start_day prior_notice_start_time "
    "prior_notice_service_id message pickup_message drop_off_message phone_number info_url booking_url",
    "timeframes": "timeframe_group_id start_time end_time service_id",
    "rider_categories": "rider_category_id rider_category_name is_default_fare_category eligibility_url",
    "fare_media": "fare_media_id fare_media_name fare_media_type",
    "fare_products": "fare_product_id fare_product_name rider_category_id fare_media_id amount currency",
    "fare_leg_rules": "leg_group_id network_id from_area_id to_area_id from_timeframe_group_id to_timeframe_group_id "
    "fare_product_id rule_priority",
    "fare_leg_join_rules": "from_network_id to_network_id from_stop_id to_stop_id",
    "fare_transfer_rules": "from_leg_group_id to_leg_group_id transfer_count duration_limit duration_limit_type "
    "fare_transfer_type fare_product_id",
    "areas": "area_id area_name",
    "stop_areas": "area_id stop_id",
    "networks": "network_id network_name",
    "route_networks": "network_id route_id",
    STEM: FEATURE,
}

COLUMNS: dict[str, frozenset[str]] = {
    stem: frozenset((*(TABLES[stem].names if stem in TABLES else ()), *_FURTHER.get(stem, "").split()))
    for stem in sorted({*KNOWN, STEM})
}
"""Stem → names."""
