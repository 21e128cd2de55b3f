"""Addresses outside: which hosts this service may call because somebody wrote their address into a form or a registry.

A name is resolved once, every address it has is checked, and the connection goes to a checked address, so that a name
which answers differently a second later leads nowhere else. A redirect is another address: `hop` reads it by the same
rules, and its name is resolved and checked anew. What does not live here: resolving and connecting (pipelines.outside).

Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), RFC 6052 (NAT64), RFC 3056 (6to4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from terms.errors import BadRequest

MAX_LENGTH = 2_000
HTTPS, HTTP = 443, 80
FREE_PORTS = 1024
"""Beside 443, only ports from here on: nobody's mail or name server is to be spoken to."""

_NOT_PUBLIC_V4 = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20"))
_NAT64, _MAPPED, _6TO4 = IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0/96"), IPv6Network("2002::/16")
_WRITTEN = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")


class NotOutside(BadRequest):
    """An address that this service does not call; the message says why."""


@dataclass(frozen=True, slots=True)
class Outside:
    """An address that may be called once its host's addresses were checked. `target` is path and query as they are
    sent; `host` is lower case, an IPv6 literal in brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The Host header: without a port that goes without saying."""
        usual = HTTPS if self.scheme == "https" else HTTP
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as text."""
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_outside(text: str, *, loopback: bool = False) -> Outside:
    """Read an address: https, no user in it, port 443 or one from 1024 on; raises NotOutside. `loopback` (tests) allows
    http too, which then leads to this machine only."""
    if len(text) > MAX_LENGTH or not _WRITTEN.fullmatch(text) or "\\" in text:
        raise NotOutside(f"an address has at most {MAX_LENGTH} characters, of ASCII, without spaces")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise NotOutside(f"the address cannot be read: {error}") from error
    if parts.scheme not in (("https", "http") if loopback else ("https",)):
        raise NotOutside("the address must begin with https://")
    if "@" in parts.netloc:
        raise NotOutside("the address must not hold a user or a password")
    return _read(parts, port, loopback=loopback)


def _read(parts: SplitResult, port: int | None, *, loopback: bool) -> Outside:
    """The host and port of a split address, checked as far as they can be without resolving a name."""
    name = (parts.hostname or "").lower()
    host = f"[{name}]" if ":" in name else name
    if not _HOST.fullmatch(host):
        raise NotOutside("the address names no host (names beyond ASCII are written as xn--…)")
    number = (HTTPS if parts.scheme == "https" else HTTP) if port is None else port
    if (number not in (HTTPS, HTTP) and number < FREE_PORTS) or (number == HTTP and parts.scheme == "https"):
        raise NotOutside(f"port {number} is not called; 443 and those from {FREE_PORTS} on are")
    found = Outside(parts.scheme, host, number, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    literal = _address(name)
    if literal is not None:
        checked_addresses(found, [name], loopback=loopback)
    return found


def hop(present: Outside, location: str, *, loopback: bool = False) -> Outside:
    """Where a redirect from `present` leads: read by the same rules, never from https to http. Raises NotOutside."""
    found = parse_outside(urljoin(present.url, location).partition("#")[0], loopback=loopback)
    if present.scheme == "https" and found.scheme != "https":
        raise NotOutside("a redirect from https to http is not followed")
    return found


def checked_addresses(outside: Outside, addresses: Iterable[str], *, loopback: bool = False) -> tuple[str, ...]:
    """The addresses of its host if every one of them may be called; raises NotOutside, also for none. With `loopback`
    this machine may be called, and by http nothing but this machine."""
    found = tuple(dict.fromkeys(addresses))
    if not found:
        raise NotOutside(f"{outside.host} has no address")
    for one in found:
        here = loopback and is_loopback(one)
        if not here and (outside.scheme == "http" or not is_public(one)):
            raise NotOutside(f"{outside.host} leads to {one}, which is not an address of the public internet")
    return found


def is_loopback(text: str) -> bool:
    """Whether an IP address is this machine's own (127.0.0.0/8 or ::1)."""
    found = _address(text)
    return found is not None and found.is_loopback and not _is_embedding(found)


def is_public(text: str) -> bool:
    """Whether an IP address belongs to a host of the public internet. An address that leads to an IPv4 address within
    it (IPv4-mapped, NAT64, 6to4) is what that one is; whatever cannot be read is not public."""
    found = _address(text)
    if found is None:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in one for one in _NOT_PUBLIC_V4)
    if found in _MAPPED or found in _NAT64:
        return is_public(str(IPv4Address(int(found) & 0xFFFFFFFF)))
    if found in _6TO4:
        return is_public(str(IPv4Address(int(found) >> 80 & 0xFFFFFFFF)))
    return found in _GLOBAL_V6 and not any(found in one for one in _NOT_PUBLIC_V6)


def _is_embedding(found: IPv4Address | IPv6Address) -> bool:
    return isinstance(found, IPv6Address) and found in _MAPPED


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address without a zone (`fe80::1%eth0` is none)."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None
