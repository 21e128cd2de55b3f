"""The words of what comes in masses (many_ codes) and of what is out of all bounds (calendar_, feed_without_ codes).

What does not live here: finding these things (feeds.formats.floods, feeds.formats.engine_view).
"""

from __future__ import annotations

from feeds.formats.reading import ReadingRule, rule

_FLOODS = (
    rule(
        "many_empty_rows",
        "warning",
        (
            "{table} に空の行が{count}行あります（最初は{row}行目）。飛ばして読みました。",
            "表計算ソフトで空の行を削除して、保存し直してください。",
        ),
        (
            "{table} has {count} empty rows (the first is row {row}); they were passed over.",
            "Delete the empty rows in your spreadsheet program and save the file again.",
        ),
    ),
    rule(
        "many_bad_cells",
        "blocks",
        (
            "{table} の{count}行に、空または形式の合わない項目があります（例：{rows}行目。多いのは {column}、"
            "値は「{value}」など）。はじめの{shown}行だけを細かく調べました。",
            "書き出したプログラムの設定と、列の並びを確かめてください。同じ原因で全体がずれていることがよくあります。",
        ),
        (
            "{count} rows of {table} have cells that are empty or of the wrong form (rows {rows} and others; mostly "
            "{column}, such as “{value}”). Only the first {shown} of them were checked in detail.",
            "Check the program that wrote the table and the order of its columns: one cause often shifts all rows.",
        ),
    ),
    rule(
        "many_repeated_keys",
        "blocks",
        (
            "{table} の{count}行は、前の行と同じキー（{expected}）です（例：{rows}行目）。"
            "はじめの{shown}行だけを細かく調べました。",
            "同じデータを何度も書き出していないか確かめ、重なった行を削除してください。",
        ),
        (
            "{count} rows of {table} repeat the key ({expected}) of a row before them (rows {rows} and others). "
            "Only the first {shown} of them were checked in detail.",
            "Check whether the same data was written several times, and delete the repeated rows.",
        ),
    ),
    rule(
        "many_unknown_ids",
        "blocks",
        (
            "{table} の{count}行で、{column} が参照先の {expected} にありません（例：{rows}行目の「{value}」）。"
            "はじめの{shown}行だけを細かく調べました。",
            "参照先のファイルが古いか、欠けていないか確かめてください。",
        ),
        (
            "In {count} rows of {table} {column} is not found in {expected} (rows {rows} and others, such as "
            "“{value}”). Only the first {shown} of them were checked in detail.",
            "Check whether the file that is referred to is out of date or incomplete.",
        ),
    ),
    rule(
        "many_surplus_cells",
        "blocks",
        (
            "{table} の{count}行は、見出しより項目が多くなっています（最初は{row}行目）。",
            "値の中のコンマを引用符で囲むか、余分なコンマを除いてください。",
        ),
        (
            "{count} rows of {table} have more cells than the header (the first is row {row}).",
            "Quote values that contain commas, or remove the surplus commas.",
        ),
    ),
    rule(
        "many_outer_spaces",
        "warning",
        (
            "{table} では、値の前後に空白がおよそ{count}か所あります。空白を除いて読みました。",
            "コンマの前後に空白を入れずに書き出してください。",
        ),
        (
            "Values in {table} have outer spaces in about {count} places; they were read without them.",
            "Write the file without spaces around the commas.",
        ),
    ),
    rule(
        "many_unknown_files",
        "warning",
        (
            "GTFSにないファイルが{count}個あります（{value} など）。読み飛ばしました。",
            "データのファイルだけを入れてZIPを作り直してください。",
        ),
        (
            "{count} files are not GTFS files ({value} and others); they were passed over.",
            "Make the zip again with only the data files.",
        ),
    ),
    rule(
        "many_trips_in_block",
        "blocks",
        (
            "trips.txt で、ひとつの block_id「{value}」に同じ運行日の便が{count}便あります（最初は{row}行目）。"
            "車両1台では運行できないため、便の重なりは調べていません。",
            "block_id は、同じ車両が続けて運行する便だけに付けてください。使わない場合は空にします。",
        ),
        (
            "In trips.txt the block_id “{value}” holds {count} trips of one service (first in row {row}), more than "
            "one vehicle can run; overlaps in such blocks were not checked.",
            "Give the same block_id only to trips that one vehicle runs one after another; otherwise leave it empty.",
        ),
    ),
    rule(
        "many_calls_in_trip",
        "warning",
        (
            "便「{value}」（{table} {row}行目から）の停車が{count}回あります。このように長い便（{trips}便）は、"
            "はじめの{shown}回だけを調べ、線形とは照らし合わせていません。",
            "別の便の停車がひとつの trip_id にまとまっていないか確かめてください。",
        ),
        (
            "Trip “{value}” ({table}, from row {row}) has {count} stop times. Of trips as long as this ({trips}) only "
            "the first {shown} were checked, and not compared with a shape.",
            "Check whether the stop times of several trips were written under one trip_id.",
        ),
    ),
    rule(
        "calendar_cut",
        "warning",
        (
            "calendar.txt の{count}行で、運行期間を短くして読みました（最初は{row}行目の {value}）。"
            "読むのは{expected}の運行日で、すべての運行区分を合わせて{most}日までです。",
            "start_date と end_date に、実際の運行期間を書いてください。",
        ),
        (
            "The period of {count} rows of calendar.txt was shortened (first row {row}: {value}): service days are "
            "read from {expected}, at most {most} of all services together.",
            "Write the real period of service in start_date and end_date.",
        ),
    ),
    rule(
        "feed_without_rows",
        "blocks",
        (
            "{table} に見出しはありますが、データの行が1行もありません。このままでは地図に何も表示されません。",
            "{table} にデータを書き出してください。見出しだけのひな型を送っていないか、確かめてください。",
        ),
        (
            "{table} has a header but not a single row of data, so nothing could be shown on the map.",
            "Write the data into {table}. Check whether an empty template was sent by mistake.",
        ),
    ),
)

FLOODS: dict[str, ReadingRule] = {entry.code: entry for entry in _FLOODS}
"""All codes about masses and bounds."""
