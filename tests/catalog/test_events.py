"""Events are told in the transaction of the deed, once, and to those who want them. Not here: sending, days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from catalog import events, feeds, history, live, targets, tombstones, versions
from catalog.db import Catalog, write
from catalog.deliveries import list_deliveries
from catalog.targets import MAIL, MOST, WEBHOOK, Wanted
from terms.errors import BadRequest, Conflict, NotThere
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")
Hook = Callable[..., targets.Target]


def told(catalog: Catalog, key: FeedKey = KEY, audience: str | None = None) -> list[tuple[str, int | None]]:
    """Kind and version, oldest first."""
    rows = events.events_of_feed(catalog, key, audience=audience, limit=1000)
    return [(one.kind, one.number) for one in reversed(rows)]


@pytest.fixture
def hook(catalog: Catalog, make) -> Hook:
    def put(org: str = "uno", name: str = "app", *kinds: str, **more: object) -> targets.Target:
        wanted = Wanted("https://example.jp/x", kinds, **more)
        return targets.put_target(catalog, org, WEBHOOK, name, wanted, actor="t", now=make.now)[0]

    return put


def test_the_life_of_a_version_is_told(catalog: Catalog, make) -> None:
    make.feed(title="宇野バス")
    make.version(KEY, b"1", "ready")
    make.version(KEY, b"2", "blocked")
    make.version(KEY, b"3", "ready")
    change = live.set_live(catalog, KEY, 1, actor="k", now=make.later(1), reason="october")
    live.set_live(catalog, KEY, 1, actor="k", now=make.later(1))  # it is live: nothing happens
    live.set_live(catalog, KEY, 3, actor="k", now=make.later(1))
    history.roll_back(catalog, KEY, expected=3, actor="k", now=make.later(1))
    live.withdraw(catalog, KEY, 2, actor="k", reason="wrong file", now=make.later(1))
    live.withdraw(catalog, KEY, 1, actor="k", reason="wrong fares", now=make.later(1))
    live.withdraw(catalog, KEY, 1, actor="k", reason="again", now=make.later(1))
    assert told(catalog) == [
        ("checked", 1), ("checked", 2), ("checked", 3), ("published", 1), ("published", 3), ("published", 1),
        ("withdrawn", 2), ("withdrawn", 1),
    ]  # fmt: skip
    assert told(catalog, audience="public") == [("published", 1), ("published", 3), ("published", 1), ("withdrawn", 1)]
    found = events.events_of_feed(catalog, KEY, audience=None, limit=1000)
    assert [one.title for one in found] == ["宇野バス"] * 8
    assert len({one.message_id for one in found}) == 8
    assert found[4].facts == {"change": change, "how": "publish", "reason": "october"}
    assert found[2].facts["how"] == "rollback"
    assert found[1].facts == {"was_live": False, "for_good": True, "reason": "wrong file"}
    assert found[0].facts == {"change": 4, "was_live": True, "for_good": True, "reason": "wrong fares"}
    assert [one.facts["state"] for one in found[5:]] == ["ready", "blocked", "ready"]


def test_a_version_checked_anew_is_told_anew(catalog: Catalog, make) -> None:
    make.feed()
    row = make.version(KEY, b"1", "blocked")
    from terms.policies import read_policy

    make.later(60)
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], policy=read_policy({"base": "lenient"}), now=make.now)
    make.claim()
    make.finish(row, "ready")
    assert told(catalog) == [("checked", 1), ("checked", 1)]


def test_taking_back_and_burying_are_told(catalog: Catalog, make) -> None:
    make.feed()
    make.version(KEY, b"1", "ready")
    live.set_live(catalog, KEY, 1, actor="k", now=make.now)
    live.take_back(catalog, KEY, actor="k", reason="strike", now=make.later(1))
    tombstones.bury(catalog, KEY, None, reason="court", actor="k", now=make.later(1))
    tombstones.bury(catalog, KEY, None, reason="court", actor="k", now=make.later(1))
    assert told(catalog) == [("checked", 1), ("published", 1), ("withdrawn", 1), ("withdrawn", None)]


def test_what_is_rolled_back_was_never_told(catalog: Catalog, make, hook: Hook) -> None:
    make.feed()
    hook()
    row = make.version(KEY, b"1")

    def tell_and_fail() -> None:
        with write(catalog) as conn:
            events.tell(conn, "checked", feed_id=1, version_id=row.version_id, mark="x", facts={}, now=make.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        tell_and_fail()
    assert told(catalog) == []
    assert list_deliveries(catalog, "uno") == []


def test_each_mark_is_told_once(catalog: Catalog, make) -> None:
    make.feed()
    row = make.version(KEY, b"1")
    with write(catalog) as conn:
        given = {"feed_id": 1, "version_id": row.version_id, "facts": {}, "now": make.now}
        assert events.tell(conn, "expiring", mark=30, **given)
        assert not events.tell(conn, "expiring", mark=30, **given)
        assert events.tell(conn, "expiring", mark=14, **given)
        assert events.tell(conn, "expired", mark=30, **given)


def test_targets_of_the_organisation_that_want_the_kind_are_told(catalog: Catalog, make, hook: Hook) -> None:
    make.feed()
    make.feed("dos/bus")
    hook("uno", "all")
    hook("uno", "live", "published")
    hook("uno", "gone")
    targets.remove_target(catalog, "uno", WEBHOOK, "gone", actor="t", now=make.now)
    hook("dos", "other")
    mail = targets.put_target(catalog, "uno", MAIL, "all", Wanted("a@example.jp", lang="en"), actor="t", now=make.now)
    assert mail[1] is None
    make.version(KEY, b"1", "ready")
    live.set_live(catalog, KEY, 1, actor="k", now=make.now)
    rows = [(one.kind, one.channel, one.target) for one in list_deliveries(catalog, "uno")]
    assert sorted(rows) == [("checked", "mail", "all"), ("checked", "webhook", "all"), ("published", "mail", "all"),
                            ("published", "webhook", "all"), ("published", "webhook", "live")]  # fmt: skip
    assert list_deliveries(catalog, "dos") == []
    assert [one.target for one in list_deliveries(catalog, "uno", channel=MAIL)] == ["all", "all"]
    assert [one.target for one in list_deliveries(catalog, "uno", name="live")] == ["live"]


def test_what_happened_to_a_restricted_feed_stays_with_it(catalog: Catalog, make) -> None:
    make.feed(audience="org:uno")
    make.version(KEY, b"1", "ready")
    live.set_live(catalog, KEY, 1, actor="k", now=make.now)
    assert told(catalog, audience="org:uno") == [("published", 1)]
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], audience="public", now=make.now)
    assert told(catalog, audience="public") == []
    assert told(catalog) == [("checked", 1), ("published", 1)]


def test_a_check_given_up_is_told(catalog: Catalog, make) -> None:
    make.feed()
    make.version(KEY, b"1")
    for _ in range(versions.MAX_ATTEMPTS + 1):
        make.claim()
        make.later(61)
    assert told(catalog) == [("checked", 1)]


def test_a_secret_is_shown_when_it_is_new(catalog: Catalog, make) -> None:
    make.feed()
    asked = Wanted("https://example.jp/x")
    first, secret = targets.put_target(catalog, "uno", WEBHOOK, "app", asked, actor="t", now=make.now)
    assert secret is not None
    assert secret.startswith("whsec_")
    assert secret not in repr(first)
    again, none = targets.put_target(catalog, "uno", WEBHOOK, "app", asked, actor="t", now=make.now)
    assert (none, again.secret, again.target_id) == (None, secret, first.target_id)
    anew = Wanted("https://example.jp/x", new_secret=True)
    renewed, other = targets.put_target(catalog, "uno", WEBHOOK, "app", anew, actor="t", now=make.now)
    assert other not in (None, secret)
    assert renewed.secret == other
    targets.remove_target(catalog, "uno", WEBHOOK, "app", actor="t", now=make.now)
    assert targets.list_targets(catalog, "uno", WEBHOOK) == []
    revived, third = targets.put_target(catalog, "uno", WEBHOOK, "app", asked, actor="t", now=make.now)
    assert third not in (None, other)
    assert revived.target_id == first.target_id


def test_targets_that_cannot_be(catalog: Catalog, make, hook: Hook) -> None:
    make.feed()
    for name, channel, wanted in (
        ("Not a slug", WEBHOOK, Wanted("https://example.jp/")),
        ("app", WEBHOOK, Wanted("https://example.jp/", ("nothing",))),
        ("app", "fax", Wanted("0123")),
        ("app", MAIL, Wanted("a@example.jp", lang="fr")),
        *(("app", MAIL, Wanted(one)) for one in ("a", "a@b", "a b@example.jp", "a@example.jp\nBcc: b@example.jp",
                                                 "A <a@example.jp>", "a@example.jp,b@example.jp", "a..b@example.jp")),
    ):  # fmt: skip
        with pytest.raises(BadRequest):
            targets.put_target(catalog, "uno", channel, name, wanted, actor="t", now=make.now)
    with pytest.raises(NotThere):
        hook("nobody")
    with pytest.raises(NotThere):
        targets.remove_target(catalog, "uno", WEBHOOK, "app", actor="t", now=make.now)
    for number in range(MOST):
        hook("uno", f"app{number}")
    with pytest.raises(Conflict, match=str(MOST)):
        hook("uno", "one-more")
    hook("uno", "app0")  # one that is there may be changed


def test_paging(catalog: Catalog, make) -> None:
    make.feed()
    make.version(KEY, b"1", "ready")
    for _ in range(3):
        live.set_live(catalog, KEY, 1, actor="k", now=make.later(1))
        live.take_back(catalog, KEY, actor="k", now=make.later(1))
    first = events.events_of_feed(catalog, KEY, audience="public", limit=4)
    rest = events.events_of_feed(catalog, KEY, audience="public", limit=4, before=first[-1].event_id)
    assert [one.kind for one in (*first, *rest)] == ["withdrawn", "published"] * 3
    assert first[0].happened_at - rest[-1].happened_at == timedelta(seconds=5)
