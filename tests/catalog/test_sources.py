"""Sources: set, claimed by one, due again, removed. Not here: asking (tests/pipelines/test_following.py)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog import audit, sources
from catalog.sources import Asked, shown_url, wait_after
from catalog.tombstones import bury
from terms.errors import BadRequest, Gone, NotThere
from terms.ids import FeedKey

URL = "https://example.jp/gtfs.zip?key=verysecret"


def put(make, key, **more):
    return sources.put_source(make.catalog, key, URL, actor="k", now=make.now, **more)


def claim(make, **more):
    return sources.claim(make.catalog, "w:1@1", **{"now": make.now, "claim_s": 60, **more})


def test_one_claims_what_is_due(make) -> None:
    first, second = make.feed("uno/a"), make.feed("uno/b")
    put(make, second)
    make.later(1)
    put(make, first, every_hours=2)
    assert [str(claim(make).feed) for _ in range(2)] == ["uno/b", "uno/a"]
    assert claim(make) is None
    make.later(60)
    row = claim(make, key=first)
    assert sources.is_claimed(make.catalog, row)
    assert sources.finish(make.catalog, row, Asked(True, "nothing new", 304), chance=1, now=make.now)
    assert sources.get_source(make.catalog, first).next_at == make.now + timedelta(hours=2)
    assert not sources.finish(make.catalog, row, Asked(True, "twice"), chance=1, now=make.now)
    assert claim(make, key=first).feed == first  # due or not


def test_who_was_overtaken_writes_nothing(make) -> None:
    key = make.feed()
    put(make, key)
    row = claim(make)
    make.later(61)
    other = sources.claim(make.catalog, "w:2@2", now=make.now, claim_s=60)
    assert not sources.finish(make.catalog, row, Asked(False, "late"), chance=1, now=make.now)
    make.later(1)
    put(make, key)
    assert not sources.is_claimed(make.catalog, other)
    assert sources.get_source(make.catalog, key).outcome == ""


def test_claims_of_the_dead_are_given_back(make) -> None:
    put(make, make.feed())
    claim(make)
    assert sources.drop_claims(make.catalog, lambda _holder: False) == 0
    assert sources.drop_claims(make.catalog, lambda holder: holder == "w:1@1") == 1
    assert claim(make) is not None


def test_a_server_that_says_how_long_to_wait_is_heard(make) -> None:
    key = make.feed()
    put(make, key)
    sources.finish(make.catalog, claim(make), Asked(False, "503", 503, wait_s=1e9), chance=1, now=make.now)
    assert sources.get_source(make.catalog, key).next_at == make.now + timedelta(days=31)
    assert [wait_after(n, 3600, chance) for n, chance in ((1, 0), (1, 1), (2, 1), (99, 1))] == [300, 600, 1200, 3600]


def test_what_cannot_be_followed(make) -> None:
    key = make.feed()
    for hours in (0, -1, 24 * 31 + 1):
        with pytest.raises(BadRequest):
            put(make, key, every_hours=hours)
    for call in (sources.get_source, lambda c, k: sources.remove_source(c, k, actor="k", now=make.now)):
        with pytest.raises(NotThere):
            call(make.catalog, key)
        with pytest.raises(NotThere):
            call(make.catalog, FeedKey("no", "feed"))
    bury(make.catalog, key, None, reason="court", actor="k", now=make.now)
    with pytest.raises(Gone):
        put(make, key)


def test_no_key_of_an_address_is_in_the_log_or_in_words(make) -> None:
    key = make.feed()
    row = put(make, key)
    sources.remove_source(make.catalog, key, actor="k", now=make.now)
    notes = audit.list_notes(make.catalog, subject=str(key))
    assert [one.action for one in notes[:2]] == ["source.remove", "source.set"]
    assert "verysecret" not in f"{notes}{row}"
    assert shown_url(URL) == "https://example.jp/…"
    assert sources.list_sources(make.catalog) == []
