"""Keys: who is asking, and what they may do.

A key belongs to a person of one organisation, or to `*` (all of them). Scopes: `upload` (send versions), `publish`
(make live, take back), `admin` (make feeds and keys). A grant lets it read feeds of the audience `grant:NAME`. The
secret is shown once; only its SHA-256 is kept. A key of an agent also acts for organisations that said so
(catalog.agents), within its own scopes and theirs; acting gives it none of their audiences. What does not live here:
HTTP headers (api), who acts for whom (catalog.agents), sessions of
browsers (catalog.sessions).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select
from sqlalchemy.exc import OperationalError

from catalog import audit, orgs
from catalog.db import Catalog, read, write
from catalog.tables import agents, keys
from terms.audiences import PUBLIC
from terms.canonical import sha256_hex
from terms.clocks import instant_text
from terms.errors import BadRequest, Conflict, KeyUnknown, NotAllowed, NotThere
from terms.ids import check_slug

SCOPES = frozenset({"upload", "publish", "admin"})
EVERY_ORG = "*"
MAX_PERSON = 100
MAX_GRACE_H = 168
"""Hours for which a replaced key may go on: a week."""
_SECRET = re.compile(r"futae_([0-9a-f]{12})_[0-9a-f]{48}")


@dataclass(frozen=True, slots=True)
class Acting:
    """An organisation for which a key may act, and with which scopes: those of the key and of the grant."""

    org: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `org` None is nobody in particular (no key), '*' acts for every organisation."""

    org: str | None = None
    scopes: frozenset[str] = frozenset()
    grants: tuple[str, ...] = ()
    key_id: str | None = None
    person: str = ""
    acting: tuple[Acting, ...] = ()

    @property
    def actor(self) -> str:
        """The name under which the audit log knows this caller."""
        return f"key:{self.key_id}" if self.key_id else "nobody"

    def acts_for(self, org: str) -> bool:
        """True for a key of that organisation or of its agent, and for an administrator of all."""
        return self.org == org or self.is_admin_of_all or any(one.org == org for one in self.acting)

    def may_read(self, audience: str) -> bool:
        """Whether this caller may read what is made for that audience. Acting for an organisation does not count."""
        if audience == PUBLIC or self.is_admin_of_all:
            return True
        kind, _, name = audience.partition(":")
        return self.org == name if kind == "org" else kind == "grant" and name in self.grants

    def require(self, scope: str, org: str) -> None:
        """Return when the key has `scope` for `org`; raises KeyUnknown without a key, NotAllowed with another. The
        answer does not depend on whether `org` exists."""
        self._require(self.acts_with(scope, org), f"this key may not {scope} for {org}")

    def require_acting(self, org: str) -> None:
        """Return for a key that acts for `org`, an agent's too, whatever its scopes; raises as `require`."""
        self._require(self.acts_for(org), f"this key does not act for {org}")

    def require_member(self, org: str) -> None:
        """Return for a key of `org` itself, whatever its scopes, or of an agent who may `admin` for it; raises as
        `require`."""
        is_own = self.org == org or self.is_admin_of_all
        self._require(is_own or "admin" in self._acting_scopes(org), f"this key does not act for {org}")

    def require_own_admin(self, org: str) -> None:
        """Return for an administrator of `org` itself or of all; raises as `require`. Never for an agent: a key that it
        made would outlive the grant."""
        has = self.org in (org, EVERY_ORG) and "admin" in self.scopes
        self._require(has, f"this key is not an administrator's of {org}")

    def acts_with(self, scope: str, org: str) -> bool:
        """Whether the key has `scope` for `org`: what `require` asks, as an answer."""
        return scope in (self.scopes if self.org in (org, EVERY_ORG) else self._acting_scopes(org))

    @property
    def is_admin_of_all(self) -> bool:
        """True for a key of all organisations with the scope admin."""
        return self.org == EVERY_ORG and "admin" in self.scopes

    def _acting_scopes(self, org: str) -> frozenset[str]:
        return next((one.scopes for one in self.acting if one.org == org), frozenset())

    def _require(self, has: bool, words: str) -> None:
        if self.org is None:
            raise KeyUnknown("this needs a key")
        if not has:
            raise NotAllowed(words)


NOBODY = Caller()
LOCAL = Caller(EVERY_ORG, SCOPES, (), "local")
"""The person at this machine: local commands act with every scope."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key without its secret. `revoked_at` (UTC) may lie ahead; `used_on` is the UTC day of its last use, '' for
    never; `replaces` the key_id of the key it came in place of, '' for none."""

    key_id: str
    org: str
    scopes: frozenset[str]
    grants: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None
    person: str = ""
    replaces: str = ""
    used_on: str = ""

    @property
    def prefix(self) -> str:
        """How its secret begins: what people know a key by."""
        return f"futae_{self.key_id}_"


