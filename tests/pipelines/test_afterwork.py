"""Afterwork: what is missing is made once, one at a time, giving way; what nobody asks for is forgotten.

What does not live here: sudden deaths (tests/system/test_afterwork_kills.py).
"""

from __future__ import annotations

import io
import json
import subprocess
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from boxes.box import BoxResult
from catalog import feeds, live, products, releases
from catalog.products import STATISTICS, UNIFIED
from futae.town import SECRET_WORD
from pipelines import afterwork
from pipelines.afterwork import LEASE, make_missing
from pipelines.gate import Gate, GivingWay, anything_waits
from pipelines.idle import Idle
from pipelines.products import OURS, plan_products
from pipelines.workshop import holder_name
from terms.errors import LeaseLost
from terms.ids import FeedKey

BUS, SCHOOL = FeedKey("shiomi", "bus"), FeedKey("shiomi", "school-bus")
OPEN = ["shiomi/bus", "shiomi/community", "shiomi/ferry", "shiomi/rail"]


def make(workshop):
    told = []
    done = make_missing(workshop, lambda wanted, row: told.append(wanted.name), stop=threading.Event())
    return done, told


def made_in(catalog):
    """What afterwork has made; comparisons that are wished for are others' work."""
    return [p for p in products.list_products(catalog) if p.product in OURS]


def by_kind(catalog):
    """Products by kind and audience; of many statistics, those of the bus."""
    kept = [p for p in made_in(catalog) if p.subject not in OPEN[1:]]
    return {(p.product, p.audience): p for p in kept}


def test_all_are_made_once_and_hold_what_they_should(workshop):
    catalog = workshop.catalog
    done, told = make(workshop)
    assert told == [
        (STATISTICS, "org:shiomi", "shiomi/school-bus"),
        *((STATISTICS, "public", feed) for feed in OPEN),
        (UNIFIED, "org:shiomi", ""),
        (UNIFIED, "public", ""),
    ]
    assert (done.made, done.failed) == (7, set())
    assert plan_products(workshop).is_done
    assert make(workshop)[1] == []
    assert releases.lease_holder(catalog, LEASE) == ""

    row = products.get_product(catalog, STATISTICS, "public", "shiomi/bus")
    found = json.loads(catalog.store.read(row.sha256))
    assert (found["feed"], found["version"], found["status"]) == ("shiomi/bus", 1, "full")
    assert sum(found["departures_by_hour"]) == found["trips"]["count"] > 0
    unified = products.get_product(catalog, UNIFIED, "public")
    with zipfile.ZipFile(io.BytesIO(catalog.store.read(unified.sha256))) as archive:
        assert b"shiomi/bus:" in archive.read("stops.txt")
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert SECRET_WORD.encode() not in whole
    assert SECRET_WORD not in json.dumps([unified.facts, found], ensure_ascii=False)
    assert [one["feed"] for one in unified.facts["feeds"]] == OPEN
    assert [(one["feed"], one["reason"]) for one in unified.facts["excluded"]] == [("shiomi/places", "not_gtfs")]


def test_only_what_changed_is_made_again(workshop, worker):
    make(workshop)
    catalog = workshop.catalog
    before = by_kind(catalog)
    feeds.put_feed(catalog, BUS, licence_ids=["CC0-1.0"], now=workshop.now())
    worker.publisher.publish_once()
    assert make(workshop)[1] == [(UNIFIED, "public", "")]
    after = by_kind(catalog)
    assert {p.release for p in after.values()} == {2}
    assert after[UNIFIED, "public"].sha256 != before[UNIFIED, "public"].sha256
    same = (STATISTICS, "public")
    assert (after[same].sha256, after[same].made_at) == (before[same].sha256, before[same].made_at)

    for feed in OPEN:
        live.take_back(catalog, FeedKey.parse(feed), actor="a", now=workshop.now())
    worker.publisher.publish_once()
    assert make(workshop)[1] == []
    assert {(p.product, p.audience) for p in made_in(catalog)} == {
        (STATISTICS, "org:shiomi"),
        (UNIFIED, "org:shiomi"),
    }


def test_equal_feeds_give_equal_bytes_whenever_they_are_merged(workshop, worker):
    make(workshop)
    catalog = workshop.catalog
    first = products.get_product(catalog, UNIFIED, "public")
    products.drop_product(catalog, first)
    worker.workshop.now = lambda: first.made_at + timedelta(days=40)
    make(workshop)
    assert products.get_product(catalog, UNIFIED, "public").sha256 == first.sha256


def test_products_of_others_are_left_alone(workshop):
    row = products.put_product(
        workshop.catalog, product="preview", audience="public", subject="x", release=None, memo_key="m", data=b"x",
        media_type="text/plain", facts={}, now=workshop.now(),
    )  # fmt: skip
    make(workshop)
    assert products.get_product(workshop.catalog, "preview", "public", "x") == row


