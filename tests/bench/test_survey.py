"""What `bench survey` counts and writes. Not here: building homes (tests/futae/test_demo.py), the real feeds."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from bench.survey import Row, blocked_table, feeds_table, in_force, live_versions, page, summary
from terms.releases import Manifest

DAYS = ["2019-06-03", "2026-11-24"]
ROWS = [
    Row("uno/main", 1, "old.zip", "gtfs-jp v2", "ready"),
    Row("uno/main", 2, "new.zip", "gtfs-jp v2", "live", "", {"stops": 1200, "routes": 50},
        {"2019-06-03": 1000, "2026-11-24": 0}, {"stop_without_position": 2}),
    Row("ryobi/bus", 1, "ryobi.zip", "gtfs-jp v2", "blocked", "foreign_key_violation × 35"),
    Row("x/y", 1, "page.zip", "unknown", "unreadable", "archive_not_zip × 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2018, 12, 31, tzinfo=UTC), 2),
        (datetime(2019, 1, 1, tzinfo=UTC), 3),
        (datetime(2020, 1, 1, tzinfo=UTC), 1),
    ],
)
def test_in_force_is_half_open_and_null_is_unbounded(moment: datetime, count: int) -> None:
    begin, end = datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    utc = pl.Datetime("us", "UTC")
    spans = {"valid_from_at": [begin, None, None], "valid_to_at": [end, end, None]}
    assert in_force(pl.DataFrame(spans, schema={"valid_from_at": utc, "valid_to_at": utc}), moment) == count


def test_one_line_tells_all() -> None:
    assert summary("jp", ROWS, DAYS) == (
        "Japan: 4 files of 3 feeds; 2 files publishable, 1 blocked, 1 unreadable; 1 feeds on the map (routes 50, "
        "stops 1,200); in force: 1,000 features of 1 feeds on 2019-06-03, 0 features of 0 feeds on 2026-11-24; "
        "skipped rows: stop_without_position 2"
    )


def test_tables_name_what_blocks() -> None:
    lines = blocked_table(ROWS).splitlines()
    assert len(lines) == 4
    assert "foreign_key_violation × 35" in lines[2]
    assert [cell.strip() for cell in feeds_table(ROWS, DAYS).splitlines()[3].split("|")[1:-1]] == [
        "uno/main", "2", "gtfs-jp v2", "live", "routes 50, stops 1,200", "1,000", "0", "stop_without_position 2",
    ]  # fmt: skip
    text = page({"jp": ROWS, "world": ROWS[:1]}, DAYS)
    assert "--today 2026-11-24 --out docs/real-feeds.md" in text
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Real feeds",
        "## Japan: blocked",
        "## Elsewhere: blocked",
        "## Japan: every file",
        "## Elsewhere: every file",
    ]


def test_live_is_what_the_release_holds() -> None:
    assert live_versions([Manifest(1, "public", "", None)]) == {}
