"""Publishing a version now or at a time, going back, withdrawing.

A wish is kept in the catalog before it is answered, so it survives a crash. What does not live here: sending and
reading versions (versions), making a wish true when it is due (pipelines.timekeeper).
"""

from __future__ import annotations

from fastapi import Response

from api.asking import v1_router
from api.auth import CallerDep, KeyDep, StateDep
from api.headers import PRIVATE
from api.models import Change, ReasonIn, ScheduleModel, problems
from api.models_publishing import PublishAnswer, PublishIn, RollbackAnswer, RollbackIn, Schedules
from api.state import State
from api.views import schedule_model
from catalog import feeds, history, live, overrides, schedules, versions
from catalog.keys import Caller
from catalog.schedules import When
from terms.clocks import zone
from terms.ids import FeedKey
from terms.moments import parse_moment

router = v1_router("versions", "/feeds/{org}/{feed}")
RELEASE = {"release": "/v1/releases/current"}
EXAMPLES = """curl -X POST -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{"at": "2026-10-01T05:00"}' 'http://127.0.0.1:8000/v1/feeds/shiomi/bus/versions/3/publish'"""


def _when(state: State, key: FeedKey, number: int, body: PublishIn) -> When | None:
    """The time that was asked for, read in the feed's zone; None for now. Raises NotThere, BadRequest."""
    if body.at is None:
        return None
    version = versions.get_version(state.catalog, key, number)
    feed = feeds.get_feed(state.catalog, key)
    name = feed.timezone or version.facts.get("timezone")
    tz = zone(str(name) if name else None, state.settings.zone_name)
    return When(parse_moment(body.at, tz, state.now()), tz.key, body.announced)


@router.post(
    "/versions/{number}/publish",
    response_model=PublishAnswer,
    status_code=202,
    responses=problems(400, 401, 403, 404, 409, 410),
    openapi_extra={"x-codeSamples": [{"lang": "Shell", "source": EXAMPLES}]},
)
def publish(
    key: KeyDep, number: int, state: StateDep, caller: CallerDep, body: PublishIn | None = None
) -> PublishAnswer:
    """Make a version live: now (the answer's change is served once a release's `change` is as great), or at a time,
    in place of one that was set before. A blocked version needs `override` and a key of scope admin."""
    caller.require("publish", key.org)
    asked = body or PublishIn()
    if asked.override is not None:
        caller.require("admin", key.org)
    when = _when(state, key, number, asked)
    answer = _publish(state, key, number, caller, asked, when)
    state.wake_worker()
    return answer


def _publish(
    state: State, key: FeedKey, number: int, caller: Caller, asked: PublishIn, when: When | None
) -> PublishAnswer:
    now, change, set_for = state.now(), None, None
    if asked.override is not None:
        change = overrides.publish_overridden(
            state.catalog, key, number, reason=asked.override, caller=caller, when=when, now=now
        )
        if when is not None:
            set_for = schedules.waiting_schedule(state.catalog, key, number)
    elif when is not None:
        set_for = schedules.put_schedule(state.catalog, key, number, when, actor=caller.actor, now=now)
    else:
        change = live.set_live(state.catalog, key, number, actor=caller.actor, now=now)
    links = {**RELEASE, "version": f"/v1/feeds/{key}/versions/{number}"}
    return PublishAnswer(change=change, schedule=schedule_model(set_for) if set_for else None, links=links)


@router.get("/schedules", response_model=Schedules, responses=problems(400, 401, 403, 404))
def list_schedules(key: KeyDep, response: Response, state: StateDep, caller: CallerDep) -> Schedules:
    """The feed's publications at a time: those that wait, then those that ended and how. For its organisation
    and those who act for it."""
    caller.require_acting(key.org)
    feeds.get_feed(state.catalog, key)
    response.headers["Cache-Control"] = PRIVATE
    return Schedules(schedules=[schedule_model(one) for one in schedules.list_schedules(state.catalog, key)])


@router.delete("/versions/{number}/schedule", response_model=ScheduleModel, responses=problems(400, 401, 403, 404))
def cancel_schedule(key: KeyDep, number: int, state: StateDep, caller: CallerDep) -> ScheduleModel:
    """Let a publication that waits for its time not happen."""
    caller.require("publish", key.org)
    return schedule_model(schedules.cancel_schedule(state.catalog, key, number, actor=caller.actor, now=state.now()))


@router.post(
    "/rollback", response_model=RollbackAnswer, status_code=202, responses=problems(400, 401, 403, 404, 409, 410)
)
def rollback(key: KeyDep, body: RollbackIn, state: StateDep, caller: CallerDep) -> RollbackAnswer:
    """Make the version live that was live before: the same bytes, the same tiles. A repeated call goes back once."""
    caller.require("publish", key.org)
    done = history.roll_back(
        state.catalog, key, expected=body.expected_live, actor=caller.actor, now=state.now(), reason=body.reason
    )
    state.wake_worker()
    return RollbackAnswer(
        change=done.change, version=done.number, instead_of=done.instead_of, again=done.again,
        links={**RELEASE, "version": f"/v1/feeds/{key}/versions/{done.number}"},
    )  # fmt: skip


@router.post(
    "/versions/{number}/withdraw",
    response_model=Change,
    status_code=202,
    responses=problems(400, 401, 403, 404, 409, 410),
)
def withdraw(key: KeyDep, number: int, body: ReasonIn, state: StateDep, caller: CallerDep) -> Change:
    """Withdraw a version for good; its file answers 410 with the reason."""
    caller.require("publish", key.org)
    change = live.withdraw(state.catalog, key, number, actor=caller.actor, reason=body.reason, now=state.now())
    state.wake_worker()
    return Change(change=change or live.last_change(state.catalog), links=RELEASE)
