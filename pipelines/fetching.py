"""Fetching: what stands at an address, asked for with the validators of what came before.

Redirects are followed, each hop read and resolved as an address of its own; size and time are limited. Whatever goes
wrong out there is a value with words for the operator, never an exception. What does not live here: which addresses may
be called (terms.outside), connecting (outside), what becomes of the bytes (asking, catalog.intake).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import BinaryIO

from pipelines.outside import Answer, Caller, NoAnswer
from terms.errors import TooLarge
from terms.outside import NotOutside, Outside, hop, parse_outside

AGENT = "Futae-Follower/1"
HOPS = 5
"""How many redirects are followed."""
MOVED = (301, 302, 303, 307, 308)
_HEADER = 1_000
"""Characters of a validator that is kept; a longer one is none."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the bytes it gave ('' for nothing); sent back, it need not give them again."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """As a conditional request (RFC 9110 §13.1)."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: text for name, text in pairs.items() if text}


@dataclass(frozen=True, slots=True)
class Fetched:
    """How it ended: `words` always; `is_new` when bytes were written, with their validators, name and type; neither
    `is_new` nor `failed` when there is nothing new (304). `wait_s` when the server said how long to wait."""

    words: str
    status: int | None = None
    is_new: bool = False
    failed: bool = False
    validators: Validators = Validators()
    file_name: str = ""
    media_type: str = ""
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches one file at a time. `total_s` runs over all hops; `max_bytes` is the largest file."""

    caller: Caller
    total_s: float
    max_bytes: int
    monotonic: Callable[[], float] = field(default=time.monotonic)

    def fetch(
        self, url: str, known: Validators, sink: BinaryIO, *, go_on: Callable[[], None] = lambda: None
    ) -> Fetched:
        """Write what stands at `url` to `sink` unless it is what `known` tells of. `go_on` is called for each piece;
        what it raises ends the fetching and is not caught here."""
        taking = _Taking(sink, self.max_bytes, go_on)
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **known.headers()}
        ends_at = self.monotonic() + self.total_s
        try:
            outside = parse_outside(url, loopback=self.caller.loopback)
            for _ in range(HOPS + 1):
                left_s = ends_at - self.monotonic()
                if left_s <= 0:
                    raise NoAnswer(f"no answer within {self.total_s:.0f} seconds")
                answer = self.caller.get(outside, headers, taking, total_s=left_s)
                if answer.status not in MOVED:
                    return _meaning(outside, answer, known, taking.size)
                outside = hop(outside, _location(answer), loopback=self.caller.loopback)
        except (NotOutside, NoAnswer, TooLarge) as error:
            return Fetched(str(error), failed=True)
        return Fetched(f"more than {HOPS} redirects", failed=True)


@dataclass(slots=True)
class _Taking:
    """Writes pieces down until they are too many."""

    sink: BinaryIO
    max_bytes: int
    go_on: Callable[[], None]
    size: int = 0

    def __call__(self, piece: bytes) -> None:
        self.go_on()
        self.size += len(piece)
        if self.size > self.max_bytes:
            raise TooLarge(f"the file is larger than {self.max_bytes:,} bytes")
        self.sink.write(piece)


def _location(answer: Answer) -> str:
    location = answer.headers.get("location", "")
    if not location:
        raise NoAnswer(f"{answer.status} without a place to go on to")
    return location


def _meaning(outside: Outside, answer: Answer, known: Validators, size: int) -> Fetched:
    headers, status = answer.headers, answer.status
    words = f"{status} {_phrase(status)}".strip()
    if status == HTTPStatus.NOT_MODIFIED:
        if known.headers():
            return Fetched("nothing new", status)
        return Fetched(f"{words}, though nothing was known before", status, failed=True)
    if status != HTTPStatus.OK:
        return Fetched(words, status, failed=True, wait_s=_wait_s(headers))
    media_type = headers.get("content-type", "")
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        return Fetched(f"the file came coded as {coding[:40]}, which was not asked for", status, failed=True)
    if media_type.partition(";")[0].strip().lower() in ("text/html", "application/xhtml+xml"):
        return Fetched("a web page stands there, not a file", status, failed=True)
    if size == 0:
        return Fetched("the file is empty", status, failed=True)
    validators = Validators(_kept(headers.get("etag", "")), _kept(headers.get("last-modified", "")))
    return Fetched(words, status, is_new=True, validators=validators, file_name=_name(outside, headers),
                   media_type=media_type or "application/octet-stream")  # fmt: skip


def _kept(header: str) -> str:
    """A validator that can be sent back as it came; '' for none."""
    return header if len(header) <= _HEADER and header.isascii() and header.isprintable() else ""


def _name(outside: Outside, headers: Mapping[str, str]) -> str:
    """The file's name, as the server says, else the end of the path; the catalog cleans it."""
    disposition = Message()
    disposition["Content-Disposition"] = _kept(headers.get("content-disposition", "")) or "attachment"
    return disposition.get_filename() or outside.target.partition("?")[0].rpartition("/")[2]


def _wait_s(headers: Mapping[str, str]) -> float:
    """Retry-After in seconds; 0 when it says nothing, or a date."""
    later = headers.get("retry-after", "").strip()
    return float(later) if later.isdecimal() and len(later) < 8 else 0.0


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
