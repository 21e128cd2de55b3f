"""Words for findings about files, headers and the form of rows.

What does not live here: severities, or words of our own rules (feeds.rules.jp).
"""

from __future__ import annotations

from feeds.rules.rule import words
from terms.notices import RuleText

TEXTS: dict[str, RuleText] = {
    "missing_required_file": words(
        ja=(
            "必要なファイル {table} がありません。",
            "{table} を作って、zipの一番上の階層に入れてください。",
        ),
        en=(
            "The required file {table} is absent.",
            "Add {table} at the top level of the zip.",
        ),
    ),
    "missing_recommended_file": words(
        ja=(
            "あるとよいファイル {table} がありません。",
            "できれば {table} を加えてください。なくても公開はできます。",
        ),
        en=(
            "The recommended file {table} is absent.",
            "Add {table} if you can; the feed can be published without it.",
        ),
    ),
    "unknown_file": words(
        ja=(
            "{table} はGTFSの仕様にないファイルです。読み飛ばします。",
            "ファイル名のつづりを確かめてください。わざと入れたものなら、そのままでかまいません。",
        ),
        en=(
            "{table} is not a GTFS file and is passed over.",
            "Check the spelling of the file name; leave it if it is meant to be there.",
        ),
    ),
    "empty_file": words(
        ja=(
            "{table} が空です（見出しの行、または必要なデータの行がありません）。",
            "1行目に列の名前、2行目からデータを書いてください。使わないファイルならzipから外してください。",
        ),
        en=(
            "{table} is empty (no header, or no rows where some are required).",
            "Write column names in row 1 and data from row 2, or take the file out of the zip.",
        ),
    ),
    "invalid_input_files_in_subfolder": words(
        ja=(
            "GTFSのファイルが、zipの中のフォルダーに入っています。",
            "フォルダーごとではなくファイルだけを選んでzipにし、一番上の階層に置いてください。",
        ),
        en=(
            "The GTFS files are inside a folder of the zip.",
            "Zip the files themselves so that they are at the top level.",
        ),
    ),
    "missing_calendar_and_calendar_date_files": words(
        ja=(
            "calendar.txt も calendar_dates.txt もありません。いつ運行するのかが分かりません。",
            "運行日を calendar.txt（曜日ごと）か calendar_dates.txt（日付ごと）に書いてください。",
        ),
        en=(
            "Neither calendar.txt nor calendar_dates.txt is there, so no day of service is known.",
            "Write the days of service in calendar.txt (by weekday) or calendar_dates.txt (by date).",
        ),
    ),
    "more_than_one_entity": words(
        ja=(
            "{table} には1行だけ書く決まりですが、{entityCount}行あります。",
            "正しい1行だけを残し、ほかの行を消してください。",
        ),
        en=(
            "{table} may have one row only, but has {entityCount}.",
            "Keep the right row and delete the others.",
        ),
    ),
    "too_many_rows": words(
        ja=(
            "{table} の行数が多すぎて、読み切れません（{row}行目で止めました）。",
            "不要な行がないか確かめてください。必要なら路線や営業所ごとに分けて送ってください。",
        ),
        en=(
            "{table} has too many rows to read (stopped at row {row}).",
            "Look for rows that are not needed, or send the feed in parts.",
        ),
    ),
    "csv_parsing_failed": words(
        ja=(
            '{table} をCSVとして読めませんでした（{row}行目付近）。引用符（"）の閉じ忘れや、極端に長い値が原因の'
            "ことがあります。",
            "その行の引用符を確かめ、CSV形式（UTF-8）で保存し直してください。",
        ),
        en=(
            "{table} could not be read as CSV (near row {row}); an unclosed quotation mark or a very long value "
            "is a usual cause.",
            "Check the quotation marks there and save the file again as CSV in UTF-8.",
        ),
    ),
    "missing_required_column": words(
        ja=(
            "{table} に必要な列 {column} がありません。",
            "{table} の1行目に {column} を加え、各行に値を入れてください。",
        ),
        en=(
            "The required column {column} is absent from {table}.",
            "Add {column} to row 1 of {table} and fill it in each row.",
        ),
    ),
    "missing_recommended_column": words(
        ja=(
            "{table} に、あるとよい列 {column} がありません。",
            "できれば {column} を加えてください。",
        ),
        en=(
            "The recommended column {column} is absent from {table}.",
            "Add {column} if you can.",
        ),
    ),
    "unknown_column": words(
        ja=(
            "{table} の列 {column} はGTFSの仕様にありません。読み飛ばします。",
            "列の名前のつづりを確かめてください。わざと入れたものなら、そのままでかまいません。",
        ),
        en=(
            "Column {column} of {table} is not in GTFS and is passed over.",
            "Check the spelling of the column name; leave it if it is meant to be there.",
        ),
    ),
    "duplicated_column": words(
        ja=(
            "{table} の見出しに、列 {column} が2回あります（{firstIndex}列目と{secondIndex}列目）。",
            "正しいほうだけを残し、もう一方の列を消してください。",
        ),
        en=(
            "Column {column} stands twice in the header of {table} (columns {firstIndex} and {secondIndex}).",
            "Keep the right one and delete the other.",
        ),
    ),
    "empty_column_name": words(
        ja=(
            "{table} の見出しに、名前のない列があります（{index}列目）。",
            "列に名前を付けるか、余分なカンマを消してください。",
        ),
        en=(
            "The header of {table} has a column without a name (column {index}).",
            "Name the column or delete the superfluous comma.",
        ),
    ),
    "invalid_row_length": words(
        ja=(
            "{table} の{row}行目の項目は{rowLength}個ですが、見出しは{headerCount}個です。",
            'カンマの過不足を直してください。値の中にカンマがあるときは、値を引用符（"）で囲みます。',
        ),
        en=(
            "Row {row} of {table} has {rowLength} cells; the header has {headerCount}.",
            "Add or remove commas. A value that holds a comma must stand in quotation marks.",
        ),
    ),
    "empty_row": words(
        ja=(
            "{table} の{row}行目は空白だけの行です。",
            "この行を消してください。",
        ),
        en=(
            "Row {row} of {table} holds only spaces.",
            "Delete the row.",
        ),
    ),
    "new_line_in_value": words(
        ja=(
            "{table} {row}行目の {column} の値の中で改行しています。",
            "改行を消して、1行に収めてください。",
        ),
        en=(
            "The value of {column} in row {row} of {table} has a line break in it.",
            "Remove the line break.",
        ),
    ),
    "leading_or_trailing_whitespaces": words(
        ja=(
            "{table} {row}行目の {column}「{value}」の前か後ろに余分な空白があります。",
            "値の前後の空白を消してください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} has outer spaces.",
            "Remove the spaces before and after the value.",
        ),
    ),
    "invalid_character": words(
        ja=(
            "{table} {row}行目の {column}「{value}」に読めない文字があります。文字コードがUTF-8でない可能性があり"
            "ます。",
            "文字コードをUTF-8にして保存し直してください。（Excelでは「CSV UTF-8」を選びます。）",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} has unreadable characters; the file may not be UTF-8.",
            "Save the file again in UTF-8 (in Excel choose “CSV UTF-8”).",
        ),
    ),
    "non_ascii_or_non_printable_char": words(
        ja=(
            "{table} {row}行目の {column}「{value}」に、半角英数字でない文字があります。",
            "日本のデータではよくあり、直さなくてもかまいません。海外のアプリでも使われるデータでは、IDを半角英数"
            "字にすると確実です。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} has characters other than printable ASCII.",
            "Usual in Japanese feeds and harmless here; ASCII ids are the safest for applications abroad.",
        ),
    ),
    "mixed_case_recommended_field": words(
        ja=(
            "{table} {row}行目の {column}「{value}」の英字が、すべて大文字か、すべて小文字です。",
            "英語の名前は「City Hall」のように単語の先頭だけを大文字にしてください。「BC」のような略称は、そのままで"
            "かまいません。",
        ),
        en=(
            "The letters of {column} “{value}” in row {row} of {table} are all capitals or all small.",
            "Write names that riders see like “City Hall”; leave abbreviations such as “BC” as they are.",
        ),
    ),
    "missing_required_field": words(
        ja=(
            "{table} {row}行目の {column} が空です。必ず要る項目です。",
            "{column} に値を入れてください。",
        ),
        en=(
            "{column} is blank in row {row} of {table}; it is required.",
            "Fill in {column}.",
        ),
    ),
    "missing_recommended_field": words(
        ja=(
            "{table} {row}行目の {column} が空です。入れることが勧められている項目です。",
            "分かる場合は {column} を入れてください。なくても公開はできます。",
        ),
        en=(
            "{column} is blank in row {row} of {table}; a value is recommended.",
            "Fill in {column} if it is known; the feed can be published without it.",
        ),
    ),
    "duplicate_key": words(
        ja=(
            "{table} {row}行目の {column}「{value}」は、{oldCsvRowNumber}行目と同じです。同じものを2回は書けません。",
            "どちらかの行を消すか、別のIDにしてください。",
        ),
        en=(
            "Row {row} of {table} repeats {column} “{value}” of row {oldCsvRowNumber}; the key must be unique.",
            "Delete one of the rows or give it another id.",
        ),
    ),
    "foreign_key_violation": words(
        ja=(
            "{table} {row}行目の {column}「{value}」が、参照先の {expected} にありません。",
            "IDのつづりを確かめるか、参照先に「{value}」の行を加えてください。",
        ),
        en=(
            "{column} “{value}” in row {row} of {table} is not found in {expected}.",
            "Check the spelling of the id, or add a row for “{value}” there.",
        ),
    ),
    "start_and_end_range_equal": words(
        ja=(
            "{table} {row}行目の {startFieldName} と {endFieldName} が同じ値（{value}）です。",
            "終わりが始まりより後になるように直してください。",
        ),
        en=(
            "{startFieldName} and {endFieldName} in row {row} of {table} are equal ({value}).",
            "Make the end later than the start.",
        ),
    ),
    "start_and_end_range_out_of_order": words(
        ja=(
            "{table} {row}行目は、始まり {startFieldName}（{startValue}）が終わり {endFieldName}（{endValue}）より"
            "後になっています。",
            "始まりと終わりを入れ違えていないか確かめて直してください。",
        ),
        en=(
            "In row {row} of {table} the start {startFieldName} ({startValue}) is after the end {endFieldName} ("
            "{endValue}).",
            "Check whether the two were exchanged, and correct them.",
        ),
    ),
}
