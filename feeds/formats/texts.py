"""The words of the readers: containers and text files (archive_, file_, format_, text_ codes, and jp_bad_encoding).

What does not live here: finding these things (feeds.archive, feeds.formats), the words of N03 (n03_texts) and of the
rules about content (feeds.rules).
"""

from __future__ import annotations

from feeds.formats.reading import ReadingRule, rule

_CONTAINERS = (
    rule(
        "file_empty",
        "blocks",
        ("送られたファイルは空（0バイト）です。", "元のファイルを開いて中身を確かめ、もう一度送ってください。"),
        ("The file that was sent is empty (0 bytes).", "Open the original, check its content and send it again."),
    ),
    rule(
        "format_unknown",
        "blocks",
        (
            "どの形式のデータか分かりません（見えたもの：{seen}）。",
            "バスの時刻表ならGTFSの.txtファイルをZIPの直下に入れて、行政区域なら国土数値情報N03のGeoJSONを送ってください。",
        ),
        (
            "The format of this file is not known here (what was seen: {seen}).",
            "Send GTFS as a zip with its .txt files at the top, or administrative areas as KSJ N03 GeoJSON.",
        ),
    ),
    rule(
        "archive_not_zip",
        "blocks",
        (
            "名前はZIPですが、中身はZIPファイルではありません（見えたもの：{seen}）。",
            "ダウンロードやメール添付の途中で別のものに変わっていないか確かめ、ZIP形式で作り直してください。",
        ),
        (
            "The name says zip, but the content is no zip file (what was seen: {seen}).",
            "Check whether the download or mail replaced it by something else, and make the zip again.",
        ),
    ),
    rule(
        "archive_truncated",
        "blocks",
        (
            "ZIPファイルが途中で切れています（末尾の目録がないか、目録の前で終わっています）。",
            "送信かダウンロードが途中で止まったようです。元のファイルをもう一度送ってください。",
        ),
        (
            "The zip file is cut off (its directory at the end is missing, or the data ends before it).",
            "An upload or download probably stopped half way: send the original file again.",
        ),
    ),
    rule(
        "archive_damaged",
        "blocks",
        ("ZIPファイルの目録が壊れています（{what}）。", "ZIPファイルを作り直してください。"),
        ("The directory of the zip file is damaged ({what}).", "Make the zip file again."),
    ),
    rule(
        "archive_entry_damaged",
        "blocks",
        (
            "ZIPの中の{table}を取り出せません（{what}）。",
            "ZIPファイルを作り直すか、元のファイルをもう一度送ってください。",
        ),
        ("{table} cannot be taken out of the zip ({what}).", "Make the zip again, or send the original file again."),
    ),
    rule(
        "archive_empty",
        "blocks",
        ("ZIPまたはフォルダの中にファイルがありません。", "データのファイルを入れて作り直してください。"),
        ("There is no file in the zip or folder.", "Make it again with the data files inside."),
    ),
    rule(
        "archive_too_many_entries",
        "blocks",
        (
            "中のファイルが多すぎます（{value}、上限は{expected}）。",
            "データのファイルだけを入れて作り直してください。",
        ),
        (
            "There are too many files inside ({value}; at most {expected}).",
            "Make it again with only the data files.",
        ),
    ),
    rule(
        "archive_entry_too_large",
        "blocks",
        (
            "{table}は大きすぎます（{value}バイト、上限は{expected}バイト）。",
            "データを分けるか、運用者に上限の変更を頼んでください。",
        ),
        (
            "{table} is too large ({value} bytes; at most {expected}).",
            "Split the data, or ask the operator of this service to raise the limit.",
        ),
    ),
    rule(
        "archive_total_too_large",
        "blocks",
        (
            "展開すると大きすぎます（合計{value}バイト、上限は{expected}バイト）。",
            "データを分けるか、運用者に上限の変更を頼んでください。",
        ),
        (
            "The content is too large when unpacked ({value} bytes in all; at most {expected}).",
            "Split the data, or ask the operator of this service to raise the limit.",
        ),
    ),
    rule(
        "archive_ratio_too_high",
        "blocks",
        (
            "{table}は{value}倍にふくらみます（上限は{expected}倍）。ふつうのデータではこうなりません。",
            "中身を確かめ、データのファイルだけでZIPを作り直してください。",
        ),
        (
            "{table} unpacks to {value} times its size (at most {expected}); real data does not do that.",
            "Check the content and make the zip again from the data files only.",
        ),
    ),
    rule(
        "archive_path_traversal",
        "blocks",
        (
            "ZIPの中のファイル名{value}は使えません（フォルダの外を指すか、制御文字を含みます）。",
            "ファイル名をstops.txtのような名前だけにして、ZIPを作り直してください。",
        ),
        (
            "The file name {value} in the zip may not be used (it points outside, or has control characters).",
            "Make the zip again with plain file names such as stops.txt.",
        ),
    ),
    rule(
        "archive_symlink",
        "blocks",
        (
            "{table}は別のファイルへのリンクで、データではありません。",
            "リンクではなくファイルそのものを入れて作り直してください。",
        ),
        ("{table} is a link to another file, not data.", "Make it again with the file itself instead of a link."),
    ),
    rule(
        "archive_special_file",
        "blocks",
        ("{table}はふつうのファイルではありません。", "このファイルを除いてください。"),
        ("{table} is not a regular file.", "Take it out."),
    ),
    rule(
        "archive_encrypted",
        "blocks",
        (
            "{table}はパスワードで暗号化されていて読めません。",
            "パスワードを付けずにZIPを作り直してください。",
        ),
        ("{table} is encrypted and cannot be read.", "Make the zip again without a password."),
    ),
    rule(
        "archive_duplicate_name",
        "blocks",
        (
            "ZIPの中に同じ名前のファイルが二つ以上あります：{table}。どちらが正しいか分かりません。",
            "正しい方だけを入れてZIPを作り直してください。",
        ),
        (
            "Two or more files in the zip have the same name, {table}: nobody can tell which one counts.",
            "Make the zip again with only the right one.",
        ),
    ),
    rule(
        "archive_two_names",
        "blocks",
        (
            "ZIPの中の{table}に、別の名前（{value}）も付いています。どちらが正しいか分かりません。",
            "ふつうの圧縮ソフトでZIPを作り直してください。",
        ),
        (
            "{table} in the zip bears a second name ({value}); nobody can tell which one is right.",
            "Make the zip again with an ordinary program.",
        ),
    ),
    rule(
        "archive_overlapping_entries",
        "blocks",
        (
            "ZIPの中のファイルどうしが重なっています（{table}）。圧縮爆弾に使われる作りです。",
            "ふつうの圧縮ソフトでZIPを作り直してください。",
        ),
        (
            "Files inside the zip overlap each other ({table}), as zip bombs do.",
            "Make the zip again with an ordinary program.",
        ),
    ),
    rule(
        "archive_method_unsupported",
        "blocks",
        (
            "{table}の圧縮方式（{value}）は読めません。",
            "標準の圧縮方式（Deflate）でZIPを作り直してください。",
        ),
        (
            "{table} is compressed by a method ({value}) that is not read here.",
            "Make the zip again with the standard method (Deflate).",
        ),
    ),
    rule(
        "archive_nested_too_deep",
        "blocks",
        (
            "ZIPの中のZIPの中に、さらにZIPがあります（{table}）。",
            "データのファイルをZIPの直下に入れて作り直してください。",
        ),
        (
            "There is a zip in a zip in the zip ({table}).",
            "Make one zip with the data files at its top.",
        ),
    ),
    rule(
        "archive_ambiguous",
        "blocks",
        (
            "データの候補が二つ以上あり、どれを読むか決められません：{value}。",
            "一つのフィードだけを入れて送ってください。二つあるなら別々に送ってください。",
        ),
        (
            "There are two or more candidates for the data, and no way to choose: {value}.",
            "Send a file with one feed only; send two feeds separately.",
        ),
    ),
    rule(
        "archive_in_subfolder",
        "warning",
        (
            "データはフォルダ{value}の中にありました。読みましたが、多くの利用者は読めません。",
            "フォルダに入れず、ファイルをZIPの直下に置いてください。",
        ),
        (
            "The data was inside the folder {value}. It was read here, but many users cannot read it.",
            "Put the files at the top of the zip, not in a folder.",
        ),
    ),
    rule(
        "archive_nested_zip",
        "warning",
        (
            "データはZIPの中のZIP（{table}）に入っていました。読みましたが、多くの利用者は読めません。",
            "中のZIPをそのまま送ってください。",
        ),
        (
            "The data was in a zip inside the zip ({table}). It was read here, but many users cannot read it.",
            "Send the inner zip as it is.",
        ),
    ),
)