def key_id_of(secret: str) -> str:
    """The id in a secret that `add_key` or `replace_key` returned."""
    return secret.split("_")[1]


def add_key(
    catalog: Catalog,
    org: str,
    scopes: Iterable[str],
    grants: Iterable[str] = (),
    *,
    person: str = "",
    now: datetime,
    by: Caller | None = None,
) -> str:
    """Make a key and return its secret `futae_ID_…`, which cannot be read again. `org` may be '*'. `grants` are names,
    with or without `grant:`. `by` None is the person at this machine; anyone else gives no more than they have. Raises
    NotThere for an unknown organisation, BadRequest for an unknown scope or a name no person has, NotAllowed."""
    wanted = check_scopes(scopes)
    names = sorted({check_slug(g.removeprefix("grant:"), "grant") for g in grants})
    called = check_person(person)
    require_within(by, wanted, names)
    with write(catalog) as conn:
        if org != EVERY_ORG:
            orgs.require_org(conn, org)
        secret = _insert(conn, org, {"scopes": sorted(wanted), "grants": names, "person": called}, now)
        detail = {"key_id": key_id_of(secret), "scopes": sorted(wanted), "grants": names, "person": called}
        audit.note(conn, actor=_actor(by), action="key.add", subject=org, detail=detail, now=now)
    return secret


def replace_key(
    catalog: Catalog, org: str, key_id: str, *, now: datetime, grace_h: int = 0, by: Caller | None = None
) -> str:
    """Make a key for the same person, scopes and grants and return its secret. The old one ends at once, or `grace_h`
    hours (0 to 168) later. Raises NotThere, BadRequest, NotAllowed as `add_key`, Conflict for a key that was ended or
    replaced before: of two who replace one key at a moment, one gets a secret."""
    if not 0 <= grace_h <= MAX_GRACE_H:
        raise BadRequest(f"the old key may go on for 0 to {MAX_GRACE_H} hours")
    ends_at = now + timedelta(hours=grace_h)
    with write(catalog) as conn:
        old = _require_key(conn, org, key_id)
        require_within(by, old.scopes, old.grants)
        if old.revoked_at is not None:
            after = conn.execute(select(keys.c.key_id).where(keys.c.replaces == key_id)).scalar()
            how = f"was replaced by {after}" if after else f"ended at {instant_text(old.revoked_at)}"
            raise Conflict(f"key {key_id} {how}")
        same = {"scopes": old.scopes, "grants": old.grants, "person": old.person}
        secret = _insert(conn, org, {**same, "replaces": key_id}, now)
        conn.execute(keys.update().where(keys.c.key_id == key_id).values(revoked_at=ends_at))
        made = {"new_key_id": key_id_of(secret), "person": old.person, "old_ends_at": instant_text(ends_at)}
        detail = {"key_id": key_id, **made}
        audit.note(conn, actor=_actor(by), action="key.replace", subject=org, detail=detail, now=now)
    return secret


def identify(catalog: Catalog, secret: str | None, *, now: datetime) -> Caller:
    """Who holds this secret; nobody for None. Raises KeyUnknown for a wrong, empty or ended one. For whom an agent acts
    is read each time, so that a grant taken back is void at the next request."""
    if secret is None:
        return NOBODY
    form = _SECRET.fullmatch(secret)
    if form is None:
        raise KeyUnknown("nobody knows this key")
    return _caller(catalog, form[1], sha256_hex(secret.encode()), now)


def caller_of_key(catalog: Catalog, key_id: str, *, now: datetime) -> Caller:
    """Who holds this key, for one who has shown it before (catalog.sessions). Raises KeyUnknown when it has ended."""
    return _caller(catalog, key_id, None, now)


def _caller(catalog: Catalog, key_id: str, hashed: str | None, now: datetime) -> Caller:
    query = select(keys).where(keys.c.key_id == key_id, _is_valid(now))
    with read(catalog) as conn:
        row = conn.execute(query).first()
        if row is None or (hashed is not None and not hmac.compare_digest(hashed, row.secret_sha256)):
            raise KeyUnknown("nobody knows this key")
        scopes = frozenset(row.scopes)
        acting = _acting(conn, row.org, scopes) if row.org else ()
    _note_use(catalog, row.key_id, row.used_on, now)
    return Caller(row.org or EVERY_ORG, scopes, tuple(row.grants), row.key_id, row.person, acting)


def list_keys(catalog: Catalog, org: str) -> list[KeyRow]:
    """The keys of one organisation ('*': those of all), oldest first, ended ones too."""
    with read(catalog) as conn:
        rows = conn.execute(select(keys).where(_of(org)).order_by(keys.c.created_at, keys.c.key_id)).all()
    return [_key_row(row) for row in rows]


