"""Tombstones: what they take out, what they refuse, and which releases they and narrower audiences close."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from catalog import feeds, keeping, live, products, releases, tables, tombstones, versions
from catalog.audit import list_notes
from catalog.db import Catalog, read
from catalog.keys import LOCAL, NOBODY
from catalog.standing import last_stamp, read_standing, why_closed
from terms.errors import Gone, NotThere
from terms.keeping import KeepPolicy
from terms.releases import LiveFeed, Manifest

WHY = "court order"


def bury(make, key, number=None):
    return tombstones.bury(make.catalog, key, number, reason=WHY, actor="clerk", now=make.now)


def held(feed: str, version: int, audience: str = "public", release: int = 7) -> Manifest:
    """A manifest that holds one version of one feed."""
    one = LiveFeed(
        feed, version, "0" * 64, "a.zip", "application/zip", "gtfs", "", "t", "h", ("CC-BY-4.0",), "", "", "Asia/Tokyo",
        None, None, None, None, None,
    )  # fmt: skip
    return Manifest(release=release, audience=audience, made_at="", reference_date=None, feeds=(one,))


def test_a_version_is_taken_out_of_everything_and_the_others_stay(catalog: Catalog, make) -> None:
    key = make.feed()
    one, two = make.version(key, b"one", "ready"), make.version(key, b"two", "ready")
    live.set_live(catalog, key, 1, actor="clerk", now=make.now)
    for subject, facts in (("uno/bus", {"version": 1}), ("", {"feeds": [{"feed": "uno/bus", "version": 1}]})):
        products.put_product(
            catalog, product="p", audience="public", subject=subject, release=1, memo_key="m", data=b"p",
            media_type="x", facts=facts, now=make.now,
        )  # fmt: skip
    for subject in ("uno/bus/1/transit", "uno/bus/11/transit", "uno/bus/1", "uno/bus2"):
        products.put_product(
            catalog, product="q", audience="public", subject=subject, release=1, memo_key="m", data=b"p",
            media_type="x", facts={}, now=make.now,
        )  # fmt: skip
    stone = bury(make, key, 1)
    assert (stone.number, stone.change, stone.reason) == (1, 2, WHY)
    with pytest.raises(Gone):
        live.live_of(catalog, key)
    assert [p.subject for p in products.list_products(catalog)] == ["uno/bus/11/transit", "uno/bus2"]
    assert versions.get_version(catalog, key, 1).state == "withdrawn"
    with pytest.raises(Gone, match=WHY):
        make.version(key, b"one")
    with pytest.raises(Gone, match=WHY):
        versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now)
    assert live.set_live(catalog, key, 2, actor="clerk", now=make.now) == 3
    assert [n.detail for n in list_notes(catalog, subject="uno/bus/1") if n.action == "bury"] == [{"reason": WHY}]
    with read(catalog) as conn:
        assert tombstones.buried_ids(conn) == {one.version_id} - {two.version_id}


def test_a_feed_is_taken_out_with_all_its_versions_and_takes_no_more(catalog: Catalog, make) -> None:
    key, other = make.feed(), make.feed("uno/tram")
    make.version(other, b"one", "ready")
    make.version(key, b"one", "ready")
    waiting = make.version(key, b"two")
    assert [row.version_id for row in make.claim()] == [waiting.version_id]
    bury(make, key)
    assert {row.state for row in versions.list_versions(catalog, key)} == {"withdrawn"}
    assert make.claim(now=make.later(3600)) == []
    for data in (b"one", b"three"):
        with pytest.raises(Gone, match=WHY):
            make.version(key, data)
    with pytest.raises(Gone, match=WHY):
        make.feed("uno/bus")
    with pytest.raises(Gone, match=WHY):
        feeds.see_feed(catalog, key, caller=NOBODY)
    assert [row.key for row in feeds.list_feeds(catalog, "public")] == [other]
    assert live.set_live(catalog, other, 1, actor="clerk", now=make.now) == 1


def test_who_may_not_know_of_a_buried_feed_learns_nothing(catalog: Catalog, make) -> None:
    key = make.feed("uno/secret", audience="org:uno")
    bury(make, key)
    with pytest.raises(NotThere, match="no feed uno/secret"):
        feeds.see_feed(catalog, key, caller=NOBODY)


def test_burying_twice_is_once(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, b"one", "ready")
    first = bury(make, key, 1)
    make.later(60)
    again = tombstones.bury(catalog, key, 1, reason="another", actor="other", now=make.now)
    assert (again.tombstone_id, again.reason, again.set_at) == (first.tombstone_id, WHY, first.set_at)
    assert len(tombstones.list_tombstones(catalog)) == 1
    for number in (2, 0):
        with pytest.raises(NotThere):
            bury(make, key, number)


def test_what_is_swept_leaves_no_facts(catalog: Catalog, make) -> None:
    key = make.feed()
    row = make.version(key, b"one")
    make.claim()
    make.finish(row, facts={"title": "秘密"}, report_sha="0" * 64)
    bury(make, key, 1)
    assert tombstones.note_swept(catalog, now=make.later(1)) == 1
    assert tombstones.note_swept(catalog, now=make.later(1)) == 0
    found = versions.get_version(catalog, key, 1)
    assert (found.facts, found.report_sha, found.reason) == ({}, None, WHY)
    with read(catalog) as conn:
        assert conn.execute(sa.select(tables.tombstones.c.swept_at)).scalar() is not None


def test_which_releases_are_closed(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, b"one", "ready")
    make.version(key, b"two", "ready")

    def closed(manifest: Manifest) -> str | None:
        return why_closed(read_standing(catalog), manifest, unknown_is_yes=False)

    stamp = last_stamp(catalog)
    assert [closed(held("uno/bus", n)) for n in (1, 2)] == [None, None]
    bury(make, key, 1)
    assert last_stamp(catalog) > stamp
    assert WHY in str(closed(held("uno/bus", 1)))
    assert closed(held("uno/bus", 2)) is None
    make.feed("uno/bus", audience="org:uno")
    assert "not for this audience any more" in str(closed(held("uno/bus", 2)))
    assert closed(held("uno/bus", 2, "org:uno")) is None
    make.feed("uno/bus", licence_ids=["restricted"])
    assert "uno" not in str(closed(held("uno/bus", 2)))
    assert closed(held("no/one", 1)) is not None


def test_a_release_that_was_let_go_answers_gone(catalog: Catalog, make) -> None:
    fencing = releases.take_lease(catalog, releases.PUBLISHER, "p", now=make.now, ttl_s=60)
    for _ in range(3):
        make.release(fencing)
        make.later(10)
    policy = KeepPolicy(0, 0, ZoneInfo("UTC"))
    assert keeping.let_go(catalog, policy, actor="gc", now=make.now) == [1, 2]
    assert keeping.let_go(catalog, policy, actor="gc", now=make.now) == []
    with pytest.raises(Gone, match="not kept"):
        releases.get_release(catalog, 2)
    with pytest.raises(Gone, match="not kept"):
        releases.release_at(catalog, make.now - timedelta(seconds=15))
    assert [row.number for row in releases.list_releases(catalog)] == [3]
    assert set(read_standing(catalog).gone) == {1, 2}
    with pytest.raises(NotThere):
        releases.get_release(catalog, 1 << 70)
