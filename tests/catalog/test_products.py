"""Products: kept, replaced, fenced; and whether what went into one may still be given out."""

from __future__ import annotations

import pytest

from catalog import feeds, live, products, releases, tables
from catalog.db import write
from catalog.product_members import ProductMember, no_longer_served
from catalog.products import STATISTICS, UNIFIED, Fence
from terms.errors import BadRequest, LeaseLost, StoreError


def put(catalog, now, **given):
    whole = {"product": UNIFIED, "audience": "public", "subject": "", "release": 1, "memo_key": "m1", "data": b"zip",
             "media_type": "application/zip", "facts": {"feeds": []}, "now": now, **given}  # fmt: skip
    return products.put_product(catalog, **whole)


def test_the_newest_stands_and_says_what_it_was_made_from(catalog, now):
    first = put(catalog, now)
    assert catalog.store.read(first.sha256) == b"zip"
    assert (first.size_bytes, first.release, first.memo_key) == (3, 1, "m1")
    second = put(catalog, now, data=b"newer", memo_key="m2", release=2)
    assert products.get_product(catalog, UNIFIED, "public") == second
    assert products.get_product(catalog, UNIFIED, "org:uno") is None
    statistics = put(catalog, now, product=STATISTICS, subject="uno/bus", data=None, sha256=second.sha256)
    assert products.list_products(catalog) == [statistics, second]
    assert products.list_products(catalog, product=UNIFIED, audience="public") == [second]
    products.confirm_product(catalog, second, 9)
    assert products.get_product(catalog, UNIFIED, "public").release == 9
    products.drop_product(catalog, first)  # another was made meanwhile: nothing happens
    assert products.get_product(catalog, UNIFIED, "public") is not None
    products.drop_product(catalog, second)
    assert products.list_products(catalog) == [statistics]


def test_what_cannot_be_kept(catalog, now):
    with pytest.raises(ValueError, match="either"):
        put(catalog, now, data=None)
    with pytest.raises(StoreError):
        put(catalog, now, data=None, sha256="0" * 64)
    with pytest.raises(BadRequest):
        put(catalog, now, audience="everyone")
    assert products.list_products(catalog) == []


def test_an_old_fence_writes_nothing(catalog, now, make):
    old = releases.take_lease(catalog, "afterwork", "a", now=now, ttl_s=1)
    put(catalog, now, fence=Fence("afterwork", old))
    new = releases.take_lease(catalog, "afterwork", "b", now=make.later(2), ttl_s=60)
    with pytest.raises(LeaseLost):
        put(catalog, now, data=b"late", fence=Fence("afterwork", old))
    row = products.get_product(catalog, UNIFIED, "public")
    assert catalog.store.read(row.sha256) == b"zip"
    for late in (products.drop_product, lambda c, r, fence: products.confirm_product(c, r, 3, fence=fence)):
        with pytest.raises(LeaseLost):
            late(catalog, row, fence=Fence("afterwork", old))
    products.confirm_product(catalog, row, 3, fence=Fence("afterwork", new))


def test_a_member_leaves_at_once(catalog, now, make):
    key = make.feed("uno/bus")
    make.feed("dos/bus")  # same name, never live
    row = make.version(key, state="ready")
    member = ProductMember("uno/bus", 1, ("CC-BY-4.0",))

    def why(*more: ProductMember) -> dict[str, str]:
        return no_longer_served(catalog, "public", [member, *more])

    assert why() == {"uno/bus": "taken_back"}
    live.set_live(catalog, key, row.number, actor="a", now=now)
    assert why() == {}
    assert why(ProductMember("dos/bus", 1, ()), ProductMember("no/body", 1, ())) == {
        "dos/bus": "taken_back",
        "no/body": "taken_back",
    }
    assert no_longer_served(catalog, "org:uno", [member]) == {"uno/bus": "audience"}
    newer = make.version(key, b"newer", state="ready")
    live.set_live(catalog, key, newer.number, actor="a", now=now)
    assert why() == {}  # an older version may still be given
    with write(catalog) as conn:
        conn.execute(tables.tombstones.insert().values(
            feed_id=feeds.get_feed(catalog, key).feed_id, version_id=row.version_id, reason="r", actor="a", set_at=now
        ))  # fmt: skip
    assert why() == {"uno/bus": "gone"}
    assert no_longer_served(catalog, "public", [ProductMember("uno/bus", 2, ("CC-BY-4.0",))]) == {}
    live.withdraw(catalog, key, newer.number, actor="a", reason="x", now=now)
    live.set_live(catalog, key, row.number, actor="a", now=now)
    assert no_longer_served(catalog, "public", [ProductMember("uno/bus", 2, ("CC-BY-4.0",))]) == {
        "uno/bus": "withdrawn"
    }
    feeds.put_feed(catalog, key, licence_ids=["CC0-1.0"], now=now)
    assert no_longer_served(catalog, "public", [ProductMember("uno/bus", 2, ("CC-BY-4.0",))]) == {"uno/bus": "licence"}
