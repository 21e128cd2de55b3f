"""The family of feed_info.txt: jp_feed_lang_not_ja, jp_feed_info_dates_missing, jp_feed_version_missing,
jp_year_end_expiry. Not here: the absent file (jp_feed_info_missing), dates that have passed (canonical).
"""

from __future__ import annotations

import polars as pl

from feeds.cells import day
from feeds.rules.rule import Rule, RuleContext, all_of, blank, cell, every_edition, known, many, nothing, words, wrong
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def _lang(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    lang = cell("feed_lang").str.to_lowercase()
    return wrong(tables, "feed_info", "feed_lang", ~lang.is_in(["", "ja"]), expected="ja")


def _dates(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return all_of(blank(tables, "feed_info", column) for column in ("feed_start_date", "feed_end_date"))


def _version(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return blank(tables, "feed_info", "feed_version")


def _year_end(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    info = known(tables, "feed_info", "feed_end_date")
    if info is None:
        return nothing()
    ends = info.with_columns(day("feed_end_date").alias("_ends"))
    in_year = pl.col("_ends").dt.month().cast(pl.Int32) * 100 + pl.col("_ends").dt.day()
    quiet = (in_year >= 1228) | (in_year <= 105) | in_year.is_between(811, 817)
    return many(ends.filter(quiet), "feed_info.txt", column="feed_end_date")


RULES = (
    Rule(
        code="jp_feed_lang_not_ja",
        text=words(
            ja=(
                "feed_info.txt の feed_lang が「{value}」です。GTFS-JPでは ja と決まっています。",
                "feed_lang を ja にしてください。",
            ),
            en=("feed_lang is “{value}” in feed_info.txt; GTFS-JP fixes it to ja.", "Set feed_lang to ja."),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 feed_info.txt (fixed value); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=_lang,
    ),
    Rule(
        code="jp_feed_info_dates_missing",
        text=words(
            ja=(
                "feed_info.txt の {column} が空です。いつまで使えるデータか、利用者に分かりません。",
                "feed_start_date にはダイヤ改正日を、feed_end_date には有効期間の終わり（1年ほど先）を、"
                "20270331 のように入れてください。",
            ),
            en=(
                "{column} is blank in feed_info.txt: nobody can tell how long the data may be used.",
                "Set feed_start_date to the day of the timetable revision and feed_end_date to the end of "
                "validity, about "
                "a year later, such as 20270331.",
            ),
        ),
        severity={"v2": Severity.WARNING, "v3": Severity.WARNING, "v4": Severity.ERROR},
        source="feed_info.txt: optional in v2 and v3, required in v4; busdata.or.jp guide 03 (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=_dates,
    ),
    Rule(
        code="jp_feed_version_missing",
        text=words(
            ja=(
                "feed_info.txt の feed_version が空です。新旧のデータを見分けられません。",
                "「20260401_1」のように、日付と番号で版の名前を付けてください。",
            ),
            en=(
                "feed_version is blank in feed_info.txt: old and new data cannot be told apart.",
                "Name the version by date and number, such as 20260401_1.",
            ),
        ),
        severity={"v2": Severity.INFO, "v3": Severity.INFO, "v4": Severity.ERROR},
        source="feed_info.txt: optional in v2 and v3, required in v4 (by gtfs_jp.md, Fields)",
        mark=Mark.UNVERIFIED,
        check=_version,
    ),
    Rule(
        code="jp_year_end_expiry",
        text=words(
            ja=(
                "feed_info.txt の feed_end_date（{value}）が年末年始かお盆の休みの時期です。"
                "更新が休み明けに遅れると、その間バスが検索に出なくなります。",
                "終了日を休みの時期から離してください（例：1月末、3月末）。",
            ),
            en=(
                "feed_end_date ({value}) in feed_info.txt falls into the holidays around New Year or in "
                "mid-August; when "
                "the update waits until after them, the buses vanish from journey planners meanwhile.",
                "Move the end away from those days, to the end of January or March for example.",
            ),
        ),
        severity=every_edition(Severity.INFO),
        source="busdata.or.jp guide 03: avoid the end of the year and Obon (by gtfs_jp.md); dates are our reading",
        mark=Mark.INFERRED,
        check=_year_end,
    ),
)
