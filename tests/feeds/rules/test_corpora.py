"""Real and broken feeds: the verdict on the 90 Japanese ones, and words for every code that the corpora bring up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

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


def judged(path: Path, work: Path) -> Judged:
    """As the boxed function does: look, read, judge."""
    seen = look(path, path.name, work)
    assert seen.archive is not None
    read = read_gtfs(seen.archive, seen.folder, work)
    assert read.archive_path is not None
    return judge_gtfs(read.tables, read.archive_path, reference_date=DAY, cap=20, extra=read.notices)


@pytest.mark.real
def test_85_of_the_90_real_feeds_are_publishable(shared_data, tmp_path_factory):
    paths = sorted((shared_data / "gtfs-jp").glob("*.zip"))
    all_of_them = {path.name: judged(path, tmp_path_factory.mktemp("work")) for path in paths}
    assert len(all_of_them) == 90
    assert {name: j.blocking_codes for name, j in all_of_them.items() if not j.publishable} == BLOCKED
    assert {j.format for j in all_of_them.values()} == {"gtfs-jp"}
    # 85 by the old layout, one more by routes_jp.txt (it has no translations at all)
    assert sum(j.edition == "v2" for j in all_of_them.values()) == 86
    old = [t for j in all_of_them.values() for t in j.totals if t.code == "jp_translations_old_layout"]
    assert [(t.severity.value, t.total) for t in old] == [("WARNING", 1)] * 85
    ours = {t.code for j in all_of_them.values() for t in j.totals if t.code.startswith("jp_")}
    # no real feed breaks the constants or miscopies a number
    assert ours == {
        "jp_agency_id_not_corporate_number",
        "jp_agency_id_required",
        "jp_fare_files_missing",
        "jp_feed_info_missing",
        "jp_stop_name_kana_missing",
        "jp_translations_missing",
        "jp_translations_old_layout",
    }


def feeds_in(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*.zip"))
    yield from sorted(f for f in folder.rglob("*") if f.is_dir() and any(f.glob("*.txt")))


def set_of(notices: Iterable[Notice]) -> set[tuple[object, ...]]:
    return {(n.table, n.row, n.column, n.value, n.expected, *sorted(n.details)) for n in notices}


@pytest.mark.real
@pytest.mark.long
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
