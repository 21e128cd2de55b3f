"""Stages: where a version stands between being received and being superseded, and what may be done with it next.

    received → checked → draft → scheduled → live → superseded            (withdrawn from any of them)

Nothing here is stored as such. The *state* of a version (catalog.versions) is stored, it is what the check made of it;
its stage is derived from that, from what is live, and from what waits for its time:

| stage | derived from |
|---|---|
| received | state received or checking |
| checked | state blocked, unreadable or failed: the check ended, and it may not be published |
| draft | state ready, never live, no time set |
| scheduled | state ready, not live, a publication waits for its time (catalog.schedules) |
| live | state ready, and feed_live names it |
| superseded | state ready, was live once: another version, or none, is live in its place |
| withdrawn | state withdrawn |

What does not live here: doing any of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from catalog.db import Catalog, read
from catalog.history import before
from catalog.keys import Caller
from catalog.overrides import Override, overrides_of
from catalog.schedules import ScheduleRow, waiting_of
from catalog.tables import feed_live, versions
from catalog.versions import VersionRow

STAGES = ("received", "checked", "draft", "scheduled", "live", "superseded", "withdrawn")
ACTIONS = ("publish", "schedule", "cancel_schedule", "override", "rollback", "withdraw")
_MANY = 500


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a version stands: `stage` is one of STAGES, `schedule` its publication that waits, `override` who answers
    for it although its report blocks it; `can_go_back` when it is live and another was live before."""

    stage: str
    schedule: ScheduleRow | None = None
    override: Override | None = None
    can_go_back: bool = False


def stages_of(catalog: Catalog, rows: Sequence[VersionRow]) -> dict[int, Stage]:
    """Version id → stage, of versions of any feeds, as all of them are at one moment."""
    found: dict[int, Stage] = {}
    with read(catalog) as conn:
        for start in range(0, len(rows), _MANY):
            found |= _stages(conn, rows[start : start + _MANY])
    return found


def _stages(conn: Connection, rows: Sequence[VersionRow]) -> dict[int, Stage]:
    ids = [row.version_id for row in rows]
    live = set(conn.execute(select(feed_live.c.version_id).where(feed_live.c.version_id.in_(ids))).scalars())
    waiting, answered = waiting_of(conn, ids), overrides_of(conn, ids)
    found = {}
    for row in rows:
        one = row.version_id
        stage = _stage(row, is_live=one in live, waits=one in waiting)
        can_go_back = stage == "live" and before(conn, _feed_id(conn, one)) is not None
        found[one] = Stage(stage, waiting.get(one), answered.get(one), can_go_back)
    return found


def _feed_id(conn: Connection, version_id: int) -> int:
    return int(conn.execute(select(versions.c.feed_id).where(versions.c.version_id == version_id)).scalar_one())


def _stage(row: VersionRow, *, is_live: bool, waits: bool) -> str:
    if row.state in ("received", "checking"):
        return "received"
    if row.state == "withdrawn":
        return "withdrawn"
    if row.state != "ready":
        return "checked"
    if is_live:
        return "live"
    if waits:
        return "scheduled"
    return "superseded" if row.live_change is not None else "draft"


def actions_of(row: VersionRow, stage: Stage, caller: Caller) -> tuple[str, ...]:
    """What this caller may do next with the version, in the order of ACTIONS; () for whoever may do nothing."""
    org = row.feed.org
    may = {scope for scope in ("publish", "admin") if caller.acts_with(scope, org)}
    if stage.stage == "withdrawn" or "publish" not in may:
        return ()
    can = {"withdraw"}
    if stage.stage in ("draft", "scheduled", "superseded"):
        can |= {"publish", "schedule"}
    if stage.stage == "received":
        can.add("schedule")
    if stage.schedule is not None:
        can.add("cancel_schedule")
    if row.state == "blocked" and "admin" in may:
        can.add("override")
    if stage.can_go_back:
        can.add("rollback")
    return tuple(one for one in ACTIONS if one in can)
