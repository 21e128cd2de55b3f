"""The page's own words in Japanese and English. What does not live here: words of codes, which come with the report."""

from __future__ import annotations

from terms.notices import Severity

SEVERITIES = {
    "ja": {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "情報"},
    "en": {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Note"},
}

FACTS = {
    "ja": {
        "title": "題名", "holder": "提供者", "timezone": "タイムゾーン", "feed_version": "データの版",
        "rows_routes": "経路", "rows_stops": "停留所", "rows_trips": "便", "rows_stop_times": "時刻",
        "rows_places": "区域", "files": "ファイル", "files_not_read": "読まれなかったファイル",
    },
    "en": {
        "title": "Title", "holder": "Holder", "timezone": "Time zone", "feed_version": "Version of the data",
        "rows_routes": "Routes", "rows_stops": "Stops", "rows_trips": "Trips", "rows_stop_times": "Stop times",
        "rows_places": "Areas", "files": "Files", "files_not_read": "Files not read",
    },
}  # fmt: skip

_JA = {
    "title": "検査の結果",
    "edition": "第{n}版",
    "version": "第{n}版として受け取ったもの",
    "publishable": "公開できます。",
    "publishable_clean": "問題は見つかりませんでした。",
    "publishable_notes": "公開の妨げになるものはありません。気になる点を下にまとめました。",
    "blocked": "このままでは公開できません。",
    "blocked_more": "✗ の付いたものをすべて直して、もう一度お送りください。",
    "unreadable": "ファイルを読めませんでした。",
    "unreadable_more": "下に書かれた理由をご覧のうえ、ファイルを作りなおしてください。",
    "judged": "基準日 {date} の時点で判断しました。",
    "mend_first": "まず直すもの",
    "look_first": "まず見るとよいもの",
    "kinds": "{n}種類",
    "where": "どこにあるか",
    "where_alt": "指摘のある場所を示す図。番号は下の表の「図」の欄と同じです。",
    "where_none": "場所のわかる指摘はありません。点は停留所です。",
    "stops": "停留所",
    "far": "このほか {n} 件は、ほかの停留所から遠く離れた場所にあり、図の外です。",
    "all": "見つかったこと",
    "nothing": "指摘はありません。",
    "count": "{n}件",
    "fix": "直し方",
    "what": "内容",
    "file": "ファイル",
    "row": "行",
    "column": "列",
    "value": "書かれている値",
    "expected": "目安となる形・値",
    "map": "図",
    "whole": "全体",
    "empty": "（空）",
    "unfold": "さらに {n} 件を見る",
    "more": "ほか {n} 件",
    "blocks": "公開を妨げます",
    "unverified": "未確認",
    "unverified_note": "「未確認」の付いた規則は、仕様書そのものではなく要約にもとづいています。"
    "誤りがあればお知らせください。",
    "read": "読み取ったこと",
    "format": "形式",
    "days": "運行する期間",
    "span": "{first} 〜 {last}",
    "reference_date": "基準日",
    "row_note": "行の番号は、表計算ソフトで開いたときの行と同じです（見出しが1行目）。",
}

_EN = {
    "title": "Report",
    "edition": "edition {n}",
    "version": "received as version {n}",
    "publishable": "It can be published.",
    "publishable_clean": "No problem was found.",
    "publishable_notes": "Nothing stands in the way; what is worth a look is listed below.",
    "blocked": "It cannot be published as it is.",
    "blocked_more": "Mend everything marked ✗ and send it again.",
    "unreadable": "The file cannot be read.",
    "unreadable_more": "See the reason below and make the file anew.",
    "judged": "Judged as of {date}.",
    "mend_first": "Mend first",
    "look_first": "Look at first",
    "kinds": "kinds: {n}",
    "where": "Where it is",
    "where_alt": "Drawing of the places of findings. The numbers are those of the column “No.” below.",
    "where_none": "No finding has a place. The dots are stops.",
    "stops": "stops",
    "far": "{n} more lie far away from all other stops, outside the drawing.",
    "all": "What was found",
    "nothing": "Nothing was found.",
    "count": "× {n}",
    "fix": "How to mend it",
    "what": "What",
    "file": "File",
    "row": "Row",
    "column": "Column",
    "value": "Written there",
    "expected": "Expected",
    "map": "No.",
    "whole": "whole file",
    "empty": "(empty)",
    "unfold": "Show {n} more",
    "more": "and {n} more",
    "blocks": "blocks publishing",
    "unverified": "unverified",
    "unverified_note": "Rules marked “unverified” rest on a digest of the specification, not on the document itself. "
    "Please tell us when one is wrong.",
    "read": "What was read",
    "format": "Format",
    "days": "Days with service",
    "span": "{first} to {last}",
    "reference_date": "Reference date",
    "row_note": "Rows are numbered as a spreadsheet shows them (the header is row 1).",
}

WORDS = {"ja": _JA, "en": _EN}
