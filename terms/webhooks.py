"""Signatures of webhooks, by the convention "Standard Webhooks": what is signed, how, and how a receiver checks it.

Three headers: `webhook-id` (the event's own, the same at every try), `webhook-timestamp` (seconds since 1970) and
`webhook-signature` (`v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`). A secret is `whsec_` and the Base64
of the key. What does not live here: making secrets (catalog.targets), sending (pipelines.posting).

Source: https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from terms.errors import BadRequest

PREFIX = "whsec_"
TOLERANCE_S = 300
"""How far a receiver lets the timestamp be from its own clock."""


def secret_text(key: bytes) -> str:
    """A key as it is shown and stored."""
    return PREFIX + base64.b64encode(key).decode()


def signed_headers(secret: str, message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """The three headers of one sending."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": f"v1,{_signature(secret, message_id, str(timestamp_s), body)}",
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> str:
    """The id of a message that is genuine and fresh; raises BadRequest. `headers` have names in lower case."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(now_s - int(timestamp)) > TOLERANCE_S:
        raise BadRequest("the timestamp is missing or too far from now")
    expected = _signature(secret, message_id, timestamp, body)
    for one in headers.get("webhook-signature", "").split():
        version, _, given = one.partition(",")
        if version == "v1" and hmac.compare_digest(given.encode(), expected.encode()):
            return message_id
    raise BadRequest("no signature is right")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("this is no secret of a webhook") from error
    told = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
