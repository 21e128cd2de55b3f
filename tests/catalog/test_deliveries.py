"""Deliveries: tried until taken or given up, each success once, whoever dies. Not here: sending itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog import audit, deliveries, live, releases, tables, targets
from catalog.db import Catalog, write
from catalog.deliveries import ATTEMPTS, LEASE, Outcome, Work
from catalog.targets import WEBHOOK, Wanted
from terms.errors import Conflict, LeaseLost, NotThere
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")
TAKEN, REFUSED = Outcome(True, "204 No Content", 204), Outcome(False, "500 Internal Server Error", 500)


class Desk:
    """A sender's lease, and what its holder does, on a catalog with a webhook and a version that was checked."""

    def __init__(self, catalog: Catalog, make) -> None:
        self.catalog, self.make = catalog, make
        make.feed()
        self.put()
        make.version(KEY, b"1", "ready")
        self.fencing = self.take()

    def put(self, name: str = "app") -> targets.Target:
        wanted = Wanted("https://example.jp/x")
        return targets.put_target(self.catalog, "uno", WEBHOOK, name, wanted, actor="t", now=self.make.now)[0]

    def take(self, holder: str = "one") -> int:
        fencing = releases.take_lease(self.catalog, LEASE, holder, now=self.make.now, ttl_s=1e6)
        assert fencing is not None
        return fencing

    def due(self, busy: tuple[int, ...] = ()) -> list[int]:
        return [one for one, _ in deliveries.due(self.catalog, now=self.make.now, busy=busy, limit=10)]

    def begin(self, number: int = 1) -> Work | None:
        return deliveries.begin(self.catalog, number, fencing=self.fencing, now=self.make.now)

    def finish(self, work: Work | None, outcome: Outcome, chance: float = 1.0) -> str:
        assert work is not None
        return deliveries.finish(self.catalog, work, outcome, chance=chance, fencing=self.fencing, now=self.make.now)

    def fail_all(self, number: int) -> str:
        """Every try of a delivery fails, each at the time it is due."""
        state = "waiting"
        while state == "waiting":
            state = self.finish(self.begin(number), REFUSED)
            self.make.later(deliveries.LONGEST_WAIT_S)
        return state

    def row(self, number: int = 1) -> deliveries.DeliveryRow:
        [found] = [one for one in deliveries.list_deliveries(self.catalog, "uno") if one.delivery_id == number]
        return found

    def target(self, name: str = "app") -> targets.Target:
        [found] = [one for one in targets.list_targets(self.catalog, "uno", WEBHOOK) if one.name == name]
        return found


@pytest.fixture
def desk(catalog: Catalog, make) -> Desk:
    return Desk(catalog, make)


def test_one_that_is_taken_is_sent_once(desk: Desk) -> None:
    assert deliveries.any_due(desk.catalog, now=desk.make.now)
    assert desk.due() == [1]
    work = desk.begin()
    assert work is not None
    assert (work.event.kind, work.target.name, work.attempt) == ("checked", "app", 1)
    assert desk.due() == []  # while it is under way
    assert desk.finish(work, TAKEN) == "sent"
    assert desk.begin() is None
    assert not deliveries.any_due(desk.catalog, now=desk.make.later(1e6))
    row = desk.row()
    assert (row.state, row.attempts, row.outcome, [t.status for t in row.tries]) == ("sent", 1, "204 No Content", [204])


def test_one_that_is_refused_waits_longer_and_longer(desk: Desk) -> None:
    waits = []
    for _ in range(4):
        assert desk.finish(desk.begin(), REFUSED) == "waiting"
        waits.append((desk.row().next_at - desk.make.now).total_seconds())
        desk.make.now = desk.row().next_at
        assert desk.due() == [1]
    assert waits == [10, 40, 160, 640]
    assert [deliveries.wait_s(2, chance) for chance in (0, 0.5, 1)] == [20, 30, 40]
    assert deliveries.wait_s(11, 1) == deliveries.LONGEST_WAIT_S
    assert desk.finish(desk.begin(), TAKEN) == "sent"
    assert desk.target().failing_since is None
    total = sum(deliveries.wait_s(n, 1) for n in range(1, ATTEMPTS)) / 86_400
    assert 1 < total < 2


def test_a_receiver_may_name_the_time(desk: Desk) -> None:
    desk.finish(desk.begin(), Outcome(False, "429", 429, wait_s=3600))
    assert desk.row().next_at == desk.make.now + timedelta(hours=1)
    desk.make.later(3600)
    desk.finish(desk.begin(), Outcome(False, "429", 429, wait_s=1e9))
    assert desk.row().next_at == desk.make.now + timedelta(hours=6)


def test_it_is_given_up_after_a_bounded_number(desk: Desk) -> None:
    assert desk.fail_all(1) == "failed"
    assert len(desk.row().tries) == desk.row().attempts == ATTEMPTS
    assert desk.due() == []


def test_what_another_try_would_not_help_is_given_up(desk: Desk) -> None:
    assert desk.finish(desk.begin(), Outcome(False, "550 no such user", 550, is_final=True)) == "failed"
    assert desk.target().disabled_at is None


