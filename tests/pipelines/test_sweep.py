"""Sweeping: what is asked for stays, what is not goes after its time, also while a release is being made.

Files are made old by their time stamps, never by a clock that runs ahead. Not here: the command (tests/futae),
SIGKILL (tests/system/test_keeping_kills.py), which releases are kept (tests/terms/test_keeping.py).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog import intake, keeping, live, releases, tables, versions
from catalog.db import Catalog, write
from catalog.keys import LOCAL
from catalog.marks import hashes_in, marks_of_releases
from pipelines import sweep as sweeping
from pipelines.sweep import SEEN, Keeper, Swept, sweep
from pipelines.worker import Worker
from pipelines.workshop import clock, holder_name
from terms import faults
from terms.errors import Conflict, Gone
from terms.ids import FeedKey

HOUR = timedelta(hours=1)
BUS = FeedKey.parse("shiomi/bus")


def grow_old(worker: Worker, days: int = 3) -> None:
    """Every file, artifact and noted name becomes older by so many days."""
    catalog, seconds = worker.workshop.catalog, days * 86400
    for sha in catalog.store.list():
        path = catalog.store.local_path(sha)
        os.utime(path, (path.stat().st_mtime - seconds,) * 2)
    with write(catalog) as conn:
        for row in conn.execute(sa.select(tables.artifacts.c.memo_key, tables.artifacts.c.made_at)).all():
            same = tables.artifacts.c.memo_key == row.memo_key
            conn.execute(tables.artifacts.update().where(same).values(made_at=row.made_at - timedelta(days=days)))
    seen = worker.workshop.settings.home / SEEN
    if seen.exists():
        aged = {sha: at.replace(at[:4], str(int(at[:4]) - 1)) for sha, at in json.loads(seen.read_text()).items()}
        seen.write_text(json.dumps(aged))


@pytest.fixture
def keeper(worker: Worker) -> Keeper:
    """It keeps the current release only."""
    settings = replace(worker.workshop.settings, keep_releases_days=0, keep_releases_months=0)
    return Keeper(worker.workshop.catalog, settings, holder_name("gc"))


@pytest.fixture
def feed(worker: Worker) -> FeedKey:
    """A feed of the town that has stops."""
    return next(row.feed.key for row in live.live_rows(worker.workshop.catalog) if row.version.format == "gtfs-jp")


@pytest.fixture
def hook() -> Iterator[Callable[[Callable[[str], None]], None]]:
    yield faults.set_hook
    faults.set_hook(None)


def publish(worker: Worker) -> int:
    made = worker.publisher.publish_once()
    assert made is not None
    return made.number


def take_back(worker: Worker, feed: FeedKey) -> int:
    live.take_back(worker.workshop.catalog, feed, actor="test", now=clock())
    return publish(worker)


def put_back(worker: Worker, feed: FeedKey) -> int:
    live.set_live(worker.workshop.catalog, feed, 1, actor="test", now=clock())
    return publish(worker)


def assert_whole(catalog: Catalog) -> None:
    """Every row that speaks of bytes has them: kept releases, artifacts with what their facts name, versions, parts,
    reports, products."""
    named: set[str] = set()
    for row in releases.list_releases(catalog, 1000):
        named |= marks_of_releases(catalog, [row])
    with write(catalog) as conn:
        for table in (tables.artifacts, tables.versions, tables.parts):
            for row in conn.execute(sa.select(table.c.sha256, table.c.facts)):
                named |= {row.sha256, *hashes_in(row.facts)}
        for table in (tables.reports, tables.products):
            named |= set(conn.execute(sa.select(table.c.sha256)).scalars())
        named |= set(conn.execute(sa.select(tables.parts.c.index_sha)).scalars())
    assert {sha for sha in named if not catalog.store.exists(sha)} == set()


def swept_files(swept: Swept) -> int:
    return sum(tally.files for tally in swept.kinds.values())


def test_what_only_an_old_release_names_goes_a_day_after_it_was_let_go(worker, keeper, feed):
    catalog = keeper.catalog
    first = marks_of_releases(catalog, [releases.get_release(catalog, 1)])
    tilesets = releases.load_manifest(catalog, releases.get_release(catalog, 1), "public").tilesets
    before = {name: catalog.store.exists(name) for name in first}
    assert take_back(worker, feed) == 2
    grow_old(worker)

    noted = sweep(keeper)
    assert (noted.gone, noted.kinds) == ([1], {})
    assert noted.waiting.files > 0
    with pytest.raises(Gone, match="release 1 is not kept any more"):
        releases.get_release(catalog, 1)
    assert [row.number for row in releases.list_releases(catalog)] == [2]
    assert {name: catalog.store.exists(name) for name in first} == before

    grow_old(worker)
    swept = sweep(keeper)
    assert (swept.gone, swept.waiting.files) == ([], 0)
    assert swept_files(swept) == noted.waiting.files
    assert {"tiles", "manifests", "other"} <= set(swept.kinds)
    assert swept.kept.files == len(list(catalog.store.list()))
    assert_whole(catalog)
    assert any(not catalog.store.exists(name) for name in first)
    assert swept_files(sweep(keeper)) == 0

    assert put_back(worker, feed) == 3
    assert_whole(catalog)
    assert releases.load_manifest(catalog, releases.get_release(catalog, 3), "public").tilesets == tilesets


def test_a_dry_run_tells_the_same_and_changes_nothing(worker, keeper, feed):
    take_back(worker, feed)
    grow_old(worker)
    home = keeper.settings.home
    files = set(keeper.catalog.store.list())
    told = sweep(keeper, unmarked_for=timedelta(0), dry_run=True)
    assert told.gone == [1]
    assert swept_files(told) > 0
    assert (set(keeper.catalog.store.list()), (home / SEEN).exists()) == (files, False)
    assert releases.get_release(keeper.catalog, 1).number == 1
    done = sweep(keeper, unmarked_for=timedelta(0))
    assert (done.gone, done.kinds, done.kept) == (told.gone, told.kinds, told.kept)


def test_a_pin_keeps_a_release_until_it_is_taken_away(worker, keeper, feed):
    catalog = keeper.catalog
    keeping.pin(catalog, "before", 1, actor="test", now=clock())
    take_back(worker, feed)
    grow_old(worker)
    assert sweep(keeper, unmarked_for=timedelta(0)).gone == []
    assert_whole(catalog)
    assert [(p.name, p.number) for p in keeping.list_pins(catalog)] == [("before", 1)]
    keeping.unpin(catalog, "before", actor="test", now=clock())
    assert sweep(keeper, unmarked_for=timedelta(0)).gone == [1]
    with pytest.raises(Gone):
        keeping.pin(catalog, "before", 1, actor="test", now=clock())


def test_bytes_without_a_row_go_but_never_young_ones(worker, keeper):
    store = keeper.catalog.store
    left = store.put(b"left by a process that died")
    assert swept_files(sweep(keeper, unmarked_for=timedelta(0))) == 0
    os.utime(store.local_path(left), (0, 0))
    swept = sweep(keeper, unmarked_for=timedelta(0))
    assert {kind: tally.files for kind, tally in swept.kinds.items()} == {"other": 1}
    assert not store.exists(left)


def test_a_short_time_is_refused_while_a_version_is_being_checked(worker, keeper):
    catalog = keeper.catalog
    intake.receive(
        catalog, live.live_rows(catalog)[0].feed.key, [b"new"], file_name="a.zip", media_type="application/zip",
        max_bytes=10, caller=LOCAL, now=clock(),
    )  # fmt: skip
    with pytest.raises(Conflict, match="1h"):
        sweep(keeper, unmarked_for=timedelta(minutes=59))
    assert sweep(keeper, unmarked_for=HOUR).kinds == {}
    assert [row.number for row in versions.claim(catalog, "test", now=clock(), lease_s=60)]


def test_two_sweeps_at_once_are_one(worker, keeper, hook):
    refused: list[Exception] = []

    def second(point: str) -> None:
        if point == "gc.after_gone" and not refused:
            try:
                sweep(replace(keeper, holder=keeper.holder + "2"))
            except Conflict as error:
                refused.append(error)

    hook(second)
    sweep(keeper)
    assert len(refused) == 1


@pytest.mark.long
@pytest.mark.parametrize("point", ["gc.after_gone", "marked", "gc.after_lease", "gc.after_rows", "gc.after_bytes"])
def test_a_release_made_in_the_middle_of_a_sweep_is_whole(worker, keeper, feed, hook, monkeypatch, point):
    """The feed comes back just then: its cells lie there unmarked, and the publisher would take them by their rows."""
    take_back(worker, feed)
    grow_old(worker)
    made: list[int | None] = []

    def comes_back(met: str) -> None:
        if met == point and not made:
            if point != "gc.after_lease":
                made.append(put_back(worker, feed))
                return
            live.set_live(keeper.catalog, feed, 1, actor="test", now=clock())
            assert worker.publisher.publish_once() is None  # nobody publishes while rows are deleted
            made.append(None)

    forget = sweeping._forget_rows
    monkeypatch.setattr(sweeping, "_forget_rows", lambda *given: (comes_back("marked"), forget(*given))[1])
    hook(comes_back)
    sweep(keeper, unmarked_for=timedelta(0))
    hook(None)
    if made == [None]:
        made = [publish(worker)]
    assert made == [3]
    assert_whole(keeper.catalog)


@pytest.mark.long
def test_a_version_checked_in_the_middle_of_a_sweep_keeps_all_its_bytes(worker, keeper, feed, hook):
    """The very bytes of a part that nothing asks for any more are made again while the sweep has them on its list."""
    catalog = keeper.catalog
    row = live.live_of(catalog, feed).version
    data = catalog.store.read(row.sha256)
    take_back(worker, feed)
    with write(catalog) as conn:  # as if it had never been: all that was made of it is unmarked
        for table in (tables.reports, tables.parts):
            conn.execute(table.delete().where(table.c.version_id == row.version_id))
        values = {"state": "failed", "facts": {}, "report_sha": None, "reason": "", "attempt": 0}
        conn.execute(tables.versions.update().where(tables.versions.c.version_id == row.version_id).values(values))
    grow_old(worker)
    checked: list[str] = []

    def check(met: str) -> None:
        if met == "gc.after_rows" and not checked:
            intake.receive(
                catalog, feed, [data], file_name="a.zip", media_type="application/zip", max_bytes=1 << 24,
                caller=LOCAL, now=clock(),
            )  # fmt: skip
            assert worker.work_once() == 1
            checked.append(versions.get_version(catalog, feed, row.number).state)

    hook(check)
    sweep(keeper, unmarked_for=timedelta(0))
    hook(None)
    assert checked == ["ready"]
    assert_whole(catalog)
    assert put_back(worker, feed) == 3
    assert_whole(catalog)


def test_a_damaged_note_of_what_was_seen_begins_the_day_anew(worker, keeper, feed):
    take_back(worker, feed)
    grow_old(worker)
    Path(keeper.settings.home / SEEN).write_text("{")
    swept = sweep(keeper)
    assert (swept.kinds, swept.waiting.files > 0) == ({}, True)
    assert len(json.loads((keeper.settings.home / SEEN).read_text())) == swept.waiting.files
