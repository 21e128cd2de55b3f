"""Real and broken feeds: the verdict on the 90 Japanese ones, and words for every code that the corpora bring up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from feeds.formats import ascii_ids
from feeds.formats.gtfs import read_gtfs
from feeds.formats.look import look
from feeds.rules import guru
from feeds.rules.judge import judge_gtfs
from feeds.rules.judged import Judged
from feeds.rules.registry import canonical_texts
from terms.notices import Notice
from terms.reports import Report, words_of

DAY = date(2020, 1, 15)

BLOCKED = {
    "20181101GTFS-dia.zip": ("decreasing_or_equal_stop_time_distance",),
    "GTFS (2).zip": ("stop_without_location",),
    "city_kurobe_shinkansen_ikuji_gtfs.zip": ("invalid_url",),
    "donanbus_hokkaido_2020.zip": ("missing_required_column",),
    "ryobi.zip": ("foreign_key_violation",),
}
"""donanbus: rider_categories.txt is the operator's own file under a name that GTFS has taken since."""


OURS = {
    "jp_agency_id_not_corporate_number": 2,
    "jp_agency_id_required": 2,
    "jp_agency_jp_agency_id_unknown": 1,
    "jp_agency_name_kana_missing": 74,
    "jp_agency_president_name_space": 6,
    "jp_agency_zip_format": 11,
    "jp_env_dependent_char": 11,
    "jp_equal_time_consecutive_stops": 66,
    "jp_fare_files_missing": 3,
    "jp_fare_od_pair_missing": 18,
    "jp_feed_info_dates_missing": 4,
    "jp_feed_info_missing": 1,
    "jp_feed_version_missing": 5,
    "jp_fullwidth_ascii": 2,
    "jp_headsign_kana_missing": 37,
    "jp_holiday_not_modelled": 22,
    "jp_ja_row_missing": 85,
    "jp_kana_not_kana": 2,
    "jp_other_kana_missing": 84,
    "jp_reserved_namespace": 1,
    "jp_route_name_kana_missing": 51,
    "jp_route_type_not_bus": 6,
    "jp_routes_jp_ref_unknown": 2,
    "jp_shape_dist_not_metres": 1,
    "jp_stop_name_kana_missing": 29,
    "jp_translations_missing": 5,
    "jp_translations_old_layout": 85,
}
"""Code of ours → files of the 90 in which it is found; none of them blocks (docs/rules-jp.md)."""


def judged(path: Path, work: Path, cap: int = 20) -> Judged:
    """As the boxed function does: look, read, judge."""
    seen = look(path, path.name, work)
    assert seen.archive is not None
    read = read_gtfs(seen.archive, seen.folder, work)
    assert read.archive_path is not None
    return judge_gtfs(read.tables, read.archive_path, reference_date=DAY, cap=cap, extra=read.notices, view=read.view)


@pytest.fixture(scope="module")
def all_of_them(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """File name → verdict, for the 90 Japanese feeds."""
    paths = sorted((shared_data / "gtfs-jp").glob("*.zip"))
    return {path.name: judged(path, tmp_path_factory.mktemp("work")) for path in paths}


@pytest.mark.real
def test_85_of_the_90_real_feeds_are_publishable(all_of_them: dict[str, Judged]):
    assert len(all_of_them) == 90
    assert {name: j.blocking_codes for name, j in all_of_them.items() if not j.publishable} == BLOCKED
    assert {j.format for j in all_of_them.values()} == {"gtfs-jp"}
    # 85 by the old layout, one more by routes_jp.txt (it has no translations at all)
    assert sum(j.edition == "v2" for j in all_of_them.values()) == 86
    old = [t for j in all_of_them.values() for t in j.totals if t.code == "jp_translations_old_layout"]
    assert [(t.severity.value, t.total) for t in old] == [("WARNING", 1)] * 85
    ours = Counter(t.code for j in all_of_them.values() for t in j.totals if t.code.startswith("jp_"))
    # no real feed breaks the constants, miscopies a number or has two readings for one name
    assert ours == OURS
    assert not {t.code for j in all_of_them.values() for t in j.totals if t.blocking} & OURS.keys()


@pytest.mark.real
def test_the_engine_is_given_real_feeds_as_they_are(shared_data, tmp_path_factory):
    paths = [*sorted((shared_data / "gtfs-jp").glob("*.zip")), *sorted((shared_data / "gtfs-world").rglob("*.zip"))]
    assert len(paths) >= 100
    for path in paths:
        work = tmp_path_factory.mktemp("work")
        seen = look(path, path.name, work)
        assert seen.archive is not None
        view = read_gtfs(seen.archive, seen.folder, work).view
        assert view is not None
        assert (dict(view.changed), view.notices, view.left_out, view.ids) == ({}, (), frozenset(), None), path.name


@pytest.mark.real
def test_rows_of_the_engine_hold_the_values_it_names(shared_data, tmp_path):
    """kamacitybus has blank lines in eight of its files."""
    (path,) = (shared_data / "gtfs-jp").glob("kamacitybus190401.zip")
    seen = look(path, path.name, tmp_path)
    assert seen.archive is not None
    read = read_gtfs(seen.archive, seen.folder, tmp_path)
    compared = 0
    for notice in judged(path, tmp_path, cap=5_000).notices:
        table = read.tables.get((notice.table or "").removesuffix(".txt"))
        if notice.code == "non_ascii_or_non_printable_char" and table is not None:
            cell = table.filter(pl.col("_row") == notice.row)[notice.column].to_list()
            assert cell == [notice.value], notice
            compared += 1
    assert compared > 1_000


@pytest.mark.real
def test_ids_counted_by_us_are_those_the_engine_counts(all_of_them, shared_data, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(ascii_ids, "MOST_CELLS", 0)
    for name, by_engine in all_of_them.items():
        by_us = judged(shared_data / "gtfs-jp" / name, tmp_path_factory.mktemp("work"))
        assert by_us.totals == by_engine.totals, name


def feeds_in(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*.zip"))
    yield from sorted(f for f in folder.rglob("*") if f.is_dir() and any(f.glob("*.txt")))


def set_of(notices: Iterable[Notice]) -> set[tuple[object, ...]]:
    return {(n.table, n.row, n.column, n.value, n.expected, *sorted(n.details)) for n in notices}


@pytest.mark.real
@pytest.mark.parametrize("corpus", ["gtfs-jp", "gtfs-world", "gtfs-broken"])
def test_every_code_of_the_corpora_has_words_that_can_be_filled(shared_data, corpus):
    texts = canonical_texts()
    report = Report("gtfs", "", True, True, DAY.isoformat(), texts=texts)
    wordless, unfilled, unlike = set(), set(), set()
    for path in feeds_in(shared_data / corpus):
        result = guru.validate(path, country="JP", reference_date=DAY)
        for code, _, total in result.codes():
            if code not in texts:
                wordless.add(code)
                continue
            if code != guru.FAILED and total <= 1000 and set_of(result.streamed(code)) != set_of(result.every(code)):
                unlike.add(code)
            for notice in result.notices(code, 3):
                said = [words_of(report, notice, lang) for lang in ("ja", "en")]
                unfilled |= {code for words in said if "—" in words.message + words.fix}
    assert wordless == set()
    assert unfilled == set()
    assert unlike == set()
