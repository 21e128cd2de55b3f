"""The family jp_file_not_in_edition and jp_reserved_namespace: names of files and columns.

Files of an older edition are accepted as legacy: said, never held against a feed. Not here: old columns of
translations.txt (jp_translations_old_layout).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, all_of, every_edition, nothing, one, words
from feeds.rules.soften import JP_COLUMNS, JP_FILES
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_LEGACY = {"v3": frozenset({"routes_jp.txt"}), "v4": JP_FILES}


def _names(tables: TextTables) -> list[str]:
    """Files at the top of the feed, those that were tables without being listed too."""
    listed = {file.name for file in tables.files} | {f"{stem}.txt" for stem in tables}
    return sorted(name for name in listed if "/" not in name)


def _not_in_edition(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    legacy = _LEGACY.get(context.edition, frozenset())
    return all_of(one(name, edition=context.edition) for name in _names(tables) if name in legacy)


def _reserved(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """Edition 4 reserves files that end and columns that begin with jp, earlier ones with _jp and jp_."""
    end, begin = ("jp.txt", "jp") if context.edition == "v4" else ("_jp.txt", "jp_")
    files = [one(name, value=name) for name in _names(tables) if name.endswith(end) and name not in JP_FILES]
    columns = [
        one(f"{stem}.txt", row=1, column=column, value=column)
        for stem, table in sorted(tables.tables.items())
        for column in table.columns
        if column.startswith(begin) and not _is_known(stem, column)
    ]
    return all_of([*files, *columns]) if files or columns else nothing()


def _is_known(stem: str, column: str) -> bool:
    return (f"{stem}.txt", column) in JP_COLUMNS or (stem, column) == ("pattern_jp", "jp_pattern_id")


RULES = (
    Rule(
        code="jp_file_not_in_edition",
        text=words(
            ja=(
                "{table} は古い版のファイルで、{edition} の本文にはありません。古い版のデータとして受け付けました。",
                "このままでも使えます。作り直すときに、その版のファイルへ移してください。",
            ),
            en=(
                "{table} belongs to an older edition and is not in {edition}; it was accepted as legacy data.",
                "It may stay. Move to the files of that edition when the feed is made anew.",
            ),
        ),
        severity={"v3": Severity.INFO, "v4": Severity.INFO},
        source="routes_jp.txt removed in v3, *_jp.txt moved to the annex in v4 (by gtfs_jp.md, File set)",
        mark=Mark.UNVERIFIED,
        check=_not_in_edition,
    ),
    Rule(
        code="jp_reserved_namespace",
        text=words(
            ja=(
                "{table} の名前「{value}」は、GTFS-JPが将来のために取ってある形（_jp や jp_）ですが、"
                "GTFS-JPにありません。",
                "独自のファイルや列には、jp を付けない名前を使ってください。綴りの間違いなら直してください。",
            ),
            en=(
                "The name “{value}” ({table}) has the form GTFS-JP reserves (_jp, jp_) but GTFS-JP does not know it.",
                "Name files and columns of your own without jp; correct it if it is misspelt.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 overview (reserved names); widened in v4 (by gtfs_jp.md, Packaging)",
        mark=Mark.UNVERIFIED,
        check=_reserved,
    ),
)
