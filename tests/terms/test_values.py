"""Canonical hashes, recipes, bounds, audiences, licences, columns: small values and what must always hold for them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.artifacts import Recipe
from terms.audiences import PUBLIC, assert_one_audience, parse_audience
from terms.canonical import canonical_json, digest, sha256_hex
from terms.columns import COMMON, Collection
from terms.errors import BadRequest
from terms.geo import Bounds, union_all
from terms.licences import LICENCES, Permission, allows_publishing, attribution


@given(st.dictionaries(st.text("abc駅", max_size=3), st.integers() | st.text("é駅", max_size=3)))
def test_canonical_json_does_not_see_the_order_of_keys(value):
    turned = dict(reversed(value.items()))
    assert canonical_json(value) == canonical_json(turned)
    assert json.loads(canonical_json(value)) == value
    assert digest(value) == sha256_hex(canonical_json(value))


def test_canonical_json_is_short_and_readable():
    assert canonical_json({"b": [1, None], "a": "駅"}) == '{"a":"駅","b":[1,null]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_has_no_word_for_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - the standard library words it
        canonical_json(value)


def test_a_memo_key_changes_with_each_input_and_each_maker():
    recipe = Recipe(("a", "b"), {"layer": "transit", "engine": "1"})
    same = Recipe(("a", "b"), {"engine": "1", "layer": "transit"})
    others = [replace(recipe, made_from=("b", "a")), replace(recipe, made_by={"layer": "transit", "engine": "2"})]
    assert recipe.memo_key == same.memo_key
    assert len({one.memo_key for one in (recipe, *others)}) == 3


@given(st.data())
def test_a_union_does_not_see_order_and_holds_each(draw_from, data):
    many = data.draw(st.lists(st.none() | draw_from.bounds, max_size=5))
    union = union_all(many)
    assert union == union_all(reversed(many))
    for one in filter(None, many):
        assert union is not None
        assert one.union(union) == union
    assert (union is None) == (not any(many))


def test_bounds_are_written_west_south_east_north():
    assert Bounds.of(["133.9", 34.4, 134, 34.7]).as_list() == [133.9, 34.4, 134.0, 34.7]


@pytest.mark.parametrize("text", ["public", "org:uno", "grant:police-2"])
def test_audiences(text):
    assert parse_audience(text) == text


@pytest.mark.parametrize("text", ["", "Public", "org", "org:", "org:a:b", "grant:a b", "key:a", "org:a\n", "public "])
def test_what_is_no_audience(text):
    with pytest.raises(BadRequest):
        parse_audience(text)


def test_audiences_never_mix():
    assert_one_audience(PUBLIC, [PUBLIC, PUBLIC])
    assert_one_audience("org:uno", [])
    with pytest.raises(AssertionError, match="org:uno"):
        assert_one_audience(PUBLIC, [PUBLIC, "org:uno"])


def test_licences_that_the_issue_names_are_there():
    named = {
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-2.1-JP",
        "PDL-1.0",
        "GJ-STD-2.0",
        "ODbL-1.0",
        "ODPT-BASIC",
        "unknown",
        "restricted",
    }
    assert named <= set(LICENCES)
    assert all(key == one.licence_id for key, one in LICENCES.items())


@given(st.lists(st.sampled_from(sorted(LICENCES)), min_size=1), st.booleans())
def test_another_licence_never_adds_a_permission(ids, lenient):
    allowed = allows_publishing(ids, unknown_is_yes=lenient)
    assert allowed == all(allows_publishing([one], unknown_is_yes=lenient) for one in ids)
    assert allowed <= allows_publishing(ids, unknown_is_yes=True)


def test_a_permission_that_nobody_stated_is_none():
    assert not allows_publishing([])
    assert not allows_publishing(["unknown"])
    assert allows_publishing(["unknown"], unknown_is_yes=True)
    assert not allows_publishing(["restricted"], unknown_is_yes=True)
    assert not allows_publishing(["CC-BY-4.0", "restricted"])
    assert LICENCES["unknown"].redistribute is Permission.UNKNOWN


@given(st.sampled_from(sorted(LICENCES)), st.text(max_size=10))
def test_every_licence_credits_its_holder_by_the_name_given(licence_id, holder):
    assert holder in attribution([licence_id], holder)


def test_attribution_keeps_the_order_of_the_licences():
    assert attribution(["ODbL-1.0", "CC-BY-4.0"], "{Uno}") == "© {Uno}, ODbL 1.0 / {Uno}, CC BY 4.0"


def test_a_collection_finds_its_columns():
    stops = Collection("stops", "transit", "application", "Point", "停留所", "stops", "", "", COMMON, 12)
    assert stops.column("feed") is COMMON[1]
    with pytest.raises(KeyError):
        stops.column("colour")
