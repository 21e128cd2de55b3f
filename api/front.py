"""The front door: what holds for every address. CORS on reads, HEAD as GET without a body, raw UTF-8 in a
query, counting.

What does not live here: tiles, which go before it (tiles_app).
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from api.headers import CORS, HEAD_FLAG, PREFLIGHT
from api.metrics import Metrics

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Raw = list[tuple[bytes, bytes]]

CLOSED = "/v1/session"
"""Never answered to a page of another origin: it tells the proof of whoever has the cookie."""
OPEN = ("/v1", "/openapi.json", "/lib/", "/fonts/", "/health/")
"""Reads below these may be used by pages of any origin; writes and the metrics may not."""


def raw_headers(headers: dict[str, str]) -> Raw:
    """Headers as ASGI sends them."""
    return [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]


def ascii_query(query: bytes) -> bytes:
    """Raw bytes percent-encoded: `curl '…?q=みなと'` sends UTF-8 as it is, which would be read as Latin-1."""
    return re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % ord(found[0]), query)


def _is_open(path: str) -> bool:
    return path.startswith(OPEN) and path != CLOSED


_CORS, _PREFLIGHT = raw_headers(CORS), raw_headers(PREFLIGHT)
_OF_CLOSED = raw_headers({"allow": "DELETE, GET, HEAD, OPTIONS, POST"})


class Front:
    """Wraps the application."""

    def __init__(self, app: Asgi, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not scope["query_string"].isascii():
            scope = {**scope, "query_string": ascii_query(scope["query_string"])}
        method, is_open = scope["method"], _is_open(scope["path"])
        if method == "OPTIONS" and (is_open or scope["path"] == CLOSED):
            headers = _PREFLIGHT if is_open else _OF_CLOSED
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        is_head = method == "HEAD"
        inner = {**scope, "method": "GET", HEAD_FLAG: True} if is_head else scope
        begun, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if is_open and method in ("GET", "HEAD"):
                    message["headers"] = [*message.get("headers", []), *_CORS]
                await send(message)
                if is_head:
                    await send({"type": "http.response.body", "body": b""})
            elif not is_head:
                await send(message)

        try:
            await self._app(inner, receive, sending)
        finally:
            route = getattr(inner.get("route"), "path_format", None)
            self._metrics.count(route or "none", status, time.perf_counter() - begun)
