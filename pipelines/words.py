"""The words of the Dagster page, Japanese and English: what each asset, check, job, sensor and schedule is.

What does not live here: words of rules (feeds.rules) and of collections (their declarations).
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "uploaded_file": (
        "送られたファイル。届いたバイト列のまま、SHA-256 の名前で保管します。",
        "The file as its sender gave it, kept byte for byte under its SHA-256. A partition is one feed "
        "(`org/feed`); a run reads the newest version.",
    ),
    "text_tables": (
        "文字のままの表。箱の中で読み、各行の行番号とともに保管します。",
        "The sender's tables as text, each row with its line in the file: read in a box behind walls, stored "
        "as Parquet under their hash.",
    ),
    "report": (
        "検査結果。規則ごとの検査（checks）が付いています。",
        "The report: all that reading and the rules found, the same document that the sender gets. Its checks "
        "are the rules by name; `publishable` is the one that blocks.",
    ),
    "feed_part": (
        "地図の一部になった版。頼まれていれば公開中になります。",
        "The version settled: ready, and live when that was asked for. What is live is what the next release "
        "is derived from.",
    ),
    "tileset": (
        "タイルセット。変わった区画だけを切り直します。",
        "A tileset: a quadtree of PMTiles archives. A release cuts only the cells whose features changed.",
    ),
    "municipality": (
        "停留所と行政区域の結び付き。出典が二つあるので、停留所の属性にはしません。",
        "Which administrative area each stop lies in. A tie has two sources and the licences of both, so it "
        "is a table of its own and never a column of stops.",
    ),
    "release": (
        "公開版。公開中のすべてのフィードから導かれ、閲覧範囲ごとに一つの目録を持ちます。",
        "One release: a manifest per audience, derived from all live feeds. The worker's publisher makes it "
        "when something changed; materialising it here does the same under the same lease, and nothing when "
        "nothing changed or a publisher is at work.",
    ),
    "statistics": (
        "フィードの統計。日別の便数、時間帯別の発車、運行間隔、路線ごとの数値を計算します。",
        "Statistics of a live feed: service by date, departures by hour, headways, figures of routes and "
        "trips, computed with gtfs-kit in a box.",
    ),
    "unified": (
        "統合フィード。許諾のあるすべてのフィードを一つの GTFS にします。閲覧範囲ごとに一つ。",
        "The unified feed: all live GTFS feeds of one audience whose licences allow it, merged into one zip "
        "with ids as `org/feed:id`. A partition is one audience.",
    ),
    "publishable": (
        "公開を止める指摘がない。",
        "Nothing that blocks publishing was found. Features are built only when this holds.",
    ),
    "canonical_errors": (
        "標準の GTFS 規則（canonical）のエラーがない。",
        "No ERROR of the canonical GTFS rules.",
    ),
    "jp_rules": (
        "GTFS-JP の規則に指摘がない。",
        "No finding of the GTFS-JP rules that the feed's edition knows. Each rule has a check of its own over all live "
        "feeds, named by its code.",
    ),
    "reading_errors": (
        "ファイルを読むときのエラーがない。",
        "No ERROR while the file was read (archive, encoding, cells).",
    ),
    "contract": (
        "列・型・鍵が宣言どおり。",
        "Columns, types and keys are as declared; nothing is stored otherwise.",
    ),
    "feeds_in_force": (
        "公開中のフィードが期限切れでない。",
        "No live feed's service has ended; feeds that have long been silent are named.",
    ),
    "job feed": (
        "一つの版を、ファイルから地図の一部まで。",
        "One version of one feed, from the file to its part of the map.",
    ),
    "job release": (
        "待っている変更から公開版を一つ作る。",
        "One release of the changes that wait.",
    ),
    "job statistics": (
        "フィードの統計を作る。",
        "The statistics of one feed.",
    ),
    "versions_wait": (
        "検査を待つ版があれば実行を頼む。ワーカーがいれば要りません。",
        "Asks for a run of each version that waits for its check. Not needed beside a worker, and harmless: "
        "whoever claims a version first checks it.",
    ),
    "changes_wait": (
        "公開版にまだない変更があれば公開版を作る。ワーカーがいれば要りません。",
        "Asks for a release while a change is in none. Not needed beside a worker, whose publisher is at once.",
    ),
    "look_at_live_feeds": (
        "公開中のフィードを、期限と規則ごとに調べる。",
        "Looks at all live feeds: whose service has ended, and which rule each breaks, from the stored reports.",
    ),
    "delete_old_runs": (
        "古い実行の記録を消す。各フィードの最後の実行は残します。",
        "Deletes records of runs older than FUTAE_KEEP_RUNS_DAYS; the last run of every feed stays.",
    ),
}


def words(name: str) -> str:
    """Both languages, a paragraph each; raises KeyError."""
    ja, en = WORDS[name]
    return f"{ja}\n\n{en}"
