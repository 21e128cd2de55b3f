"""Slugs, feed keys and feature ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.errors import BadRequest
from terms.ids import FeedKey, check_slug, feature_id


@pytest.mark.parametrize("text", ["a", "0", "uno-bus", "a.b_c-d", "x" * 64])
def test_slugs_that_may_name_something(text):
    assert check_slug(text, "feed") == text


@pytest.mark.parametrize(
    "text", ["", "A", "-a", ".a", "a..b", "a/b", "a b", "a\n", "a:b", "駅", "\u0661", "x" * 65, "*", "..", "%2e"]
)
def test_slugs_that_may_not(text):
    with pytest.raises(BadRequest):
        check_slug(text, "feed")


@given(st.data())
def test_a_feed_key_reads_back_what_it_writes(draw_from, data):
    key = FeedKey(data.draw(draw_from.slugs), data.draw(draw_from.slugs))
    assert FeedKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "a", "a/", "/a", "a/b/c", "a/b\n", "a\\b"])
def test_a_feed_key_is_two_slugs(text):
    with pytest.raises(BadRequest):
        FeedKey.parse(text)


@given(st.data())
def test_equal_feature_ids_come_from_equal_sources(draw_from, data):
    def source():
        key = FeedKey(data.draw(draw_from.slugs), data.draw(draw_from.slugs))
        return key, data.draw(draw_from.slugs), data.draw(st.text(max_size=8))

    one, other = source(), source()
    assert (feature_id(*one) == feature_id(*other)) == (one == other)


def test_a_feature_id_keeps_the_source_key_unchanged():
    assert feature_id(FeedKey("uno", "bus"), "stops", "1:駅 前/2") == "uno/bus:stops:1:駅 前/2"
