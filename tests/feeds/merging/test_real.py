"""Real feeds merged: every trip is there, every reference closed, departures and readings as before, no new fault.

What does not live here: small merges (test_merge), the command (tests/futae/test_unify.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from bench.tools.mergeproof import (
    as_text,
    compare_departures,
    dangling,
    days_of,
    departures,
    merged_tables,
    references,
)
from bench.tools.validating import new_codes, oracle_codes
from feeds.formats.gtfs_schema import KNOWN
from feeds.inspect import inspect
from feeds.merge import Member, Publisher, merge
from feeds.tables import read_tables
from terms.ids import FeedKey
from terms.reports import from_json

ON = "2019-06-03"
US = Publisher("Futae", "https://example.org/", "futae@example.org")
SOME = (
    *("gtfs_owariasahi.zip", "kururin-gtfs.zip", "kamacitybus190401.zip", "toyohashitetsudou.zip"),
    *("city-toyama-kureha-gtfs.zip", "gtfs.0002.express.GMA.zip", "busdata_181001.zip"),
)
"""With and without translations, shapes, fares, ids of agencies; several agencies; an unknown …_jp table; v2 and v3."""
ORACLE_FILES = 45
"""What the pure-Python validator reads in about a minute."""


@dataclass(frozen=True)
class Read:
    """A real feed as read: member, tables, and how often each code was found."""

    member: Member
    tables: dict[str, pl.DataFrame]
    codes: Counter[str]
    publishable: bool


def read(path: Path, folder: Path, key: str, on: str = ON) -> Read:
    report = from_json(inspect(path, folder, file_name=path.name, reference_date=on)["report"])
    sources = {one.name.removesuffix(".parquet"): one for one in (folder / "tables").glob("*.parquet")}
    facts = report.facts
    member = Member(
        FeedKey.parse(key), sources, ("CC-BY-4.0",), holder=str(facts.get("holder", "")), file_sha256=path.name,
        first_on=date.fromisoformat(str(facts["first_on"])), last_on=date.fromisoformat(str(facts["last_on"])),
    )  # fmt: skip
    codes = Counter({total.code: total.total for total in report.totals})
    return Read(member, read_tables(folder / "tables"), codes, report.publishable)


@dataclass(frozen=True)
class Whole:
    """Members as read, the merged zip, its tables read back by polars alone, and the report."""

    reads: list[Read]
    path: Path
    tables: dict[str, pl.DataFrame]
    report: object

    def of(self, one: Read, stem: str, column: str) -> pl.DataFrame:
        """The rows of a merged table that are of this member, by an id column."""
        return self.tables[stem].filter(pl.col(column).str.starts_with(one.member.prefix))


def whole(reads: list[Read], path: Path, **options: object) -> Whole:
    with path.open("wb") as out:
        report = merge([one.member for one in reads], out, publisher=US, made_on=date.fromisoformat(ON), **options)
    return Whole(reads, path, merged_tables(path), report)


@pytest.fixture(scope="module")
def some(shared_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("some")
    reads = [read(shared_data / "gtfs-jp" / name, folder / str(i), f"jp/f{i}") for i, name in enumerate(SOME)]
    return whole(reads, folder / "merged.zip")


@pytest.fixture(scope="module")
def every(shared_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("every")
    files = sorted((shared_data / "gtfs-jp").glob("*.zip"))
    reads = [read(path, folder / str(i), f"jp/f{i}") for i, path in enumerate(files)]
    return whole([one for one in reads if one.publishable], folder / "merged.zip")


@pytest.fixture(scope="module")
def pacific(shared_data, tmp_path_factory):
    """World feeds of one time zone with Fares v2, Flex, networks and areas, faulty ones among them."""
    folder = tmp_path_factory.mktemp("pacific")
    names = ("oba_ctran-fares-v2", "oba_sandy-flex-fares-v2", "tl_bart-new", "tl_caltrain", "tl_eg")
    files = [shared_data / "gtfs-world" / f"{name}.zip" for name in names]
    return whole([read(path, folder / str(i), f"us/f{i}") for i, path in enumerate(files)], folder / "merged.zip")


SETS = [
    pytest.param("some", marks=pytest.mark.real),
    pytest.param("every", marks=[pytest.mark.real, pytest.mark.long]),
    pytest.param("pacific", marks=pytest.mark.real),
]


@pytest.fixture
def done(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("done", SETS, indirect=True)
def test_every_row_in_is_out_or_told(done):
    minus, plus = Counter(), Counter()
    for one in done.report.remarks:
        minus[str(one.key), one.table] += one.minus
        plus[str(one.key), one.table] += one.plus
    for its in done.report.members:
        for stem in {*its.rows_in, *its.rows_out}:
            at = (str(its.key), stem)
            assert its.rows_out.get(stem, 0) == its.rows_in.get(stem, 0) - minus[at] + plus[at], at
        for stem in ("trips", "stop_times", "stops", "routes", "shapes", "fare_rules", "fare_attributes", "calendar"):
            assert its.rows_out.get(stem) == its.rows_in.get(stem), (its.key, stem)
    for stem, frame in done.tables.items():
        assert frame.height == done.report.tables[stem]
    trips = sum(one.tables["trips"].height for one in done.reads)
    assert done.tables["trips"].height == trips == sum(its.rows_out["trips"] for its in done.report.members)


@pytest.mark.parametrize("done", SETS, indirect=True)
def test_every_reference_is_closed_as_it_was(done):
    before = set().union(*(dangling(one.tables, one.member.prefix) for one in done.reads))
    assert dangling(done.tables) == before
    prefixes = tuple(one.member.prefix for one in done.reads)
    bare = {str(one.member.key) for one in done.reads}
    for table, column, *_ in references():
        if table in done.tables and column in done.tables[table].columns:
            for value in done.tables[table][column].drop_nulls().unique():
                assert value.startswith(prefixes) or value in bare, (table, column, value)


@pytest.mark.parametrize("done", SETS, indirect=True)
def test_a_hundred_departures_of_each_feed_are_as_before(done):
    after, days = departures(done.tables), days_of(done.tables)
    checked = 0
    for one in done.reads:
        found = compare_departures(one.tables, one.member.prefix, after, days)
        assert found.unlike == 0, one.member.key
        checked += found.checked
    assert checked >= 80 * len(done.reads)


def readings(
    table: pl.DataFrame | None, names: dict[str, str | None], table_name: str, field: str
) -> dict[str, dict[str, str]]:
    """Record id → language → translation of one field, by every way that translations.txt has; the first counts."""
    by_value: dict[str, dict[str, str]] = {}
    by_id: dict[str, dict[str, str]] = {}
    for row in [] if table is None else table.rows(named=True):
        old = "table_name" not in row
        if not old and (row["table_name"], row["field_name"]) != (table_name, field):
            continue
        language, value = (row["lang"], row["trans_id"]) if old else (row["language"], row.get("field_value"))
        record = None if old else row.get("record_id")
        place = by_id.setdefault(record, {}) if record else by_value.setdefault(value, {})
        if language:
            place.setdefault(language, row["translation"] or None)
    return {key: found for key, name in names.items() if (found := {**by_value.get(name, {}), **by_id.get(key, {})})}


@pytest.mark.parametrize("done", SETS[:2], indirect=True)
@pytest.mark.parametrize(
    ("stem", "key", "field"), [("stops", "stop_id", "stop_name"), ("routes", "route_id", "route_long_name")]
)
def test_readings_stay_with_their_records(done, stem, key, field):
    merged = as_text(done.tables["translations"]).filter(pl.col("table_name") == stem)
    parts = merged.with_columns(pl.col("record_id").str.split_exact(":", 1).struct.field("field_0").alias("feed"))
    by_feed = {feed: part for (feed,), part in parts.partition_by("feed", as_dict=True).items()}
    some_found = 0
    for one in done.reads:
        table = as_text(one.tables[stem])
        if field not in table.columns:
            continue
        names = {k: v for k, v in table.select(key, field).rows() if v}
        before = readings(one.tables.get("translations"), names, stem, field)
        prefix = one.member.prefix
        after = readings(by_feed.get(str(one.member.key)), {prefix + k: v for k, v in names.items()}, stem, field)
        assert after == {prefix + k: v for k, v in before.items()}
        some_found += len(after)
    assert some_found > 100


@pytest.mark.parametrize("done", SETS, indirect=True)
def test_equal_bytes_twice(done, tmp_path):
    again = tmp_path / "again.zip"
    with again.open("wb") as out:
        merge([one.member for one in reversed(done.reads)], out, publisher=US, made_on=date.fromisoformat(ON))
    assert again.read_bytes() == done.path.read_bytes()


@pytest.mark.parametrize("done", SETS[:2], indirect=True)
def test_our_engine_finds_nothing_that_no_member_has(done, tmp_path):
    found = read(done.path, tmp_path / "out", "us/merged")
    assert found.publishable
    have = Counter()
    for one in done.reads:
        have += one.codes
    new = found.codes.keys() - have.keys()
    assert not new, {code: found.codes[code] for code in new}
    for code in ("foreign_key_violation", "duplicate_key", "missing_required_field", "fast_travel_between_far_stops"):
        assert found.codes[code] == have[code], code


@pytest.mark.real
@pytest.mark.long
def test_the_oracle_finds_nothing_that_no_member_has(shared_data, tmp_path):
    """The smaller half of the files; `futae bench unify --oracle` asks it of all."""
    files = sorted((shared_data / "gtfs-jp").glob("*.zip"), key=lambda path: path.stat().st_size)[:ORACLE_FILES]
    reads = {path: read(path, tmp_path / str(i), f"jp/f{i}") for i, path in enumerate(files)}
    kept = {path: one for path, one in reads.items() if one.publishable}
    assert len(kept) >= ORACLE_FILES - 5
    done = whole(list(kept.values()), tmp_path / "merged.zip")
    found = oracle_codes(done.path, ON)
    largest_first = sorted(kept, key=lambda path: path.stat().st_size, reverse=True)
    assert len(found) > 5
    assert new_codes(found, (oracle_codes(path, ON) for path in largest_first)) == set()


@pytest.mark.real
def test_only_known_tables_and_safe_ones_are_in(some):
    assert set(some.tables) <= KNOWN | {"route_jp"}
    assert "route_jp" in some.tables
