"""Calling outside: the connection goes to the address that was checked, by the host's own name, and comes to an end.

Servers here listen on loopback. Not here: which addresses may be called (tests/terms/test_outside.py).
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.outside import Caller, NoAnswer, resolve_host
from terms.outside import NotOutside, parse_outside

Server = Any
"""A Receiver of tests/conftest.py."""


@pytest.fixture
def server(receiving: Any) -> Iterator[Server]:
    with receiving() as started:
        yield started


def names(*addresses: str) -> Callable[[str, int], list[str]]:
    """A resolver that knows every name by these addresses, and how often it was asked."""

    def resolve(host: str, port: int) -> list[str]:
        resolve.asked.append((host, port))  # type: ignore[attr-defined]
        return list(addresses)

    resolve.asked = []  # type: ignore[attr-defined]
    return resolve


def test_it_arrives_at_the_checked_address_under_the_hosts_own_name(server: Server) -> None:
    resolve = names("127.0.0.1")
    there = parse_outside(f"http://hooks.example.jp:{server.port}/a?b=%20c", loopback=True)
    answer = Caller(loopback=True, resolve=resolve).post(there, {"x-one": "1"}, b"{}")
    assert answer.status == 204
    [(path, headers, body)] = server.seen
    assert (path, body) == ("/a?b=%20c", b"{}")
    assert headers["host"] == f"hooks.example.jp:{server.port}"
    assert headers["x-one"] == "1"
    assert resolve.asked == [("hooks.example.jp", server.port)]  # once: there is no second answer to be had


@pytest.mark.parametrize(
    "addresses",
    [(), ("127.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("169.254.169.254",), ("::ffff:127.0.0.1",), ("10.0.0.1",)],
)
def test_no_connection_is_made_to_what_is_not_public(server: Server, addresses: tuple[str, ...]) -> None:
    there = parse_outside(f"https://hooks.example.jp:{server.port}/")
    with pytest.raises(NotOutside):
        Caller(resolve=names(*addresses)).post(there, {}, b"{}")
    assert server.seen == []


def test_localhost_by_name_is_not_public(server: Server) -> None:
    assert set(resolve_host("localhost", 443)) <= {"127.0.0.1", "::1"}
    for name in ("localhost", "2130706433", "127.1"):
        with pytest.raises((NotOutside, NoAnswer)):
            Caller().post(parse_outside(f"https://{name}:{server.port}/"), {}, b"{}")
    assert server.seen == []


def test_a_redirect_is_an_answer_not_a_way(server: Server) -> None:
    server.status, server.headers = 302, (("Location", f"http://127.0.0.1:{server.port}/inside"),)
    there = parse_outside(f"http://hooks.example.jp:{server.port}/", loopback=True)
    answer = Caller(loopback=True, resolve=names("127.0.0.1")).post(there, {}, b"{}")
    assert (answer.status, answer.headers["location"]) == (302, f"http://127.0.0.1:{server.port}/inside")
    assert [path for path, _, _ in server.seen] == ["/"]


def test_a_proxy_of_the_environment_is_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    there = parse_outside(f"http://hooks.example.jp:{server.port}/", loopback=True)
    assert Caller(loopback=True, resolve=names("127.0.0.1")).post(there, {}, b"{}").status == 204


def test_the_next_address_is_tried_when_nobody_listens_at_the_first(server: Server) -> None:
    there = parse_outside(f"http://hooks.example.jp:{server.port}/", loopback=True)
    caller = Caller(loopback=True, resolve=names("127.0.0.2", "127.0.0.1"))
    assert caller.post(there, {}, b"{}").status == 204


def test_nobody_listens_or_nobody_knows_the_name() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    there = parse_outside(f"http://hooks.example.jp:{port}/", loopback=True)
    with pytest.raises(NoAnswer, match="no connection"):
        Caller(loopback=True, resolve=names("127.0.0.1")).post(there, {}, b"{}")
    with pytest.raises(NoAnswer, match="not found"):
        resolve_host("nobody.invalid", 443)


@pytest.mark.parametrize("drip", [b"", b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"])
def test_one_clock_runs_over_the_whole_exchange(drip: bytes) -> None:
    """A receiver that says nothing, or a header now and then for ever, holds nobody up."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            with contextlib.suppress(OSError):
                one, _ = listening.accept()
                with one:
                    one.sendall(b"HTTP/1.1 200 OK\r\n" if drip else b"")
                    while not stop.wait(0.1):
                        one.sendall(drip[-6:])

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        there = parse_outside(f"http://hooks.example.jp:{listening.getsockname()[1]}/", loopback=True)
        begun = time.monotonic()
        with pytest.raises(NoAnswer):
            Caller(loopback=True, resolve=names("127.0.0.1"), total_s=1).post(there, {}, b"{}")
        assert time.monotonic() - begun < 20
        stop.set()
        thread.join(timeout=5)


def test_an_endless_body_is_not_read(server: Server) -> None:
    server.status, server.headers = 200, (("Content-Length", str(1 << 40)),)
    there = parse_outside(f"http://hooks.example.jp:{server.port}/", loopback=True)
    assert Caller(loopback=True, resolve=names("127.0.0.1"), total_s=5).post(there, {}, b"{}").status == 200


def test_a_certificate_is_judged_by_the_hosts_name_though_an_address_is_called(
    certificate: Path, receiving: Any
) -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=certificate)
    with receiving(own) as server:
        resolve = names("127.0.0.1")
        right = parse_outside(f"https://hooks.example.jp:{server.port}/", loopback=True)
        assert Caller(loopback=True, resolve=resolve, context=trusting).post(right, {}, b"{}").status == 204
        wrong = parse_outside(f"https://other.example.jp:{server.port}/", loopback=True)
        with pytest.raises(NoAnswer, match="no connection"):
            Caller(loopback=True, resolve=resolve, context=trusting).post(wrong, {}, b"{}")
        with pytest.raises(NoAnswer, match="no connection"):
            Caller(loopback=True, resolve=resolve).post(right, {}, b"{}")
        assert len(server.seen) == 1
