"""Many processes and threads on one home: nothing lost, nothing doubled, reading never waits."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog import live, orgs, releases, tables, versions
from catalog.db import Catalog, read, write
from catalog.releases import PUBLISHER
from terms.ids import FeedKey

WRITERS, EACH = 4, 12


def outputs(running) -> list[list[str]]:
    lines = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (err, process.returncode) == ("", 0)
        lines.append(out.splitlines())
    return lines


def test_four_writers_publish_many(catalog: Catalog, make, child) -> None:
    names = [f"w{i}" for i in range(WRITERS)]
    for name in (*names, "common"):
        make.feed(f"org/{name}")
    lines = outputs([child("publish_many", name, EACH) for name in names])

    asked = {tuple(line.split()[1:]) for some in lines for line in some if line.startswith("asked")}
    stored = set()
    for name, expected in (*((name, EACH) for name in names), ("common", WRITERS * EACH + EACH)):
        found = versions.list_versions(catalog, FeedKey("org", name))
        assert [row.number for row in found] == list(range(expected, 0, -1))
        assert len({row.sha256 for row in found}) == expected
        assert {row.state for row in found} == {"ready"}
        stored |= {(f"org/{name}", str(row.number), row.sha256) for row in found}
        newest_live = live.live_of(catalog, FeedKey("org", name)).version
        assert newest_live.state == "ready"
        if name != "common":
            assert newest_live.number == EACH
    assert asked == stored
    checked = Counter(line for some in lines for line in some if line.startswith("checked"))
    assert set(checked.values()) == {1}
    assert len(checked) == WRITERS * EACH * 2 + EACH
    changes = live.list_changes(catalog)
    assert [row.change for row in changes] == list(range(1, len(changes) + 1))
    mine = [row.version_id for row in changes if row.actor == "key:local"]
    assert set(mine) <= {int(line.split()[1]) for line in checked}


def test_same_bytes_at_the_same_moment(catalog: Catalog, make) -> None:
    key = make.feed()
    barrier = threading.Barrier(8)

    def upload(_: int) -> versions.VersionRow:
        barrier.wait()
        return make.version(key, b"same")

    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(upload, range(8)))
    assert {(row.version_id, row.number) for row in rows} == {(rows[0].version_id, 1)}
    assert sorted(row.again for row in rows) == [False] + [True] * 7


def test_claims_have_one_holder(catalog: Catalog, make, child) -> None:
    key = make.feed("org/feed")
    for i in range(40):
        make.version(key, f"{i}".encode())
    lines = outputs([child("claim", f"c{i}") for i in range(3)])
    checked = [line for some in lines for line in some]
    assert len(checked) == len(set(checked)) == 40


def test_publishers_never_share_a_number(catalog: Catalog, child) -> None:
    lines = outputs([child("release", f"p{i}", 10) for i in range(3)])
    numbers = sorted(int(line.split()[1]) for some in lines for line in some)
    assert numbers == list(range(1, 31))
    rows = releases.list_releases(catalog, 100)
    assert [row.number for row in rows] == list(range(30, 0, -1))
    times = [row.made_at for row in rows]
    assert times == sorted(times, reverse=True)
    made_by = Counter(releases.load_manifest(catalog, row, "public").made_at for row in rows)
    assert made_by == {"p0": 10, "p1": 10, "p2": 10}


def test_only_one_takes_an_expired_lease(catalog: Catalog, make) -> None:
    assert releases.take_lease(catalog, PUBLISHER, "dead", now=make.now, ttl_s=1) == 1
    moment = make.later(2)
    barrier = threading.Barrier(6)

    def take(i: int) -> int | None:
        barrier.wait()
        return releases.take_lease(catalog, PUBLISHER, f"h{i}", now=moment, ttl_s=60)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, range(6)), key=str) == [2, None, None, None, None, None]


def test_reading_does_not_wait_for_a_writer(catalog: Catalog, make) -> None:
    make.feed()
    with write(catalog) as conn:
        conn.execute(tables.orgs.insert().values(org="unseen", name="", created_at=make.now))
        started = time.perf_counter()
        with ThreadPoolExecutor(1) as pool:
            assert [row.org for row in pool.submit(orgs.list_orgs, catalog).result(timeout=5)] == ["uno"]
        assert time.perf_counter() - started < 1
    assert [row.org for row in orgs.list_orgs(catalog)] == ["uno", "unseen"]


def test_a_reader_keeps_its_snapshot(catalog: Catalog, make) -> None:
    with read(catalog) as conn:
        assert conn.execute(tables.orgs.select()).all() == []
        make.feed()
        assert conn.execute(tables.orgs.select()).all() == []
    assert len(orgs.list_orgs(catalog)) == 1


def test_a_failed_transaction_leaves_nothing(catalog: Catalog, make) -> None:
    def fail_half_way() -> None:
        with write(catalog) as conn:
            conn.execute(tables.orgs.insert().values(org="half", name="", created_at=make.now))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert orgs.list_orgs(catalog) == []
