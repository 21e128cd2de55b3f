"""Words for findings about single values, and for failures of the engine itself.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "invalid_color": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は色の指定として読めません。",
            "「#」を付けず、6桁の16進数（例：FF0000）で書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a colour.",
            "Write six hexadecimal digits without “#”, such as FF0000.",
        ),
    ),
    "invalid_currency": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は通貨コードではありません。",
            "日本円なら JPY と書いてください（ISO 4217 の3文字コード）。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a currency code.",
            "Use the three letters of ISO 4217, such as JPY.",
        ),
    ),
    "invalid_currency_amount": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は、通貨 {currencyCode} の金額として桁が合いません。",
            "円には小数がないので、整数で書いてください（例：210）。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} has the wrong number of decimals for {currencyCode}.",
            "Write the amount with the decimals of its currency (none for yen: 210).",
        ),
    ),
    "invalid_date": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は日付として読めません。",
            "「20260401」のように年月日を8桁の半角数字で書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a date.",
            "Write year, month and day as eight digits, such as 20260401.",
        ),
    ),
    "invalid_email": words(
        ja=(
            "{table} {row}行目の {column}「{value}」はメールアドレスとして正しくありません。",
            "半角で、name@example.jp の形に直してください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not an e-mail address.",
            "Correct it to the form name@example.jp.",
        ),
    ),
    "invalid_float": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は数値として読めません。",
            "半角の数字と小数点だけで書いてください（例：35.6812）。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a number.",
            "Write digits and a decimal point only, such as 35.6812.",
        ),
    ),
    "invalid_integer": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は整数として読めません。",
            "半角数字だけの整数で書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a whole number.",
            "Write a whole number in ASCII digits.",
        ),
    ),
    "invalid_language_code": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は言語コードではありません。",
            "日本語は ja、読み仮名は ja-Hrkt、英語は en のように書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a language tag.",
            "Use a BCP 47 tag such as ja, ja-Hrkt or en.",
        ),
    ),
    "invalid_phone_number": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は電話番号として正しくありません。",
            "市外局番から、半角の数字とハイフンで書いてください（例：03-1234-5678）。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a phone number.",
            "Write it with area code in digits and hyphens, such as 03-1234-5678.",
        ),
    ),
    "agency_phone_invalid": words(
        ja=(
            "{table} {row}行目の電話番号は、かけられる番号に見えません。",
            "市外局番から、半角の数字とハイフンで書いてください。",
        ),
        en=(
            "The phone number in row {row} of {table} does not look usable.",
            "Write it with area code in digits and hyphens.",
        ),
    ),
    "invalid_time": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は時刻として読めません。",
            "「8:05:00」のように時:分:秒で書いてください。深夜0時を過ぎる便は「24:30:00」のように書きます。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a time.",
            "Write H:MM:SS, such as 8:05:00; after midnight go on with 24:30:00.",
        ),
    ),
    "invalid_timezone": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は時間帯の名前ではありません。",
            "日本なら Asia/Tokyo と書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a time zone.",
            "Use a name of the IANA list, such as Asia/Tokyo.",
        ),
    ),
    "invalid_url": words(
        ja=(
            "{table} {row}行目の {column}「{value}」はURLとして正しくありません。",
            "https:// か http:// から始まる、実際に開けるURLを半角で書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not a valid URL.",
            "Write a full address that begins with https:// or http://.",
        ),
    ),
    "u_r_i_syntax_error": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は、アドレスとして読めません。",
            "https:// か http:// から始まるURLを半角で書いてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} could not be read as an address.",
            "Write a full address that begins with https:// or http://.",
        ),
    ),
    "number_out_of_range": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は、許される範囲の外です。",
            "値を確かめてください。緯度は-90～90、経度は-180～180で、緯度と経度の入れ違いもよくあります。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is outside its permitted range.",
            "Check the value. Latitude runs from -90 to 90, longitude from -180 to 180; the two are easily exchanged.",
        ),
    ),
    "unexpected_enum_value": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は、仕様に決められた番号ではありません。",
            "仕様書で {column} に使える番号を確かめて直してください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not one of the values GTFS knows.",
            "Look up the values that {column} may have and correct it.",
        ),
    ),
    "point_near_origin": words(
        ja=(
            "{table} {row}行目の座標が、緯度0・経度0（アフリカ沖）の近くです。",
            "緯度と経度に正しい値を入れてください。空欄が0になっていることがよくあります。",
        ),
        en=(
            "The coordinates in row {row} of {table} are near latitude 0, longitude 0.",
            "Enter the right coordinates; blanks often turn into 0.",
        ),
    ),
    "point_near_pole": words(
        ja=(
            "{table} {row}行目の座標が、北極か南極の近くです。",
            "緯度と経度に正しい値を入れてください。",
        ),
        en=(
            "The coordinates in row {row} of {table} are near a pole.",
            "Enter the right coordinates.",
        ),
    ),
    "canonical_check_failed": words(
        ja=(
            "GTFSの標準の検査を最後まで行えませんでした（{reason}）。検査できないデータは公開できません。",
            "zipが壊れていないか確かめて、作り直して送ってください。同じ表示が続くときは運営者に知らせてください。",
        ),
        en=(
            "The canonical GTFS checks could not be finished ({reason}). What cannot be checked cannot be published.",
            "Check that the zip is whole, make it anew and send it again. If this goes on, tell the operator of "
            "this service.",
        ),
    ),
    "i_o_error": words(
        ja=(
            "ファイルを読む途中で失敗しました。",
            "zipが壊れていないか確かめて、作り直して送ってください。",
        ),
        en=(
            "The file could not be read to its end.",
            "Check that the zip is whole, make it anew and send it again.",
        ),
    ),
    "runtime_exception_in_loader_error": words(
        ja=(
            "検査プログラムがファイルを読む途中で止まりました。",
            "{table} の形を確かめてください。同じ表示が続くときは運営者に知らせてください。",
        ),
        en=(
            "The checking engine failed while it read the files.",
            "Check the form of {table}; if this goes on, tell the operator of this service.",
        ),
    ),
    "runtime_exception_in_validator_error": words(
        ja=(
            "検査プログラムが検査の途中で止まりました。",
            "同じ表示が続くときは運営者に知らせてください。",
        ),
        en=(
            "The checking engine failed while it checked the feed.",
            "If this goes on, tell the operator of this service.",
        ),
    ),
    "thread_execution_error": words(
        ja=(
            "検査プログラムが途中で止まりました。",
            "もう一度送ってください。同じ表示が続くときは運営者に知らせてください。",
        ),
        en=(
            "The checking engine failed.",
            "Send the feed again; if this goes on, tell the operator of this service.",
        ),
    ),
}
