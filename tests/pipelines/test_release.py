"""Releases derived from what is live: audiences apart, unchanged cells reused, licences kept. Not here: HTTP, kills."""

from __future__ import annotations

import gzip
from threading import Timer

import pytest

from catalog import feeds, live, releases, versions
from futae.town import SECRET_WORD
from layers.items import from_geoparquet
from pipelines.publisher import LEASE
from pipelines.release import manifests_of
from pipelines.stale import find_stale, rebuild_stale
from pipelines.worker import Worker
from terms.errors import Conflict
from terms.ids import FeedKey
from terms.releases import Manifest
from tiles.virtual import VirtualArchive

BUS, SCHOOL, PLACES = FeedKey("shiomi", "bus"), FeedKey("shiomi", "school-bus"), FeedKey("shiomi", "places")
OPEN = ["shiomi/bus", "shiomi/community", "shiomi/ferry", "shiomi/places", "shiomi/rail"]


def current(worker: Worker) -> dict[str, Manifest]:
    return manifests_of(worker.workshop, releases.current(worker.workshop.catalog))


def everything(worker: Worker, manifest: Manifest) -> bytes:
    """All bytes that a manifest leads to, tiles unzipped, tables as text."""
    store = worker.workshop.catalog.store
    out = [str(manifest.to_json()).encode()]
    for tileset in manifest.tilesets.values():
        archive = VirtualArchive.open(store.read(tileset.directory))
        for piece in archive.segments(0, archive.size):
            data = piece if isinstance(piece, bytes) else store.read_range(*piece)
            out.append(data)
        for sha in {*tileset.cells.values(), *tileset.nodes.values()} - {""}:
            out.append(unzipped(store.read(sha)))
    for collection in manifest.collections.values():
        out += [str(from_geoparquet(store.read(f.sha256)).to_dicts()).encode() for f in collection.files]
    return b"".join(out)


def unzipped(archive: bytes) -> bytes:
    found, at = [], 0
    while (at := archive.find(b"\x1f\x8b\x08", at)) >= 0:
        try:
            found.append(gzip.decompress(archive[at:]))
        except (EOFError, OSError):
            import zlib

            found.append(zlib.decompressobj(31).decompress(archive[at:]))
        at += 3
    return b"".join(found)


def test_each_audience_has_its_own_manifest(worker: Worker) -> None:
    manifests = current(worker)
    assert sorted(manifests) == ["org:shiomi", "public"]
    assert [f.feed for f in manifests["public"].feeds] == OPEN
    assert [f.feed for f in manifests["org:shiomi"].feeds] == ["shiomi/school-bus"]


def test_nothing_of_the_restricted_feed_is_in_the_public_manifest(worker: Worker) -> None:
    manifests = current(worker)
    hidden = everything(worker, manifests["org:shiomi"])
    assert SECRET_WORD.encode() in hidden, "the marker must be findable where it may be"
    shown = everything(worker, manifests["public"])
    assert SECRET_WORD.encode() not in shown
    assert b"school-bus" not in shown


def test_counts_agree_between_parts_files_and_manifest(worker: Worker) -> None:
    manifest = current(worker)["public"]
    for name, part in manifest.collections.items():
        assert part.count == sum(f.count for f in part.files) == sum(f.counts.get(name, 0) for f in manifest.feeds)


def test_stops_are_tied_to_municipalities_with_both_licences(worker: Worker) -> None:
    link = current(worker)["public"].links["municipality"]
    assert link.count + link.missed == current(worker)["public"].collections["stops"].count
    assert link.missed == 0
    assert set(link.licence_ids) == {"CC-BY-4.0", "PDL-1.0"}


def test_nothing_waits_and_nothing_is_made_twice(worker: Worker) -> None:
    before = releases.current(worker.workshop.catalog)
    assert worker.publisher.publish_once() is None
    assert releases.current(worker.workshop.catalog) == before


