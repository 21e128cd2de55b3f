"""The family jp_env_dependent_char and jp_fullwidth_ascii: characters that older displays or programs stumble over.

Not here: the encoding of a file (jp_bad_encoding, feeds.formats).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from feeds.rules.rule import Rule, RuleContext, all_of, every_edition, known, many, nothing, values_of, words
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

NAMES = (
    ("agency", "agency_name"),
    ("stops", "stop_name"),
    ("routes", "route_short_name"),
    ("routes", "route_long_name"),
    ("trips", "trip_headsign"),
    ("stop_times", "stop_headsign"),
)
CODES = (
    ("agency", "agency_phone"),
    ("agency_jp", "agency_zip_number"),
    ("office_jp", "office_phone"),
    ("stops", "stop_code"),
    ("stops", "platform_code"),
    ("feed_info", "feed_start_date"),
    ("feed_info", "feed_end_date"),
    ("calendar", "start_date"),
    ("calendar", "end_date"),
    ("calendar_dates", "date"),
    ("routes_jp", "route_update_date"),
    ("pattern_jp", "route_update_date"),
)
_SAME_SIGN = "～－―∥￠￡￢—"
"""Signs of JIS X 0208 that Windows and Unicode's table write with different characters."""
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")


def _env_dependent(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001 - one shape for all rules
    """One finding for each name; details: characters, rows (how many hold it)."""
    return all_of(_of_names(tables, stem, column) for stem, column in NAMES)


def _of_names(tables: TextTables, stem: str, column: str) -> pl.DataFrame:
    table = known(tables, stem, column)
    if table is None:
        return nothing()
    names = values_of(table, column).rename({"value": column})
    signs = names.select(pl.col(column).str.extract_all(r"[^\x00-\x7f]").explode().drop_nulls().unique()).to_series()
    bad = [sign for sign in signs.sort() if not _is_everywhere(sign)]
    if not bad:
        return nothing()
    held = pl.col(column).str.extract_all(f"[{''.join(map(re.escape, bad))}]").list.unique(maintain_order=True)
    found = names.with_columns(characters=held.list.join("")).filter(pl.col("characters") != "")
    details = {name: pl.col(name) for name in ("characters", "rows")}
    return many(found, f"{stem}.txt", column=column, **details)


def _is_everywhere(sign: str) -> bool:
    """JIS X 0208 has it (Python's shift_jis is that table) and it is no half-width kana."""
    if sign in _SAME_SIGN:
        return True
    try:
        sign.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return not _HALF_WIDTH_KANA.match(sign)


def _full_width(tables: TextTables, context: RuleContext) -> pl.DataFrame:  # noqa: ARG001
    """One finding for each value; details: rows; expected: the same in ASCII."""
    return all_of(_of_codes(tables, CODES))


def _of_codes(tables: TextTables, columns: Iterable[tuple[str, str]]) -> Iterable[pl.DataFrame]:
    for stem, column in columns:
        table = known(tables, stem, column)
        if table is not None:
            values = values_of(table, column).rename({"value": column})
            wide = values.filter(pl.col(column).str.contains(r"[０-９Ａ-Ｚａ-ｚ－]"))
            ascii_form = pl.col(column).str.normalize("NFKC")
            yield many(wide, f"{stem}.txt", column=column, expected=ascii_form, rows=pl.col("rows"))


RULES = (
    Rule(
        code="jp_env_dependent_char",
        text=words(
            ja=(
                "{table} の {column}「{value}」（{row}行目ほか計{rows}件）に、"
                "機種によって表示できない文字「{characters}」が"
                "あります。",
                "「①」は「1」、「㈱」は「(株)」のように、JIS第1・第2水準までの文字に置き換えられるか確かめてください。"
                "正式な表記なら、そのままでかまいません。",
            ),
            en=(
                "{column} “{value}” of {table} (row {row}, {rows} row(s) in all) holds characters some displays cannot "
                "show: {characters}.",
                "See whether characters of JIS X 0208 can take their place; keep them if the name is officially so.",
            ),
        ),
        severity=every_edition(Severity.INFO),
        source="GTFS-JP 第2版 overview (avoid 環境依存文字); judged by JIS X 0208",
        mark=Mark.INFERRED,
        check=_env_dependent,
    ),
    Rule(
        code="jp_fullwidth_ascii",
        text=words(
            ja=(
                "{table} の {column}「{value}」（{row}行目ほか計{rows}件）に全角の英数字があります。",
                "半角で「{expected}」のように書いてください。",
            ),
            en=(
                "{column} “{value}” of {table} (row {row}, {rows} row(s) in all) is written in full-width letters or "
                "digits.",
                "Write it in ASCII, such as “{expected}”.",
            ),
        ),
        severity=every_edition(Severity.INFO),
        source="GTFS-JP 第2版, half-width digits in codes (by gtfs_jp.md)",
        mark=Mark.UNVERIFIED,
        check=_full_width,
    ),
)
