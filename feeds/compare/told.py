"""A document of `compare` as what people read, in one language: groups of lines, what is not explained, ids, files.

Text and page are both made of this. What does not live here: their form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.compare.titles import title_of
from feeds.compare.values import Json
from feeds.compare.wordlist import REASONS
from feeds.compare.words import GROUPS, group_of, item_sentence

TITLES = {
    "ja": {
        "title": "新旧の比較", "equal": "内容は同じです。", "different": "違いがあります。",
        "equal_more": "ZIPのバイトが違っていても、書かれていることは同じです。",
        "all_explained": "ファイルの違いは、すべて下の項目で説明がつきます。",
        "some_left": "説明のつかない違いが{n}件あります。最後の欄をご覧ください。",
        "left": "説明のつかない違い", "left_none": "ありません。", "ids": "番号（ID）の引き継ぎ",
        "ids_note": "番号が変わると、経路検索や利用者のアプリで同じ停留所・便と分からなくなります。",
        "files": "ファイルごとの行数", "more": "ほか{n}件", "unfold": "さらに{n}件を見る", "lines": "{rows}行目",
        "table": "ファイル", "added": "追加", "removed": "削除", "changed": "変更", "kept": "同じID",
        "renumbered": "付け直し",
        "begun": "新しい", "ended": "なくなった", "column": "列", "none": "旅客に関わる違いはありません。",
        "old": "古い版", "new": "新しい版", "fingerprint": "内容の指紋", "first": "おもな違い", "rows": "{n}行",
    },
    "en": {
        "title": "Comparison of two versions", "equal": "The content is equal.", "different": "There are differences.",
        "equal_more": "The bytes of the zips may differ; what they say is the same.",
        "all_explained": "Every difference between the files is explained below.",
        "some_left": "{n} differences are not explained; see the last part.",
        "left": "Differences that nothing explains", "left_none": "None.", "ids": "Continuity of identifiers",
        "ids_note": "Where ids change, trip planners and apps no longer know that a stop or trip is the same.",
        "files": "Rows by file", "more": "and {n} more", "unfold": "Show {n} more", "lines": "row {rows}",
        "table": "File", "added": "added", "removed": "removed", "changed": "changed", "kept": "same id",
        "renumbered": "new id", "begun": "begun", "ended": "ended", "column": "column",
        "none": "Nothing that riders notice.",
        "old": "old version", "new": "new version", "fingerprint": "Fingerprint of the content", "first": "In short",
        "rows": "{n} rows",
    },
}  # fmt: skip
_FIRST = ("trips_per_day", "routes_begun", "routes_ended", "stops_begun", "stops_ended", "stops_renamed", "stops_moved",
          "times_changed", "served_less", "fares_changed", "service_span")  # fmt: skip
"""Codes that are told in short at the top."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line: its sentence, its items as sentences, and how many items are not told."""

    code: str
    words: str
    items: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """Lines of one group under its title."""

    name: str
    title: str
    lines: tuple[ToldLine, ...]


def groups(document: Json, lang: str) -> list[ToldGroup]:
    """The groups that have a line, in their order."""
    by_group: dict[str, list[ToldLine]] = {name: [] for name in GROUPS}
    for one in document["lines"]:
        items = tuple(filter(None, (item_sentence(one["code"], item, lang) for item in one["items"])))
        unnamed = one["total"] - len(one["items"]) if items and len(one["items"]) < one["total"] else 0
        by_group[group_of(one["code"])].append(ToldLine(one["code"], one[lang], items, unnamed))
    titles = {name: ja if lang == "ja" else en for name, (ja, en, _) in GROUPS.items()}
    return [ToldGroup(name, titles[name], tuple(lines)) for name, lines in by_group.items() if lines]


def in_short(document: Json, lang: str) -> list[str]:
    """The few sentences that tell most."""
    found = {one["code"]: one for one in document["lines"]}
    told = []
    for code in _FIRST:
        if code == "trips_per_day" and code in found:
            told += [item_sentence(code, item, lang) for item in found[code]["items"] if _differs(item)]
        elif code in found:
            told.append(found[code][lang])
    return told


def _differs(item: Json) -> bool:
    return any(
        item.get(f"{a}_old{b}") != item.get(f"{a}_new{b}") for a, b in (("trips", ""), ("first", "_s"), ("last", "_s"))
    )


def left(document: Json, lang: str) -> Iterator[tuple[str, str]]:
    """Where (file, column, how many, first lines) and why, for all that nothing explains."""
    words, side = TITLES[lang], 0 if lang == "ja" else 1
    for one in document["unexplained"]:
        column = f" {one['column']}" if one["column"] else ""
        rows = ", ".join(str(n) for n in one["lines"])
        shown = words["lines"].format(rows=rows) + ("…" if one["rows"] > len(one["lines"]) else "")
        count = words["rows"].format(n=f"{one['rows']:,}")
        where = f"{file_of(one['stem'])}{column}: {words[one['part']]} {count}" + (f" ({shown})" if rows else "")
        yield where, REASONS[one["reason"]][side]


def file_of(stem: str) -> str:
    """The name of the file of a table."""
    return stem if stem.endswith(".geojson") else f"{stem}.txt"


def id_rows(document: Json, lang: str) -> list[tuple[str, list[int]]]:
    """Title of each table whose ids matter to others, and kept, renumbered, begun, ended."""
    form = "{title}（{column}）" if lang == "ja" else "{title} ({column})"
    told = []
    for one in document["continuity"]:
        title = form.format(title=title_of(one["table"], "", lang), column=one["column"])
        told.append((title, [one[key] for key in ("kept", "renumbered", "begun", "ended")]))
    return told


def count_left(document: Json) -> int:
    """Rows and cells that nothing explains."""
    return sum(int(one["rows"]) for one in document["unexplained"])
