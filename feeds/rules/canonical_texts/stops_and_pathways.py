"""Words for findings about stops, stations, pathways and transfers.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "stop_without_location": words(
        ja=(
            "stops.txt {row}行目の停留所「{stopId}」に、緯度・経度がありません。地図に載せられません。",
            "stop_lat（緯度）と stop_lon（経度）を入れてください。",
        ),
        en=(
            "The stop “{stopId}” in row {row} of stops.txt has no coordinates, so it cannot be put on the map.",
            "Enter stop_lat and stop_lon.",
        ),
    ),
    "missing_stop_name": words(
        ja=(
            "stops.txt {row}行目の停留所「{stopId}」に名前がありません。",
            "stop_name に停留所名を入れてください。",
        ),
        en=(
            "The stop “{stopId}” in row {row} of stops.txt has no name.",
            "Enter stop_name.",
        ),
    ),
    "same_name_and_description_for_stop": words(
        ja=(
            "stops.txt {row}行目の stop_desc が、停留所名と同じです。",
            "「駅北口を出て左」のように名前にない情報を書くか、空欄にしてください。",
        ),
        en=(
            "stop_desc in row {row} of stops.txt repeats the name of the stop.",
            "Write something the name does not say, or leave it blank.",
        ),
    ),
    "same_stop_and_agency_url": words(
        ja=(
            "stops.txt {row}行目の stop_url が、事業者「{agencyName}」のURLと同じです。",
            "その停留所のページのURLを入れるか、空欄にしてください。",
        ),
        en=(
            "stop_url in row {row} of stops.txt equals the URL of the agency “{agencyName}”.",
            "Give the page of the stop itself, or leave it blank.",
        ),
    ),
    "same_stop_and_route_url": words(
        ja=(
            "stops.txt {row}行目の stop_url が、路線「{routeId}」のURLと同じです。",
            "その停留所のページのURLを入れるか、空欄にしてください。",
        ),
        en=(
            "stop_url in row {row} of stops.txt equals the URL of the route “{routeId}”.",
            "Give the page of the stop itself, or leave it blank.",
        ),
    ),
    "stop_without_stop_time": words(
        ja=(
            "停留所「{stopName}」（stops.txt {row}行目）に止まる便がありません。",
            "使わない停留所なら消してください。便があるはずなら stop_times.txt の stop_id を確かめてください。",
        ),
        en=(
            "No trip calls at the stop “{stopName}” (stops.txt row {row}).",
            "Delete the stop if it is not used; otherwise check stop_id in stop_times.txt.",
        ),
    ),
    "unused_stop": words(
        ja=(
            "停留所「{stopName}」（stops.txt {row}行目）は、どの便にも使われていません。",
            "使わない停留所なら消してください。",
        ),
        en=(
            "The stop “{stopName}” (stops.txt row {row}) is used by no trip.",
            "Delete the stop if it is not used.",
        ),
    ),
    "unused_station": words(
        ja=(
            "親の停留所「{stopName}」（stops.txt {row}行目）に属する標柱がありません。",
            "のりばの parent_station に「{stopId}」を入れるか、この行を消してください。",
        ),
        en=(
            "The station “{stopName}” (stops.txt row {row}) is the parent of no stop.",
            "Enter “{stopId}” as parent_station of its platforms, or delete the row.",
        ),
    ),
    "unused_parent_station": words(
        ja=(
            "親の停留所「{stopName}」（stops.txt {row}行目）に属する標柱がありません。",
            "のりばの parent_station を確かめるか、この行を消してください。",
        ),
        en=(
            "The station “{stopName}” (stops.txt row {row}) is the parent of no stop.",
            "Check parent_station of its platforms, or delete the row.",
        ),
    ),
    "stop_without_zone_id": words(
        ja=(
            "区間や距離で運賃が変わる路線の停留所「{stopName}」（stops.txt {row}行目）に、zone_id がありません。",
            "運賃区間のID（距離制なら標柱のID）を zone_id に入れてください。",
        ),
        en=(
            "The stop “{stopName}” (stops.txt row {row}) is on a route with zone fares but has no zone_id.",
            "Enter the zone (with distance fares the stop's own id) as zone_id.",
        ),
    ),
    "platform_without_parent_station": words(
        ja=(
            "のりば「{stopName}」（stops.txt {row}行目）に、親の停留所（parent_station）がありません。",
            "親の停留所を作っている場合は、その stop_id を入れてください。作っていない場合はそのままでかまいません。",
        ),
        en=(
            "The platform “{stopName}” (stops.txt row {row}) has no parent_station.",
            "Enter the stop_id of its station if there is one; otherwise leave it.",
        ),
    ),
    "location_without_parent_station": words(
        ja=(
            "stops.txt {row}行目の「{stopName}」（出入口・通路の分岐・乗車位置）に、親の停留所がありません。",
            "parent_station に、属する停留所の stop_id を入れてください。",
        ),
        en=(
            "“{stopName}” (stops.txt row {row}: entrance, node or boarding area) has no parent.",
            "Enter the stop_id it belongs to as parent_station.",
        ),
    ),
    "station_with_parent_station": words(
        ja=(
            "親の停留所「{stopName}」（stops.txt {row}行目）に、さらに親（{parentStation}）が付いています。",
            "location_type が1の行では parent_station を空にしてください。",
        ),
        en=(
            "The station “{stopName}” (stops.txt row {row}) has itself a parent ({parentStation}).",
            "Leave parent_station blank where location_type is 1.",
        ),
    ),
    "wrong_parent_location_type": words(
        ja=(
            "「{stopName}」（stops.txt {row}行目）の親「{parentStation}」は、親にできない種類（location_type "
            "{parentLocationType}）です。",
            "親を location_type が {expectedLocationType} のものにするか、親の location_type を直してください。",
        ),
        en=(
            "The parent “{parentStation}” of “{stopName}” (stops.txt row {row}) has the wrong location_type ("
            "{parentLocationType}).",
            "Choose a parent whose location_type is {expectedLocationType}, or correct that of the parent.",
        ),
    ),
    "location_with_unexpected_stop_time": words(
        ja=(
            "便が「{stopName}」（{stopId}）に止まることになっていますが、ここはのりば（location_type 0）ではありま"
            "せん（stop_times.txt {row}行目）。",
            "stop_id を、その停留所の標柱（のりば）のIDに直してください。",
        ),
        en=(
            "A trip calls at “{stopName}” ({stopId}), which is not a platform (location_type 0) (stop_times.txt "
            "row {row}).",
            "Use the stop_id of a platform of that station.",
        ),
    ),
    "missing_level_id": words(
        ja=(
            "エレベーターにつながる「{stopName}」（stops.txt {row}行目）に、階（level_id）がありません。",
            "levels.txt にある階のIDを level_id に入れてください。",
        ),
        en=(
            "“{stopName}” (stops.txt row {row}) is at an elevator but has no level_id.",
            "Enter the level of levels.txt as level_id.",
        ),
    ),
    "stop_access_specified_for_incorrect_location": words(
        ja=(
            "stops.txt {row}行目は、stop_access を書けない種類の地点です。",
            "stop_access を空にするか、location_type を確かめてください。",
        ),
        en=(
            "Row {row} of stops.txt is of a kind that may not have stop_access.",
            "Leave stop_access blank or check location_type.",
        ),
    ),
    "stop_access_specified_for_stop_with_no_parent_station": words(
        ja=(
            "stops.txt {row}行目には親の停留所がないのに、stop_access があります。",
            "stop_access を空にするか、parent_station を入れてください。",
        ),
        en=(
            "Row {row} of stops.txt has stop_access but no parent_station.",
            "Leave stop_access blank or enter parent_station.",
        ),
    ),
    "duplicate_geography_id": words(
        ja=(
            "ID「{geographyId}」が、停留所・区域・停留所グループの2か所以上で使われています。",
            "どれか1つだけがこのIDを使うように、ほかのIDを変えてください。",
        ),
        en=(
            "The id “{geographyId}” is used by more than one stop, area or location group.",
            "Rename the others so that one of them keeps the id.",
        ),
    ),
    "bidirectional_exit_gate": words(
        ja=(
            "pathways.txt {row}行目の出口専用の改札が、双方向になっています。",
            "is_bidirectional を0にしてください。",
        ),
        en=(
            "The exit gate in row {row} of pathways.txt is marked as two-way.",
            "Set is_bidirectional to 0.",
        ),
    ),
    "pathway_dangling_generic_node": words(
        ja=(
            "通路の分岐点「{stopId}」（stops.txt {row}行目）が、1か所としかつながっていません。",
            "pathways.txt に足りない通路を加えるか、この分岐点を消してください。",
        ),
        en=(
            "The node “{stopId}” (stops.txt row {row}) is joined to one place only.",
            "Add the missing pathway or delete the node.",
        ),
    ),
    "pathway_loop": words(
        ja=(
            "pathways.txt {row}行目の通路は、始まりと終わりが同じ場所（{stopId}）です。",
            "from_stop_id か to_stop_id を直してください。",
        ),
        en=(
            "The pathway in row {row} of pathways.txt starts and ends at the same place ({stopId}).",
            "Correct from_stop_id or to_stop_id.",
        ),
    ),
    "pathway_to_platform_with_boarding_areas": words(
        ja=(
            "pathways.txt {row}行目の通路が、乗車位置を持つのりば（{stopId}）に直接つながっています。",
            "のりばではなく、その乗車位置（location_type 4）につないでください。",
        ),
        en=(
            "The pathway in row {row} of pathways.txt ends at a platform ({stopId}) that has boarding areas.",
            "Connect it to a boarding area (location_type 4) instead.",
        ),
    ),
    "pathway_to_stop_with_access_outside_of_station_pathways": words(
        ja=(
            "pathways.txt {row}行目の通路が、駅の通路を使わずに行けるはずののりば（{stopId}）につながっています。",
            "その通路を消すか、のりばの stop_access を直してください。",
        ),
        en=(
            "The pathway in row {row} of pathways.txt ends at a stop ({stopId}) said to be outside the station's "
            "pathways.",
            "Delete the pathway or correct stop_access of the stop.",
        ),
    ),
    "pathway_to_wrong_location_type": words(
        ja=(
            "pathways.txt {row}行目の通路が、駅全体（{stopId}）につながっています。",
            "のりば・出入口・分岐点のどれかにつないでください。",
        ),
        en=(
            "The pathway in row {row} of pathways.txt ends at a station ({stopId}).",
            "Connect it to a platform, entrance or node.",
        ),
    ),
    "pathway_unreachable_location": words(
        ja=(
            "「{stopName}」（stops.txt {row}行目）へは、出入口から通路をたどって行けないか、出られません。",
            "pathways.txt に足りない通路を加えてください。",
        ),
        en=(
            "“{stopName}” (stops.txt row {row}) cannot be reached from an entrance, or no exit can be reached from it.",
            "Add the missing pathways.",
        ),
    ),
    "transfer_distance_above_2_km": words(
        ja=(
            "transfers.txt {row}行目の乗り換えは、2km以上（{distanceKm}km）離れています。",
            "停留所の組み合わせと座標を確かめてください。",
        ),
        en=(
            "The transfer in row {row} of transfers.txt spans more than 2 km ({distanceKm} km).",
            "Check the stops and their coordinates.",
        ),
    ),
    "transfer_distance_too_large": words(
        ja=(
            "transfers.txt {row}行目の乗り換えは、10km以上（{distanceKm}km）離れています。",
            "停留所の組み合わせと座標を直してください。",
        ),
        en=(
            "The transfer in row {row} of transfers.txt spans more than 10 km ({distanceKm} km).",
            "Correct the stops or their coordinates.",
        ),
    ),
    "transfer_with_invalid_stop_location_type": words(
        ja=(
            "transfers.txt {row}行目の {column}「{value}」は、乗り換えに使えない種類の地点です。",
            "のりば（location_type 0）か親の停留所（1）を指定してください。",
        ),
        en=(
            "{column} “{value}” in row {row} of transfers.txt is neither a stop nor a station.",
            "Name a stop (location_type 0) or a station (1).",
        ),
    ),
    "transfer_with_invalid_trip_and_route": words(
        ja=(
            "transfers.txt {row}行目の便「{tripId}」は路線「{expected}」の便ですが、路線「{value}」と書かれています。",
            "便か路線のどちらかを直してください。",
        ),
        en=(
            "The trip “{tripId}” in row {row} of transfers.txt belongs to route “{expected}”, not “{value}”.",
            "Correct the trip or the route.",
        ),
    ),
    "transfer_with_invalid_trip_and_stop": words(
        ja=(
            "transfers.txt {row}行目の便「{tripId}」は、停留所「{value}」に止まりません。",
            "便か停留所のどちらかを直してください。",
        ),
        en=(
            "The trip “{tripId}” in row {row} of transfers.txt does not call at “{value}”.",
            "Correct the trip or the stop.",
        ),
    ),
    "transfer_with_suspicious_mid_trip_in_seat": words(
        ja=(
            "transfers.txt {row}行目は乗ったままの乗り継ぎですが、停留所「{value}」は便「{tripId}」の終点（または"
            "始点）ではありません。",
            "乗り継ぐ停留所と便を確かめてください。",
        ),
        en=(
            "Row {row} of transfers.txt is an in-seat transfer, but “{value}” is not at the end (or start) of "
            "trip “{tripId}”.",
            "Check the stop and the trip.",
        ),
    ),
    "google_transfer_type_check": words(
        ja=(
            "transfers.txt {row}行目の乗り換えの種類は、Googleでは使われません。",
            "Googleマップで使う場合は、transfer_type を確かめてください。",
        ),
        en=(
            "The transfer type in row {row} of transfers.txt is ignored by Google.",
            "Check transfer_type if the feed is meant for Google Maps.",
        ),
    ),
    "inconsistent_route_type_for_in_seat_transfer": words(
        ja=(
            "transfers.txt {row}行目は乗ったままの乗り継ぎですが、乗り物の種類が違う路線（{fromRouteId} と "
            "{toRouteId}）をつないでいます。",
            "transfer_type か、路線の route_type を確かめてください。",
        ),
        en=(
            "The in-seat transfer in row {row} of transfers.txt joins routes of different kinds ({fromRouteId}, "
            "{toRouteId}).",
            "Check transfer_type or the route_type of the routes.",
        ),
    ),
}
