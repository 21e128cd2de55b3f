"""Calling outside: a name is resolved once, all its addresses are checked, the connection goes to a checked one.

Nothing is re-resolved, no redirect is followed here (`terms.outside.hop` is for who follows one: each hop comes through
`resolve` anew), no proxy is used, and a clock runs over the whole exchange. What does not live here: which addresses
may be called (terms.outside), what is sent (pipelines.posting), what is done with a file (pipelines.fetching).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import httpx

from terms.outside import NotOutside, Outside, checked_addresses

TOTAL_S = 10.0
"""Seconds for connecting, sending and the head of the answer together."""
QUIET_S = 30.0
"""Seconds without a byte after which a body that is read counts as broken off."""
Resolve = Callable[[str, int], list[str]]
"""Host and port → its IP addresses."""
Take = Callable[[bytes], None]
"""Is given a body piece by piece; what it raises ends the exchange and reaches the caller."""


class NoAnswer(Exception):
    """Nothing came back; the message says how far it went."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer; its body is read by `get` only. Header names are lower case."""

    status: int
    headers: Mapping[str, str]


def resolve_host(host: str, port: int) -> list[str]:
    """All addresses of a host, as the system resolves it; raises NoAnswer for a name that has none."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer(f"the name {host} was not found") from error
    return [str(one[4][0]) for one in found]


@dataclass(slots=True)
class Caller:
    """Calls addresses outside. `loopback` lets it call this machine (tests), `context` is what TLS trusts."""

    loopback: bool = False
    resolve: Resolve = resolve_host
    total_s: float = TOTAL_S
    context: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)

    def addresses(self, outside: Outside) -> tuple[str, ...]:
        """The checked addresses of a host; raises NotOutside, NoAnswer."""
        return checked_addresses(outside, self.resolve(outside.host, outside.port), loopback=self.loopback)

    def post(self, outside: Outside, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a body to the first checked address that lets itself be connected to; raises NotOutside, NoAnswer."""
        timeout = httpx.Timeout(self.total_s)
        return self._first(outside, self.total_s, lambda address: self._post(outside, address, headers, body, timeout))

    def get(self, outside: Outside, headers: Mapping[str, str], take: Take, *, total_s: float) -> Answer:
        """Ask for what stands at an address; the body of a 200, as it was sent, goes to `take` before this returns. A
        body that was cut short is NoAnswer. Raises NotOutside, NoAnswer, what `take` raises."""
        timeout = httpx.Timeout(min(QUIET_S, total_s), connect=min(self.total_s, total_s))
        return self._first(outside, total_s, lambda address: self._get(outside, address, headers, take, timeout))

    def _first(self, outside: Outside, total_s: float, exchange: Callable[[str], Awaitable[Answer]]) -> Answer:
        addresses = self.addresses(outside)
        try:
            return asyncio.run(_within(outside, addresses, total_s, exchange))
        except TimeoutError as error:
            raise NoAnswer(f"no answer within {total_s:.0f} seconds") from error

    async def _post(
        self, outside: Outside, address: str, headers: Mapping[str, str], body: bytes, timeout: httpx.Timeout
    ) -> Answer:
        """One exchange with one address; the body of the answer is not read."""
        async with self._http(timeout) as http, _streamed(http, "POST", outside, address, headers, body) as answer:
            return _head(answer)

    async def _get(
        self, outside: Outside, address: str, headers: Mapping[str, str], take: Take, timeout: httpx.Timeout
    ) -> Answer:
        """One exchange with one address."""
        async with self._http(timeout) as http, _streamed(http, "GET", outside, address, headers, None) as answer:
            if answer.status_code == httpx.codes.OK:
                async for piece in answer.aiter_raw():
                    take(piece)
            return _head(answer)

    def _http(self, timeout: httpx.Timeout) -> httpx.AsyncClient:
        return httpx.AsyncClient(verify=self.context, trust_env=False, follow_redirects=False, timeout=timeout)


async def _within(
    outside: Outside, addresses: tuple[str, ...], total_s: float, exchange: Callable[[str], Awaitable[Answer]]
) -> Answer:
    async with asyncio.timeout(total_s):
        for last, address in enumerate(addresses, 1 - len(addresses)):
            try:
                return await exchange(address)
            except httpx.ConnectError as error:
                if last == 0:
                    raise NoAnswer(f"no connection to {outside.host}: {error}") from error
            except httpx.HTTPError as error:
                raise NoAnswer(f"the connection broke: {type(error).__name__}") from error
    raise NotOutside(f"{outside.host} has no address")


def _streamed(
    http: httpx.AsyncClient, method: str, outside: Outside, address: str, headers: Mapping[str, str], body: bytes | None
) -> AbstractAsyncContextManager[httpx.Response]:
    """A request to an address; the certificate is judged by the host's name."""
    shown = f"[{address}]" if ":" in address else address
    url = f"{outside.scheme}://{shown}:{outside.port}{outside.target}"
    named = {**headers, "Host": outside.authority}
    return http.stream(method, url, content=body, headers=named, extensions={"sni_hostname": outside.host.strip("[]")})


def _head(answer: httpx.Response) -> Answer:
    return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()})
