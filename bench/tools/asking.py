"""Many requests by some clients, each on one kept-alive connection; seconds of each, and what it cost the server.

What does not live here: which addresses (bench/NAME.py), load beyond what a few clients make (wrk).
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """`seconds` of each request, whole answers read; `wall_s` of all together; `cpu_s` that the server used;
    `body_bytes` of all answers; `bad` answers that were not 200."""

    seconds: tuple[float, ...]
    wall_s: float
    cpu_s: float
    body_bytes: int
    bad: int

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of the server for one request."""
        return self.cpu_s / len(self.seconds) * 1000


def get(connection: http.client.HTTPConnection, address: str, encoding: str = "gzip") -> tuple[int, bytes]:
    """One request; status and the body as sent."""
    connection.request("GET", address, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    return answer.status, answer.read()


def connect(url: str) -> http.client.HTTPConnection:
    """A connection to a server on this machine."""
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=60)


def ask(url: str, addresses: Sequence[str], clients: int, cpu_s: Callable[[], float], encoding: str = "gzip") -> Asked:
    """Ask for every address once, `clients` at a time. `cpu_s` tells the server's processor seconds so far."""
    waiting = itertools.count()
    found: list[tuple[float, int, int]] = []

    def work() -> None:
        connection = connect(url)
        while (at := next(waiting)) < len(addresses):
            begun = time.perf_counter()
            status, body = get(connection, addresses[at], encoding)
            found.append((time.perf_counter() - begun, len(body), status))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    used, begun = cpu_s(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, used = time.perf_counter() - begun, cpu_s() - used
    if len(found) != len(addresses):
        raise ConnectionError(f"{len(addresses) - len(found)} of {len(addresses)} requests had no answer")
    bad = sum(status != 200 for _, _, status in found)
    return Asked(tuple(s for s, _, _ in found), wall, used, sum(n for _, n, _ in found), bad)