def test_a_target_that_fails_for_long_is_disabled_and_says_why(desk: Desk, catalog: Catalog) -> None:
    desk.fail_all(1)  # two days and some
    assert desk.target().disabled_at is None
    live.set_live(catalog, KEY, 1, actor="k", now=desk.make.later(3 * 86_400))
    live.take_back(catalog, KEY, actor="k", now=desk.make.now)
    assert desk.fail_all(2) == "failed"
    target = desk.target()
    assert target.disabled_at is not None
    assert target.disabled_reason == "nothing was taken since 2020-01-15; at last: 500 Internal Server Error"
    assert (desk.row(3).state, desk.row(3).outcome) == ("cancelled", f"disabled: {target.disabled_reason}")
    assert [one.actor for one in audit.notes_of_org(catalog, "uno") if one.action == "webhook.disable"] == ["sender"]
    live.set_live(catalog, KEY, 1, actor="k", now=desk.make.now)
    assert len(deliveries.list_deliveries(catalog, "uno")) == 3  # a disabled one is told of nothing more
    with pytest.raises(Conflict, match="disabled"):
        deliveries.replay(catalog, "uno", 1, actor="k", now=desk.make.now)
    assert desk.put().disabled_at is None
    assert deliveries.replay(catalog, "uno", 1, actor="k", now=desk.make.now) == 4


def test_a_receiver_that_wants_nothing_more_is_disabled_at_once(desk: Desk) -> None:
    assert desk.finish(desk.begin(), Outcome(False, "410 Gone", 410, ends_target=True)) == "failed"
    assert desk.target().disabled_reason == "410 Gone"


def test_one_that_died_between_is_tried_again_at_once_and_recorded_once(desk: Desk) -> None:
    dead, lost = desk.begin(), desk.fencing
    desk.fencing = desk.take()
    assert deliveries.take_up(desk.catalog, fencing=desk.fencing, now=desk.make.now) == 1
    assert desk.due() == [1]
    assert dead is not None
    for call in (
        lambda: deliveries.finish(desk.catalog, dead, TAKEN, chance=1, fencing=lost, now=desk.make.now),
        lambda: deliveries.begin(desk.catalog, 1, fencing=lost, now=desk.make.now),
        lambda: deliveries.take_up(desk.catalog, fencing=lost, now=desk.make.now),
    ):
        with pytest.raises(LeaseLost):
            call()
    again = desk.begin()
    assert again is not None
    assert (again.attempt, again.event.message_id) == (2, dead.event.message_id)
    assert desk.finish(again, TAKEN) == "sent"
    assert [t.outcome for t in desk.row().tries] == [deliveries.INTERRUPTED, "204 No Content"]


def test_dying_each_time_comes_to_an_end(desk: Desk) -> None:
    for _ in range(ATTEMPTS):
        assert desk.begin() is not None
        deliveries.take_up(desk.catalog, fencing=desk.fencing, now=desk.make.now)
    assert (desk.row().state, desk.row().outcome) == ("failed", deliveries.INTERRUPTED)
    assert desk.begin() is None


def test_one_target_has_one_hand(desk: Desk) -> None:
    desk.put("second")
    live.set_live(desk.catalog, KEY, 1, actor="k", now=desk.make.now)
    assert desk.due() == [1, 3]  # the oldest of each
    assert desk.due(busy=(1,)) == [3]


def test_removed_while_under_way(desk: Desk) -> None:
    work = desk.begin()
    targets.remove_target(desk.catalog, "uno", WEBHOOK, "app", actor="t", now=desk.make.now)
    assert desk.row().state == "cancelled"
    assert desk.finish(work, TAKEN) == "sent"
    assert desk.row().state == "sent"  # it arrived, and the log says so


def test_what_waits_for_a_target_that_is_off_is_cancelled(desk: Desk) -> None:
    with write(desk.catalog) as conn:
        conn.execute(tables.targets.update().values(disabled_at=desk.make.now))
    assert desk.begin() is None
    assert desk.row().state == "cancelled"


def test_replay(desk: Desk) -> None:
    with pytest.raises(Conflict, match="waits"):
        deliveries.replay(desk.catalog, "uno", 1, actor="k", now=desk.make.now)
    first = desk.begin()
    desk.finish(first, TAKEN)
    assert deliveries.replay(desk.catalog, "uno", 1, actor="k", now=desk.make.now) == 2
    second = desk.begin(2)
    assert first is not None
    assert second is not None
    assert first.event.message_id == second.event.message_id
    assert desk.row(2).round == 1
    for org, number in (("dos", 1), ("uno", 99), ("uno", 1 << 40)):
        with pytest.raises(NotThere):
            deliveries.replay(desk.catalog, org, number, actor="k", now=desk.make.now)


def test_what_ended_long_ago_is_forgotten(desk: Desk) -> None:
    desk.finish(desk.begin(), TAKEN)
    assert deliveries.forget_old(desk.catalog, fencing=desk.fencing, now=desk.make.later(90 * 86_400)) == 0
    assert deliveries.forget_old(desk.catalog, fencing=desk.fencing, now=desk.make.later(1)) == 1
    assert deliveries.list_deliveries(desk.catalog, "uno") == []
