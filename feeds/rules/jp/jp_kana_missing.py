"""The family of readings that are missing beside those of stop names: jp_route_name_kana_missing,
jp_headsign_kana_missing, jp_agency_name_kana_missing, jp_other_kana_missing; and jp_ja_row_missing.

Counted once for each text of a column, at its first line. Silent when translations.txt is absent or not understood, as
jp_stop_name_kana_missing is. URLs are left out: nobody reads them aloud. Not here: wrong readings (jp_kana).
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from feeds.rules.readings import JAPANESE_ROW, READING, without
from feeds.rules.rule import Rule, RuleContext, all_of, many, until_edition, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

_Column = tuple[str, str, str]
ROUTES: tuple[_Column, ...] = (
    ("routes", "route_short_name", "route_id"),
    ("routes", "route_long_name", "route_id"),
)
HEADSIGNS: tuple[_Column, ...] = (("trips", "trip_headsign", "trip_id"),)
AGENCIES: tuple[_Column, ...] = (("agency", "agency_name", "agency_id"),)
LATER: tuple[_Column, ...] = (
    ("stop_times", "stop_headsign", "trip_id"),
    ("attributions", "organization_name", "attribution_id"),
)
EARLIER: tuple[_Column, ...] = (
    *LATER,
    ("stops", "stop_desc", "stop_id"),
    ("routes", "route_desc", "route_id"),
    ("trips", "trip_short_name", "trip_id"),
    ("feed_info", "feed_publisher_name", ""),
)
"""Columns of GTFS whose names end in _name, _desc or _headsign: table, column, id. Edition 4 names `LATER`; whether
columns of GTFS-JP (jp_trip_desc, office_name) are meant too nobody verified: they are left out."""


def _unread(tables: TextTables, columns: Iterable[_Column], language: str = READING) -> pl.DataFrame:
    """One finding for each text; details: rows (how many hold it), of stops their stop_id."""
    tag = "ja-Hrkt" if language == READING else "ja"
    found = []
    for stem, column, key in columns:
        texts = without(tables, stem, column, key, language).rename({"value": column})
        place = {"stop_id": pl.col("key")} if stem == "stops" else {}
        found.append(many(texts, f"{stem}.txt", column=column, expected=tag, rows=pl.col("rows"), **place))
    return all_of(found)


def _routes(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    return _unread(tables, ROUTES)


def _headsigns(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return _unread(tables, HEADSIGNS)


def _agencies(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    return _unread(tables, AGENCIES)


def _others(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    return _unread(tables, LATER if context.edition == "v4" else EARLIER)


def _ja_rows(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    stops = (("stops", "stop_name", "stop_id"),)
    return _unread(tables, (*stops, *ROUTES, *HEADSIGNS, *AGENCIES, *EARLIER), JAPANESE_ROW)


_MILD = {"v2": Severity.WARNING, "v3": Severity.WARNING, "v4": Severity.INFO}
_SOURCE = "GTFS-JP 第2版 translations.txt; v3 s.33, v4 s.75-77 recommended (by gtfs_jp.md)"

RULES = (
    Rule(
        code="jp_route_name_kana_missing",
        text=words(
            ja=(
                "経路の名前「{value}」（routes.txt の {column}、{row}行目ほか計{rows}件）の読み仮名が "
                "translations.txt に"
                "ありません。",
                "translations.txt に「{value}」の読み仮名を、言語コード ja-Hrkt の行として加えてください。",
            ),
            en=(
                "The route name “{value}” ({column}, routes.txt row {row}, {rows} row(s) in all) has no kana "
                "reading in "
                "translations.txt.",
                "Add a row with language ja-Hrkt and the reading of “{value}” to translations.txt.",
            ),
        ),
        severity=_MILD,
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_routes,
    ),
    Rule(
        code="jp_headsign_kana_missing",
        text=words(
            ja=(
                "行先「{value}」（trips.txt {row}行目ほか計{rows}便）の読み仮名が translations.txt にありません。",
                "translations.txt に「{value}」の読み仮名を、言語コード ja-Hrkt の行として加えてください。",
            ),
            en=(
                "The headsign “{value}” (trips.txt row {row}, {rows} trip(s) in all) has no kana reading in "
                "translations.txt.",
                "Add a row with language ja-Hrkt and the reading of “{value}” to translations.txt.",
            ),
        ),
        severity=_MILD,
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_headsigns,
    ),
    Rule(
        code="jp_agency_name_kana_missing",
        text=words(
            ja=(
                "事業者の名前「{value}」（agency.txt {row}行目）の読み仮名が translations.txt にありません。",
                "translations.txt に「{value}」の読み仮名を、言語コード ja-Hrkt の行として加えてください。",
            ),
            en=(
                "The agency name “{value}” (agency.txt row {row}) has no kana reading in translations.txt.",
                "Add a row with language ja-Hrkt and the reading of “{value}” to translations.txt.",
            ),
        ),
        severity=_MILD,
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_agencies,
    ),
    Rule(
        code="jp_other_kana_missing",
        text=words(
            ja=(
                "{table} の {column}「{value}」（{row}行目ほか計{rows}件）の読み仮名が translations.txt にありません。",
                "translations.txt に「{value}」の読み仮名を、言語コード ja-Hrkt の行として加えてください。",
            ),
            en=(
                "“{value}” in {column} of {table} (row {row}, {rows} row(s) in all) has no kana reading in "
                "translations.txt.",
                "Add a row with language ja-Hrkt and the reading of “{value}” to translations.txt.",
            ),
        ),
        severity=_MILD,
        source=_SOURCE,
        mark=Mark.UNVERIFIED,
        check=_others,
    ),
    Rule(
        code="jp_ja_row_missing",
        text=words(
            ja=(
                "{table} の {column}「{value}」（{row}行目ほか計{rows}件）に、言語コード ja の行が translations.txt に"
                "ありません。",
                "translations.txt に「{value}」をそのまま書いた ja の行を、ja-Hrkt の行の前に加えてください。",
            ),
            en=(
                "“{value}” in {column} of {table} (row {row}, {rows} row(s) in all) has no row with language ja in "
                "translations.txt.",
                "Add a row with language ja and the same text to translations.txt, before the one with ja-Hrkt.",
            ),
        ),
        severity=until_edition("v3", Severity.INFO),
        source="GTFS-JP 第2版 translations.txt; v3 s.33; dropped in v4 (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=_ja_rows,
    ),
)