def get_key(catalog: Catalog, org: str, key_id: str) -> KeyRow:
    """One key of that organisation; raises NotThere."""
    with read(catalog) as conn:
        return _key_row(_require_key(conn, org, key_id))


def revoke_key(catalog: Catalog, org: str, key_id: str, *, now: datetime, by: Caller | None = None) -> None:
    """End a key of that organisation at once; raises NotThere for one that is not there or has ended, and, for anyone
    but the person at this machine, Conflict for the last administrator's: nobody could replace it."""
    with write(catalog) as conn:
        row = _require_key(conn, org, key_id)
        if row.revoked_at is not None and row.revoked_at <= now:
            raise NotThere(f"no key {key_id} of {org}")
        if by is not None and "admin" in row.scopes:
            _refuse_last_admin(conn, org, key_id)
        conn.execute(keys.update().where(keys.c.key_id == key_id).values(revoked_at=now))
        detail = {"key_id": key_id, "person": row.person}
        audit.note(conn, actor=_actor(by), action="key.revoke", subject=org, detail=detail, now=now)


def check_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes as a set; raises BadRequest for an unknown one."""
    wanted = frozenset(scopes)
    if wanted - SCOPES:
        raise BadRequest(f"unknown scopes {sorted(wanted - SCOPES)}; known are {sorted(SCOPES)}")
    return wanted


def check_person(name: str) -> str:
    """A person's name in one line, of at most 100 characters, '' for nobody in particular; raises BadRequest."""
    called = " ".join(name.split())
    if len(called) > MAX_PERSON or not called.isprintable():
        raise BadRequest(f"a person's name is one line of at most {MAX_PERSON} characters")
    return called


def require_within(by: Caller | None, scopes: Iterable[str], grants: Iterable[str] = ()) -> None:
    """Return when `by` has all it gives, or is the person at this machine (None); raises NotAllowed."""
    if by is None:
        return
    beyond = sorted(set(scopes) - by.scopes)
    unread = [] if by.is_admin_of_all else sorted(set(grants) - set(by.grants))
    if beyond or unread:
        what = ", ".join([*beyond, *(f"grant:{one}" for one in unread)])
        raise NotAllowed(f"this key may not give {what}, which it does not have; who runs the service can")


def _insert(conn: Connection, org: str, what: dict[str, object], now: datetime) -> str:
    key_id = secrets.token_hex(6)
    secret = f"futae_{key_id}_{secrets.token_hex(24)}"
    owner = None if org == EVERY_ORG else org
    hashed = sha256_hex(secret.encode())
    conn.execute(keys.insert().values(key_id=key_id, org=owner, secret_sha256=hashed, created_at=now, **what))
    return secret


def _note_use(catalog: Catalog, key_id: str, used_on: str, now: datetime) -> None:
    """Write down the day of use, once a day. A database that is busy must not turn the caller away."""
    day = now.astimezone(UTC).date().isoformat()
    if used_on >= day:
        return
    try:
        with write(catalog) as conn:
            conn.execute(keys.update().where(keys.c.key_id == key_id, keys.c.used_on < day).values(used_on=day))
    except OperationalError:
        return


def _acting(conn: Connection, agent: str, scopes: frozenset[str]) -> tuple[Acting, ...]:
    rows = conn.execute(select(agents.c.org, agents.c.scopes).where(agents.c.agent == agent).order_by(agents.c.org))
    return tuple(Acting(org, both) for org, granted in rows if (both := scopes & frozenset(granted)))


def _refuse_last_admin(conn: Connection, org: str, key_id: str) -> None:
    others = select(keys.c.scopes).where(_of(org), keys.c.revoked_at.is_(None), keys.c.key_id != key_id)
    if not any("admin" in scopes for scopes in conn.execute(others).scalars()):
        raise Conflict(
            f"{key_id} is the last administrator's key of {org}: without it nobody there could replace a lost key. "
            "Make another with the scope admin first, or replace this one; who runs the service can end it by command"
        )


def _require_key(conn: Connection, org: str, key_id: str) -> Row[Any]:
    row = conn.execute(select(keys).where(keys.c.key_id == key_id, _of(org))).first()
    if row is None:
        raise NotThere(f"no key {key_id} of {org}")
    return row


def _key_row(row: Row[Any]) -> KeyRow:
    return KeyRow(
        row.key_id, row.org or EVERY_ORG, frozenset(row.scopes), tuple(row.grants), row.created_at, row.revoked_at,
        row.person, row.replaces, row.used_on,
    )  # fmt: skip


def _of(org: str) -> ColumnElement[bool]:
    return keys.c.org.is_(None) if org == EVERY_ORG else keys.c.org == org


def _is_valid(now: datetime) -> ColumnElement[bool]:
    return or_(keys.c.revoked_at.is_(None), keys.c.revoked_at > now)


def _actor(by: Caller | None) -> str:
    return by.actor if by else "local"
