"""What all tests share: the repository's folder, the real files beside it, skips with a reason, steady properties.

What does not live here: builders of one room's values; they are fixtures in the conftest.py of that room's tests.
"""

from __future__ import annotations

import contextlib
import http.server
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from terms.faults import set_hook

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The files that take minutes, the longest first: two workers end together only when these do not come last.
LONGEST = (
    "test_real", "test_many_at_once", "test_kill_points", "test_real_seams", "test_afterwork_kills",
    "test_random_kills", "test_schemathesis", "test_broken_corpus", "test_clerk", "test_console", "test_keeping_kills",
    "test_daemon", "test_axe", "test_due_kills", "test_page", "test_send", "test_backup",
)  # fmt: skip

# The same examples at every run and no time limit for one of them: other work shares these cores.
hypothesis.settings.register_profile("futae", deadline=None, derandomize=True, database=None, max_examples=80)
hypothesis.settings.load_profile("futae")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first (xdist keeps this order with --no-loadscope-reorder)."""
    rank = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONGEST)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, and say why."""
    if item.get_closest_marker("real") and not SHARED_DATA.is_dir():
        pytest.skip("the real files of ../shared/data are not here")
    if item.get_closest_marker("browser") and not any(shutil.which(name) for name in BROWSERS):
        pytest.skip("no Chromium on this machine (apt: chromium, chromium-driver)")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's top folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files (../shared/data); skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real files of ../shared/data are not here")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _no_fault_hook_left() -> Iterator[None]:
    """A hook that a test set at the fault points ends with the test."""
    yield
    set_hook(None)


class Receiver(http.server.ThreadingHTTPServer):
    """An HTTP server on loopback that answers each POST with `status` and `headers`; `seen` has path, headers (lower
    case) and body of each. `answers` are used up first, one status a POST."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.status, self.headers = 204, ()
        self.answers: list[int] = []
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that does not trust us hangs up: nothing to say."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else self.server.status)
        for name, value in self.server.headers:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextlib.contextmanager
def _receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    server = Receiver(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def receiving() -> Callable[..., contextlib.AbstractContextManager[Receiver]]:
    """`with receiving() as receiver`: an HTTP server on loopback."""
    return _receiving


@dataclass
class Thing:
    """What a Shelf has at a path. `etag` is compared with If-None-Match; `drip_s` waits before each byte."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    drip_s: float = 0.0


class Shelf(http.server.ThreadingHTTPServer):
    """An HTTP server on loopback that answers each GET with the `things` at its path (404 without one); `seen` has path
    and headers (lower case) of each. `url(path)` is an address of it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), _Shelved)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that has had enough hangs up: nothing to say."""


class _Shelved(http.server.BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:
        self.server.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        thing = self.server.things.get(self.path, Thing(b"nothing", 404))
        same = thing.etag and self.headers.get("If-None-Match") == thing.etag
        body = b"" if same else thing.body
        self.send_response(304 if same else thing.status)
        for name, value in (*thing.headers, *((("ETag", thing.etag),) if thing.etag else ())):
            self.send_header(name, value)
        if not same and "Content-Length" not in dict(thing.headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for piece in (body[i : i + 1] for i in range(len(body))) if thing.drip_s else (body,):
            time.sleep(thing.drip_s)
            self.wfile.write(piece)
            self.wfile.flush()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A Shelf that runs: `shelf.things["/feed.zip"] = thing(b"…")`."""
    server = Shelf()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def thing() -> type[Thing]:
    """What a shelf's paths are given."""
    return Thing


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of hooks.example.jp and localhost, with its key in one file; skips without openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=hooks.example.jp",
         "-addext", "subjectAltName=DNS:hooks.example.jp,DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both
