"""jp_stop_time_blank: a stop without its time of arrival or departure, which editions 2 and 3 want at every stop.

Not here: times at the ends of a trip or times that are no times (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, all_of, cell, known, many, nothing, one, until_edition, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_TIMES = ("arrival_time", "departure_time")


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each line of stop_times.txt, of the first blank cell; one at the header for an absent column."""
    times = known(tables, "stop_times")
    if times is None:
        return nothing()
    absent = [one("stop_times.txt", row=1, column=column) for column in _TIMES if column not in times.columns]
    there = [column for column in _TIMES if column in times.columns]
    lines = times.filter(pl.any_horizontal(map(_may_be_blank, there))) if there else times.head(0)
    lines = lines.filter(pl.any_horizontal(cell(column) == "" for column in there)) if there else lines
    if not lines.height:
        return all_of(absent)
    which = pl.when(cell(there[0]) == "").then(pl.lit(there[0])).otherwise(pl.lit(there[-1]))
    found = many(lines.select("_row", there[0]), "stop_times.txt", column=there[0], value=pl.lit(""))
    return all_of([*absent, found.with_columns(column=lines.select(which).to_series())])


def _may_be_blank(column: str) -> pl.Expr:
    """Not as long as a time is; quick, and leaves few to be looked at."""
    return ~pl.col(column).str.len_bytes().is_in([7, 8]).fill_null(value=False)


RULES = (
    Rule(
        code="jp_stop_time_blank",
        text=words(
            ja=(
                "stop_times.txt の{row}行目で {column} が空です（列がないときは1行目を示します）。第3版までの"
                "GTFS-JPでは、"
                "すべての停留所に着発時刻が必要です。",
                "通過するだけの停留所にも、時刻表や前後の停留所から求めた時刻を入れてください。",
            ),
            en=(
                "{column} is blank in row {row} of stop_times.txt (row 1 when the column is absent); GTFS-JP up to "
                "edition 3 wants a time at every stop.",
                "Write the time of the timetable, or one between those of the stops around it.",
            ),
        ),
        severity=until_edition("v3", Severity.ERROR),
        source="GTFS-JP 第2版 stop_times.txt (required); v3 same (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
