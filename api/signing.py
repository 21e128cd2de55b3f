"""Signed addresses: whoever holds one may read what lies below it, without a key, until its time is over.

The signature is HMAC-SHA256 with a secret of this home over the path, the audience it was made for and the end; it is
compared in constant time. What does not live here: what may be signed, and for whom (routers).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from catalog.db import Catalog
from catalog.secrets import secret
from terms.canonical import canonical_json

NAME = "signed-links"
VALID = timedelta(days=7)


def _signature(key: bytes, path: str, audience: str, until: int) -> str:
    mac = hmac.new(key, canonical_json([path, audience, until]), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def sign(catalog: Catalog, path: str, audience: str, *, now: datetime) -> tuple[str, int]:
    """Signature and end (seconds since 1970, UTC) for everything below `path`."""
    until = int((now + VALID).timestamp())
    return _signature(secret(catalog, NAME, now=now), path, audience, until), until


def is_signed(catalog: Catalog, path: str, audience: str, sig: str, until: int, *, now: datetime) -> bool:
    """Whether we made this signature for that path, audience and end, whether its time is over or not."""
    right = _signature(secret(catalog, NAME, now=now), path, audience, until)
    return hmac.compare_digest(right.encode(), sig.encode("utf-8", "replace"))


def end_of(until: int) -> datetime:
    """The end as an instant."""
    return datetime.fromtimestamp(until, UTC)
