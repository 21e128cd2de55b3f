"""Deliveries: one event told to one target, tried until it is taken or given up, and the log of all tries.

    waiting → sent | failed (given up) | cancelled (its target was removed or disabled)

A try is written down before anything is sent and again with its outcome, by the holder of the sender's lease only. A
process that dies between the two leaves a try without an end: it counts, and the next holder tries again at once under
the same message id, by which the receiver tells doubles. So nothing is lost, and each success is recorded once. What
does not live here: sending (pipelines.sender), filling the outbox (catalog.events).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from catalog import audit
from catalog.db import Catalog, read, write
from catalog.events import WAITING, Event, event_of, query_events
from catalog.releases import check_fencing
from catalog.tables import deliveries, delivery_attempts, events, feeds, targets, versions
from catalog.targets import Target, cancel_waiting, disable, target_by_id
from terms.errors import Conflict, NotThere
from terms.ids import FeedKey

LEASE = "sender"
SENT, FAILED = "sent", "failed"
ATTEMPTS = 12
"""How often a delivery is tried: over about two days."""
FIRST_WAIT_S, FACTOR, LONGEST_WAIT_S = 10.0, 4.0, 6 * 3600.0
LONG_FAILURE = timedelta(days=3)
"""A target that took nothing for so long is disabled with the next delivery that is given up."""
KEEP = timedelta(days=90)
INTERRUPTED = "the sender died before it knew the outcome"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: `status` of HTTP or SMTP (None: no answer), `words` for the log; `is_final` when another try
    would not help, `ends_target` when the receiver wants nothing any more; `wait_s` when it said how long to wait."""

    ok: bool
    words: str
    status: int | None = None
    is_final: bool = False
    ends_target: bool = False
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A try that was begun: the `attempt`-th of a delivery."""

    delivery_id: int
    attempt: int
    event: Event
    target: Target


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try as the log has it; `ended_at` None while it goes on, or for ever when its process died."""

    attempt: int
    begun_at: datetime
    ended_at: datetime | None
    status: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as the log has it; `round` above 0 is a replay, `next_at` when a waiting one is tried next."""

    delivery_id: int
    channel: str
    target: str
    message_id: str
    kind: str
    feed: FeedKey
    number: int | None
    round: int
    state: str
    attempts: int
    next_at: datetime
    outcome: str
    happened_at: datetime
    ended_at: datetime | None
    tries: tuple[Attempt, ...]


def wait_s(attempt: int, chance: float) -> float:
    """Seconds until the try after the `attempt`-th: exponential, between half of it and all of it by `chance` (0 to
    1), so that those who failed together do not come back together."""
    whole = min(FIRST_WAIT_S * FACTOR ** (attempt - 1), LONGEST_WAIT_S)
    return whole * (0.5 + chance / 2)


def any_due(catalog: Catalog, *, now: datetime) -> bool:
    """Whether anything waits to be sent now."""
    due = (deliveries.c.state == WAITING) & (deliveries.c.next_at <= now)
    with read(catalog) as conn:
        return conn.execute(select(deliveries.c.delivery_id).where(due).limit(1)).first() is not None


def due(catalog: Catalog, *, now: datetime, busy: Collection[int], limit: int) -> list[tuple[int, int]]:
    """(delivery, target) of what is to be sent now, oldest first, one for each target that is not `busy`."""
    waiting = (deliveries.c.state == WAITING) & (deliveries.c.next_at <= now) & deliveries.c.target_id.not_in(busy)
    query = select(func.min(deliveries.c.delivery_id), deliveries.c.target_id).where(waiting)
    with read(catalog) as conn:
        rows = conn.execute(query.group_by(deliveries.c.target_id).order_by(func.min(deliveries.c.delivery_id)))
        return [(int(one), int(target)) for one, target in rows.all()[:limit]]


def take_up(catalog: Catalog, *, fencing: int, now: datetime) -> int:
    """End the tries that a dead holder left open and let their deliveries be tried again at once; how many."""
    with write(catalog) as conn:
        check_fencing(conn, LEASE, fencing)
        open_ones = list(
            conn.execute(
                select(delivery_attempts.c.delivery_id).where(delivery_attempts.c.ended_at.is_(None))
            ).scalars()
        )
        ended = delivery_attempts.update().where(delivery_attempts.c.ended_at.is_(None))
        conn.execute(ended.values(ended_at=now, outcome=INTERRUPTED))
        for one in open_ones:
            waiting = (deliveries.c.delivery_id == one) & (deliveries.c.state == WAITING)
            conn.execute(deliveries.update().where(waiting).values(next_at=now, outcome=INTERRUPTED))
            spent = waiting & (deliveries.c.attempts >= ATTEMPTS)
            conn.execute(deliveries.update().where(spent).values(state=FAILED, ended_at=now))
        return len(open_ones)


def begin(catalog: Catalog, delivery_id: int, *, fencing: int, now: datetime) -> Work | None:
    """Write down that a try begins; None when it does not wait any more. Raises LeaseLost."""
    with write(catalog) as conn:
        check_fencing(conn, LEASE, fencing)
        same = deliveries.c.delivery_id == delivery_id
        row = conn.execute(select(deliveries).where(same)).one()
        target = target_by_id(conn, row.target_id)
        if row.state != WAITING:
            return None
        if target.removed_at is not None or target.disabled_at is not None:
            cancel_waiting(conn, target.target_id, "the target is removed or disabled", now=now)
            return None
        attempt = row.attempts + 1
        later = now + timedelta(seconds=wait_s(attempt, 1))
        conn.execute(deliveries.update().where(same).values(attempts=attempt, next_at=later))
        begun = {"delivery_id": delivery_id, "attempt": attempt, "begun_at": now, "outcome": ""}
        conn.execute(delivery_attempts.insert().values(begun))
        found = conn.execute(query_events().where(events.c.event_id == row.event_id)).mappings().one()
        return Work(delivery_id, attempt, event_of(found), target)


def finish(catalog: Catalog, work: Work, outcome: Outcome, *, chance: float, fencing: int, now: datetime) -> str:
    """Write down how a try ended; returns the delivery's state. Raises LeaseLost."""
    with write(catalog) as conn:
        check_fencing(conn, LEASE, fencing)
        tried = (delivery_attempts.c.delivery_id == work.delivery_id) & (delivery_attempts.c.attempt == work.attempt)
        ended = {"ended_at": now, "status": outcome.status, "outcome": outcome.words}
        conn.execute(delivery_attempts.update().where(tried).values(ended))
        same = (deliveries.c.delivery_id == work.delivery_id) & (deliveries.c.state == WAITING)
        target = target_by_id(conn, work.target.target_id)
        if outcome.ok:
            done = {"state": SENT, "outcome": outcome.words, "ended_at": now}
            conn.execute(deliveries.update().where(same | _cancelled(work)).values(done))
            conn.execute(targets.update().where(targets.c.target_id == target.target_id).values(failing_since=None))
            return SENT
        gives_up = outcome.is_final or outcome.ends_target or work.attempt >= ATTEMPTS
        later = now + timedelta(seconds=max(wait_s(work.attempt, chance), min(outcome.wait_s or 0, LONGEST_WAIT_S)))
        values: dict[str, Any] = {"outcome": outcome.words, "next_at": later}
        values |= {"state": FAILED, "ended_at": now} if gives_up else {}
        conn.execute(deliveries.update().where(same).values(values))
        _judge_target(conn, target, outcome, gives_up=gives_up, now=now)
        return FAILED if gives_up else WAITING


