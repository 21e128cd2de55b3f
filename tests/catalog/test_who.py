"""Organisations, keys, callers, feeds: who may know of what."""

from __future__ import annotations

import pytest

from catalog import audit, feeds, keys, live, orgs, tables
from catalog.db import Catalog, read
from catalog.keys import NOBODY, Caller
from terms.errors import BadRequest, KeyUnknown, NotAllowed, NotThere
from terms.ids import FeedKey


def test_orgs(catalog: Catalog, make) -> None:
    orgs.add_org(catalog, "uno", now=make.now)
    assert orgs.add_org(catalog, "uno", "宇野バス", now=make.later(1)).name == "宇野バス"
    assert orgs.add_org(catalog, "uno", now=make.later(1)).name == "宇野バス"
    assert [one.org for one in orgs.list_orgs(catalog)] == ["uno"]
    assert orgs.get_org(catalog, "uno").name == "宇野バス"
    with pytest.raises(NotThere):
        orgs.get_org(catalog, "nobody")
    with pytest.raises(BadRequest):
        orgs.add_org(catalog, "*", now=make.now)


def test_key_is_shown_once_and_kept_hashed(catalog: Catalog, make) -> None:
    orgs.add_org(catalog, "uno", now=make.now)
    secret = keys.add_key(catalog, "uno", {"upload", "publish"}, ("grant:secret", "other"), now=make.now)
    caller = keys.identify(catalog, secret, now=make.now)
    assert caller == Caller("uno", frozenset({"upload", "publish"}), ("other", "secret"), secret.split("_")[1])
    with read(catalog) as conn:
        everything = str([conn.execute(table.select()).all() for table in tables.metadata.sorted_tables])
    assert secret not in everything
    assert secret.split("_")[2] not in everything


@pytest.mark.parametrize("wrong", ["x", "futae_", "futae_000000000000_00", "Futae_x_y", "鍵", "futae_\udcff"])
def test_wrong_keys(catalog: Catalog, make, wrong: str) -> None:
    orgs.add_org(catalog, "uno", now=make.now)
    secret = keys.add_key(catalog, "uno", {"upload"}, now=make.now)
    for one in (wrong, "", secret[:-1], secret + "0", secret.upper()):
        with pytest.raises(KeyUnknown):
            keys.identify(catalog, one, now=make.now)
    assert keys.identify(catalog, None, now=make.now) == NOBODY


def test_revoked_key(catalog: Catalog, make) -> None:
    for org in ("uno", "other"):
        orgs.add_org(catalog, org, now=make.now)
    secret = keys.add_key(catalog, "uno", {"upload"}, now=make.now)
    [row] = keys.list_keys(catalog, "uno")
    with pytest.raises(NotThere):
        keys.revoke_key(catalog, "other", row.key_id, now=make.now)
    keys.revoke_key(catalog, "uno", row.key_id, now=make.now)
    with pytest.raises(KeyUnknown):
        keys.identify(catalog, secret, now=make.now)
    assert keys.list_keys(catalog, "uno")[0].revoked_at == make.now


def test_bad_keys_are_not_made(catalog: Catalog, make) -> None:
    with pytest.raises(NotThere):
        keys.add_key(catalog, "uno", {"upload"}, now=make.now)
    with pytest.raises(BadRequest, match="sudo"):
        keys.add_key(catalog, "*", {"sudo"}, now=make.now)


def test_what_callers_may(catalog: Catalog, make) -> None:
    everyone = keys.identify(catalog, keys.add_key(catalog, "*", keys.SCOPES, now=make.now), now=make.now)
    sender = Caller("uno", frozenset({"upload"}), ("secret",), "k")
    every_sender = Caller("*", frozenset({"upload"}), (), "k")
    for caller, readable in (
        (NOBODY, {"public"}),
        (sender, {"public", "org:uno", "grant:secret"}),
        (every_sender, {"public"}),
        (everyone, {"public", "org:uno", "grant:secret", "org:other", "grant:other"}),
    ):
        audiences = ("public", "org:uno", "grant:secret", "org:other", "grant:other")
        assert {one for one in audiences if caller.may_read(one)} == readable
    sender.require("upload", "uno")
    every_sender.require("upload", "uno")
    everyone.require("admin", "uno")
    for caller, scope, org in ((sender, "publish", "uno"), (sender, "upload", "other"), (every_sender, "admin", "uno")):
        with pytest.raises(NotAllowed):
            caller.require(scope, org)
    with pytest.raises(KeyUnknown):
        NOBODY.require("upload", "uno")


