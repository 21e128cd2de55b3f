"""What is live: rules of publishing, taking back, the last who asked wins."""

from __future__ import annotations

import pytest

from catalog import audit, live, reports, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from terms.errors import Conflict, Gone, NotThere
from terms.ids import FeedKey
from terms.notices import Severity
from terms.reports import CodeTotal, Report


def test_only_ready_versions(catalog: Catalog, make) -> None:
    key = make.feed()
    for i, (state, reason) in enumerate(
        (
            ("blocked", "blocked: its report"),
            ("unreadable", "unreadable"),
            ("failed", "check .* failed"),
            ("received", "waiting"),
        )
    ):
        row = make.version(key, f"{i}".encode(), state)
        with pytest.raises(Conflict, match=reason):
            live.set_live(catalog, key, row.number, actor="t", now=make.now)
    make.claim()
    with pytest.raises(Conflict, match="being checked"):
        live.set_live(catalog, key, 4, actor="t", now=make.now)
    with pytest.raises(NotThere):
        live.set_live(catalog, key, 5, actor="t", now=make.now)
    assert (live.last_change(catalog), live.live_rows(catalog)) == (0, [])


def test_set_live_take_back_set_live(catalog: Catalog, make) -> None:
    key = make.feed()
    row = make.version(key, state="ready")
    with pytest.raises(NotThere):
        live.take_back(catalog, key, actor="t", now=make.now)
    with pytest.raises(NotThere):
        live.live_of(catalog, key)
    assert live.set_live(catalog, key, 1, actor="t", now=make.now) == 1
    assert live.set_live(catalog, key, 1, actor="t", now=make.later(5)) == 1
    [only] = live.live_rows(catalog)
    assert (only.feed.key, only.version.version_id, only.change) == (key, row.version_id, 1)
    assert (only.version.live_change, only.feed.licence_ids) == (1, ("CC-BY-4.0",))
    assert live.live_of(catalog, key) == only
    assert live.live_state(catalog) == (1, [only])
    assert live.take_back(catalog, key, actor="t", reason="wrong fares", now=make.now) == 2
    assert live.take_back(catalog, key, actor="t", now=make.now) == 2
    assert live.live_rows(catalog) == []
    with pytest.raises(Gone):
        live.live_of(catalog, key)
    assert live.set_live(catalog, key, 1, actor="t", now=make.later(5)) == 3
    assert [(c.change, c.kind, c.reason) for c in live.list_changes(catalog)] == [
        (1, "publish", ""),
        (2, "take_back", "wrong fares"),
        (3, "publish", ""),
    ]
    notes = [n.action for n in audit.list_notes(catalog) if n.action.startswith("live.")]
    assert notes == ["live.publish", "live.take_back", "live.publish"]


def test_withdraw_takes_the_live_version_back(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, b"one", "ready")
    make.version(key, b"two", "ready")
    live.set_live(catalog, key, 1, actor="t", now=make.now)
    assert live.withdraw(catalog, key, 2, actor="t", reason="x", now=make.now) is None
    assert live.last_change(catalog) == 1
    assert live.withdraw(catalog, key, 1, actor="t", reason="court order", now=make.now) == 2
    assert live.withdraw(catalog, key, 1, actor="t", now=make.now) is None
    with pytest.raises(Gone, match="court order"):
        live.set_live(catalog, key, 1, actor="t", now=make.now)
    assert versions.get_version(catalog, key, 1).reason == "court order"


def test_wish_comes_true_with_the_check(catalog: Catalog, make) -> None:
    key = make.feed()
    row = make.version(key)
    assert versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now) is None
    assert versions.get_version(catalog, key, 1).publish_wanted
    make.claim()
    done = make.finish(row)
    assert (done.live_change, done.publish_wanted) == (1, False)
    assert live.publish_if_wanted(catalog, done, now=make.now) == 1
    assert live.last_change(catalog) == 1
    assert live.list_changes(catalog)[0].actor == "key:local"


def test_wish_on_a_ready_version_is_at_once(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, state="ready")
    assert versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now) == 1
    assert versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now) == 1


