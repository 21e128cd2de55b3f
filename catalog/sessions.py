"""Sessions of browsers: a key is exchanged for a token that lives twelve hours, so that no page has to keep the key.

The token is a cookie that scripts cannot read. A browser sends a cookie whoever asked it to, so beside it a *proof* is
needed, which only a page of this service can read and send; it follows from the token, and neither follows from the
other's hash. Only the token's SHA-256 is kept. Who it is, is read through the key at each request: a key that ended
takes its sessions along. Neither beginning nor end is in the audit log, which tells deeds: when a person sat at their
screen is nobody's business, and a key's use is told by day only. What does not live here: cookies and headers
(api.auth), keys (catalog.keys). Sessions are in no backup (catalog.backup).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from catalog import keys as known_keys
from catalog.db import Catalog, read, write
from catalog.keys import Caller
from catalog.tables import keys, sessions
from terms.canonical import sha256_hex
from terms.errors import KeyUnknown

LIFE = timedelta(hours=12)
KEPT_OVER = timedelta(days=1)
"""How long after its time a session's row stays; it goes when the next one is made."""
_TOKEN = re.compile(r"[0-9a-f]{64}")
_PROOF = b"futae session proof "
_NO_SESSION = "there is no such session, or it has ended: exchange the key again"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that goes on: who it is, its end (UTC), and the proof that must come beside its token."""

    caller: Caller
    expires_at: datetime
    proof: str


def proof_of(token: str) -> str:
    """What a request must send beside the token's cookie."""
    return sha256_hex(_PROOF + token.encode("utf-8", "replace"))


def begin(catalog: Catalog, secret: str, *, now: datetime) -> tuple[str, Session]:
    """Exchange a key: a token, which cannot be read again, and its session. It ends after `LIFE`, or with the key where
    that is to end sooner. Rows of sessions long over are deleted. Raises KeyUnknown for a wrong or ended key."""
    caller = known_keys.identify(catalog, secret, now=now)
    token = secrets.token_hex(32)
    with write(catalog) as conn:
        revoked_at = conn.execute(select(keys.c.revoked_at).where(keys.c.key_id == caller.key_id)).scalar()
        expires_at = min(now + LIFE, revoked_at or now + LIFE)
        conn.execute(sessions.delete().where(sessions.c.expires_at < now - KEPT_OVER))
        conn.execute(
            sessions.insert().values(
                token_sha256=_hash(token), key_id=caller.key_id, made_at=now, expires_at=expires_at
            )
        )
    return token, Session(caller, expires_at, proof_of(token))


def look(catalog: Catalog, token: str, *, now: datetime) -> Session:
    """The session of a token. Raises KeyUnknown when there is none, when it has ended, and when its key has."""
    row = _row(catalog, token)
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise KeyUnknown(_NO_SESSION)
    return Session(known_keys.caller_of_key(catalog, row.key_id, now=now), row.expires_at, proof_of(token))


def prove(catalog: Catalog, tokens: Iterable[str], proof: str, *, now: datetime) -> Session:
    """The session of the token that the proof belongs to, of all that came; raises KeyUnknown as `look`."""
    return look(catalog, _proven(tokens, proof), now=now)


def end(catalog: Catalog, tokens: Iterable[str], proof: str, *, now: datetime) -> None:
    """End the session of the token that the proof belongs to; raises KeyUnknown as `look`."""
    token = _proven(tokens, proof)
    look(catalog, token, now=now)
    with write(catalog) as conn:
        one = sessions.c.token_sha256 == _hash(token)
        conn.execute(sessions.update().where(one, sessions.c.ended_at.is_(None)).values(ended_at=now))


def _proven(tokens: Iterable[str], proof: str) -> str:
    given = proof.encode("utf-8", "replace")
    for token in tokens:
        if hmac.compare_digest(proof_of(token).encode(), given):
            return token
    raise KeyUnknown(_NO_SESSION)


def _row(catalog: Catalog, token: str) -> Row[Any] | None:
    if _TOKEN.fullmatch(token) is None:
        return None
    with read(catalog) as conn:
        return conn.execute(select(sessions).where(sessions.c.token_sha256 == _hash(token))).first()


def _hash(token: str) -> str:
    return sha256_hex(token.encode())
