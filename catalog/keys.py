"""Keys: who is asking, and what they may do.

A key belongs to one organisation, or to `*` (all of them). Scopes: `upload` (send versions), `publish` (make live, take
back), `admin` (make feeds and keys). A grant lets it read feeds of the audience `grant:NAME`. The secret is shown once;
only its SHA-256 is kept. What does not live here: HTTP headers (api).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from catalog import audit, orgs
from catalog.db import Catalog, read, write
from catalog.tables import keys
from terms.audiences import PUBLIC
from terms.canonical import sha256_hex
from terms.errors import BadRequest, KeyUnknown, NotAllowed, NotThere
from terms.ids import check_slug

SCOPES = frozenset({"upload", "publish", "admin"})
EVERY_ORG = "*"
_SECRET = re.compile(r"futae_([0-9a-f]{12})_[0-9a-f]{48}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `org` None is nobody in particular (no key), '*' acts for every organisation."""

    org: str | None = None
    scopes: frozenset[str] = frozenset()
    grants: tuple[str, ...] = ()
    key_id: str | None = None

    @property
    def actor(self) -> str:
        """The name under which the audit log knows this caller."""
        return f"key:{self.key_id}" if self.key_id else "nobody"

    def acts_for(self, org: str) -> bool:
        """True for a key of that organisation, and for an administrator of all."""
        return self.org == org or self._is_admin_of_all

    def may_read(self, audience: str) -> bool:
        """Whether this caller may read what is made for that audience."""
        if audience == PUBLIC or self._is_admin_of_all:
            return True
        kind, _, name = audience.partition(":")
        return self.org == name if kind == "org" else kind == "grant" and name in self.grants

    def require(self, scope: str, org: str) -> None:
        """Return when the key has `scope` for `org`; raises KeyUnknown without a key, NotAllowed with another. The
        answer does not depend on whether `org` exists."""
        if self.org is None:
            raise KeyUnknown("this needs a key")
        if not self.acts_with(scope, org):
            raise NotAllowed(f"this key may not {scope} for {org}")

    def require_member(self, org: str) -> None:
        """Return for a key that acts for `org`, whatever its scopes; raises KeyUnknown without a key, NotAllowed with
        another. The answer does not depend on whether `org` exists."""
        if self.org is None:
            raise KeyUnknown("this needs a key")
        if not self.acts_for(org):
            raise NotAllowed(f"this key does not act for {org}")

    def acts_with(self, scope: str, org: str) -> bool:
        """Whether the key has `scope` for `org`: what `require` asks, as an answer."""
        return self.org in (org, EVERY_ORG) and scope in self.scopes

    @property
    def _is_admin_of_all(self) -> bool:
        return self.org == EVERY_ORG and "admin" in self.scopes


NOBODY = Caller()
LOCAL = Caller(EVERY_ORG, SCOPES, (), "local")
"""The person at this machine: local commands act with every scope."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key without its secret."""

    key_id: str
    org: str
    scopes: frozenset[str]
    grants: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


def add_key(
    catalog: Catalog,
    org: str,
    scopes: Iterable[str],
    grants: Iterable[str] = (),
    *,
    now: datetime,
    actor: str = "local",
) -> str:
    """Make a key and return its secret `futae_ID_…`, which cannot be read again. `org` may be '*'. `grants` are names,
    with or without `grant:`. Raises NotThere for an unknown organisation, BadRequest for an unknown scope."""
    wanted = frozenset(scopes)
    if wanted - SCOPES:
        raise BadRequest(f"unknown scopes {sorted(wanted - SCOPES)}; known are {sorted(SCOPES)}")
    names = sorted({check_slug(g.removeprefix("grant:"), "grant") for g in grants})
    key_id = secrets.token_hex(6)
    secret = f"futae_{key_id}_{secrets.token_hex(24)}"
    with write(catalog) as conn:
        if org != EVERY_ORG:
            orgs.require_org(conn, org)
        conn.execute(
            keys.insert().values(
                key_id=key_id,
                org=None if org == EVERY_ORG else org,
                secret_sha256=sha256_hex(secret.encode()),
                scopes=sorted(wanted),
                grants=names,
                created_at=now,
            )
        )
        detail = {"key_id": key_id, "scopes": sorted(wanted), "grants": names}
        audit.note(conn, actor=actor, action="key.add", subject=org, detail=detail, now=now)
    return secret


def identify(catalog: Catalog, secret: str | None) -> Caller:
    """Who holds this secret; nobody for None. Raises KeyUnknown for a wrong, empty or revoked one."""
    if secret is None:
        return NOBODY
    form = _SECRET.fullmatch(secret)
    if form is None:
        raise KeyUnknown("nobody knows this key")
    query = select(keys).where(keys.c.key_id == form[1], keys.c.revoked_at.is_(None))
    with read(catalog) as conn:
        row = conn.execute(query).first()
    if row is None or not hmac.compare_digest(sha256_hex(secret.encode()), row.secret_sha256):
        raise KeyUnknown("nobody knows this key")
    return Caller(row.org or EVERY_ORG, frozenset(row.scopes), tuple(row.grants), row.key_id)


def list_keys(catalog: Catalog, org: str) -> list[KeyRow]:
    """The keys of one organisation ('*': those of all), oldest first, revoked ones too."""
    same = keys.c.org.is_(None) if org == EVERY_ORG else keys.c.org == org
    with read(catalog) as conn:
        rows = conn.execute(select(keys).where(same).order_by(keys.c.created_at, keys.c.key_id)).all()
    return [
        KeyRow(r.key_id, r.org or EVERY_ORG, frozenset(r.scopes), tuple(r.grants), r.created_at, r.revoked_at)
        for r in rows
    ]


def revoke_key(catalog: Catalog, org: str, key_id: str, *, now: datetime, actor: str = "local") -> None:
    """End a key of that organisation at once; raises NotThere."""
    same = keys.c.org.is_(None) if org == EVERY_ORG else keys.c.org == org
    with write(catalog) as conn:
        ended = keys.update().where(keys.c.key_id == key_id, same, keys.c.revoked_at.is_(None)).values(revoked_at=now)
        if conn.execute(ended).rowcount == 0:
            raise NotThere(f"no key {key_id} of {org}")
        audit.note(conn, actor=actor, action="key.revoke", subject=org, detail={"key_id": key_id}, now=now)
