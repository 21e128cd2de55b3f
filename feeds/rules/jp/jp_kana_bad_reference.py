"""jp_kana_bad_reference: a reading by field_value, or by record_id of a GTFS-JP table, that matches nothing.

Not here: record_id of other tables and unknown tables (canonical), texts without a reading (jp_kana_missing).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.readings import READING, rows_in, translations_of
from feeds.rules.rule import Rule, RuleContext, all_of, cell, from_edition, many, nothing, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_KEYS = {"agency_jp": "agency_id", "office_jp": "office_id", "pattern_jp": "jp_pattern_id", "routes_jp": "route_id"}


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each row of translations.txt; details: of (table and column it names)."""
    translations = translations_of(tables)
    if translations is None:
        return nothing()
    rows = rows_in(translations, READING).filter(pl.col("table").is_in([s for s in tables if s != "translations"]))
    found = []
    for (stem, field), group in sorted(rows.partition_by("table", "field", as_dict=True).items()):
        table = tables.tables[str(stem)]
        key = _KEYS.get(str(stem), "")
        if field not in table.columns:
            found.append(_found(group, "field_name", pl.lit(str(field))))
            continue
        found.append(_found(_lost(group, "source", table, str(field)), "field_value", pl.col("source")))
        if key in table.columns:
            found.append(_found(_lost(group, "id", table, key), "record_id", pl.col("id")))
    return all_of(found).sort("row")


def _lost(group: pl.DataFrame, name: str, table: pl.DataFrame, column: str) -> pl.DataFrame:
    named = group.filter(pl.col(name) != "")
    return named.join(table.select(cell(column).alias(name)).unique(), on=name, how="anti") if named.height else named


def _found(rows: pl.DataFrame, column: str, value: pl.Expr) -> pl.DataFrame:
    of = pl.concat_str([pl.col("table"), pl.lit(".txt "), pl.col("field")])
    return many(rows, "translations.txt", column=column, value=value, of=of)


RULES = (
    Rule(
        code="jp_kana_bad_reference",
        text=words(
            ja=(
                "translations.txt {row}行目の読み仮名は {of} の {column}「{value}」を指していますが、"
                "そこにありません。",
                "名前を変えたときは translations.txt も直してください。使わない行なら消してください。",
            ),
            en=(
                "The reading in row {row} of translations.txt points to {of}, {column} “{value}”, which is not there.",
                "When a name changes, change translations.txt too; remove rows that are no longer used.",
            ),
        ),
        severity=from_edition("v3", Severity.WARNING),
        source="GTFS-JP 第3版 translations.txt; GTFS Schedule reference, translations.txt (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