def test_wish_ends_with_a_blocked_check(catalog: Catalog, make) -> None:
    key = make.feed()
    row = make.version(key)
    versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now)
    make.claim()
    done = make.finish(row, "blocked")
    assert (done.live_change, done.publish_wanted) == (None, False)
    assert live.publish_if_wanted(catalog, done, now=make.now) is None
    with pytest.raises(Conflict, match="blocked"):
        versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now)


def test_nothing_wanted_nothing_live(catalog: Catalog, make) -> None:
    row = make.version(make.feed(), state="ready")
    assert live.publish_if_wanted(catalog, row, now=make.now) is None


@pytest.mark.parametrize(("errors", "warnings", "change"), [(0, 3, 1), (1, 0, None)])
def test_publish_when_clean(catalog: Catalog, make, errors: int, warnings: int, change: int | None) -> None:
    row = make.version(make.feed(publish_when_clean=True))
    make.claim()
    totals = (
        CodeTotal("a", Severity.ERROR, False, errors, 0),
        CodeTotal("b", Severity.WARNING, False, warnings, 0),
    )
    report = Report("gtfs", "v3", True, True, "2020-01-15", totals)
    sha = reports.put_report(catalog, row.version_id, report, rule_set="r", engine="e", now=make.now)
    done = make.finish(row, report_sha=sha)
    assert done.live_change == change
    assert live.publish_if_wanted(catalog, done, now=make.now) == change


def test_publish_when_clean_needs_a_report(catalog: Catalog, make) -> None:
    assert make.version(make.feed(publish_when_clean=True), state="ready").live_change is None


def test_a_late_check_does_not_undo_what_was_asked_later(catalog: Catalog, make) -> None:
    key = make.feed()
    old, new = make.version(key, b"old"), make.version(key, b"new")
    versions.want_publish(catalog, key, old.number, caller=LOCAL, now=make.now)
    versions.want_publish(catalog, key, new.number, caller=LOCAL, now=make.later(1))
    make.claim()
    assert make.finish(new).live_change == 1
    overtaken = make.finish(old)
    assert (overtaken.live_change, overtaken.publish_wanted) == (None, False)
    assert live.live_of(catalog, key).version.number == new.number
    assert audit.list_notes(catalog, limit=1)[0].action == "live.publish_overtaken"
    assert live.set_live(catalog, key, old.number, actor="t", now=make.later(1)) == 2  # asked anew: done


def test_asked_in_the_same_moment_the_higher_number_wins(catalog: Catalog, make) -> None:
    key = make.feed()
    rows = [make.version(key, data) for data in (b"1", b"2", b"3")]
    for row in rows:
        versions.want_publish(catalog, key, row.number, caller=LOCAL, now=make.now)
    make.claim()
    for row in (rows[1], rows[0], rows[2]):
        make.finish(row)
    assert live.live_of(catalog, key).version.number == 3
    assert live.last_change(catalog) == 2


def test_take_back_ends_wishes_asked_before(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, b"1", "ready")
    live.set_live(catalog, key, 1, actor="t", now=make.now)
    row = make.version(key, b"2")
    versions.want_publish(catalog, key, 2, caller=LOCAL, now=make.later(1))
    live.take_back(catalog, key, actor="t", now=make.later(1))
    make.claim()
    assert make.finish(row).live_change is None
    with pytest.raises(Gone):
        live.live_of(catalog, key)


def test_rebuild_is_a_change_of_no_feed(catalog: Catalog, make) -> None:
    assert live.ask_rebuild(catalog, actor="t", reason="new tiles", now=make.now) == 1
    [change] = live.list_changes(catalog)
    assert (change.kind, change.feed_id, change.version_id) == ("rebuild", None, None)


def test_live_rows_in_order_of_names(catalog: Catalog, make) -> None:
    for name in ("b/x", "a/z", "a/y"):
        key = make.feed(name)
        make.version(key, name.encode(), "ready")
        live.set_live(catalog, key, 1, actor="t", now=make.now)
    assert [row.feed.key for row in live.live_rows(catalog)] == [
        FeedKey("a", "y"),
        FeedKey("a", "z"),
        FeedKey("b", "x"),
    ]
