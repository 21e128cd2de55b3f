"""Words for findings about stop times, trips, frequencies and blocks.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "decreasing_or_equal_stop_time_distance": words(
        ja=(
            "stop_times.txt {row}行目の shape_dist_traveled（{shapeDistTraveled}）が、前の停留所（"
            "{prevShapeDistTraveled}）から増えていません。",
            "便「{tripId}」の距離を、停留所ごとに必ず増えるように直してください。分からなければ空欄にします。",
        ),
        en=(
            "shape_dist_traveled ({shapeDistTraveled}) in row {row} of stop_times.txt does not grow from the stop "
            "before ({prevShapeDistTraveled}).",
            "Make the distance of trip “{tripId}” grow at each stop, or leave it blank.",
        ),
    ),
    "fast_travel_between_consecutive_stops": words(
        ja=(
            "「{stopName1}」から「{stopName2}」まで時速{speedKph}kmで走ることになっています（距離{distanceKm}km、"
            "{departureTime1}発、{arrivalTime2}着）。",
            "時刻と、2つの停留所の座標を確かめてください（stop_times.txt {row}行目）。",
        ),
        en=(
            "From “{stopName1}” to “{stopName2}” the trip runs at {speedKph} km/h ({distanceKm} km, "
            "{departureTime1} to {arrivalTime2}).",
            "Check the times and the coordinates of both stops (stop_times.txt row {row}).",
        ),
    ),
    "fast_travel_between_far_stops": words(
        ja=(
            "離れた停留所「{stopName1}」から「{stopName2}」まで時速{speedKph}kmで走ることになっています（距離"
            "{distanceKm}km）。",
            "時刻と、途中の停留所の座標を確かめてください（stop_times.txt {row}行目）。",
        ),
        en=(
            "Between the distant stops “{stopName1}” and “{stopName2}” the trip runs at {speedKph} km/h ("
            "{distanceKm} km).",
            "Check the times and the coordinates of the stops between (stop_times.txt row {row}).",
        ),
    ),
    "missing_timepoint_value": words(
        ja=(
            "stop_times.txt {row}行目に、時刻が正確かどうか（timepoint）の指定がありません。",
            "時刻どおりに出るなら1、おおよその時刻なら0を入れてください。なくても公開はできます。",
        ),
        en=(
            "Row {row} of stop_times.txt does not say whether its times are exact (timepoint).",
            "Enter 1 for exact and 0 for approximate times; the feed can be published without it.",
        ),
    ),
    "missing_trip_edge": words(
        ja=(
            "便「{tripId}」の始発か終着の時刻（{column}）がありません（stop_times.txt {row}行目）。",
            "始発と終着の停留所には、到着時刻と出発時刻の両方を入れてください。",
        ),
        en=(
            "The first or last stop of trip “{tripId}” lacks its time ({column}) (stop_times.txt row {row}).",
            "Enter arrival and departure times at the first and last stop.",
        ),
    ),
    "stop_time_timepoint_without_times": words(
        ja=(
            "stop_times.txt {row}行目は timepoint が1（正確な時刻）なのに、{column} が空です。",
            "時刻を入れるか、timepoint を0にしてください。",
        ),
        en=(
            "Row {row} of stop_times.txt has timepoint 1 but {column} is blank.",
            "Enter the time, or set timepoint to 0.",
        ),
    ),
    "stop_time_with_arrival_before_previous_departure_time": words(
        ja=(
            "便「{tripId}」の到着時刻（{arrivalTime}）が、前の停留所の出発時刻（{departureTime}）より前です（"
            "stop_times.txt {row}行目）。",
            "時刻と stop_sequence の順番を確かめて直してください。深夜0時を過ぎる便は24:10:00のように書きます。",
        ),
        en=(
            "Trip “{tripId}” arrives ({arrivalTime}) before it left the stop before ({departureTime}) ("
            "stop_times.txt row {row}).",
            "Check the times and stop_sequence. After midnight go on with 24:10:00.",
        ),
    ),
    "stop_time_with_only_arrival_or_departure_time": words(
        ja=(
            "stop_times.txt {row}行目は、到着時刻と出発時刻の片方だけ（{specifiedField}）が入っています。",
            "両方を入れてください。停車時間がなければ同じ時刻にします。",
        ),
        en=(
            "Row {row} of stop_times.txt has only one of arrival and departure time ({specifiedField}).",
            "Enter both; use the same time when the vehicle does not wait.",
        ),
    ),
    "stop_has_too_many_matches_for_shape": words(
        ja=(
            "停留所「{stopName}」が、便「{tripId}」の線形の{matchCount}か所に当てはまり、位置を決められません（"
            "stop_times.txt {row}行目）。",
            "停留所の座標と線形を確かめるか、shape_dist_traveled で位置を示してください。",
        ),
        en=(
            "The stop “{stopName}” fits the shape of trip “{tripId}” in {matchCount} places (stop_times.txt row "
            "{row}).",
            "Check the stop and the shape, or give the position by shape_dist_traveled.",
        ),
    ),
    "stop_too_far_from_shape": words(
        ja=(
            "停留所「{stopName}」が、便「{tripId}」の通る線形から{geoDistanceToShape}m離れています（"
            "stop_times.txt {row}行目）。",
            "停留所の座標か、shapes.txt の線形（{shapeId}）を直してください。100m以内が目安です。",
        ),
        en=(
            "The stop “{stopName}” lies {geoDistanceToShape} m from the shape of trip “{tripId}” (stop_times.txt "
            "row {row}).",
            "Correct the stop's coordinates or the shape “{shapeId}”; 100 m is the limit.",
        ),
    ),
    "stop_too_far_from_shape_using_user_distance": words(
        ja=(
            "停留所「{stopName}」が、shape_dist_traveled の示す線形上の位置から{geoDistanceToShape}m離れています（"
            "stop_times.txt {row}行目）。",
            "shape_dist_traveled の値か、停留所の座標を直してください。",
        ),
        en=(
            "The stop “{stopName}” lies {geoDistanceToShape} m from where shape_dist_traveled puts it ("
            "stop_times.txt row {row}).",
            "Correct shape_dist_traveled or the stop's coordinates.",
        ),
    ),
    "stops_match_shape_out_of_order": words(
        ja=(
            "便「{tripId}」では、線形「{shapeId}」の上で「{stopName1}」と「{stopName2}」の順番が逆になります（"
            "stop_times.txt {row}行目）。",
            "停留所の座標と順番、または線形の向きを確かめてください。",
        ),
        en=(
            "On shape “{shapeId}” the stops “{stopName1}” and “{stopName2}” of trip “{tripId}” come in the wrong "
            "order (stop_times.txt row {row}).",
            "Check the stops, their order, and the direction of the shape.",
        ),
    ),
    "unsorted_stop_times": words(
        ja=(
            "便「{tripId}」の行が、stop_times.txt の中で続いていないか、順番どおりに並んでいません（"
            "{startCsvRowNumber}～{endCsvRowNumber}行目）。",
            "trip_id、stop_sequence の順に並べ替えると処理が速くなります。そのままでも公開はできます。",
        ),
        en=(
            "The rows of trip “{tripId}” in stop_times.txt are not together or not in order (rows "
            "{startCsvRowNumber} to {endCsvRowNumber}).",
            "Sorting by trip_id and stop_sequence makes processing faster; the feed can be published as it is.",
        ),
    ),
    "unusable_trip": words(
        ja=(
            "便「{tripId}」（trips.txt {row}行目）は、停留所が1つ以下で、乗ることができません。",
            "stop_times.txt に停留所を2つ以上入れるか、この便を消してください。",
        ),
        en=(
            "Trip “{tripId}” (trips.txt row {row}) has fewer than two stops, so nobody can ride it.",
            "Give it at least two rows in stop_times.txt, or delete the trip.",
        ),
    ),
    "unused_trip": words(
        ja=(
            "便「{tripId}」（trips.txt {row}行目）の時刻が stop_times.txt にありません。",
            "stop_times.txt に時刻を加えるか、この便を消してください。",
        ),
        en=(
            "Trip “{tripId}” (trips.txt row {row}) has no rows in stop_times.txt.",
            "Add its stop times, or delete the trip.",
        ),
    ),
    "duplicate_trip": words(
        ja=(
            "路線・運行日・時刻がまったく同じ便が{tripCount}本あります（例：{exampleTripIds}）。",
            "重複した便を消してください。",
        ),
        en=(
            "{tripCount} trips have the same route, service and times (for example {exampleTripIds}).",
            "Delete the repeated trips.",
        ),
    ),
    "trip_distance_exceeds_shape_distance": words(
        ja=(
            "便「{tripId}」の距離（{maxTripDistanceTraveled}）が、線形「{shapeId}」の終わり（"
            "{maxShapeDistanceTraveled}）を超えています。",
            "stop_times.txt と shapes.txt の shape_dist_traveled を、同じ単位でそろえてください。",
        ),
        en=(
            "The distance of trip “{tripId}” ({maxTripDistanceTraveled}) goes beyond the end of shape “{shapeId}” "
            "({maxShapeDistanceTraveled}).",
            "Give shape_dist_traveled in stop_times.txt and shapes.txt in the same unit and from the same start.",
        ),
    ),
    "trip_distance_exceeds_shape_distance_below_threshold": words(
        ja=(
            "便「{tripId}」の距離（{maxTripDistanceTraveled}）が、線形「{shapeId}」の終わり（"
            "{maxShapeDistanceTraveled}）をわずかに超えています。",
            "差は小さいので、そのままでも公開はできます。次に作るときにそろえてください。",
        ),
        en=(
            "The distance of trip “{tripId}” ({maxTripDistanceTraveled}) goes slightly beyond the end of shape “"
            "{shapeId}” ({maxShapeDistanceTraveled}).",
            "The difference is small; bring the two in line next time.",
        ),
    ),
    "trip_headsign_matches_intermediate_stop": words(
        ja=(
            "便「{tripId}」の行き先「{tripHeadsign}」が、終点ではなく途中の停留所の名前と同じです（trips.txt {row}"
            "行目）。",
            "循環線などで正しければ、そのままでかまいません。違うときは行き先を終点に直してください。",
        ),
        en=(
            "The headsign “{tripHeadsign}” of trip “{tripId}” names a stop on the way, not the last one ("
            "trips.txt row {row}).",
            "Leave it if right, as on a loop; otherwise name the last stop.",
        ),
    ),
    "trip_with_shape_dist_traveled_but_no_shape_distances": words(
        ja=(
            "便「{tripId}」には距離（shape_dist_traveled）がありますが、線形「{shapeId}」にはありません。",
            "shapes.txt にも shape_dist_traveled を入れてください。",
        ),
        en=(
            "Trip “{tripId}” has shape_dist_traveled, but its shape “{shapeId}” has not.",
            "Enter shape_dist_traveled in shapes.txt too.",
        ),
    ),
    "stop_headsign_invalid_char": words(
        ja=(
            "{table} {row}行目の停留所別の行き先に、表示できないことのある文字があります。",
            "記号を避けて、ふつうの文字で書いてください。",
        ),
        en=(
            "A stop headsign in row {row} of {table} has a character that some applications cannot show.",
            "Use ordinary characters.",
        ),
    ),
    "block_trips_with_overlapping_stop_times": words(
        ja=(
            "同じ車両（block_id「{blockId}」）の便「{tripIdA}」と「{tripIdB}」が、同じ日（{intersection}）に時間が"
            "重なっています。",
            "block_id か時刻を直してください。1台の車は同時に2つの便を走れません。",
        ),
        en=(
            "Trips “{tripIdA}” and “{tripIdB}” of the same vehicle (block_id “{blockId}”) overlap in time on "
            "{intersection}.",
            "Correct block_id or the times; one vehicle cannot run two trips at once.",
        ),
    ),
    "inconsistent_route_type_for_block_id": words(
        ja=(
            "同じ車両（block_id「{blockId}」）に、種類の違う乗り物の路線が混ざっています。",
            "block_id か、routes.txt の route_type を確かめてください。",
        ),
        en=(
            "The block “{blockId}” mixes routes of different kinds of vehicle.",
            "Check block_id or route_type in routes.txt.",
        ),
    ),
    "overlapping_frequency": words(
        ja=(
            "便「{tripId}」の運行間隔の時間帯が、{prevCsvRowNumber}行目（{prevEndTime}まで）と{row}行目（"
            "{currStartTime}から）で重なっています。",
            "frequencies.txt の時間帯が重ならないように直してください。",
        ),
        en=(
            "The frequency windows of trip “{tripId}” overlap: row {prevCsvRowNumber} ends {prevEndTime}, row "
            "{row} begins {currStartTime}.",
            "Correct frequencies.txt so that the windows do not overlap.",
        ),
    ),
    "headway_too_large": words(
        ja=(
            "{table} {row}行目の運行間隔が1時間を超えています。",
            "headway_secs は秒で書きます。1時間を超えるなら、1便ずつ時刻表に書くほうが確実です。",
        ),
        en=(
            "The headway in row {row} of {table} is longer than an hour.",
            "headway_secs is in seconds; with more than an hour, better list each trip.",
        ),
    ),
}
