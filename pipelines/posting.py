"""Posting: an event as the body of a webhook, sent to one address, and what its answer means.

Any 2xx takes it. 410 means that nothing is wanted any more; every other answer, a redirect too, is tried again. What
does not live here: which hosts may be called (outside), signing (terms.webhooks), when it is tried again
(catalog.deliveries).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from catalog.deliveries import Outcome
from catalog.events import CHECKED, Event
from catalog.targets import Target
from pipelines.outside import Caller, NoAnswer
from terms.audiences import PUBLIC
from terms.canonical import canonical_json
from terms.clocks import instant_text
from terms.outside import NotOutside, parse_outside
from terms.webhooks import signed_headers

AGENT = "Futae-Webhooks/1"
MAX_BODY = 20_000
"""Bytes of a body, as Standard Webhooks advises; words of people are cut before that."""


def links_of(event: Event, public_url: str) -> dict[str, str]:
    """Where more is found, as absolute addresses."""
    end = "" if event.audience == PUBLIC else f"?audience={event.audience}"
    base = f"{public_url}/v1/feeds/{event.feed}"
    links = {"feed": f"{base}{end}", "events": f"{base}/events.atom{end}"}
    if event.number is not None:
        links |= {"version": f"{base}/versions/{event.number}{end}",
                  "report": f"{base}/versions/{event.number}/report{end}"}  # fmt: skip
    if event.kind == CHECKED:
        links["page"] = f"{public_url}/send"
    return links


def document_of(event: Event, public_url: str) -> dict[str, Any]:
    """An event as Standard Webhooks shapes it: type, timestamp, data."""
    data = {"org": event.feed.org, "feed": str(event.feed), "title": event.title, "version": event.number,
            "audience": event.audience, **event.facts, "links": links_of(event, public_url)}  # fmt: skip
    return {"type": event.kind, "timestamp": instant_text(event.happened_at), "data": data}


def body_of(event: Event, public_url: str) -> bytes:
    """The bytes that are signed and sent, the same at every try."""
    body = canonical_json(document_of(event, public_url))
    if len(body) > MAX_BODY:
        short = {k: v for k, v in document_of(event, public_url).items() if k != "data"}
        body = canonical_json({**short, "data": {"feed": str(event.feed), "version": event.number}})
    return body


@dataclass(frozen=True, slots=True)
class Poster:
    """Sends events to webhooks."""

    caller: Caller
    public_url: str
    now: Callable[[], datetime]

    def send(self, event: Event, target: Target) -> Outcome:
        """One try."""
        body = body_of(event, self.public_url)
        headers = {"Content-Type": "application/json", "User-Agent": AGENT,
                   **signed_headers(target.secret, event.message_id, int(self.now().timestamp()), body)}  # fmt: skip
        try:
            outside = parse_outside(target.address, loopback=self.caller.loopback)
            answer = self.caller.post(outside, headers, body)
        except (NotOutside, NoAnswer) as error:
            return Outcome(False, str(error))
        return _meaning(answer.status, answer.headers)


def _meaning(status: int, headers: Mapping[str, str]) -> Outcome:
    words = f"{status} {_phrase(status)}".strip()
    if 200 <= status < 300:
        return Outcome(True, words, status)
    if status == HTTPStatus.GONE:
        return Outcome(False, f"{words}: the receiver wants nothing any more", status, ends_target=True)
    if 300 <= status < 400:
        return Outcome(False, f"{words}: redirects are not followed", status)
    later = headers.get("retry-after", "").strip()
    return Outcome(False, words, status, wait_s=float(later) if later.isdecimal() and len(later) < 7 else None)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