def test_a_command_waits_for_the_release_that_another_publisher_makes(worker: Worker) -> None:
    """Else `futae demo` beside a running service tells of the release before its own files."""
    shop = worker.workshop
    live.take_back(shop.catalog, BUS, actor="test", now=shop.now())
    other = f"{shop.holder}:other"
    fencing = releases.take_lease(shop.catalog, LEASE, other, now=shop.now(), ttl_s=60)
    assert fencing is not None
    assert worker.publisher.publish_all(patience_s=0.3) is None
    assert worker.publisher.waits()  # its patience was not enough, and it says so
    back = Timer(0.5, lambda: releases.give_lease(shop.catalog, LEASE, other, fencing=fencing, now=shop.now()))
    back.start()
    derived = worker.publisher.publish_all()
    back.join()
    assert derived is not None
    assert not worker.publisher.waits()
    assert [f.feed for f in current(worker)["public"].feeds] == OPEN[1:]


def test_taking_back_and_publishing_again_gives_the_same_tiles_without_cutting(worker: Worker) -> None:
    catalog, now = worker.workshop.catalog, worker.workshop.now()
    before = current(worker)["public"]
    live.take_back(catalog, BUS, actor="test", now=now)
    without = worker.publisher.publish_once()
    assert without is not None
    assert [f.feed for f in without.manifests["public"].feeds] == OPEN[1:]
    assert without.manifests["public"].tilesets["transit"] != before.tilesets["transit"]
    live.set_live(catalog, BUS, 1, actor="test", now=now)
    again = worker.publisher.publish_once()
    assert again is not None
    assert again.work.cut["transit"] == 0
    assert again.manifests["public"].tilesets == before.tilesets
    assert again.manifests["public"].collections == before.collections
    assert again.number == before.release + 2


@pytest.mark.parametrize("licence", ["unknown", "restricted", "ODPT-BASIC"])
def test_a_public_feed_whose_licence_forbids_is_not_served(worker: Worker, licence: str) -> None:
    feeds.put_feed(worker.workshop.catalog, BUS, licence_ids=[licence], now=worker.workshop.now())
    derived = worker.publisher.publish_once()
    assert derived is not None
    assert [f.feed for f in derived.manifests["public"].feeds] == OPEN[1:]


def test_a_feed_that_becomes_restricted_leaves_the_public_release(worker: Worker) -> None:
    feeds.put_feed(
        worker.workshop.catalog, BUS, licence_ids=["CC-BY-4.0"], audience="org:shiomi", now=worker.workshop.now()
    )
    derived = worker.publisher.publish_once()
    assert derived is not None
    assert [f.feed for f in derived.manifests["public"].feeds] == OPEN[1:]
    assert [f.feed for f in derived.manifests["org:shiomi"].feeds] == ["shiomi/bus", "shiomi/school-bus"]


def test_blocked_versions_have_reports_and_cannot_be_published(worker: Worker) -> None:
    catalog = worker.workshop.catalog
    states = {v.number: v.state for v in versions.list_versions(catalog, BUS)}
    assert states == {1: "ready", 2: "blocked", 3: "blocked"}
    with pytest.raises(Conflict):
        live.set_live(catalog, BUS, 2, actor="test", now=worker.workshop.now())


def test_nothing_is_stale_after_building_and_a_new_schema_is(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(find_stale(worker.workshop)) == []
    monkeypatch.setattr("layers.application.transit.columns.SCHEMA_VERSION", "test")
    assert {s.collection for s in find_stale(worker.workshop)} == {"stops", "routes"}
    rebuild_stale(worker.workshop)
    assert list(find_stale(worker.workshop)) == []
    assert worker.publisher.publish_once() is not None


def test_runs_and_checks_show_in_dagster(worker: Worker) -> None:
    import dagster as dg

    instance = worker.runs.instance
    assert instance.get_materialized_partitions(dg.AssetKey("stops")) == {*OPEN, "shiomi/school-bus"} - {
        "shiomi/places"
    }
    assert instance.get_materialized_partitions(dg.AssetKey("places")) == {"shiomi/places"}
    record = instance.get_latest_materialization_event(dg.AssetKey("release"))
    assert record is not None
    assert record.asset_materialization is not None
    assert record.asset_materialization.metadata["feeds"].value == 6