_TEXTS = (
    rule(
        "jp_bad_encoding",
        "warning",
        (
            "{table}の文字コードは{value}です。{expected}として読み替えましたが、多くの利用者では文字化けします。",
            "表計算ソフトなら「CSV UTF-8」で保存し直してください。",
        ),
        (
            "{table} is encoded in {value}. It was converted to {expected} here, but most users will see garbled text.",
            'Save it again as UTF-8 (in a spreadsheet: "CSV UTF-8").',
        ),
    ),
    rule(
        "text_utf16",
        "warning",
        (
            "{table}の文字コードは{value}です。{expected}として読み替えましたが、多くの利用者は読めません。",
            "UTF-8で保存し直してください。",
        ),
        (
            "{table} is encoded in {value}. It was converted to {expected} here, but most users cannot read it.",
            "Save it again as UTF-8.",
        ),
    ),
    rule(
        "text_not_utf8",
        "warning",
        (
            "{table}にUTF-8として読めないバイトがあります（最初は{row}行目）。読めない所は「�」にしました。",
            "UTF-8で保存し直してください。",
        ),
        (
            "{table} has bytes that are not UTF-8 (first in row {row}); they were replaced by '�'.",
            "Save it again as UTF-8.",
        ),
    ),
    rule(
        "text_nul_bytes",
        "warning",
        (
            "{table}にNUL文字（値0のバイト）が{count}個あり、取り除いて読みました（最初は{row}行目）。",
            "書き出したプログラムを確かめ、NUL文字のないファイルを送ってください。",
        ),
        (
            "{table} has {count} NUL characters (bytes of value 0), first in row {row}; they were left out.",
            "Check the program that wrote it and send the file without them.",
        ),
    ),
    rule(
        "text_line_ends",
        "warning",
        (
            "{table}の改行がCRだけの行が{count}あります。改行として読みましたが、仕様はLFかCRLFです。",
            "改行をLFかCRLFにして保存し直してください。",
        ),
        (
            "{table} has {count} line ends that are CR alone. They were read as line ends; the standard is LF or CRLF.",
            "Save it again with LF or CRLF line ends.",
        ),
    ),
    rule(
        "text_quotes_irregular",
        "warning",
        (
            '{table}の引用符（"）が正しく閉じていないか、値の途中にあります（最初は{row}行目）。一行ずつ読みました。',
            '値に引用符を使うときは全体を引用符で囲み、中の引用符は二つ重ねて（""）ください。',
        ),
        (
            '{table} has quotes (") that do not close, or stand inside a value (first in row {row}). '
            "It was read line by line.",
            'Enclose a value that contains quotes in quotes, and double those inside ("").',
        ),
    ),
    rule(
        "text_extra_cells",
        "warning",
        (
            "{table}の{count}行に、見出しより多い値があります（最初は{row}行目）。余った値は捨てました。",
            "値の中のコンマを引用符で囲むか、余分なコンマを除いてください。",
        ),
        (
            "{count} rows of {table} have more values than the header (first: row {row}); "
            "the surplus values were dropped.",
            "Quote values that contain commas, or remove the surplus commas.",
        ),
    ),
    rule(
        "text_too_many_columns",
        "blocks",
        (
            "{table}の見出しが{value}列あります（上限は{expected}列）。この表は読みませんでした。",
            "見出しの行を確かめ、必要な列だけにしてください。",
        ),
        (
            "The header of {table} has {value} columns (at most {expected}); the table was not read.",
            "Check the header line and keep only the columns that are needed.",
        ),
    ),
    rule(
        "text_rows_too_short",
        "blocks",
        (
            "{table}の見出しは{value}列なのに、ほとんどの行に値が足りません。この表は読みませんでした。",
            "見出しの行と、値の区切り（コンマ）を確かめてください。",
        ),
        (
            "The header of {table} has {value} columns, but nearly all rows lack values; the table was not read.",
            "Check the header line and the commas between the values.",
        ),
    ),
)

READING: dict[str, ReadingRule] = {entry.code: entry for entry in (*_CONTAINERS, *_TEXTS)}
"""All codes about containers and text files."""