def _cancelled(work: Work) -> Any:
    """Cancelled while it was on its way: it arrived all the same, and the log says so."""
    return (deliveries.c.delivery_id == work.delivery_id) & (deliveries.c.state == "cancelled")


def _judge_target(conn: Connection, target: Target, outcome: Outcome, *, gives_up: bool, now: datetime) -> None:
    """Note since when a target fails; disable one that failed for long, or that wants nothing any more."""
    since = target.failing_since or now
    conn.execute(targets.update().where(targets.c.target_id == target.target_id).values(failing_since=since))
    if target.disabled_at is not None or target.removed_at is not None:
        return
    if outcome.ends_target:
        disable(conn, target, outcome.words, now=now)
    elif gives_up and now - since >= LONG_FAILURE:
        disable(conn, target, f"nothing was taken since {since:%Y-%m-%d}; at last: {outcome.words}", now=now)


def replay(catalog: Catalog, org: str, delivery_id: int, *, actor: str, now: datetime) -> int:
    """Send an event to the same target once more, under the same message id; returns the new delivery. Raises NotThere,
    Conflict while it still waits and when its target is removed or disabled."""
    with write(catalog) as conn:
        same = (deliveries.c.delivery_id == delivery_id) & (targets.c.org == org)
        row = conn.execute(select(deliveries).join(targets).where(same)).first() if delivery_id < 1 << 31 else None
        if row is None:
            raise NotThere(f"no delivery {delivery_id} of {org}")
        target = target_by_id(conn, row.target_id)
        if target.removed_at is not None or target.disabled_at is not None:
            raise Conflict(f"the {target.channel} {target.name} is removed or disabled; set it again first")
        of_both = (deliveries.c.event_id == row.event_id) & (deliveries.c.target_id == row.target_id)
        if conn.execute(select(deliveries).where(of_both, deliveries.c.state == WAITING)).first() is not None:
            raise Conflict("this event waits to be sent to that target already")
        last = conn.execute(select(func.max(deliveries.c.round)).where(of_both)).scalar_one()
        new = {"event_id": row.event_id, "target_id": row.target_id, "round": last + 1, "state": WAITING, "attempts": 0,
               "next_at": now, "outcome": ""}  # fmt: skip
        added = conn.execute(deliveries.insert().values(new)).inserted_primary_key
        detail = {"delivery": delivery_id, "name": target.name}
        audit.note(conn, actor=actor, action=f"{target.channel}.replay", subject=org, detail=detail, now=now)
        return int(added[0]) if added else 0


