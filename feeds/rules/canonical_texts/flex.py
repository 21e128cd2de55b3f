"""Words for findings about demand-responsive service: windows, booking rules and locations.geojson.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "forbidden_arrival_or_departure_time": words(
        ja=(
            "stop_times.txt {row}行目に、乗降できる時間帯と到着・出発時刻の両方があります。",
            "予約制の時間帯（start/end_pickup_drop_off_window）か時刻の、どちらか一方だけにしてください。",
        ),
        en=(
            "Row {row} of stop_times.txt has both a pickup/drop-off window and arrival or departure times.",
            "Keep either the window or the times.",
        ),
    ),
    "forbidden_continuous_pickup_drop_off": words(
        ja=(
            "便「{tripId}」は予約制の時間帯を使っているので、途中乗降（continuous_pickup、continuous_drop_off）は"
            "指定できません。",
            "どちらかの指定を消してください。",
        ),
        en=(
            "Trip “{tripId}” uses pickup/drop-off windows, so continuous pickup or drop-off may not be set.",
            "Remove one of the two.",
        ),
    ),
    "forbidden_drop_off_type": words(
        ja=(
            "stop_times.txt {row}行目は予約制の時間帯があるので、drop_off_type を0にできません。",
            "drop_off_type を1（降りられない）、2（電話予約）などに直してください。",
        ),
        en=(
            "Row {row} of stop_times.txt has a window, so drop_off_type may not be 0.",
            "Use another drop_off_type, such as 2 (call the agency).",
        ),
    ),
    "forbidden_pickup_type": words(
        ja=(
            "stop_times.txt {row}行目は予約制の時間帯があるので、pickup_type を0や3にできません。",
            "pickup_type を1（乗れない）か2（電話予約）に直してください。",
        ),
        en=(
            "Row {row} of stop_times.txt has a window, so pickup_type may not be 0 or 3.",
            "Use pickup_type 1 (none) or 2 (call the agency).",
        ),
    ),
    "forbidden_geography_id": words(
        ja=(
            "stop_times.txt {row}行目に、停留所・停留所グループ・区域のうち2つ以上が書かれています。",
            "stop_id、location_group_id、location_id のどれか1つだけにしてください。",
        ),
        en=(
            "Row {row} of stop_times.txt names more than one of stop, location group and area.",
            "Keep one of stop_id, location_group_id and location_id.",
        ),
    ),
    "forbidden_shape_dist_traveled": words(
        ja=(
            "stop_times.txt {row}行目は停留所ではないので、shape_dist_traveled を書けません。",
            "shape_dist_traveled を空にしてください。",
        ),
        en=(
            "Row {row} of stop_times.txt is no stop, so shape_dist_traveled may not stand there.",
            "Leave shape_dist_traveled blank.",
        ),
    ),
    "invalid_pickup_drop_off_window": words(
        ja=(
            "stop_times.txt {row}行目の乗降できる時間帯は、終わり（{endPickupDropOffWindow}）が始まり（"
            "{startPickupDropOffWindow}）より後ではありません。",
            "終わりを始まりより後の時刻にしてください。",
        ),
        en=(
            "The window in row {row} of stop_times.txt ends ({endPickupDropOffWindow}) before or when it begins ("
            "{startPickupDropOffWindow}).",
            "Make the end later than the start.",
        ),
    ),
    "missing_pickup_or_drop_off_window": words(
        ja=(
            "stop_times.txt {row}行目に、乗降できる時間帯の片方だけがあります。",
            "start_pickup_drop_off_window と end_pickup_drop_off_window の両方を入れてください。",
        ),
        en=(
            "Row {row} of stop_times.txt has only one end of the pickup/drop-off window.",
            "Enter both start_pickup_drop_off_window and end_pickup_drop_off_window.",
        ),
    ),
    "missing_pickup_drop_off_booking_rule_id": words(
        ja=(
            "stop_times.txt {row}行目は電話予約ですが、予約のしかた（booking_rules.txt のID）がありません。",
            "pickup_booking_rule_id、drop_off_booking_rule_id を入れてください。",
        ),
        en=(
            "Row {row} of stop_times.txt is by booking but names no booking rule.",
            "Enter pickup_booking_rule_id and drop_off_booking_rule_id.",
        ),
    ),
    "missing_stop_times_record": words(
        ja=(
            "便「{tripId}」には区域の行が1つしかありません（stop_times.txt {row}行目）。",
            "乗る区域と降りる区域の2行を書いてください（同じ区域でもかまいません）。",
        ),
        en=(
            "Trip “{tripId}” has a single zone row (stop_times.txt row {row}) where two are needed.",
            "Write two rows, one to board and one to alight; they may name the same zone.",
        ),
    ),
    "overlapping_zone_and_pickup_drop_off_window": words(
        ja=(
            "便「{tripId}」で、区域と時間帯が重なっています（{locationId1} と {locationId2}）。",
            "区域か時間帯のどちらかが重ならないように直してください。",
        ),
        en=(
            "Zones and windows of trip “{tripId}” overlap ({locationId1} and {locationId2}).",
            "Change the zones or the windows so that they do not overlap.",
        ),
    ),
    "forbidden_prior_day_booking_field_value": words(
        ja=(
            "booking_rules.txt {row}行目（前日までの予約）に、書けない項目（{value}）があります。",
            "その項目を空にするか、booking_type を直してください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (booking up to the day before) has fields that may not be set: {value}.",
            "Leave them blank or correct booking_type.",
        ),
    ),
    "forbidden_same_day_booking_field_value": words(
        ja=(
            "booking_rules.txt {row}行目（当日の予約）に、書けない項目（{value}）があります。",
            "その項目を空にするか、booking_type を直してください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (same-day booking) has fields that may not be set: {value}.",
            "Leave them blank or correct booking_type.",
        ),
    ),
    "forbidden_real_time_booking_field_value": words(
        ja=(
            "booking_rules.txt {row}行目（その場の予約）に、書けない項目（{value}）があります。",
            "その項目を空にするか、booking_type を直してください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (booking at once) has fields that may not be set: {value}.",
            "Leave them blank or correct booking_type.",
        ),
    ),
    "forbidden_prior_notice_start_day": words(
        ja=(
            "booking_rules.txt {row}行目は、prior_notice_duration_max があるので prior_notice_start_day を書けません。",
            "どちらか一方だけにしてください。",
        ),
        en=(
            "prior_notice_start_day may not stand in row {row} of booking_rules.txt together with "
            "prior_notice_duration_max.",
            "Keep one of the two.",
        ),
    ),
    "forbidden_prior_notice_start_time": words(
        ja=(
            "booking_rules.txt {row}行目に予約開始の時刻がありますが、日（prior_notice_start_day）がありません。",
            "prior_notice_start_day を入れるか、時刻を空にしてください。",
        ),
        en=(
            "Row {row} of booking_rules.txt has prior_notice_start_time without prior_notice_start_day.",
            "Enter the day, or leave the time blank.",
        ),
    ),
    "invalid_prior_notice_duration_min": words(
        ja=(
            "booking_rules.txt {row}行目は、最大（{priorNoticeDurationMax}分）が最小（{priorNoticeDurationMin}分）"
            "より小さくなっています。",
            "prior_notice_duration_min と prior_notice_duration_max を確かめて直してください。",
        ),
        en=(
            "In row {row} of booking_rules.txt the maximum ({priorNoticeDurationMax} min) is below the minimum ("
            "{priorNoticeDurationMin} min).",
            "Correct prior_notice_duration_min and prior_notice_duration_max.",
        ),
    ),
    "missing_prior_day_booking_field_value": words(
        ja=(
            "booking_rules.txt {row}行目（前日までの予約）に、締め切りの日や時刻がありません。",
            "prior_notice_last_day と prior_notice_last_time を入れてください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (booking up to the day before) lacks its last day or time.",
            "Enter prior_notice_last_day and prior_notice_last_time.",
        ),
    ),
    "missing_prior_notice_duration_min": words(
        ja=(
            "booking_rules.txt {row}行目（当日の予約）に、何分前まで予約できるかがありません。",
            "prior_notice_duration_min に分の数を入れてください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (same-day booking) does not say how many minutes before one must book.",
            "Enter prior_notice_duration_min.",
        ),
    ),
    "missing_prior_notice_last_day": words(
        ja=(
            "booking_rules.txt {row}行目（前日までの予約）に、何日前まで予約できるかがありません。",
            "prior_notice_last_day を入れてください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (booking up to the day before) lacks prior_notice_last_day.",
            "Enter prior_notice_last_day.",
        ),
    ),
    "missing_prior_notice_last_time": words(
        ja=(
            "booking_rules.txt {row}行目（前日までの予約）に、締め切りの時刻がありません。",
            "prior_notice_last_time を入れてください。",
        ),
        en=(
            "Row {row} of booking_rules.txt (booking up to the day before) lacks prior_notice_last_time.",
            "Enter prior_notice_last_time.",
        ),
    ),
    "missing_prior_notice_start_time": words(
        ja=(
            "booking_rules.txt {row}行目に予約開始の日がありますが、時刻がありません。",
            "prior_notice_start_time を入れてください。",
        ),
        en=(
            "Row {row} of booking_rules.txt has prior_notice_start_day without prior_notice_start_time.",
            "Enter prior_notice_start_time.",
        ),
    ),
    "prior_notice_last_day_after_start_day": words(
        ja=(
            "booking_rules.txt {row}行目は、予約の締め切り（{priorNoticeLastDay}日前）が受付開始（"
            "{priorNoticeStartDay}日前）より早くなっています。",
            "prior_notice_last_day を prior_notice_start_day 以下の数にしてください。",
        ),
        en=(
            "In row {row} of booking_rules.txt booking closes ({priorNoticeLastDay} days before) earlier than it "
            "opens ({priorNoticeStartDay} days before).",
            "Make prior_notice_last_day no larger than prior_notice_start_day.",
        ),
    ),
    "duplicate_geo_json_key": words(
        ja=(
            "locations.geojson の区域ID「{featureId}」が2回使われています。",
            "区域ごとに違うIDにしてください。",
        ),
        en=(
            "The id “{featureId}” stands twice in locations.geojson.",
            "Give each area its own id.",
        ),
    ),
    "geo_json_duplicated_element": words(
        ja=(
            "locations.geojson に、同じ項目「{duplicatedElement}」が2回あります。",
            "どちらか一方を消してください。",
        ),
        en=(
            "The member “{duplicatedElement}” stands twice in locations.geojson.",
            "Delete one of them.",
        ),
    ),
    "geo_json_unknown_element": words(
        ja=(
            "locations.geojson の項目「{unknownElement}」は仕様にありません。読み飛ばします。",
            "つづりを確かめてください。わざと入れたものなら、そのままでかまいません。",
        ),
        en=(
            "The member “{unknownElement}” of locations.geojson is not in the specification and is passed over.",
            "Check the spelling; leave it if it is meant to be there.",
        ),
    ),
    "invalid_geometry": words(
        ja=(
            "locations.geojson の区域「{featureId}」の形が正しくありません（線が交わるなど）。",
            "地図ソフトで区域の形を直し、保存し直してください。",
        ),
        en=(
            "The area “{featureId}” of locations.geojson has an invalid shape, such as a line that crosses itself.",
            "Mend the shape in a map editor and save it again.",
        ),
    ),
    "malformed_json": words(
        ja=(
            "{table} をJSONとして読めませんでした（{message}）。",
            "かっこやカンマの過不足を直してください。",
        ),
        en=(
            "{table} could not be read as JSON ({message}).",
            "Mend missing or superfluous brackets and commas.",
        ),
    ),
    "missing_required_element": words(
        ja=(
            "locations.geojson に必要な項目「{missingElement}」がありません。",
            "項目「{missingElement}」を加えてください。",
        ),
        en=(
            "The member “{missingElement}” is absent from locations.geojson.",
            "Add the member “{missingElement}”.",
        ),
    ),
    "unsupported_feature_type": words(
        ja=(
            "locations.geojson の中身に、Feature でないものがあります。",
            "FeatureCollection の中を Feature だけにしてください。",
        ),
        en=(
            "locations.geojson holds something that is not a Feature.",
            "Put only Features into the FeatureCollection.",
        ),
    ),
    "unsupported_geo_json_type": words(
        ja=(
            "locations.geojson の一番外側が FeatureCollection ではありません（{value}）。",
            "全体を FeatureCollection にしてください。",
        ),
        en=(
            "locations.geojson is not a FeatureCollection ({value}).",
            "Make it a FeatureCollection.",
        ),
    ),
    "unsupported_geometry_type": words(
        ja=(
            "locations.geojson の区域「{featureId}」は、使えない形の種類（{geometryType}）です。",
            "Polygon か MultiPolygon にしてください。",
        ),
        en=(
            "The area “{featureId}” of locations.geojson has a geometry of a kind that may not be used ("
            "{geometryType}).",
            "Use Polygon or MultiPolygon.",
        ),
    ),
}
