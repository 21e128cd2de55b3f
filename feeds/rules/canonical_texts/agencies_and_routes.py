"""Words for findings about agencies, feed_info, routes, translations and attributions.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "missing_required_agency_id": words(
        ja=(
            "{table} {row}行目の agency_id が空です。事業者が2つ以上あるデータでは必ず要ります。",
            "どの事業者のものか分かるように agency_id を入れてください。",
        ),
        en=(
            "agency_id is blank in row {row} of {table}; with several agencies it is required.",
            "Enter the agency_id so that the row belongs to one of the agencies.",
        ),
    ),
    "inconsistent_agency_lang": words(
        ja=(
            "agency.txt {row}行目の agency_lang「{value}」が、ほかの事業者（{expected}）と違います。",
            "すべての事業者で同じ言語コードにそろえてください。",
        ),
        en=(
            "agency_lang “{value}” in row {row} of agency.txt differs from the other agencies ({expected}).",
            "Use the same language for all agencies.",
        ),
    ),
    "inconsistent_agency_timezone": words(
        ja=(
            "agency.txt {row}行目の agency_timezone「{value}」が、ほかの事業者（{expected}）と違います。",
            "すべての事業者で同じ時間帯にそろえてください。日本なら Asia/Tokyo です。",
        ),
        en=(
            "agency_timezone “{value}” in row {row} of agency.txt differs from the other agencies ({expected}).",
            "Use the same time zone for all agencies (Asia/Tokyo in Japan).",
        ),
    ),
    "unused_agency": words(
        ja=(
            "agency.txt {row}行目の事業者「{agencyName}」に、路線が1つもありません。",
            "routes.txt の agency_id を確かめるか、使わない事業者の行を消してください。",
        ),
        en=(
            "The agency “{agencyName}” (agency.txt row {row}) has no route.",
            "Check agency_id in routes.txt, or delete the agency.",
        ),
    ),
    "feed_info_lang_and_agency_lang_mismatch": words(
        ja=(
            "事業者「{agencyName}」の agency_lang（{agencyLang}）が、feed_info.txt の feed_lang（{feedLang}）と違"
            "います。",
            "どちらも同じ言語コードにしてください。日本語なら ja です。",
        ),
        en=(
            "agency_lang ({agencyLang}) of “{agencyName}” differs from feed_lang ({feedLang}) in feed_info.txt.",
            "Use the same language in both, ja for Japanese.",
        ),
    ),
    "missing_feed_contact_email_and_url": words(
        ja=(
            "feed_info.txt に、データについての問い合わせ先（feed_contact_email か feed_contact_url）がありません。",
            "データの誤りを知らせてもらえるように、メールアドレスか問い合わせページのURLを入れてください。",
        ),
        en=(
            "feed_info.txt gives no contact (feed_contact_email or feed_contact_url).",
            "Enter an e-mail address or a contact page so that errors can be reported to you.",
        ),
    ),
    "missing_feed_info_date": words(
        ja=(
            "feed_info.txt {row}行目の {column} が空です。開始日と終了日の片方だけが入っています。",
            "feed_start_date と feed_end_date の両方を入れてください。",
        ),
        en=(
            "{column} is blank in row {row} of feed_info.txt while the other date is filled.",
            "Enter both feed_start_date and feed_end_date.",
        ),
    ),
    "feed_expiration_date30_days": words(
        ja=(
            "データの有効期限（feed_end_date：{feedEndDate}）まで30日を切っています（基準日：{currentDate}）。",
            "次の期間のデータを用意してください。{suggestedExpirationDate} かその後まで有効だと安心です。",
        ),
        en=(
            "The feed expires within 30 days (feed_end_date {feedEndDate}, judged on {currentDate}).",
            "Prepare the next feed; an end date of {suggestedExpirationDate} or later is recommended.",
        ),
    ),
    "feed_expiration_date7_days": words(
        ja=(
            "データの有効期限（feed_end_date：{feedEndDate}）が切れているか、あと7日以内に切れます（基準日："
            "{currentDate}）。",
            "新しい期間のデータを送ってください。{suggestedExpirationDate} かその後まで有効なものが勧められています。",
        ),
        en=(
            "The feed has expired or expires within 7 days (feed_end_date {feedEndDate}, judged on {currentDate}).",
            "Send a feed for the new period, valid at least until {suggestedExpirationDate}.",
        ),
    ),
    "feed_valid_beyond_total_service_window": words(
        ja=(
            "feed_end_date（{feedEndDate}）が、最後の運行日（{serviceWindowEndDate}）より2週間以上後です。",
            "feed_end_date を最後の運行日に合わせるか、calendar.txt の期間を延ばしてください。",
        ),
        en=(
            "feed_end_date ({feedEndDate}) lies more than two weeks after the last service ({serviceWindowEndDate}).",
            "Bring feed_end_date in line with the last day of service, or extend calendar.txt.",
        ),
    ),
    "future_feed": words(
        ja=(
            "データの開始日（feed_start_date：{feedStartDate}）が、基準日（{currentDate}）より後です。",
            "先の期間のデータなら問題ありません。今のデータなら開始日を確かめてください。",
        ),
        en=(
            "The feed begins (feed_start_date {feedStartDate}) after the date of judgement ({currentDate}).",
            "Fine for a future feed; otherwise check the start date.",
        ),
    ),
    "duplicate_route_name": words(
        ja=(
            "routes.txt {row}行目の路線（番号「{routeShortName}」、名前「{routeLongName}」）は、{csvRowNumber1}行"
            "目の路線と同じ名前です。",
            "乗客が区別できるように、系統番号や行き先を名前に入れてください。往復や枝分かれを別の路線にしている場"
            "合は、そのままでもかまいません。",
        ),
        en=(
            "The route in row {row} of routes.txt (short name “{routeShortName}”, long name “{routeLongName}”) is "
            "named like row {csvRowNumber1}.",
            "Add a number or destination that riders can tell apart; leave it if directions or branches are "
            "routes on purpose.",
        ),
    ),
    "route_both_short_and_long_name_missing": words(
        ja=(
            "routes.txt {row}行目の路線「{routeId}」に名前がありません。",
            "route_short_name（系統番号など）か route_long_name（路線名）のどちらかを入れてください。",
        ),
        en=(
            "The route “{routeId}” in row {row} of routes.txt has no name.",
            "Enter route_short_name (its number) or route_long_name.",
        ),
    ),
    "route_color_contrast": words(
        ja=(
            "routes.txt {row}行目の路線色（{routeColor}）と文字色（{routeTextColor}）が似ていて、文字が読みにくく"
            "なります。",
            "濃い色の上には白（FFFFFF）、淡い色の上には黒（000000）の文字色にしてください。",
        ),
        en=(
            "The route colour ({routeColor}) and text colour ({routeTextColor}) in row {row} of routes.txt are "
            "too alike.",
            "Use white text (FFFFFF) on dark colours and black (000000) on light ones.",
        ),
    ),
    "route_long_name_contains_short_name": words(
        ja=(
            "routes.txt {row}行目の route_long_name「{routeLongName}」に、route_short_name「{routeShortName}」がそ"
            "のまま入っています。",
            "アプリでは両方が並んで表示されるので、長い名前から系統番号を除いてください。",
        ),
        en=(
            "route_long_name “{routeLongName}” in row {row} of routes.txt repeats route_short_name “{routeShortName}”.",
            "Applications show both side by side; take the short name out of the long one.",
        ),
    ),
    "route_short_name_too_long": words(
        ja=(
            "routes.txt {row}行目の route_short_name「{value}」が12文字を超えています。",
            "系統番号などの短い名前だけにし、長い名前は route_long_name に入れてください。",
        ),
        en=(
            "route_short_name “{value}” in row {row} of routes.txt is longer than 12 characters.",
            "Keep only the short name (a number) and move the rest to route_long_name.",
        ),
    ),
    "same_name_and_description_for_route": words(
        ja=(
            "routes.txt {row}行目の route_desc が、路線の名前（{specifiedField}）と同じです。",
            "経由地や注意など、名前にない情報を書くか、空欄にしてください。",
        ),
        en=(
            "route_desc in row {row} of routes.txt repeats the name ({specifiedField}).",
            "Write something the name does not say, or leave it blank.",
        ),
    ),
    "same_route_and_agency_url": words(
        ja=(
            "routes.txt {row}行目の route_url が、事業者「{agencyName}」のURLと同じです。",
            "その路線のページのURLを入れるか、空欄にしてください。",
        ),
        en=(
            "route_url in row {row} of routes.txt equals the URL of the agency “{agencyName}”.",
            "Give the page of the route itself, or leave it blank.",
        ),
    ),
    "route_networks_specified_in_more_than_one_file": words(
        ja=(
            "路線網（{column}）の割り当てが {fileNameA} と {fileNameB} の両方にあります。",
            "どちらか1つのファイルだけに書いてください。",
        ),
        en=(
            "Networks ({column}) are assigned both in {fileNameA} and in {fileNameB}.",
            "Keep them in one of the two files.",
        ),
    ),
    "unused_route": words(
        ja=(
            "routes.txt {row}行目の路線「{routeId}」に、便が1つもありません。",
            "trips.txt に便を加えるか、使わない路線の行を消してください。",
        ),
        en=(
            "The route “{routeId}” in row {row} of routes.txt has no trips.",
            "Add its trips, or delete the route.",
        ),
    ),
    "translation_foreign_key_violation": words(
        ja=(
            "translations.txt {row}行目が指す {tableName} の「{recordId}」が見つかりません。",
            "record_id と record_sub_id を確かめるか、不要な行を消してください。",
        ),
        en=(
            "Row {row} of translations.txt points to “{recordId}” in {tableName}, which does not exist.",
            "Check record_id and record_sub_id, or delete the row.",
        ),
    ),
    "translation_unexpected_value": words(
        ja=(
            "translations.txt {row}行目の {column} に値「{value}」がありますが、ここは空でなければなりません。",
            "record_id で指すか field_value で指すかのどちらか一方にし、{column} を空にしてください。",
        ),
        en=(
            "{column} in row {row} of translations.txt holds “{value}” but must be blank there.",
            "Point either by record_id or by field_value, and leave {column} blank.",
        ),
    ),
    "translation_unknown_table_name": words(
        ja=(
            "translations.txt {row}行目の table_name「{value}」は、翻訳できる表の名前ではありません。",
            "stops、routes、trips のように、拡張子（.txt）を付けない名前を書いてください。",
        ),
        en=(
            "table_name “{value}” in row {row} of translations.txt is not a table that can be translated.",
            "Write names without .txt, such as stops, routes or trips.",
        ),
    ),
    "attribution_without_role": words(
        ja=(
            "attributions.txt {row}行目に、役割の指定がありません。",
            "is_producer（作成者）、is_operator（運行者）、is_authority（行政）のどれかを1にしてください。",
        ),
        en=(
            "Row {row} of attributions.txt names no role.",
            "Set is_producer, is_operator or is_authority to 1.",
        ),
    ),
    "missing_bike_allowance": words(
        ja=(
            "trips.txt {row}行目の便「{tripId}」は船の便ですが、自転車を載せられるか（bikes_allowed）が空です。",
            "載せられるなら1、載せられないなら2を入れてください。",
        ),
        en=(
            "The ferry trip “{tripId}” in row {row} of trips.txt does not say whether bicycles are allowed.",
            "Set bikes_allowed to 1 (yes) or 2 (no).",
        ),
    ),
}