def test_put_feed_makes_and_changes(catalog: Catalog, make) -> None:
    key = make.feed(licence_ids=["ODbL-1.0", "CC-BY-4.0", "ODbL-1.0"], title="宇野", timezone="Asia/Tokyo")
    row = feeds.get_feed(catalog, key)
    assert (row.licence_ids, row.title, row.audience) == (("ODbL-1.0", "CC-BY-4.0"), "宇野", "public")
    changed = feeds.put_feed(catalog, key, licence_ids=["CC0-1.0"], edition="v3", now=make.later(1))
    assert (changed.feed_id, changed.created_at, changed.title) == (row.feed_id, row.created_at, "宇野")
    assert (changed.licence_ids, changed.edition, changed.timezone) == (("CC0-1.0",), "v3", "Asia/Tokyo")


def test_learn_fills_only_blanks(catalog: Catalog, make) -> None:
    key = make.feed(title="given")
    row = feeds.learn(catalog, key, title="found", holder="宇野自動車", timezone="Asia/Tokyo", now=make.now)
    assert (row.title, row.holder, row.timezone) == ("given", "宇野自動車", "Asia/Tokyo")


@pytest.mark.parametrize(
    "options",
    [
        {"licence_ids": []},
        {"licence_ids": ["GPL"]},
        {"audience": "all"},
        {"audience": "org:"},
        {"edition": "v9"},
        {"timezone": "Mars/Phobos"},
        {"timezone": "../../etc"},
    ],
)
def test_bad_feeds_are_refused(catalog: Catalog, make, options) -> None:
    with pytest.raises(BadRequest):
        make.feed(**options)
    with pytest.raises(NotThere):
        feeds.get_feed(catalog, FeedKey("uno", "bus"))


def test_feed_of_unknown_org(catalog: Catalog, now) -> None:
    with pytest.raises(NotThere):
        feeds.put_feed(catalog, FeedKey("nobody", "bus"), licence_ids=["CC0-1.0"], now=now)


def test_nothing_of_another_audience(catalog: Catalog, make) -> None:
    open_, mine, granted = (
        make.feed("a/open"),
        make.feed("a/mine", audience="org:a"),
        make.feed("a/granted", audience="grant:g"),
    )
    assert [one.key for one in feeds.list_feeds(catalog, "public")] == [open_]
    assert [one.key for one in feeds.list_feeds(catalog, "org:a")] == [mine]
    assert feeds.list_feeds(catalog, "org:b") == []
    assert [one.key for one in feeds.feeds_of_org(catalog, "a")] == [granted, mine, open_]
    stranger, friend, own = Caller("b"), Caller("b", grants=("g",)), Caller("a")
    absent = FeedKey("a", "absent")
    for caller, audience, seen in (
        (NOBODY, "public", {open_}),
        (NOBODY, "org:a", set()),
        (stranger, "grant:g", set()),
        (friend, "grant:g", {granted}),
        (friend, "public", {open_}),
        (own, "public", {open_, mine, granted}),
    ):
        for key in (open_, mine, granted, absent):
            if key in seen:
                assert feeds.see_feed(catalog, key, caller=caller, audience=audience).key == key
            else:
                with pytest.raises(NotThere) as refused:
                    feeds.see_feed(catalog, key, caller=caller, audience=audience)
                assert str(refused.value) == f"no feed {key}"


def test_changed_audience_of_a_live_feed_makes_a_release_due(catalog: Catalog, make) -> None:
    key = make.feed()
    first = live.set_live(catalog, key, make.version(key, state="ready").number, actor="t", now=make.now)
    make.feed(publish_when_clean=True)
    assert live.last_change(catalog) == first  # nothing a release repeats
    make.feed(audience="org:uno")
    assert live.last_change(catalog) == first + 1
    [row] = live.live_rows(catalog)
    assert (row.feed.audience, row.change, row.live_at) == ("org:uno", first + 1, make.now)
    assert live.list_changes(catalog, after=first)[0].kind == "feed"


def test_audit_tells_who(catalog: Catalog, make) -> None:
    key = make.feed()
    make.feed()
    make.feed(audience="org:uno", actor="key:1")
    assert [(n.actor, n.action) for n in audit.list_notes(catalog, subject=str(key))] == [
        ("key:1", "feed.change"),
        ("local", "feed.add"),
    ]
    assert [n.action for n in audit.list_notes(catalog, limit=1)] == ["feed.change"]
