"""Builders for merges: members of small tables, merging into memory, reading the zip back.

What does not live here: real files (test_real).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from feeds.merge import Member, MergeReport, Publisher, merge
from terms.ids import FeedKey

US = Publisher("二重テスト", "https://example.org/futae", "futae@example.org")
MADE_ON = date(2026, 11, 24)
BASE = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\nA,{name},https://example.com/,Asia/Tokyo,ja",
    "stops": "stop_id,stop_name,stop_lat,stop_lon,zone_id\nS1,本町,34.6,133.9,Z1\nS2,港,34.61,133.91,Z2",
    "routes": "route_id,agency_id,route_short_name,route_type\nR1,A,1,3",
    "trips": "route_id,service_id,trip_id\nR1,平日,T1",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,08:00:00,08:00:00,S1,1\nT1,08:10:00,08:10:00,S2,2",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "平日,1,1,1,1,1,0,0,20200101,20201231",
}


def text_table(text: str) -> pl.DataFrame:
    """Simple CSV (no quotes) as a text table with `_row`; empty cells are ''."""
    head, *rows = (line.split(",") for line in text.splitlines())
    frame = pl.DataFrame(rows, schema=dict.fromkeys(head, pl.String), orient="row")
    return frame.with_row_index("_row", offset=2).with_columns(pl.col("_row").cast(pl.Int64))


@dataclass(frozen=True)
class Done:
    """A merge: its bytes and its report."""

    data: bytes
    report: MergeReport

    def text(self, name: str) -> str:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(name).decode()

    def names(self) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.namelist()

    def table(self, stem: str) -> pl.DataFrame:
        return pl.read_csv(self.text(f"{stem}.txt").encode(), infer_schema=False)


@pytest.fixture(scope="session")
def make_member() -> Callable[..., Member]:
    """`key`, tables as CSV texts that go over a small whole feed (None leaves one out), fields of Member."""

    def _make(key: str, tables: Mapping[str, str | None] | None = None, **fields: object) -> Member:
        texts = {**{stem: text.format(name=key) for stem, text in BASE.items()}, **(tables or {})}
        frames = {stem: text_table(text) for stem, text in texts.items() if text is not None}
        given = {"licence_ids": ("CC-BY-4.0",), "title": f"{key}の路線", "holder": key, "file_sha256": "0" * 64}
        return Member(FeedKey.parse(key), frames, **{**given, **fields})

    return _make


@pytest.fixture(scope="session")
def merged() -> Callable[..., Done]:
    """Members → the merged zip and its report."""

    def _merged(*members: Member, **options: object) -> Done:
        out = io.BytesIO()
        report = merge(members, out, **{"publisher": US, "made_on": MADE_ON, **options})
        return Done(out.getvalue(), report)

    return _merged
