"""jp_holiday_not_modelled: a weekday service runs as usual on public holidays, in a feed that knows other days too.

A service of Monday to Friday counts when another service runs on Sundays, and a holiday when calendar_dates.txt has no
row of that day at all. Not here: which days are holidays (feeds.rules.workdays), expired calendars (canonical).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from feeds.rules.rule import Rule, RuleContext, cell, every_edition, known, many, nothing, words
from feeds.rules.workdays import holidays_between
from feeds.service import WEEKDAYS, periods
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_SHOWN = 5


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each row of calendar.txt; details: holidays (how many), days (the first of them)."""
    calendar = known(tables, "calendar", "service_id", "start_date", "end_date", *WEEKDAYS)
    if calendar is None:
        return nothing()
    runs = {name: cell(name) == "1" for name in WEEKDAYS}
    if not calendar.select(runs["sunday"].any()).item():
        return nothing()
    weekly = calendar.filter(*(runs[name] for name in WEEKDAYS[:5]), ~runs["sunday"])
    read = periods(weekly.with_columns(cell("service_id"))).frame
    first, last = read["start_date"].min(), read["end_date"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return nothing()
    days = holidays_between(first, last).filter(~pl.col("on").is_in(_known_days(tables).implode()))
    met = read.join(days, how="cross").filter(pl.col("on").is_between("start_date", "end_date")).sort("on")
    text = pl.col("on").dt.to_string("%Y-%m-%d")
    rows = met.group_by("_row", "service_id").agg(
        holidays=pl.len().cast(pl.Int64), days=text.head(_SHOWN).str.join(", ")
    ).sort("_row")  # fmt: skip
    return many(rows, "calendar.txt", column="service_id", holidays=pl.col("holidays"), days=pl.col("days"))


def _known_days(tables: TextTables) -> pl.Series:
    """Days of which calendar_dates.txt says anything."""
    dates = known(tables, "calendar_dates", "date")
    if dates is None:
        return pl.Series(dtype=pl.Date)
    return dates.select(cell("date").str.to_date("%Y%m%d", strict=False)).to_series().drop_nulls().unique()


RULES = (
    Rule(
        code="jp_holiday_not_modelled",
        text=words(
            ja=(
                "平日の運行日「{value}」（calendar.txt {row}行目）が、祝日{holidays}日（{days} など）にもその"
                "まま走ることに"
                "なっています。",
                "calendar_dates.txt で、祝日に平日の運行日を 2（運休）、休日の運行日を 1（運行）にしてください。"
                "祝日も平日と"
                "同じに走るなら、このままでかまいません。",
            ),
            en=(
                "The weekday service “{value}” (calendar.txt row {row}) also runs on {holidays} public "
                "holiday(s), such as "
                "{days}.",
                "In calendar_dates.txt take the weekday service out on holidays (2) and put the holiday service "
                "in (1). "
                "If buses run as on weekdays, nothing needs to change.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 calendar_dates.txt; 国民の祝日に関する法律 as the package holidays knows it",
        mark=Mark.INFERRED,
        check=check,
    ),
)
