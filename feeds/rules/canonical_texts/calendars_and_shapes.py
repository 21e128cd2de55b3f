"""Words for findings about service days and shapes.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "expired_calendar": words(
        ja=(
            "運行区分「{serviceId}」の運行日がすべて過ぎています（{table} {row}行目）。",
            "次の期間の運行日を加えるか、終わった区分を消してください。期限切れでも公開はできます。",
        ),
        en=(
            "All dates of the service “{serviceId}” are past ({table} row {row}).",
            "Add the dates of the next period or delete the service; an expired feed can still be published.",
        ),
    ),
    "big_gap_in_service": words(
        ja=(
            "運行区分「{serviceId}」は、{gapStartDate} から {gapEndDate} まで{gapDurationDays}日間、運行しない期間"
            "があります。",
            "夏休みや冬期運休など、意図したものか確かめてください。",
        ),
        en=(
            "The service “{serviceId}” does not run for {gapDurationDays} days, from {gapStartDate} to {gapEndDate}.",
            "Check that this is meant, such as holidays or a winter pause.",
        ),
    ),
    "too_many_days_without_service": words(
        ja=(
            "{firstDate} から {nextDate} まで、14日以上どの便も運行しません。",
            "calendar.txt と calendar_dates.txt の運行日を確かめてください。",
        ),
        en=(
            "No trip runs for 14 days or more, from {firstDate} to {nextDate}.",
            "Check the dates in calendar.txt and calendar_dates.txt.",
        ),
    ),
    "future_calendar": words(
        ja=(
            "すべての運行が、基準日（{currentDate}）より後の {minServiceStartDate} から始まります。",
            "先の期間のデータなら問題ありません。今のデータなら calendar.txt の期間を確かめてください。",
        ),
        en=(
            "All services begin after the date of judgement ({currentDate}), on {minServiceStartDate}.",
            "Fine for a future feed; otherwise check the dates in calendar.txt.",
        ),
    ),
    "service_extends_far_in_the_future": words(
        ja=(
            "運行区分「{serviceId}」が、2年以上先（{serviceWindowEndDate}）まで続いています。",
            "終了日の年を打ち間違えていないか確かめてください。",
        ),
        en=(
            "The service “{serviceId}” runs until {serviceWindowEndDate}, more than two years ahead.",
            "Check the year of the end date.",
        ),
    ),
    "service_has_no_active_day_of_the_week": words(
        ja=(
            "運行区分「{serviceId}」は、すべての曜日が0（運行しない）です（calendar.txt {row}行目）。",
            "calendar_dates.txt で運行日を1日ずつ指定しているなら、そのままでかまいません。違うときは曜日を1にして"
            "ください。",
        ),
        en=(
            "The service “{serviceId}” runs on no day of the week (calendar.txt row {row}).",
            "Leave it if calendar_dates.txt lists each day; otherwise set the weekdays to 1.",
        ),
    ),
    "service_never_active": words(
        ja=(
            "運行区分「{serviceId}」は、曜日も追加の運行日もなく、1日も運行しません（calendar.txt {row}行目）。",
            "運行する曜日を1にするか、使わない区分なら消してください。",
        ),
        en=(
            "The service “{serviceId}” never runs: no weekday and no added date (calendar.txt row {row}).",
            "Set its weekdays to 1, or delete it if it is not used.",
        ),
    ),
    "service_window_outside_feed_period": words(
        ja=(
            "運行区分「{serviceId}」の期間（{serviceWindowStartDate}～{serviceWindowEndDate}）が、feed_info.txt の"
            "有効期間からはみ出しています。",
            "feed_start_date・feed_end_date と calendar.txt の期間をそろえてください。",
        ),
        en=(
            "The service “{serviceId}” ({serviceWindowStartDate} to {serviceWindowEndDate}) runs outside the "
            "period of feed_info.txt.",
            "Bring feed_start_date and feed_end_date in line with calendar.txt.",
        ),
    ),
    "trip_coverage_not_active_for_next7_days": words(
        ja=(
            "基準日（{currentDate}）からの7日間に、大半の便が運行しません（データの運行期間は "
            "{serviceWindowStartDate}～{serviceWindowEndDate}）。",
            "今のデータとして使うなら、運行期間を確かめて新しいデータを送ってください。",
        ),
        en=(
            "Most trips do not run in the 7 days after {currentDate} (service lasts from {serviceWindowStartDate} "
            "to {serviceWindowEndDate}).",
            "If the feed is meant for now, check its dates and send a new one.",
        ),
    ),
    "decreasing_shape_distance": words(
        ja=(
            "shapes.txt {row}行目の shape_dist_traveled（{shapeDistTraveled}）が、前の点（{prevShapeDistTraveled}）"
            "より小さくなっています。",
            "線形「{shapeId}」の点の順番と距離を直してください。",
        ),
        en=(
            "shape_dist_traveled ({shapeDistTraveled}) in row {row} of shapes.txt is smaller than at the point "
            "before ({prevShapeDistTraveled}).",
            "Correct the order or the distances of shape “{shapeId}”.",
        ),
    ),
    "equal_shape_distance_diff_coordinates": words(
        ja=(
            "線形「{shapeId}」の{row}行目は、前の点と距離の値が同じなのに、{actualDistanceBetweenShapePoints}m離れ"
            "ています。",
            "shapes.txt の shape_dist_traveled を直してください。",
        ),
        en=(
            "Row {row} of shape “{shapeId}” has the same distance as the point before, which lies "
            "{actualDistanceBetweenShapePoints} m away.",
            "Correct shape_dist_traveled in shapes.txt.",
        ),
    ),
    "equal_shape_distance_diff_coordinates_distance_below_threshold": words(
        ja=(
            "線形「{shapeId}」の{row}行目は、前の点と距離の値が同じですが、座標がわずかに違います。",
            "差は1m程度なので、そのままでも公開はできます。",
        ),
        en=(
            "Row {row} of shape “{shapeId}” has the same distance as the point before but slightly other coordinates.",
            "The difference is about a metre; the feed can be published as it is.",
        ),
    ),
    "equal_shape_distance_same_coordinates": words(
        ja=(
            "線形「{shapeId}」の{row}行目は、前の点とまったく同じです。",
            "重なった点を消してください。そのままでも公開はできます。",
        ),
        en=(
            "Row {row} of shape “{shapeId}” repeats the point before.",
            "Delete the repeated point; the feed can be published as it is.",
        ),
    ),
    "single_shape_point": words(
        ja=(
            "線形「{shapeId}」には点が1つしかなく、線になりません（shapes.txt {row}行目）。",
            "点を2つ以上入れるか、この線形を消してください。",
        ),
        en=(
            "The shape “{shapeId}” has one point only, so it is no line (shapes.txt row {row}).",
            "Give it at least two points, or delete it.",
        ),
    ),
    "unused_shape": words(
        ja=(
            "線形「{shapeId}」は、どの便にも使われていません（shapes.txt {row}行目）。",
            "trips.txt の shape_id を確かめるか、使わない線形を消してください。",
        ),
        en=(
            "The shape “{shapeId}” is used by no trip (shapes.txt row {row}).",
            "Check shape_id in trips.txt, or delete the shape.",
        ),
    ),
}
