"""Words for findings about fares and time frames.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "duplicate_fare_media": words(
        ja=(
            "fare_media.txt {row}行目の支払い手段は、{csvRowNumber1}行目と名前と種類が同じです。",
            "どちらかを消してください。",
        ),
        en=(
            "The fare medium in row {row} of fare_media.txt has the same name and type as row {csvRowNumber1}.",
            "Delete one of them.",
        ),
    ),
    "fare_product_with_multiple_default_rider_categories": words(
        ja=(
            "運賃商品「{fareProductId}」に、標準の乗客区分が2つ以上あります（{riderCategoryId1} と "
            "{riderCategoryId2}）。",
            "標準の区分（is_default_fare_category が1）は1つだけにしてください。",
        ),
        en=(
            "The fare product “{fareProductId}” has several default rider categories ({riderCategoryId1}, "
            "{riderCategoryId2}).",
            "Keep one category with is_default_fare_category 1.",
        ),
    ),
    "fare_transfer_rule_duration_limit_type_without_duration_limit": words(
        ja=(
            "fare_transfer_rules.txt {row}行目に duration_limit_type がありますが、duration_limit（秒数）がありま"
            "せん。",
            "duration_limit を入れるか、duration_limit_type を空にしてください。",
        ),
        en=(
            "Row {row} of fare_transfer_rules.txt has duration_limit_type but no duration_limit.",
            "Enter duration_limit, or leave duration_limit_type blank.",
        ),
    ),
    "fare_transfer_rule_duration_limit_without_type": words(
        ja=(
            "fare_transfer_rules.txt {row}行目に duration_limit がありますが、その数え方（duration_limit_type）が"
            "ありません。",
            "duration_limit_type を入れてください。",
        ),
        en=(
            "Row {row} of fare_transfer_rules.txt has duration_limit but no duration_limit_type.",
            "Enter duration_limit_type.",
        ),
    ),
    "fare_transfer_rule_invalid_transfer_count": words(
        ja=(
            "fare_transfer_rules.txt {row}行目の transfer_count（{transferCount}）が正しくありません。",
            "1以上の回数か、無制限なら-1を入れてください。",
        ),
        en=(
            "transfer_count ({transferCount}) in row {row} of fare_transfer_rules.txt is not valid.",
            "Enter 1 or more, or -1 for no limit.",
        ),
    ),
    "fare_transfer_rule_missing_transfer_count": words(
        ja=(
            "fare_transfer_rules.txt {row}行目に transfer_count がありません。",
            "乗り継げる回数を入れてください。",
        ),
        en=(
            "transfer_count is absent in row {row} of fare_transfer_rules.txt.",
            "Enter the number of transfers.",
        ),
    ),
    "fare_transfer_rule_with_forbidden_transfer_count": words(
        ja=(
            "fare_transfer_rules.txt {row}行目は、前後の区間の種類が違うので transfer_count を書けません。",
            "transfer_count を空にしてください。",
        ),
        en=(
            "transfer_count may not stand in row {row} of fare_transfer_rules.txt, since its two leg groups differ.",
            "Leave transfer_count blank.",
        ),
    ),
    "fare_transfer_rule_without_transfer_count": words(
        ja=(
            "fare_transfer_rules.txt {row}行目は、前後の区間の種類が同じなので transfer_count が必要です。",
            "乗り継げる回数を入れてください。無制限なら-1です。",
        ),
        en=(
            "Row {row} of fare_transfer_rules.txt needs transfer_count, since its two leg groups are the same.",
            "Enter the number of transfers, -1 for no limit.",
        ),
    ),
    "google_ic_price_check": words(
        ja=(
            "{table} {row}行目のICカード運賃（ic_price）が正しくありません。",
            "0以上の数字で書いてください。",
        ),
        en=(
            "The IC card fare (ic_price) in row {row} of {table} is not valid.",
            "Write a number of 0 or more.",
        ),
    ),
    "timeframe_only_start_or_end_time_specified": words(
        ja=(
            "timeframes.txt {row}行目に、開始時刻と終了時刻の片方だけがあります。",
            "両方を入れるか、両方を空にしてください。",
        ),
        en=(
            "Row {row} of timeframes.txt has only one of start and end time.",
            "Enter both, or leave both blank.",
        ),
    ),
    "timeframe_overlap": words(
        ja=(
            "時間帯「{timeframeGroupId}」が、{prevCsvRowNumber}行目（{prevEndTime}まで）と{row}行目（"
            "{currStartTime}から）で重なっています。",
            "timeframes.txt の時間帯が重ならないように直してください。",
        ),
        en=(
            "The time frames of “{timeframeGroupId}” overlap: row {prevCsvRowNumber} ends {prevEndTime}, row {row}"
            " begins {currStartTime}.",
            "Correct timeframes.txt so that they do not overlap.",
        ),
    ),
    "timeframe_start_or_end_time_greater_than_twenty_four_hours": words(
        ja=(
            "timeframes.txt {row}行目の {column}（{time}）が24時を超えています。",
            "00:00:00から24:00:00の間で書いてください。",
        ),
        en=(
            "{column} ({time}) in row {row} of timeframes.txt is later than 24:00:00.",
            "Use times from 00:00:00 to 24:00:00.",
        ),
    ),
}
