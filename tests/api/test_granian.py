"""The service as it runs: granian, sockets, bodies cut off, escapes, many at once. Not here: what its answers say."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from terms.settings import to_environ

pytestmark = pytest.mark.long
START = "from futae.serving import serve; from terms.settings import read_settings; import os, sys; "
START += "serve(read_settings(os.environ), host='127.0.0.1', port=int(sys.argv[1]), with_worker=False)"


@dataclass(frozen=True)
class Running:
    """A service in processes of its own."""

    port: int
    home: Path
    key: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def running(busy, repository: Path) -> Iterator[Running]:
    """Granian on a copy of the home."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(port)], cwd=repository, env={**os.environ, **to_environ(busy.home.settings)}
    )
    found = Running(port, busy.home.path, busy.home.keys["other"])
    try:
        _until_ready(found.url, process)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the service ended"
        try:
            if httpx.get(f"{url}/health/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the service is not ready after 30 s")


def test_escaped_ids_reach_the_item(running):
    for path in ("shiomi%2Fbus%3Astops%3Ashio-s3", "shiomi/bus:stops:shio-s3"):
        answer = httpx.get(f"{running.url}/v1/collections/stops/items/{path}")
        assert (answer.status_code, answer.json().get("id")) == (200, "shiomi/bus:stops:shio-s3")
    assert httpx.get(f"{running.url}/v1/collections/stops/items/%E9%A7%85%ff").status_code == 404


def test_tiles_ranges_and_head_over_sockets(running):
    tile = f"{running.url}/v1/tilesets/transit/14/14468/6525.mvt"
    first = httpx.get(tile)
    assert first.status_code == 200
    assert httpx.get(tile, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    head = httpx.head(tile)
    assert (head.content, head.headers["content-length"]) == (b"", first.headers["content-length"])
    archive = f"{running.url}/v1/releases/1/tilesets/transit.pmtiles"
    whole = httpx.get(archive, headers={"Accept-Encoding": "identity"}).content
    part = httpx.get(archive, headers={"Range": "bytes=100-299"})
    assert (part.status_code, part.content) == (206, whole[100:300])
    assert httpx.head(archive).headers["content-length"] == str(len(whole))
    assert httpx.get(f"{running.url}/v1/tilesets/transit/14/0/0.mvt").status_code == 204


def test_twenty_clients_at_once_get_one_etag(running):
    tile = f"{running.url}/v1/tilesets/transit/12/3617/1631.mvt"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: httpx.get(tile), range(20)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.headers["etag"] for a in answers}) == 1


def test_an_answer_that_lies_ready_is_the_same_and_is_counted(running):
    """The first is made on the event loop, those after it are given before it (futae.at_once)."""
    tile = f"{running.url}/v1/tilesets/transit/13/7234/3262.mvt"

    def counted() -> float:
        lines = httpx.get(f"{running.url}/metrics", timeout=60).text.splitlines()
        return sum(float(line.split()[1]) for line in lines if line.startswith('futae_tiles_total{status="200"}'))

    before = counted()
    for headers in ({"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}):
        answers = [httpx.get(tile, headers=headers, timeout=60) for _ in range(5)]
        assert {a.status_code for a in answers} == {200}
        assert (
            len({(a.content, a.headers["etag"], a.headers["content-length"], a.headers["vary"]) for a in answers}) == 1
        )
        assert {a.headers.get("content-encoding") for a in answers} == {"gzip" if "gzip" in str(headers) else None}
        etag = {**headers, "If-None-Match": answers[0].headers["etag"]}
        assert httpx.get(tile, headers=etag, timeout=60).status_code == 304
        assert httpx.get(tile, headers={**headers, "Authorization": "Bearer wrong"}, timeout=60).status_code == 401
    assert counted() - before == 10


def _send_raw(running: Running, headers: str, body: bytes) -> bytes:
    head = (
        f"POST /v1/feeds/shiomi/bus/versions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {running.key}\r\n"
        f"Connection: close\r\n{headers}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as one:
        one.sendall(head.encode() + body)
        one.shutdown(socket.SHUT_WR)
        found = b""
        try:
            while piece := one.recv(65_536):
                found += piece
        except ConnectionResetError:
            pass
        return found


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Length: 50000", b"x" * 20_000),
        ("Transfer-Encoding: chunked", b"2710\r\n" + b"y" * 10_000 + b"\r\n"),
        ("Transfer-Encoding: chunked", b"2710\r\n" + b"y" * 500),
    ],
)
def test_a_body_that_is_cut_off_becomes_no_version(running, headers, body):
    versions = f"{running.url}/v1/feeds/shiomi/bus/versions"
    key = {"Authorization": f"Bearer {running.key}"}
    before = httpx.get(versions, headers=key).json()
    answer = _send_raw(running, headers, body)
    assert b" 202 " not in answer[:20]
    assert b" 200 " not in answer[:20]
    assert httpx.get(versions, headers=key).json() == before
    for _ in range(50):
        if not list((running.home / "store" / "tmp").iterdir()):
            return
        time.sleep(0.1)
    pytest.fail("a temporary file was left")


def test_a_whole_body_without_a_length_becomes_a_version(running, make_gtfs):
    data = make_gtfs("chunked", (137.9, 34.35))

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(data), 300):
            yield data[at : at + 300]

    key = {"Authorization": f"Bearer {running.key}"}
    sent = httpx.post(f"{running.url}/v1/feeds/shiomi/bus/versions", content=pieces(), headers=key)
    assert (sent.status_code, sent.json()["size_bytes"]) == (202, len(data))


def test_a_refused_upload_is_answered_before_its_body(running):
    """Without a key the answer comes although most of the body was never sent."""
    head = b"POST /v1/feeds/shiomi/bus/versions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as one:
        one.sendall(head + b"x" * 10)
        assert b" 401 " in one.recv(1000)[:20]


def test_slow_senders_keep_nobody_from_reading(running):
    head = (
        f"POST /v1/feeds/shiomi/bus/versions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.key}\r\n"
        "Content-Length: 1000\r\n\r\nx"
    ).encode()
    slow = [socket.create_connection(("127.0.0.1", running.port), timeout=10) for _ in range(60)]
    try:
        for one in slow:
            one.sendall(head)
        time.sleep(0.5)
        for path in ("/v1/feeds", "/v1/collections/stops/items?limit=1", "/v1/feeds/shiomi/bus/current.zip"):
            assert httpx.get(f"{running.url}{path}", timeout=10).status_code == 200
    finally:
        for one in slow:
            one.close()
