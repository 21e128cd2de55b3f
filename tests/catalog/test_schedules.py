"""Publications at a time: set, moved, cancelled, true once, refused with a reason. Not here: sudden death."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from catalog import history, live, overrides, reports, schedules, stages, tombstones, versions
from catalog.audit import list_notes, notes_of_org
from catalog.db import Catalog
from catalog.keys import LOCAL, NOBODY, Caller
from catalog.schedules import When
from terms.errors import BadRequest, Conflict, Gone, KeyUnknown, NotAllowed, NotThere
from terms.reports import Report


def at(make, hours: float, *, announced: bool = True) -> When:
    return When(make.now + timedelta(hours=hours), "Asia/Tokyo", announced)


def put(catalog: Catalog, make, key, number: int, when: When) -> schedules.ScheduleRow:
    return schedules.put_schedule(catalog, key, number, when, actor="key:x", now=make.now)


def due(catalog: Catalog, now) -> list[tuple[int, str]]:
    return [(one.number, one.state) for one in schedules.publish_due(catalog, now=now)]


def actions(catalog: Catalog) -> list[str]:
    return [one.action for one in list_notes(catalog)][::-1]


def test_true_at_its_time_and_once(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, state="ready")
    when = at(make, 1)
    assert put(catalog, make, key, 1, when).state == "waiting"
    assert schedules.next_due(catalog) == when.due_at
    assert due(catalog, when.due_at - timedelta(seconds=1)) == []
    assert live.last_change(catalog) == 0
    assert due(catalog, when.due_at) == [(1, "done")]
    assert (live.live_of(catalog, key).version.number, live.last_change(catalog)) == (1, 1)
    assert due(catalog, when.due_at + timedelta(days=1)) == []
    assert schedules.next_due(catalog) is None
    assert list_notes(catalog)[0].detail["reason"] == "scheduled for 2020-01-15T04:00:00Z"
    assert list_notes(catalog)[0].actor == "key:x"


def test_ten_workers_publish_it_once(catalog: Catalog, make) -> None:
    key = make.feed()
    for number in (1, 2):
        make.version(key, str(number).encode(), "ready")
    live.set_live(catalog, key, 1, actor="t", now=make.now)
    when = at(make, 1)
    put(catalog, make, key, 2, when)
    start, found = threading.Barrier(10), []

    def work() -> None:
        start.wait()
        found.extend(due(catalog, when.due_at))

    many = [threading.Thread(target=work) for _ in range(10)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert found == [(2, "done")]
    assert [c.kind for c in live.list_changes(catalog)] == ["publish", "publish"]


def test_moved_and_cancelled(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, state="ready")
    one = put(catalog, make, key, 1, at(make, 1))
    assert put(catalog, make, key, 1, at(make, 1)) == one
    put(catalog, make, key, 1, at(make, 2))
    assert [s.state for s in schedules.list_schedules(catalog, key)] == ["waiting", "replaced"]
    assert due(catalog, make.now + timedelta(hours=1)) == []
    ended = schedules.cancel_schedule(catalog, key, 1, actor="t", now=make.now)
    assert (ended.state, ended.ended_at) == ("cancelled", make.now)
    with pytest.raises(NotThere, match="no publication of version 1"):
        schedules.cancel_schedule(catalog, key, 1, actor="t", now=make.now)
    assert due(catalog, make.now + timedelta(hours=9)) == []
    assert [a for a in actions(catalog) if a.startswith("schedule")] == [
        "schedule.set", "schedule.replace", "schedule.cancel"
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["withdraw", "bury"])
def test_withdrawn_meanwhile(catalog: Catalog, make, ending) -> None:
    key = make.feed()
    make.version(key, state="ready")
    put(catalog, make, key, 1, at(make, 1))
    if ending == "withdraw":
        live.withdraw(catalog, key, 1, actor="t", reason="x", now=make.now)
    else:
        tombstones.bury(catalog, key, None, reason="x", actor="t", now=make.now)
    [one] = schedules.list_schedules(catalog, key)
    assert (one.state, "withdrawn" in one.outcome) == ("refused", True)
    assert due(catalog, make.now + timedelta(hours=2)) == []
    assert live.last_change(catalog) == 0
    assert "schedule.refuse" in actions(catalog)


def test_waits_for_its_check_and_is_refused_when_blocked(catalog: Catalog, make) -> None:
    key = make.feed()
    for data, state in ((b"good", "ready"), (b"bad", "blocked")):
        row = make.version(key, data)
        put(catalog, make, key, row.number, at(make, 1))
        make.later(7200)
        assert (due(catalog, make.now), schedules.next_due(catalog)) == ([], None)
        make.claim()
        assert due(catalog, make.now) == []
        make.finish(row, state)
        assert due(catalog, make.now) == [(row.number, "done" if state == "ready" else "refused")]
    note = list_notes(catalog)[0]
    assert (note.action, note.subject, "blocked" in note.detail["reason"]) == ("schedule.refuse", "uno/bus/2", True)
    assert live.live_of(catalog, key).version.number == 1


def test_a_time_goes_before_an_earlier_wish_and_the_policy(catalog: Catalog, make) -> None:
    key = make.feed(publish_when_clean=True)
    row = make.version(key)
    versions.want_publish(catalog, key, 1, caller=LOCAL, now=make.now)
    put(catalog, make, key, 1, at(make, 1))
    make.claim()
    report = Report("gtfs", "v3", True, True, "2020-01-15", ())
    sha = reports.put_report(catalog, row.version_id, report, rule_set="r", engine="e", now=make.now)
    make.finish(row, report_sha=sha)
    assert live.last_change(catalog) == 0
    assert due(catalog, make.later(3600)) == [(1, "done")]


def test_what_may_not_be_live_cannot_be_scheduled(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, b"1", "blocked")
    make.version(key, b"2", "ready")
    live.withdraw(catalog, key, 2, actor="t", reason="x", now=make.now)
    with pytest.raises(Conflict, match="blocked"):
        put(catalog, make, key, 1, at(make, 1))
    with pytest.raises(Gone):
        put(catalog, make, key, 2, at(make, 1))
    with pytest.raises(NotThere):
        put(catalog, make, key, 3, at(make, 1))


def test_a_late_worker_undoes_nothing_newer(catalog: Catalog, make) -> None:
    key = make.feed()
    for number in (1, 2, 3):
        make.version(key, str(number).encode(), "ready")
    put(catalog, make, key, 1, at(make, 1))
    put(catalog, make, key, 2, at(make, 3))
    live.set_live(catalog, key, 3, actor="t", now=make.later(7200))
    assert due(catalog, make.later(7200)) == [(1, "refused"), (2, "done")]
    assert [s.outcome for s in schedules.list_schedules(catalog, key)] == [
        "it is live", "something newer was published meanwhile"
    ]  # fmt: skip


def test_published_early_is_not_published_again(catalog: Catalog, make) -> None:
    key = make.feed()
    for number in (1, 2):
        make.version(key, str(number).encode(), "ready")
        live.set_live(catalog, key, 1, actor="t", now=make.now)
    put(catalog, make, key, 2, at(make, 1))
    live.set_live(catalog, key, 2, actor="t", now=make.now)
    history.roll_back(catalog, key, expected=2, actor="t", now=make.now)
    assert due(catalog, make.later(7200)) == []
    assert live.live_of(catalog, key).version.number == 1


def test_stages_and_actions(catalog: Catalog, make) -> None:
    key = make.feed()
    for number, state in enumerate(("ready", "ready", "ready", "ready", "blocked", "failed", "received"), 1):
        make.version(key, str(number).encode(), state)
    live.set_live(catalog, key, 1, actor="t", now=make.now)
    live.set_live(catalog, key, 2, actor="t", now=make.now)
    put(catalog, make, key, 3, at(make, 1))
    live.withdraw(catalog, key, 4, actor="t", reason="x", now=make.now)
    rows = versions.list_versions(catalog, key)[::-1]
    found = stages.stages_of(catalog, rows)
    admin, clerk = LOCAL, Caller("uno", frozenset({"upload", "publish"}))

    def of(caller):
        return [(found[r.version_id].stage, *stages.actions_of(r, found[r.version_id], caller)) for r in rows]

    assert of(clerk) == [
        ("superseded", "publish", "schedule", "withdraw"),
        ("live", "rollback", "withdraw"),
        ("scheduled", "publish", "schedule", "cancel_schedule", "withdraw"),
        ("withdrawn",),
        ("checked", "withdraw"),
        ("checked", "withdraw"),
        ("received", "schedule", "withdraw"),
    ]
    assert of(admin)[4] == ("checked", "override", "withdraw")
    assert {one[1:] for one in of(Caller("duo", frozenset({"publish"})))} == {()}


def test_an_override_has_a_blocked_version_checked_again_and_published(catalog: Catalog, make) -> None:
    key = make.feed()
    row = make.version(key, state="blocked")

    def ask(caller=LOCAL, reason=" the rule is wrong ", when=None):
        return overrides.publish_overridden(catalog, key, 1, reason=reason, caller=caller, when=when, now=make.now)

    for reason in ("", "  ", "x" * 2001):
        with pytest.raises(BadRequest, match="written reason"):
            ask(reason=reason)
    with pytest.raises(NotAllowed, match="may not admin"):
        ask(Caller("uno", frozenset({"upload", "publish"})))
    with pytest.raises(KeyUnknown):
        ask(NOBODY)
    assert not overrides.is_overridden(catalog, row.version_id)
    assert ask() is None
    assert ask() is None
    after = versions.get_version(catalog, key, 1)
    assert (after.state, after.publish_wanted) == ("received", True)
    make.claim()
    make.finish(row, "ready")
    assert live.live_of(catalog, key).version.number == 1
    stage = stages.stages_of(catalog, [versions.get_version(catalog, key, 1)])[row.version_id]
    assert (stage.stage, stage.override.reason) == ("live", "the rule is wrong")
    notes = [n for n in notes_of_org(catalog, "uno") if n.action == "version.override"]
    assert [(n.actor, n.subject, n.detail) for n in notes] == [
        ("key:local", "uno/bus/1", {"reason": "the rule is wrong"})
    ]


def test_an_override_can_wait_for_its_time_and_needs_a_blocked_version(catalog: Catalog, make) -> None:
    key = make.feed()
    blocked, ready = make.version(key, b"1", "blocked"), make.version(key, b"2", "ready")
    given = {"reason": "r", "caller": LOCAL, "now": make.now}
    assert overrides.publish_overridden(catalog, key, 1, when=at(make, 1), **given) is None
    make.claim()
    make.finish(blocked, "ready")
    assert live.last_change(catalog) == 0
    assert due(catalog, make.later(3600)) == [(1, "done")]
    with pytest.raises(Conflict, match="nothing to override"):
        overrides.publish_overridden(catalog, key, ready.number, when=None, **given)
    live.withdraw(catalog, key, 1, actor="t", reason="x", now=make.now)
    with pytest.raises(Gone):
        overrides.publish_overridden(catalog, key, 1, when=None, **given)


def test_the_log_of_one_organisation(catalog: Catalog, make) -> None:
    for name in ("uno/bus", "un/bus", "uno-b/bus", "release/bus"):
        make.version(make.feed(name))
    release = catalog and [n.action for n in notes_of_org(catalog, "release")]
    assert release == ["version.receive", "feed.add", "org.add"]
    own = notes_of_org(catalog, "uno")
    assert [n.subject for n in own] == ["uno/bus/1", "uno/bus", "uno"]
    assert notes_of_org(catalog, "uno", limit=1, before=own[0].audit_id) == own[1:2]
