"""Whom an organisation has told of its events: webhooks and mail addresses, and the log of what was sent.

An agent makes none, whatever its scopes: what it had sent to itself would outlive its grant. What does not live here:
sending (pipelines.sender), the Atom feed (events).
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response

from api.asking import v1_router
from api.auth import CallerDep, StateDep
from api.headers import NO_STORE, PRIVATE
from api.models import problems
from api.models_notify import (
    AttemptModel,
    Deliveries,
    DeliveryModel,
    MailIn,
    MailModel,
    Mails,
    Replayed,
    WebhookIn,
    WebhookModel,
    Webhooks,
)
from catalog import deliveries, orgs, targets
from catalog.deliveries import DeliveryRow
from catalog.targets import CHANNELS, MAIL, WEBHOOK, Target, Wanted
from terms.clocks import instant_text
from terms.errors import BadRequest
from terms.outside import parse_outside

router = v1_router("notifications", "/orgs/{org}")
EXAMPLE = """curl -X PUT -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
  -d '{"url": "https://example.jp/futae", "kinds": ["published", "expiring"]}' \\
  http://127.0.0.1:8000/v1/orgs/shiomi/webhooks/timetable"""


@router.get("/webhooks", response_model=Webhooks, responses=problems(400, 401, 403, 404))
def list_webhooks(org: str, response: Response, state: StateDep, caller: CallerDep) -> Webhooks:
    """The webhooks of an organisation (scope admin), without their secrets."""
    caller.require_own_admin(org)
    response.headers["Cache-Control"] = PRIVATE
    return Webhooks(webhooks=[_webhook(one) for one in targets.list_targets(state.catalog, org, WEBHOOK)])


@router.put(
    "/webhooks/{name}",
    response_model=WebhookModel,
    responses=problems(400, 401, 403, 404, 409),
    openapi_extra={"x-codeSamples": [{"lang": "Shell", "source": EXAMPLE}]},
)
def put_webhook(
    org: str, name: str, body: WebhookIn, response: Response, state: StateDep, caller: CallerDep
) -> WebhookModel:
    """Make a webhook or change it (scope admin). The secret is in this answer only, when it is new. Calls are signed
    as Standard Webhooks says; a disabled one is tried again."""
    caller.require_own_admin(org)
    url = parse_outside(body.url, loopback=state.settings.outside_loopback).url
    wanted = Wanted(url, body.kinds, new_secret=body.new_secret)
    row, secret = targets.put_target(state.catalog, org, WEBHOOK, name, wanted, actor=caller.actor, now=state.now())
    response.headers["Cache-Control"] = NO_STORE
    return _webhook(row, secret)


@router.delete("/webhooks/{name}", status_code=204, responses=problems(400, 401, 403, 404))
def delete_webhook(org: str, name: str, state: StateDep, caller: CallerDep) -> None:
    """Send this webhook nothing more (scope admin); what waited is cancelled."""
    caller.require_own_admin(org)
    targets.remove_target(state.catalog, org, WEBHOOK, name, actor=caller.actor, now=state.now())


@router.get("/mails", response_model=Mails, responses=problems(400, 401, 403, 404))
def list_mails(org: str, response: Response, state: StateDep, caller: CallerDep) -> Mails:
    """The mail addresses at which an organisation is told (scope admin)."""
    caller.require_own_admin(org)
    response.headers["Cache-Control"] = PRIVATE
    found = targets.list_targets(state.catalog, org, MAIL)
    return Mails(mails=[_mail(one) for one in found], is_sent=state.settings.mail.is_set)


@router.put("/mails/{name}", response_model=MailModel, responses=problems(400, 401, 403, 404, 409))
def put_mail(org: str, name: str, body: MailIn, response: Response, state: StateDep, caller: CallerDep) -> MailModel:
    """Have mails sent to an address, or change how (scope admin). 400 when this service sends none."""
    caller.require_own_admin(org)
    if not state.settings.mail.is_set:
        raise BadRequest("this service sends no mail: it knows no mail server (FUTAE_SMTP_HOST)")
    wanted = Wanted(body.address, body.kinds, body.lang)
    row, _ = targets.put_target(state.catalog, org, MAIL, name, wanted, actor=caller.actor, now=state.now())
    response.headers["Cache-Control"] = NO_STORE
    return _mail(row)


