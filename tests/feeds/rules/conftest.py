"""Builders for the rules' tests: a small faultless GTFS-JP feed as texts, its tables, its zip, and what a rule finds.

What does not live here: reading real files (tests/feeds/formats).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from feeds.rules.judge import judge_gtfs
from feeds.rules.judged import Judged
from feeds.rules.registry import rules
from feeds.rules.rule import RuleContext
from feeds.tables import TextFile, TextTables

Files = dict[str, str]

GOOD: Files = {
    "agency.txt": """
        agency_id,agency_name,agency_url,agency_timezone,agency_lang
        8000020130001,みなと市営バス,https://example.jp/,Asia/Tokyo,ja""",
    "routes.txt": """
        route_id,agency_id,route_short_name,route_type
        r1,8000020130001,港1,3""",
    "calendar.txt": """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        daily,1,1,1,1,1,1,1,20200101,20210131""",
    "stops.txt": """
        stop_id,stop_name,stop_lat,stop_lon,location_type
        s1,港町,35.0,139.0,0
        s2,灯台前,35.01,139.01,0""",
    "trips.txt": """
        route_id,service_id,trip_id
        r1,daily,t1""",
    "stop_times.txt": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint
        t1,8:00:00,8:00:00,s1,1,1
        t1,8:05:00,8:05:00,s2,2,1""",
    "feed_info.txt": """
        feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version,feed_contact_email
        みなと市,https://example.jp/,ja,20200101,20210131,20200101_1,bus@example.jp""",
    "fare_attributes.txt": """
        fare_id,price,currency_type,payment_method,transfers,agency_id
        f1,210,JPY,0,0,8000020130001""",
    "translations.txt": """
        table_name,field_name,language,translation,record_id,record_sub_id,field_value
        stops,stop_name,ja,港町,s1,,
        stops,stop_name,ja-Hrkt,みなとまち,s1,,
        stops,stop_name,ja,灯台前,,,灯台前
        stops,stop_name,ja-Hrkt,とうだいまえ,,,灯台前
        agency,agency_name,ja,みなと市営バス,,,みなと市営バス
        agency,agency_name,ja-Hrkt,みなとしえいばす,,,みなと市営バス
        routes,route_short_name,ja,港1,,,港1
        routes,route_short_name,ja-Hrkt,みなと1,,,港1
        feed_info,feed_publisher_name,ja,みなと市,,,みなと市
        feed_info,feed_publisher_name,ja-Hrkt,みなとし,,,みなと市""",
}

OLD_TRANSLATIONS = """
        trans_id,lang,translation
        港町,ja,港町
        港町,ja-Hrkt,みなとまち
        灯台前,ja,灯台前
        灯台前,ja-Hrkt,とうだいまえ
        みなと市営バス,ja,みなと市営バス
        みなと市営バス,ja-Hrkt,みなとしえいばす
        港1,ja,港1
        港1,ja-Hrkt,みなと1
        みなと市,ja,みなと市
        みなと市,ja-Hrkt,みなとし"""


def _csv(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def _table(text: str) -> pl.DataFrame:
    header, *rows = csv.reader(io.StringIO(_csv(text)))
    body = [[row[n] if n < len(row) else None for row in rows] for n in range(len(header))]
    lines = pl.Series(range(2, len(rows) + 2), dtype=pl.Int64)
    return pl.DataFrame(
        {"_row": lines, **{name: pl.Series(cells, dtype=pl.String) for name, cells in zip(header, body, strict=True)}}
    )


@pytest.fixture(scope="session")
def make_files() -> Callable[..., Files]:
    """The faultless feed with some files replaced (by stem, text) or taken out (None)."""

    def build(**changed: str | None) -> Files:
        files = {**GOOD, **{f"{stem}.txt": text for stem, text in changed.items() if text is not None}}
        return {name: _csv(text) for name, text in files.items() if changed.get(name[:-4], "") is not None}

    return build


@pytest.fixture(scope="session")
def make_tables(make_files: Callable[..., Files]) -> Callable[..., TextTables]:
    """The text tables of that feed."""

    def build(**changed: str | None) -> TextTables:
        files = make_files(**changed)
        listed = tuple(TextFile(name, len(text), "utf-8", name[:-4]) for name, text in files.items())
        return TextTables({name[:-4]: _table(text) for name, text in files.items()}, listed)

    return build


@pytest.fixture
def make_zip(make_files: Callable[..., Files], tmp_path: Path) -> Callable[..., Path]:
    """That feed as a zip."""

    def build(**changed: str | None) -> Path:
        path = tmp_path / "feed.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in make_files(**changed).items():
                archive.writestr(name, text)
        return path

    return build


@pytest.fixture(scope="session")
def find(make_tables: Callable[..., TextTables]) -> Callable[..., list[tuple[object, ...]]]:
    """What one rule finds in the feed: (table, row, column, value, expected) of each finding."""
    by_code = {rule.code: rule for rule in rules()}

    def run(code: str, edition: str = "v3", **changed: str | None) -> list[tuple[object, ...]]:
        frame = by_code[code].check(make_tables(**changed), RuleContext(edition))
        return frame.select("table", "row", "column", "value", "expected").rows()

    return run


@pytest.fixture
def judge(make_tables: Callable[..., TextTables], make_zip: Callable[..., Path]) -> Callable[..., Judged]:
    """The whole judgement of the feed, on 2020-06-01 unless told otherwise; `_options` go to judge_gtfs."""

    def run(_options: Mapping[str, object] | None = None, **changed: str | None) -> Judged:
        options = {"reference_date": date(2020, 6, 1), **(_options or {})}
        return judge_gtfs(make_tables(**changed), make_zip(**changed), **options)

    return run


@pytest.fixture(scope="session")
def old_translations() -> str:
    """translations.txt of the faultless feed in the layout of editions 1 and 2."""
    return OLD_TRANSLATIONS
