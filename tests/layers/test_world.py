"""Features of real feeds from elsewhere, whatever the rules say of them: exact counts, what is skipped is counted.

What does not live here: how the rules judge them (tests/feeds/test_world.py).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.inspect import inspect
from feeds.tables import TextTables, read_tables
from layers.application.transit.build import build
from layers.application.transit.columns import ROUTES, STOPS
from layers.context import Built, FeedContext
from layers.contracts import enforce
from terms.ids import FeedKey

pytestmark = pytest.mark.real


def features(path: Path, folder: Path) -> Built:
    """The transit layer of one file, in the time zone and span its own facts tell."""
    answer = inspect(path, folder, file_name=path.name, reference_date="2026-11-24")
    facts = answer["facts"]
    context = FeedContext(
        FeedKey("world", "feed"), ZoneInfo(facts["timezone"]),
        date.fromisoformat(facts["first_on"]), date.fromisoformat(facts["last_on"]),
    )  # fmt: skip
    return build(TextTables(dict(read_tables(folder / "tables"))), context)


@pytest.mark.parametrize(
    ("stem", "stops", "routes", "skipped"),
    [
        ("gtfskit_cairns", 416, 22, {}),
        ("ipea_berlin", 211, 6, {}),
        ("oba_ctran-fares-v2", 909, 1, {"route_without_line": 28}),
        ("oba_sandy-flex-fares-v2", 165, 2, {"route_without_line": 5, "stop_time_in_zone": 190}),
        ("tl_bart-new", 186, 14, {}),
        ("zakroczym_pl_2025", 62, 3, {}),
    ],
)
def test_features_of_feeds_from_elsewhere(
    shared_data: Path, tmp_path: Path, stem: str, stops: int, routes: int, skipped: dict[str, int]
) -> None:
    built = features(shared_data / "gtfs-world" / f"{stem}.zip", tmp_path)
    enforce(built.frames["stops"], STOPS)
    enforce(built.frames["routes"], ROUTES)
    assert (len(built.frames["stops"]), len(built.frames["routes"]), built.skipped) == (stops, routes, skipped)
    for column in ("stop_name_ja", "stop_name_kana", "stop_name_en"):
        assert built.frames["stops"][column].null_count() == stops


def test_a_summer_day_south_of_the_line_begins_in_its_own_zone(shared_data: Path, tmp_path: Path) -> None:
    stops = features(shared_data / "gtfs-world" / "gtfskit_cairns.zip", tmp_path).frames["stops"]
    assert stops["valid_from_at"].min() == datetime(2014, 5, 25, 14, tzinfo=UTC)  # 26 May in Brisbane