@router.delete("/mails/{name}", status_code=204, responses=problems(400, 401, 403, 404))
def delete_mail(org: str, name: str, state: StateDep, caller: CallerDep) -> None:
    """Send no more mails to an address (scope admin), and forget it."""
    caller.require_own_admin(org)
    targets.remove_target(state.catalog, org, MAIL, name, actor=caller.actor, now=state.now())


@router.get("/deliveries", response_model=Deliveries, responses=problems(400, 401, 403, 404))
def list_deliveries(
    org: str,
    response: Response,
    state: StateDep,
    caller: CallerDep,
    channel: Annotated[str | None, Query(description="only webhook, or only mail", max_length=20)] = None,
    target: Annotated[str | None, Query(description="only the target of that name", max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="how many")] = 100,
    before: Annotated[int | None, Query(ge=1, lt=1 << 31, description="only those with a lower id (paging)")] = None,
) -> Deliveries:
    """What was sent, or waits to be, with every try and how it ended. Any key of the organisation may read it."""
    caller.require_member(org)
    orgs.get_org(state.catalog, org)
    if channel not in (None, *CHANNELS):
        raise BadRequest(f"channel must be one of {', '.join(CHANNELS)}")
    rows = deliveries.list_deliveries(state.catalog, org, channel=channel, name=target, limit=limit + 1, before=before)
    shown, base = rows[:limit], f"/v1/orgs/{org}/deliveries"
    links = {"self": base}
    if len(rows) > limit:
        links["next"] = f"{base}?limit={limit}&before={shown[-1].delivery_id}"
    response.headers["Cache-Control"] = PRIVATE
    return Deliveries(deliveries=[_delivery(one, base) for one in shown], links=links)


@router.post(
    "/deliveries/{number}/replay", response_model=Replayed, status_code=202,
    responses=problems(400, 401, 403, 404, 409),
)  # fmt: skip
def replay(org: str, number: int, state: StateDep, caller: CallerDep) -> Replayed:
    """Send an event once more to the same target, under the same webhook-id (scope admin)."""
    caller.require("admin", org)
    made = deliveries.replay(state.catalog, org, number, actor=caller.actor, now=state.now())
    state.wake_worker()
    return Replayed(id=made, links={"deliveries": f"/v1/orgs/{org}/deliveries"})


def _common(row: Target) -> dict[str, Any]:
    own = f"/v1/orgs/{row.org}/{row.channel}s/{row.name}"
    log = f"/v1/orgs/{row.org}/deliveries?channel={row.channel}&target={row.name}"
    return {
        "name": row.name,
        "kinds": list(row.kinds),
        "created_at": instant_text(row.created_at),
        "failing_since": instant_text(row.failing_since) if row.failing_since else None,
        "disabled_at": instant_text(row.disabled_at) if row.disabled_at else None,
        "disabled_reason": row.disabled_reason,
        "links": {"self": own, "deliveries": log},
    }


def _webhook(row: Target, secret: str | None = None) -> WebhookModel:
    return WebhookModel(url=row.address, secret=secret, **_common(row))


def _mail(row: Target) -> MailModel:
    return MailModel(address=row.address, lang=row.lang, **_common(row))


def _delivery(row: DeliveryRow, base: str) -> DeliveryModel:
    tries = [
        AttemptModel(attempt=one.attempt, begun_at=instant_text(one.begun_at),
                     ended_at=instant_text(one.ended_at) if one.ended_at else None, status=one.status,
                     outcome=one.outcome)
        for one in row.tries
    ]  # fmt: skip
    return DeliveryModel(
        id=row.delivery_id, channel=row.channel, target=row.target, message_id=row.message_id, kind=row.kind,
        feed=str(row.feed), version=row.number, replay=row.round, state=row.state, attempts=row.attempts,
        next_at=instant_text(row.next_at) if row.state == "waiting" else None, outcome=row.outcome,
        happened_at=instant_text(row.happened_at), ended_at=instant_text(row.ended_at) if row.ended_at else None,
        tries=tries, links={"replay": f"{base}/{row.delivery_id}/replay"},
    )  # fmt: skip
