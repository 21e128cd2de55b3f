"""Stored bytes as responses: ETag, conditional requests, ranges, encodings, read in pieces.

What does not live here: who may have them, which bytes they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Header, Request, Response
from fastapi.responses import StreamingResponse

from api.headers import HEAD_FLAG
from api.problems import problem
from api.ranges import Span, Unsatisfiable, parse_range
from catalog.store import Store

PIECE = 1 << 20
ReadPieces = Callable[[int, int], Iterator[bytes]]
"""Bytes start..stop (exclusive) in pieces."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The headers that make a request conditional or partial; `is_head` when only headers are wanted."""

    range: str | None = None
    if_none_match: str | None = None
    if_range: str | None = None
    is_head: bool = False


async def _conditions(
    request: Request,
    range: Annotated[str | None, Header(description="one byte range")] = None,
    if_none_match: Annotated[str | None, Header()] = None,
    if_range: Annotated[str | None, Header()] = None,
) -> Conditions:
    return Conditions(range, if_none_match, if_range, bool(request.scope.get(HEAD_FLAG)))


ConditionsDep = Annotated[Conditions, Depends(_conditions)]


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether If-None-Match names this ETag (weak comparison, RFC 9110 §13.1.2)."""
    if not if_none_match:
        return False
    return if_none_match.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in if_none_match.split(","))


@lru_cache(maxsize=256)
def accepts_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding allows gzip."""
    for one in accepted.lower().split(","):
        coding, _, rest = one.strip().partition(";")
        if coding.strip() in ("gzip", "*"):
            return rest.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def bytes_response(
    size: int, etag: str, read: ReadPieces, asked: Conditions, headers: dict[str, str], media_type: str
) -> Response:
    """The bytes (200), a part of them (206), nothing new (304) or 416. If-Range with other bytes gives the whole."""
    headers = {**headers, "ETag": etag, "Accept-Ranges": "bytes"}
    if matches(asked.if_none_match, etag):
        return Response(status_code=304, headers=headers)
    try:
        usable = asked.if_range is None or asked.if_range.strip() == etag
        span = parse_range(asked.range, size) if usable else None
    except Unsatisfiable:
        answer = problem(416, f"the range begins behind the end; there are {size} bytes")
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    part = span or Span(0, size, size)
    headers["Content-Length"] = str(part.stop - part.start)
    if span:
        headers["Content-Range"] = span.content_range
    body = iter(()) if asked.is_head else read(part.start, part.stop)
    return StreamingResponse(body, 206 if span else 200, headers, media_type)


def store_pieces(store: Store, sha256: str) -> ReadPieces:
    """Pieces of one stored file, a mebibyte at a time."""

    def read(start: int, stop: int) -> Iterator[bytes]:
        while start < stop:
            length = min(PIECE, stop - start)
            yield store.read_range(sha256, start, length)
            start += length

    return read


def attachment(file_name: str) -> str:
    """Content-Disposition of a download with that name (RFC 6266, RFC 8187)."""
    return f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"


def file_response(
    store: Store, sha256: str, asked: Conditions, *, media_type: str, file_name: str, cache_control: str
) -> Response:
    """A stored file under its sender's name; its ETag is of its content."""
    headers = {
        "Cache-Control": cache_control,
        "Content-Disposition": attachment(file_name),
        "X-Content-Type-Options": "nosniff",
    }
    read = store_pieces(store, sha256)
    return bytes_response(store.size(sha256), f'"{sha256[:32]}"', read, asked, headers, media_type)