def test_two_never_work_at_once_and_a_dead_ones_lease_is_free(workshop):
    catalog = workshop.catalog
    other = holder_name("other")  # this process, so it lives
    fencing = releases.take_lease(catalog, LEASE, other, now=workshop.now(), ttl_s=60)
    assert make(workshop)[0] is None
    releases.give_lease(catalog, LEASE, other, fencing=fencing, now=workshop.now())
    dead = other.replace(other.split(":")[1].split("@")[0], "999999999")
    releases.take_lease(catalog, LEASE, dead, now=workshop.now(), ttl_s=600)
    assert make(workshop)[0].made == 7


def test_who_lost_the_lease_keeps_nothing(workshop, monkeypatch):
    catalog = workshop.catalog
    real = afterwork.make_product

    def overtaken(*given):
        late = workshop.now() + timedelta(seconds=100)
        assert releases.take_lease(catalog, LEASE, "elsewhere:1@1:x", now=late, ttl_s=60) is not None
        return real(*given)

    monkeypatch.setattr(afterwork, "make_product", overtaken)
    with pytest.raises(LeaseLost):
        make(workshop)
    assert made_in(catalog) == []


def test_a_product_that_cannot_be_made_leaves_the_others_their_turn(workshop, monkeypatch):
    real = afterwork.make_product

    def broken(shop, wanted, *more):
        if wanted.subject == "shiomi/bus":
            raise RuntimeError("our own mistake")
        return real(shop, wanted, *more)

    monkeypatch.setattr(afterwork, "make_product", broken)
    done, told = make(workshop)
    assert done.failed == {(STATISTICS, "public", "shiomi/bus")}
    assert len(told) == 6


def test_a_box_that_dies_leaves_statistics_that_say_so(workshop, monkeypatch):
    death = BoxResult(None, "memory", "refused", 1.0, 1 << 30)
    monkeypatch.setattr(workshop.box, "run", lambda *_given: death)
    make(workshop)
    row = products.get_product(workshop.catalog, STATISTICS, "public", "shiomi/bus")
    found = json.loads(workshop.catalog.store.read(row.sha256))
    assert (found["status"], found["died"]) == ("failed", "memory")
    assert products.get_product(workshop.catalog, UNIFIED, "public") is not None


def test_it_pauses_while_anything_waits_but_not_for_ever(tmp_path):
    waiting, slept = [True, True, False], []
    gate = Gate(lambda: waiting.pop(0) if waiting else False, sleep=slept.append, patience_s=10)
    with GivingWay(tmp_path / "x", gate) as file:
        file.write(b"a")
        file.write(b"b")  # looked a moment ago
    assert (tmp_path / "x").read_bytes() == b"ab"
    assert slept == [0.5, 0.5]
    stubborn = Gate(lambda: True, sleep=slept.append, patience_s=2)
    stubborn.give_way()
    assert len(slept) == 2 + 4


def test_what_waits_is_a_version_or_a_change(workshop, worker):
    catalog = workshop.catalog
    assert not anything_waits(catalog)
    live.ask_rebuild(catalog, actor="a", now=workshop.now())
    assert anything_waits(catalog)
    worker.publisher.publish_once()
    assert not anything_waits(catalog)


class Process:
    """A process that ends when told."""

    def __init__(self):
        self.status = None

    def poll(self):
        return self.status

    def terminate(self):
        self.status = -15

    def wait(self, timeout=None):
        return self.status


def test_the_worker_starts_it_once_a_release_when_idle(workshop, worker):
    clock, started = [0.0], []

    def start(_settings) -> subprocess.Popen[bytes]:
        started.append(Process())
        return started[-1]

    idle = Idle(workshop, start=start, monotonic=lambda: clock[0])
    idle.look()
    idle.look()
    assert len(started) == 1  # at once, and one at a time
    started[0].status = 0
    idle.look()
    assert len(started) == 1  # this release has had its process
    live.ask_rebuild(workshop.catalog, actor="a", now=workshop.now())
    idle.look()
    worker.publisher.publish_once()
    clock[0] = 9.9
    idle.look()
    assert len(started) == 1  # something waited less than ten seconds ago
    clock[0] = 10.0
    idle.look()
    assert len(started) == 2
    started[1].status = 1
    clock[0] = 11.0
    idle.look()
    idle.look()
    assert len(started) == 2  # it failed: again in a minute
    clock[0] = 71.0
    idle.look()
    assert len(started) == 3
    idle.close()
    assert started[2].status == -15
    never = Idle(replace_setting(workshop), start=start)
    never.look()
    assert len(started) == 3


def replace_setting(workshop):
    return replace(workshop, settings=replace(workshop.settings, afterwork_idle_s=0.0))


def test_the_workers_own_loop_looks_when_it_found_nothing_to_do(worker):
    class Looked:
        looks, closed = 0, False

        def look(self):
            self.looks += 1
            worker.stop.set()

        def close(self):
            self.closed = True

    worker.idle = Looked()
    timer = threading.Timer(20, worker.stop.set)  # a loop that never looks ends too, and fails below
    timer.start()
    worker.run()
    timer.cancel()
    assert (worker.idle.looks, worker.idle.closed) == (1, True)
