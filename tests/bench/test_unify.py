"""What `bench unify` compares and prints, and that its proofs fail where a merge is wrong. Not here: real files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from bench import registry
from bench.tools.mergeproof import Compared, compare_departures, dangling, days_of, departures
from bench.tools.unifying import Figures
from bench.tools.validating import new_codes
from bench.tools.watching import Memory
from bench.unify import Run, _codes_proved, doublings, runs_table

BEFORE = {
    "trips": pl.DataFrame({"trip_id": ["t"], "route_id": ["r"], "service_id": ["w"], "shape_id": ["gone"]}),
    "routes": pl.DataFrame({"route_id": ["r"], "route_short_name": ["1"]}),
    "stops": pl.DataFrame({"stop_id": ["a", "b"], "stop_name": ["駅", "港"], "stop_lat": ["34", "35"],
                           "stop_lon": ["133", "134"], "parent_station": ["", "p"]}),
    "stop_times": pl.DataFrame({"trip_id": ["t", "t"], "stop_id": ["a", "b"], "stop_sequence": ["1", "2"],
                                "arrival_time": ["8:00:00", "8:05:00"], "departure_time": ["8:00:00", "8:05:00"]}),
    "calendar_dates": pl.DataFrame({"service_id": ["w"], "date": ["20190603"], "exception_type": ["1"]}),
}  # fmt: skip


def merged(**changes: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """BEFORE with the prefix that a merge gives it, and the changed tables."""
    out = {}
    for stem, frame in BEFORE.items():
        ids = [n for n in frame.columns if n.endswith("_id") or n == "parent_station"]
        cells = [pl.when(pl.col(n) != "").then(pl.format("jp/x:{}", n)).alias(n) for n in ids]
        out[stem] = frame.with_columns(*cells)
    return {**out, **changes}


def compared(tables: dict[str, pl.DataFrame]) -> Compared:
    """All departures of BEFORE beside those of a merged feed."""
    return compare_departures(BEFORE, "jp/x:", departures(tables), days_of(tables))


def test_departures_of_a_right_merge_are_as_before() -> None:
    assert compared(merged()) == Compared(2, 0)


def test_departures_of_wrong_merges_are_told() -> None:
    later = merged()["stop_times"].with_columns(departure_time=pl.Series(["8:00:00", "8:06:00"]))
    assert compared(merged(stop_times=later)) == Compared(2, 1)
    assert compared(merged(stop_times=merged()["stop_times"].head(1))) == Compared(2, 2)
    renamed = merged()["stops"].with_columns(stop_name=pl.Series(["駅前", "港"]))
    assert compared(merged(stops=renamed)) == Compared(2, 1)
    other_day = merged()["calendar_dates"].with_columns(date=pl.lit("20190604"))
    assert compared(merged(calendar_dates=other_day)) == Compared(2, 2)
    bare = merged()["trips"].with_columns(route_id=pl.lit("r"))
    assert compared(merged(trips=bare)).unlike == 2


def test_open_references_are_told_with_their_prefix() -> None:
    assert dangling(BEFORE, "jp/x:") == {("trips", "shape_id", "jp/x:gone"), ("stops", "parent_station", "jp/x:p")}
    assert dangling(merged()) == dangling(BEFORE, "jp/x:")
    no_routes = {stem: frame for stem, frame in merged().items() if stem != "routes"}
    assert ("trips", "route_id", "jp/x:r") in dangling(no_routes)


def test_members_are_asked_until_every_code_is_explained() -> None:
    asked = []

    def members() -> Iterator[Counter[str]]:
        for codes in ({"a": 1}, {"b": 2}, {"c": 1}):
            asked.append(codes)
            yield Counter(codes)

    assert new_codes(Counter(a=3, b=1), members()) == set()
    assert asked == [{"a": 1}, {"b": 2}]
    assert new_codes(Counter(a=3, z=1), members()) == {"z"}


def test_what_merging_itself_makes_is_told_and_fails_nothing_else_does() -> None:
    made, other = Counter(a=1, unknown_file=1), Counter(a=1, duplicate_key=1)
    allowed, refused = (_codes_proved("x", codes, [Counter(a=1)]) for codes in (made, other))
    assert (allowed.seen, allowed.holds) == ("2 codes, new: unknown_file", True)
    assert (refused.seen, refused.holds) == ("2 codes, new: duplicate_key", False)


def test_sets_double_up_to_all() -> None:
    assert list(doublings(85)) == [2, 4, 8, 16, 32, 64, 85]
    assert list(doublings(2)) == [2]


def test_the_table_has_a_column_for_each_merge() -> None:
    ours = Figures(4, 3, 1200, 34000, 2_000_000, {"read and check": 1.5, "merge and write": 0.5})
    theirs = Figures(4, 3, 1100, 34000, 1_000_000, {"read": 3.0, "combine": 4.0, "write": 1.0})
    runs = [Run("futae", 4, ours, Memory({}, 2**21, 2**20), 0.1), Run("gtfs_kit", 4, theirs, Memory(), 0.2)]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in runs_table(runs).splitlines()]
    assert lines[0] == ["merge", "futae unify, 4 files", "gtfs_kit.combine_feeds, 4 files"]
    assert ["combine (s)", "-", "4.0"] in lines
    assert ["files → zip (s)", "2.0", "8.0"] in lines
    assert ["memory, shared pages once (MiB)", "1", "0"] in lines


def test_without_the_real_feeds_nothing_is_claimed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert registry.run_bench("unify", ["--data", str(tmp_path)]) == 3
    said = capsys.readouterr()
    assert "no zips in" in said.err
    assert said.out == ""
