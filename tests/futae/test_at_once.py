"""Ready answers before the event loop: in a served granian, and where granian is another. Not here: which are ready."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from futae import at_once

SERVED = """
from granian import Granian
from granian.constants import Interfaces
from futae.at_once import install

HEADERS = [(b"x-way", b"at once")]
READY = {"type": "http.response.start", "status": 200, "headers": HEADERS}, {"type": "http.response.body", "body": b"r"}

def ready(scope):
    if scope["path"] == "/broken":
        raise ValueError("told by the event loop")
    return READY if scope["path"] == "/ready" and scope["method"] == "GET" else None

async def app(scope, receive, send):
    body = scope["path"].encode() + (await receive())["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-way", b"event loop")]})
    await send({"type": "http.response.body", "body": body})

def made():
    assert install(ready)
    return app

if __name__ == "__main__":
    import sys
    Granian("served:made", port=int(sys.argv[1]), interface=Interfaces.ASGINL, factory=True, log_enabled=False).serve()
"""


@pytest.fixture
def url(tmp_path: Path, repository: Path):
    (tmp_path / "served.py").write_text(SERVED)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environ = {"PYTHONPATH": f"{tmp_path}:{repository}", "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen([sys.executable, tmp_path / "served.py", str(port)], cwd=tmp_path, env=environ)
    try:
        _wait(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the service ended"
        try:
            httpx.get(url, timeout=60)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("not served within 60 s")


def test_what_is_ready_is_given_at_once_and_all_else_goes_its_way(url):
    with httpx.Client(base_url=url, timeout=60) as client:
        for _ in range(3):
            ready = client.get("/ready")
            assert (ready.status_code, ready.headers["x-way"], ready.content) == (200, "at once", b"r")
            assert ready.headers["content-length"] == "1"
            other = client.post("/ready", content=b"!")
            assert (other.headers["x-way"], other.content) == ("event loop", b"/ready!")
            broken = client.get("/broken")
            assert (broken.headers["x-way"], broken.content) == ("event loop", b"/broken")


def test_another_granian_is_left_as_it_is(monkeypatch, caplog):
    usual = object()
    monkeypatch.setattr(f"{at_once.MODULE}.{at_once.SCHEDULING}", usual)
    monkeypatch.setattr(at_once, "version", lambda _: "2.9.0")
    with caplog.at_level(logging.WARNING):
        assert not at_once.install(lambda _: None)
    assert getattr(sys.modules[at_once.MODULE], at_once.SCHEDULING) is usual
    assert "event loop" in caplog.text
    monkeypatch.setattr(at_once, "version", lambda _: "2.8.9")
    monkeypatch.delattr(f"{at_once.MODULE}.{at_once.SCHEDULING}")
    assert not at_once.install(lambda _: None)


def test_the_loop_schedules_only_what_is_not_ready(monkeypatch):
    later, sent = [], []
    monkeypatch.setattr(f"{at_once.MODULE}.{at_once.SCHEDULING}", lambda *_: later.append)
    assert at_once.install(lambda scope: ("start", "body") if scope == "ready" else None)
    schedule = getattr(sys.modules[at_once.MODULE], at_once.SCHEDULING)("loop", "context", "callback")
    ready, other = (SimpleNamespace(scope=s, proto=SimpleNamespace(send=sent.append)) for s in ("ready", "other"))
    for watcher in (ready, other):
        schedule(watcher)
    assert (sent, later) == (["start", "body"], [other])
