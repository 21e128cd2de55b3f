"""A home as an organisation's clerk and administrator meet it in the console: feeds that end, have ended, wait and are
blocked, keys of persons and of an agent, and a program that is told.

What does not live here: tests (test_console), a browser (conftest).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from catalog import agents, intake, orgs, schedules
from catalog.db import Catalog
from catalog.keys import add_key, identify
from catalog.schedules import When
from futae.given import settings_for
from futae.home import local_worker, work_through
from futae.registry_file import FeedFiles
from pipelines.workshop import clock
from terms.ids import FeedKey
from tests.web.small_feed import HILL, ISLE, LINE, gtfs

TODAY = date(2026, 11, 23)
BUS = FeedKey.parse("shiomi/bus")
FILES = {
    "shiomi/bus": ("汐見バス", [{"until": "20270331"}, {"until": "20270930"}, {"until": "20280331"}]),
    "shiomi/hill": ("山の手コミュニティバス", [{"until": "20261210"}, {"until": "20270331", "backwards": True}]),
    "shiomi/ferry": ("汐見渡船", [{"until": "20261031"}]),
    "midori/bus": ("みどり交通", [{"until": "20270228"}]),
}
"""Feed → its title and its versions; the last one of shiomi/bus waits for its time, that of shiomi/hill is blocked."""
LINES = {"shiomi/bus": LINE, "shiomi/hill": HILL, "shiomi/ferry": ISLE, "midori/bus": LINE}
KEYS: dict[str, tuple[str, set[str], str]] = {
    "admin": ("shiomi", {"upload", "publish", "admin"}, "佐藤"),
    "clerk": ("shiomi", {"upload", "publish"}, "鈴木"),
    "reader": ("shiomi", set(), "田中"),
    "agent": ("daiko", {"upload", "publish"}, "高橋"),
}


@dataclass(frozen=True)
class House:
    """A served home, and keys to it by name."""

    url: str
    keys: dict[str, str]

    def ask(self, method: str, path: str, key: str = "admin", **more: Any) -> httpx.Response:
        secret = self.keys.get(key, key)
        headers = {"Authorization": f"Bearer {secret}"}
        return httpx.request(method, self.url + path, headers=headers, trust_env=False, timeout=60, **more)

    def get(self, path: str, key: str = "admin") -> Any:
        return self.ask("GET", path, key).raise_for_status().json()


def _files(folder: Path) -> dict[str, list[Path]]:
    """Feed → its versions as files."""
    found: dict[str, list[Path]] = {}
    for name, (title, versions) in FILES.items():
        for number, how in enumerate(versions, 1):
            path = folder / name.replace("/", "-") / f"{title}-{number}.zip"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(gtfs({"r1": (f"{title}線", LINES[name])}, **how))
            found.setdefault(name, []).append(path)
    return found


def _send(catalog: Catalog, name: str, path: Path) -> None:
    """Take in a version that is not to be published."""
    caller = identify(catalog, add_key(catalog, "shiomi", {"upload"}, person="鈴木", now=clock()), now=clock())
    intake.receive(
        catalog, FeedKey.parse(name), [path.read_bytes()], file_name=path.name, media_type="application/zip",
        max_bytes=1 << 30, caller=caller, now=clock(),
    )  # fmt: skip


@contextmanager
def built(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The home and its keys, before anybody serves it."""
    files = _files(folder)
    waits = {name: paths.pop() for name, paths in files.items() if name in ("shiomi/bus", "shiomi/hill")}
    plan = [FeedFiles(FeedKey.parse(name), tuple(paths), ("CC-BY-4.0",), title=FILES[name][0])
            for name, paths in files.items()]  # fmt: skip
    settings = settings_for(folder / "home", today=TODAY, serve_unstated=False)
    with local_worker(settings) as worker:
        catalog = worker.workshop.catalog
        work_through(worker, plan, lambda _one: None)
        for name, path in waits.items():
            _send(catalog, name, path)
        while worker.work_once():
            pass
        orgs.add_org(catalog, "daiko", "交通データ代行", now=clock())
        agents.put_agent(catalog, "shiomi", "daiko", ["upload"], now=clock())
        due = When(clock().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=6), "Asia/Tokyo")
        schedules.put_schedule(catalog, BUS, 3, due, actor="schedule", now=clock())
        made = {name: add_key(catalog, org, some, person=who, now=clock()) for name, (org, some, who) in KEYS.items()}
    yield folder / "home", made


@contextmanager
def listening() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A program on this machine that is told by webhook: its address, and the headers of each call with its body."""
    calls: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            calls.append({**{k.lower(): v for k, v in self.headers.items()}, "body": body.decode()})
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/told", calls
        server.shutdown()
