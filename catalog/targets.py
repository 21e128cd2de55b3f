"""Targets: the webhooks and mail addresses at which an organisation is told of its events.

A target has a name that the organisation chose. One that failed for long is disabled, with the reason, until it is set
again; one that was removed keeps its row without address and secret, for the log of what was sent to it. What does not
live here: which hosts may be called (terms.outside), sending (pipelines), the log (catalog.deliveries).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from catalog import audit, orgs
from catalog.db import Catalog, read, write
from catalog.events import KINDS
from catalog.tables import deliveries, targets
from terms.errors import BadRequest, Conflict, NotThere
from terms.ids import check_slug
from terms.webhooks import secret_text

WEBHOOK, MAIL = "webhook", "mail"
CHANNELS = (WEBHOOK, MAIL)
LANGUAGES = ("ja", "en")
MOST = 20
"""How many targets of a channel an organisation may have."""
KEY_BYTES = 32
_MAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Target:
    """One target. `address` is a URL or a mail address, `kinds` of catalog.events; `failing_since` is the first failure
    after the last success, `disabled_at` once nothing is sent any more and `disabled_reason` says why."""

    target_id: int
    org: str
    channel: str
    name: str
    address: str
    lang: str
    kinds: tuple[str, ...]
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: str
    removed_at: datetime | None
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a target is to be: `kinds` none means all; `new_secret` gives a webhook another secret."""

    address: str
    kinds: Sequence[str] = ()
    lang: str = "ja"
    new_secret: bool = False


def put_target(
    catalog: Catalog, org: str, channel: str, name: str, wanted: Wanted, *, actor: str, now: datetime
) -> tuple[Target, str | None]:
    """Make a target or change it; one that was disabled is tried again. Returns it, and the secret of a webhook when it
    has a new one: it is not shown again. The caller judged the address of a webhook. Raises BadRequest, NotThere for an
    unknown organisation, Conflict above MOST."""
    check_slug(name, channel)
    kinds = _kinds(wanted.kinds)
    if channel not in CHANNELS or wanted.lang not in LANGUAGES:
        raise BadRequest(f"a target is one of {', '.join(CHANNELS)}, in one of {', '.join(LANGUAGES)}")
    if channel == MAIL:
        check_mail_address(wanted.address)
    with write(catalog) as conn:
        orgs.require_org(conn, org)
        before = _find(conn, org, channel, name)
        is_new = before is None or before.removed_at is not None
        if is_new and len(_of(conn, org, channel)) >= MOST:
            raise Conflict(f"{org} has {MOST} targets of the channel {channel} already")
        fresh = channel == WEBHOOK and (is_new or wanted.new_secret)
        secret = secret_text(secrets.token_bytes(KEY_BYTES)) if fresh else None
        values = {"address": wanted.address, "kinds": list(kinds), "lang": wanted.lang, "failing_since": None,
                  "disabled_at": None, "disabled_reason": "", "removed_at": None}  # fmt: skip
        values |= {"secret": secret} if secret else {}
        if before is None:
            blank = {"org": org, "channel": channel, "name": name, "secret": "", "created_at": now}
            conn.execute(targets.insert().values({**blank, **values}))
        else:
            conn.execute(targets.update().where(targets.c.target_id == before.target_id).values(values))
        detail = {"name": name, "kinds": list(kinds), "new_secret": fresh}
        action = f"{channel}.{'add' if is_new else 'change'}"
        audit.note(conn, actor=actor, action=action, subject=org, detail=detail, now=now)
        return require_target(conn, org, channel, name), secret


def remove_target(catalog: Catalog, org: str, channel: str, name: str, *, actor: str, now: datetime) -> None:
    """Tell this target nothing more, and forget its address and secret; raises NotThere."""
    with write(catalog) as conn:
        row = require_target(conn, org, channel, name)
        gone = {"removed_at": now, "address": "", "secret": ""}
        conn.execute(targets.update().where(targets.c.target_id == row.target_id).values(gone))
        cancel_waiting(conn, row.target_id, "the target was removed", now=now)
        audit.note(conn, actor=actor, action=f"{channel}.remove", subject=org, detail={"name": name}, now=now)


def disable(conn: Connection, row: Target, reason: str, *, now: datetime) -> None:
    """Send nothing more to a target until somebody sets it again, inside the caller's transaction."""
    values = {"disabled_at": now, "disabled_reason": reason}
    conn.execute(targets.update().where(targets.c.target_id == row.target_id).values(values))
    cancel_waiting(conn, row.target_id, f"disabled: {reason}", now=now)
    detail = {"name": row.name, "reason": reason}
    audit.note(conn, actor="sender", action=f"{row.channel}.disable", subject=row.org, detail=detail, now=now)


def cancel_waiting(conn: Connection, target_id: int, outcome: str, *, now: datetime) -> None:
    """End what still waits to be sent to a target."""
    waiting = (deliveries.c.target_id == target_id) & (deliveries.c.state == "waiting")
    conn.execute(deliveries.update().where(waiting).values(state="cancelled", outcome=outcome, ended_at=now))


def list_targets(catalog: Catalog, org: str, channel: str) -> list[Target]:
    """The targets of an organisation by name, without those removed; raises NotThere for an unknown organisation."""
    with read(catalog) as conn:
        orgs.require_org(conn, org)
        return _of(conn, org, channel)


def require_target(conn: Connection, org: str, channel: str, name: str) -> Target:
    """The target, inside the caller's transaction; raises NotThere, also for one that was removed."""
    found = _find(conn, org, channel, name)
    if found is None or found.removed_at is not None:
        raise NotThere(f"no {channel} {name} of {org}")
    return found


def target_by_id(conn: Connection, target_id: int) -> Target:
    """The target of that row id, removed or not."""
    return _row(conn.execute(select(targets).where(targets.c.target_id == target_id)).mappings().one())


def check_mail_address(text: str) -> str:
    """The address if mail may be sent to it: ASCII, one address, no name beside it; raises BadRequest."""
    if len(text) > 254 or not _MAIL.fullmatch(text) or ".." in text:
        raise BadRequest("the address is no mail address such as dia@example.jp")
    return text


def _kinds(wanted: Sequence[str]) -> tuple[str, ...]:
    unknown = sorted(set(wanted) - set(KINDS))
    if unknown:
        raise BadRequest(f"unknown kinds {', '.join(unknown)}; known are {', '.join(KINDS)}")
    return tuple(one for one in KINDS if one in wanted or not wanted)


def _of(conn: Connection, org: str, channel: str) -> list[Target]:
    same = (targets.c.org == org) & (targets.c.channel == channel) & targets.c.removed_at.is_(None)
    return [_row(one) for one in conn.execute(select(targets).where(same).order_by(targets.c.name)).mappings()]


def _find(conn: Connection, org: str, channel: str, name: str) -> Target | None:
    same = (targets.c.org == org) & (targets.c.channel == channel) & (targets.c.name == name)
    found = conn.execute(select(targets).where(same)).mappings().first()
    return None if found is None else _row(found)


def _row(found: RowMapping) -> Target:
    return Target(**{**found, "kinds": tuple(found["kinds"])})