def list_deliveries(
    catalog: Catalog, org: str, *, channel: str | None = None, name: str | None = None, limit: int = 100,
    before: int | None = None,
) -> list[DeliveryRow]:  # fmt: skip
    """The deliveries to an organisation's targets with all their tries, newest first; only those of a channel or of a
    target's name, and below `before` (paging)."""
    query = _query().where(targets.c.org == org).order_by(deliveries.c.delivery_id.desc()).limit(limit)
    for column, wanted in ((targets.c.channel, channel), (targets.c.name, name)):
        query = query if wanted is None else query.where(column == wanted)
    if before is not None:
        query = query.where(deliveries.c.delivery_id < before)
    with read(catalog) as conn:
        found = conn.execute(query).mappings().all()
        tries = _tries(conn, [row["delivery_id"] for row in found])
    return [_row(one, tries.get(one["delivery_id"], ())) for one in found]


def forget_old(catalog: Catalog, *, fencing: int, now: datetime) -> int:
    """Delete deliveries that ended longer ago than KEEP, with their tries; returns how many. Events stay."""
    old = select(deliveries.c.delivery_id).where(deliveries.c.ended_at < now - KEEP)
    with read(catalog) as conn:
        if conn.execute(old.limit(1)).first() is None:
            return 0
    with write(catalog) as conn:
        check_fencing(conn, LEASE, fencing)
        conn.execute(delivery_attempts.delete().where(delivery_attempts.c.delivery_id.in_(old)))
        return conn.execute(deliveries.delete().where(deliveries.c.delivery_id.in_(old))).rowcount


def _query() -> Select[Any]:
    joined = deliveries.join(targets, targets.c.target_id == deliveries.c.target_id)
    joined = joined.join(events, events.c.event_id == deliveries.c.event_id)
    joined = joined.join(feeds, feeds.c.feed_id == events.c.feed_id)
    joined = joined.outerjoin(versions, versions.c.version_id == events.c.version_id)
    more = (targets.c.channel, targets.c.name.label("target"), targets.c.org, feeds.c.feed, versions.c.number)
    told = (events.c.message_id, events.c.kind, events.c.happened_at)
    return select(deliveries, *more, *told).select_from(joined)


def _tries(conn: Connection, ids: Collection[int]) -> dict[int, tuple[Attempt, ...]]:
    table = delivery_attempts
    query = select(table).where(table.c.delivery_id.in_(ids)).order_by(table.c.delivery_id, table.c.attempt)
    found: dict[int, tuple[Attempt, ...]] = {}
    for row in conn.execute(query).mappings():
        one = Attempt(**{name: row[name] for name in Attempt.__dataclass_fields__})
        found[row["delivery_id"]] = (*found.get(row["delivery_id"], ()), one)
    return found


def _row(found: RowMapping, tries: tuple[Attempt, ...]) -> DeliveryRow:
    same = {name: found[name] for name in DeliveryRow.__dataclass_fields__ if name not in ("feed", "tries")}
    return DeliveryRow(feed=FeedKey(found["org"], found["feed"]), tries=tries, **same)
