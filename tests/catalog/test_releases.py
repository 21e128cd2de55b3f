"""Lease, fencing, compare-and-swap, and which release was current when; artifacts and usage."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from catalog import artifacts, releases, usage
from catalog.db import Catalog
from catalog.releases import PUBLISHER
from terms.artifacts import Recipe
from terms.errors import BadRequest, LeaseLost, NotThere, StoreError
from terms.geo import Bounds


def lease(make, holder: str = "a", ttl_s: float = 10) -> int | None:
    return releases.take_lease(make.catalog, PUBLISHER, holder, now=make.now, ttl_s=ttl_s)


def add(make, fencing: int, base: int | None, due: int, **options) -> int:
    manifests = {"public": make.manifest(due)}
    common = {"manifests": manifests, "change": 1, "base": base, "fencing": fencing, "now": make.now}
    return releases.add_release(make.catalog, **{**common, **options})


def test_lease_has_one_holder(catalog: Catalog, make) -> None:
    assert lease(make, "a") == 1
    assert lease(make, "b") is None
    make.later(9)
    releases.renew_lease(catalog, PUBLISHER, "a", fencing=1, now=make.now, ttl_s=10)
    make.later(9)
    assert lease(make, "b") is None
    make.later(1)
    assert lease(make, "b") == 2
    with pytest.raises(LeaseLost):
        releases.renew_lease(catalog, PUBLISHER, "a", fencing=1, now=make.now, ttl_s=10)
    releases.give_lease(catalog, PUBLISHER, "a", fencing=1, now=make.now)  # not ours: nothing happens
    assert lease(make, "a") is None
    releases.give_lease(catalog, PUBLISHER, "b", fencing=2, now=make.now)
    assert lease(make, "a") == 3
    assert lease(make, "a") == 4  # a restarted holder fences off its former self
    assert releases.take_lease(catalog, "another", "b", now=make.now, ttl_s=1) == 1


def test_release_becomes_current(catalog: Catalog, make) -> None:
    assert releases.current(catalog) is None
    fencing = lease(make)
    assert releases.next_number(catalog) == 1
    assert make.release(fencing, "public", "org:uno", change=7) == 1
    row = releases.current(catalog)
    assert (row.number, row.change, row.made_at, sorted(row.manifests)) == (1, 7, make.now, ["org:uno", "public"])
    assert releases.get_release(catalog, 1) == row
    assert releases.load_manifest(catalog, row, "org:uno").audience == "org:uno"
    with pytest.raises(NotThere) as refused:
        releases.load_manifest(catalog, row, "grant:x")
    assert "uno" not in str(refused.value)


def test_an_old_holder_can_do_nothing(catalog: Catalog, make) -> None:
    old = lease(make, "a")
    assert add(make, old, None, 1) == 1
    make.later(11)
    new = lease(make, "b")
    with pytest.raises(LeaseLost):
        releases.swap_current(catalog, expected=None, new=1, fencing=old)
    with pytest.raises(LeaseLost):
        add(make, old, None, 1)
    with pytest.raises(LeaseLost):  # nor may the new one publish what the old one made
        releases.swap_current(catalog, expected=None, new=1, fencing=new)
    assert make.release(new) == 1
    with pytest.raises(LeaseLost):
        releases.swap_current(catalog, expected=1, new=2, fencing=old)
    releases.give_lease(catalog, PUBLISHER, "b", fencing=new, now=make.now)
    with pytest.raises(LeaseLost):
        add(make, new, 1, 2)


def test_swap_compares(catalog: Catalog, make) -> None:
    fencing = lease(make)
    make.release(fencing)
    with pytest.raises(LeaseLost):
        add(make, fencing, None, 2)
    with pytest.raises(LeaseLost):
        add(make, fencing, 1, 2, number=3)
    assert add(make, fencing, 1, 2, number=2) == 2
    with pytest.raises(LeaseLost):
        releases.swap_current(catalog, expected=None, new=2, fencing=fencing)
    with pytest.raises(LeaseLost):
        releases.swap_current(catalog, expected=1, new=3, fencing=fencing)
    releases.swap_current(catalog, expected=1, new=2, fencing=fencing)
    with pytest.raises(LeaseLost):
        releases.swap_current(catalog, expected=2, new=1, fencing=fencing)  # never back to an old one
    assert releases.current(catalog).number == 2


def test_a_release_that_never_was_current_is_nothing(catalog: Catalog, make) -> None:
    fencing = lease(make)
    add(make, fencing, None, 1)
    with pytest.raises(NotThere):
        releases.get_release(catalog, 1)
    assert (releases.list_releases(catalog), releases.current(catalog)) == ([], None)
    make.later(11)
    assert make.release(lease(make, "b"), "public", "org:uno") == 1
    assert sorted(releases.get_release(catalog, 1).manifests) == ["org:uno", "public"]
    assert releases.next_number(catalog) == 2


def test_manifests_must_be_stored_and_true(catalog: Catalog, make) -> None:
    fencing = lease(make)
    with pytest.raises(StoreError):
        add(make, fencing, None, 1, manifests={"public": "0" * 64})
    add(make, fencing, None, 1, manifests={"org:uno": make.manifest(1, "public")})
    releases.swap_current(catalog, expected=None, new=1, fencing=fencing)
    with pytest.raises(StoreError):
        releases.load_manifest(catalog, releases.current(catalog), "org:uno")


def test_release_at(catalog: Catalog, make) -> None:
    fencing, start = lease(make, ttl_s=1000), make.now
    for _ in range(3):
        make.release(fencing)
        make.later(60)
    at = [releases.release_at(catalog, start + timedelta(seconds=s)).number for s in (0, 59.9, 60, 119, 120, 9999)]
    assert at == [1, 1, 2, 2, 3, 3]
    with pytest.raises(NotThere):
        releases.release_at(catalog, start - timedelta(microseconds=1))
    for number in (0, 4, -1, 10**12):
        with pytest.raises(NotThere):
            releases.get_release(catalog, number)
    assert [row.number for row in releases.list_releases(catalog, 2)] == [3, 2]
    assert [row.number for row in releases.list_releases(catalog, 2, before=2)] == [1]


def test_a_clock_that_goes_back_hides_nothing(catalog: Catalog, make) -> None:
    fencing = lease(make)
    make.release(fencing)
    make.later(-3600)
    make.release(fencing)
    assert releases.release_at(catalog, make.now + timedelta(hours=1)).number == 2
    with pytest.raises(NotThere):
        releases.release_at(catalog, make.now)


def keep(make, data: bytes | Path, source: str, audience: str = "public", **options):
    common = {"media_type": "x", "audience": audience, "licence_ids": ["CC0-1.0", "ODbL-1.0"], "now": make.now}
    return artifacts.put_artifact(make.catalog, data, recipe=Recipe((source,), {"layer": "t"}), **common, **options)


def test_artifacts_by_memo(catalog: Catalog, make, tmp_path: Path) -> None:
    one = keep(make, b"one", "in1", bounds=Bounds(1, 2, 3, 4), facts={"count": 2})
    (tmp_path / "two").write_bytes(b"two")
    two = keep(make, tmp_path / "two", "in2")
    assert (one.size_bytes, two.size_bytes, catalog.store.read(two.sha256)) == (3, 3, b"two")
    names = [one.recipe.memo_key, two.recipe.memo_key, "absent"]
    assert artifacts.by_memo(catalog, names, "public") == {names[0]: one, names[1]: two}
    assert artifacts.by_memo(catalog, names * 400, "org:uno") == {}
    assert artifacts.by_memo(catalog, [], "public") == {}
    assert artifacts.list_artifacts(catalog, "public") == sorted([one, two], key=lambda ref: ref.recipe.memo_key)


def test_same_bytes_for_two_audiences_are_two_artifacts(catalog: Catalog, make) -> None:
    public, own = keep(make, b"x", "in"), keep(make, b"x", "in", "org:uno")
    assert public.sha256 == own.sha256
    assert artifacts.list_artifacts(catalog, "org:uno") == [own]
    assert artifacts.forget_artifacts(catalog, [own.sha256], before=make.later(1)) == 2
    with pytest.raises(BadRequest):
        keep(make, b"x", "in", "everybody")


def test_made_anew_replaces(catalog: Catalog, make) -> None:
    keep(make, b"x", "in")
    again = keep(make, b"y", "in", facts={"count": 1})
    assert artifacts.list_artifacts(catalog, "public") == [again]


def test_usage(catalog: Catalog, make) -> None:
    usage.count(catalog, "tile", subject="transit", now=make.now)
    usage.count_many(catalog, {("tile", "public", "transit"): 4, ("tile", "org:uno", "transit"): 1}, now=make.now)
    usage.count_many(catalog, {}, now=make.now)
    make.later(86400)
    usage.count(catalog, "tile", subject="transit", amount=2, now=make.now)
    assert usage.list_usage(catalog, "public") == {
        ("2020-01-15", "tile", "transit"): 5,
        ("2020-01-16", "tile", "transit"): 2,
    }
    assert usage.list_usage(catalog, "org:uno") == {("2020-01-15", "tile", "transit"): 1}
