"""Real feeds from elsewhere: nothing Japanese is assumed of them, and what no layer draws is kept.

What does not live here: single rules (tests/feeds/rules), the whole way of all real feeds (futae bench survey).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from feeds.inspect import inspect
from feeds.tables import read_tables
from terms.reports import Report, from_json

pytestmark = pytest.mark.real
AT = "2026-11-24T00:30:00+00:00"
ZONES = {
    "gtfskit_cairns": "Australia/Brisbane",
    "ipea_berlin": "Europe/Berlin",
    "oba_ctran-fares-v2": "America/Los_Angeles",
    "oba_sandy-flex-fares-v2": "America/Los_Angeles",
    "otp_cobblinc30_flex": "America/New_York",
    "tl_caltrain": "America/Los_Angeles",
    "tl_eg": "America/Los_Angeles",
    "zakroczym_pl_2025": "Europe/Warsaw",
}


@dataclass(frozen=True, slots=True)
class Inspected:
    report: Report
    tables: dict[str, pl.DataFrame]


@pytest.fixture
def look_at(shared_data: Path, tmp_path: Path) -> Callable[[str], Inspected]:
    """A world feed by its stem, inspected half past midnight UTC."""

    def _look(stem: str) -> Inspected:
        path = shared_data / "gtfs-world" / f"{stem}.zip"
        answer = inspect(path, tmp_path, file_name=path.name, reference_date="2020-01-15", reference_at=AT)
        return Inspected(from_json(answer["report"]), dict(read_tables(tmp_path / "tables")))

    return _look


@pytest.mark.parametrize("stem", sorted(ZONES))
def test_plain_gtfs_in_its_own_zone_without_rules_of_japan(look_at, stem: str) -> None:
    report = look_at(stem).report
    assert (report.format, report.edition, report.readable) == ("gtfs", "", True)
    assert report.facts["timezone"] == ZONES[stem]
    own = date.fromisoformat("2026-11-24" if ZONES[stem].startswith(("Australia", "Europe")) else "2026-11-23")
    assert report.reference_date == own.isoformat()
    assert ZoneInfo(ZONES[stem]).key == ZONES[stem]
    assert [t.code for t in report.totals if t.code.startswith("jp_")] == []


def test_flex_zones_are_counted_and_fares_v2_kept(look_at) -> None:
    found = look_at("oba_sandy-flex-fares-v2")
    assert found.report.facts["flex_zones"] == 114
    kept = {"areas", "booking_rules", "fare_leg_rules", "fare_media", "fare_products", "networks", "rider_categories"}
    assert kept | {"route_networks", "stop_areas"} <= set(found.tables)
    assert found.tables["stop_times"]["location_id"].is_in(["", None]).not_().sum() == 190


def test_timeframes_and_transfer_rules_are_kept(look_at) -> None:
    assert {"timeframes", "fare_transfer_rules", "rider_categories"} <= set(look_at("oba_ctran-fares-v2").tables)


def test_an_empty_default_category_does_not_block_a_polish_feed(look_at) -> None:
    found = look_at("zakroczym_pl_2025")
    assert found.report.publishable
    assert found.report.facts["softened_missing_required_field"] == 3
    assert "Zakroczym Urząd Miejski 01" in set(found.tables["stops"]["stop_name"])
