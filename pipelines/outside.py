"""Calling outside: a name is resolved once, all its addresses are checked, the connection goes to a checked one.

Nothing is re-resolved, no redirect is followed here (`terms.outside.hop` is for who follows one: each hop comes through
`resolve` anew), no proxy is used, and a clock runs over the whole exchange. What does not live here: which addresses
may be called (terms.outside), what is sent (pipelines.posting).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from terms.outside import NotOutside, Outside, checked_addresses

TOTAL_S = 10.0
"""Seconds for connecting, sending and the head of the answer together."""
Resolve = Callable[[str, int], list[str]]
"""Host and port → its IP addresses."""


class NoAnswer(Exception):
    """Nothing came back; the message says how far it went."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer; its body is not read. Header names are lower case."""

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
        addresses = self.addresses(outside)
        try:
            return asyncio.run(self._within(outside, addresses, headers, body))
        except TimeoutError as error:
            raise NoAnswer(f"no answer within {self.total_s:.0f} seconds") from error

    async def _within(
        self, outside: Outside, addresses: tuple[str, ...], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        async with asyncio.timeout(self.total_s):
            for last, address in enumerate(addresses, 1 - len(addresses)):
                try:
                    return await self._post(outside, address, headers, body)
                except httpx.ConnectError as error:
                    if last == 0:
                        raise NoAnswer(f"no connection to {outside.host}: {error}") from error
                except httpx.HTTPError as error:
                    raise NoAnswer(f"the connection broke: {type(error).__name__}") from error
        raise NotOutside(f"{outside.host} has no address")

    async def _post(self, outside: Outside, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One exchange with one address; the certificate is judged by the host's name."""
        shown = f"[{address}]" if ":" in address else address
        url = f"{outside.scheme}://{shown}:{outside.port}{outside.target}"
        extensions = {"sni_hostname": outside.host.strip("[]")}
        timeout = httpx.Timeout(self.total_s)
        async with (
            httpx.AsyncClient(verify=self.context, trust_env=False, follow_redirects=False, timeout=timeout) as http,
            http.stream(
                "POST", url, content=body, headers={**headers, "Host": outside.authority}, extensions=extensions
            ) as answer,
        ):
            return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()})
