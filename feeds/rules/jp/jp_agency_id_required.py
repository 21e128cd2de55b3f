"""jp_agency_id_required: agency_id is blank in agency.txt or routes.txt (GTFS-JP wants it even with one agency).

Not here: the shape of an id that is filled (jp_agency_id_not_corporate_number), references that lead nowhere
(canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, has_rows, many, nothing, one, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each row without it; one at the header when the column is absent. Details: rows concerned."""
    return pl.concat([_blank(tables, "agency"), _blank(tables, "routes")], how="diagonal")


def _blank(tables: TextTables, stem: str) -> pl.DataFrame:
    table = tables.get(stem)
    if table is None or not has_rows(table):
        return nothing()
    if "agency_id" not in table.columns:
        return one(f"{stem}.txt", row=1, column="agency_id", rows=table.height)
    blank = table.filter(cell("agency_id") == "")
    return many(blank, f"{stem}.txt", column="agency_id", rows=pl.lit(1))


RULES = (
    Rule(
        code="jp_agency_id_required",
        text=words(
            ja=(
                "{table} の{row}行目で agency_id が空です（列がないときは1行目を示します）。GTFS-JPでは、"
                "事業者が1つだけでも必要です。",
                "agency.txt と routes.txt の agency_id に事業者の法人番号（13桁）を入れてください。"
                "両方で同じ値を使います。",
            ),
            en=(
                "agency_id is blank in row {row} of {table} (row 1 when the column is absent). GTFS-JP needs it even "
                "with one agency.",
                "Write the operator's corporate number (13 digits) as agency_id in agency.txt and routes.txt, the same "
                "in both.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 agency.txt, routes.txt (required); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
