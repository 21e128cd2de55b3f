"""Builders for the catalog's tests: a fresh home, a feed, a version in any state, child processes.

`FUTAE_TEST_POSTGRESQL=postgresql+psycopg://…` (an empty database) runs all of them on PostgreSQL instead of SQLite.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog import feeds, intake, orgs, releases, versions
from catalog.db import Catalog, engine_for
from catalog.keys import LOCAL
from catalog.open import open_catalog
from catalog.store import FolderStore
from terms import faults
from terms.canonical import canonical_json
from terms.ids import FeedKey
from terms.releases import Manifest

ROOT = Path(__file__).parents[2]
POSTGRESQL = os.environ.get("FUTAE_TEST_POSTGRESQL")


@pytest.fixture
def now() -> datetime:
    return datetime(2020, 1, 15, 3, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def database_url(home: Path) -> str:
    if not POSTGRESQL:
        return f"sqlite:///{home / 'futae.sqlite'}"
    engine = engine_for(POSTGRESQL)
    with engine.begin() as conn:
        conn.execute(sa.text("DROP SCHEMA public CASCADE"))
        conn.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    return POSTGRESQL


@pytest.fixture
def store(home: Path) -> FolderStore:
    return FolderStore(home / "store")


@pytest.fixture
def catalog(database_url: str, store: FolderStore) -> Iterator[Catalog]:
    opened = open_catalog(database_url, store)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_hook() -> Iterator[None]:
    yield
    faults.set_hook(None)


class Make:
    """Builders over one catalog; every instant is `now`, moved on by hand with `later`."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self.catalog = catalog
        self.now = now

    def later(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def feed(self, name: str = "uno/bus", **options: Any) -> FeedKey:
        key = FeedKey.parse(name)
        orgs.add_org(self.catalog, key.org, now=self.now)
        feeds.put_feed(self.catalog, key, **{"licence_ids": ["CC-BY-4.0"], "now": self.now, **options})
        return key

    def version(self, key: FeedKey, data: bytes = b"zip", state: str = "received") -> versions.VersionRow:
        row = intake.receive(
            self.catalog,
            key,
            [data],
            file_name="feed.zip",
            media_type="application/zip",
            max_bytes=1000,
            caller=LOCAL,
            now=self.now,
        )
        if state in versions.FINISHED:
            assert [one.version_id for one in self.claim()] == [row.version_id]
            row = self.finish(row, state)
        return row

    def claim(self, holder: str = "worker", **options: Any) -> list[versions.VersionRow]:
        return versions.claim(self.catalog, holder, **{"now": self.now, "lease_s": 60, "limit": 10, **options})

    def finish(self, row: versions.VersionRow, state: str = "ready", **options: Any) -> versions.VersionRow:
        given = {"holder": "worker", "facts": {}, "report_sha": None, "now": self.now, **options}
        return versions.finish(self.catalog, row.version_id, state=state, **given)

    def manifest(self, number: int, audience: str = "public") -> str:
        made = Manifest(release=number, audience=audience, made_at="2020-01-15T03:00:00Z", reference_date=None)
        return self.catalog.store.put(canonical_json(made.to_json()))

    def release(self, fencing: int, *audiences: str, change: int = 1) -> int:
        """Add a release and make it current."""
        number = releases.next_number(self.catalog)
        base = number - 1 or None
        given = {name: self.manifest(number, name) for name in audiences or ("public",)}
        made = releases.add_release(
            self.catalog, manifests=given, change=change, base=base, fencing=fencing, now=self.now
        )
        releases.swap_current(self.catalog, expected=base, new=made, fencing=fencing, now=self.now)
        return made


@pytest.fixture
def make(catalog: Catalog, now: datetime) -> Make:
    return Make(catalog, now)


Child = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def child(home: Path, database_url: str) -> Iterator[Child]:
    """Start tests/catalog/child.py on this home: `child('command', 'arg', …)`."""

    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", str(Path(__file__).with_name("child.py"))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        process = subprocess.Popen(
            [*command, database_url, str(home / "store"), *map(str, arguments)],
            env=environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()
