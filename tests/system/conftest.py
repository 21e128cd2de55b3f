"""What the system tests share: small feeds as files, a house (a home and the processes on it), what must always hold.

Every process is started in a group of its own and ended by its id; all network is loopback on free ports.
What does not live here: the child processes' own code (child.py, futae.hooks), the scenarios (test_*.py).
"""

from __future__ import annotations

import io
import itertools
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dagster as dg
import httpx
import mapbox_vector_tile
import pytest
from sqlalchemy import select

from catalog import live, releases, tables, versions
from catalog.db import Catalog, read
from catalog.keys import add_key
from catalog.store import FolderStore
from futae.home import ensure_feed
from futae.registry_file import FeedFiles
from pipelines.claimed import HOLDER_TAG, VERSION_TAG
from pipelines.instance import open_instance
from pipelines.workshop import clock, open_home
from terms.canonical import sha256_hex
from terms.ids import FeedKey
from terms.releases import Manifest
from terms.settings import Settings, read_settings, to_environ
from tests.system import nursery
from tests.system.nursery import Process
from tiles.archive import read_directory
from tiles.cells import Cell
from tiles.mercator import to_unit
from tiles.tileid import cells_of

ROOT = Path(__file__).parents[2]
TODAY = "2020-06-01"
HURRY_S = 90.0
RUNNING = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.NOT_STARTED]
TABLES = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
    "8000020130001,{name}交通,https://example.com/,Asia/Tokyo,ja\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,8000020130001,1,{name}線,3\n",
    "trips.txt": "route_id,service_id,trip_id\nR1,平日,T1\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "平日,1,1,1,1,1,0,0,20200101,20201231\n",
    "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_version\n{name},https://example.com/,ja,{edition}\n",
    "fare_attributes.txt": "fare_id,price,currency_type,payment_method,transfers\nF1,200,JPY,0,0\n",
    "translations.txt": "table_name,field_name,language,translation,field_value\n",
}  # fmt: skip


def gtfs_zip(name: str, edition: int = 1, *, stops: int = 3, broken: bool = False) -> bytes:
    """A small GTFS-JP feed as a zip: `name` decides where it lies, `edition` moves its first stop by some metres, so
    that every (name, edition) gives other bytes and other tiles. `broken` leaves out stop_times.txt: it is blocked."""
    west = 133.0 + int(sha256_hex(name.encode())[:4], 16) / 65536
    rows = [(f"S{i}", f"{name}{i}", 34.5 + 0.004 * i, west + 0.004 * i) for i in range(1, stops + 1)]
    rows[0] = (rows[0][0], rows[0][1], rows[0][2] + edition * 1e-5, rows[0][3])
    files = {table: text.format(name=name, edition=edition) for table, text in TABLES.items()}
    files["stops.txt"] = "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(
        f"{i},{n},{lat:.6f},{lon:.6f}\n" for i, n, lat, lon in rows
    )
    files["stop_times.txt"] = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "".join(
        f"T1,{8 + n // 12:02}:{5 * n % 60:02}:00,{8 + n // 12:02}:{5 * n % 60:02}:00,{row[0]},{n}\n"
        for n, row in enumerate(rows, 1)
    )
    files["translations.txt"] += "".join(f"stops,stop_name,ja-Hrkt,てい{i},{n}\n" for i, n, *_ in rows)
    if broken:
        del files["stop_times.txt"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, text in files.items():
            archive.writestr(zipfile.ZipInfo(table), text)
    return buffer.getvalue()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: str, found: Callable[[], Any], seconds: float = HURRY_S, every: float = 0.1) -> Any:
    """The first true answer of `found`; fails after `seconds` with the last answer."""
    end, answer = time.monotonic() + seconds, None
    while time.monotonic() < end:
        answer = found()
        if answer:
            return answer
        time.sleep(every)
    pytest.fail(f"waited {seconds:.0f} s for {what}; last answer {answer!r}")


class Client(httpx.Client):
    """A service at its address; `key` of all organisations. An answer other than 2xx raises httpx.HTTPStatusError."""

    def __init__(self, url: str, key: str = "") -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        super().__init__(base_url=url, headers=headers, timeout=30, event_hooks={"response": [self._refused]})

    @staticmethod
    def _refused(answer: httpx.Response) -> None:
        if answer.is_error:
            answer.read()
            answer.raise_for_status()

    def upload(self, feed: str, data: bytes, **params: Any) -> dict[str, Any]:
        """Send a version; its JSON."""
        given = {"name": "feed.zip", **params}
        return self.post(f"/v1/feeds/{feed}/versions", params=given, content=data).json()

    def make_live(self, feed: str, number: int) -> int:
        """Publish; the change."""
        return int(self.post(f"/v1/feeds/{feed}/versions/{number}/publish").json()["change"])

    def current(self, **params: Any) -> dict[str, Any]:
        """The current release."""
        return self.get("/v1/releases/current", params=params).json()

    def wait_change(self, change: int, seconds: float = HURRY_S) -> dict[str, Any]:
        """The release that holds the change, once it is current."""

        def held() -> dict[str, Any] | None:
            with suppress(httpx.HTTPStatusError):
                found = self.current()
                return found if found["change"] >= change else None
            return None

        return until(f"change {change} in current", held, seconds)


class House:
    """A home and the processes on it."""

    def __init__(self, home: Path, **environ: str) -> None:
        self.home = home
        given = {"FUTAE_HOME": str(home), "FUTAE_TODAY": TODAY, "FUTAE_RELEASE_EVERY_S": "0.5", **environ}
        self.settings: Settings = read_settings(given)
        self.started: list[Process] = []
        self._clients: list[Client] = []
        self._names = itertools.count(1)

    @contextmanager
    def catalog(self) -> Iterator[Catalog]:
        """The catalog of the home, opened by this process."""
        catalog = open_home(self.settings)
        try:
            yield catalog
        finally:
            catalog.close()

    def furnish(self, *feeds: str, licence: str = "CC-BY-4.0") -> str:
        """Make organisations and feeds; returns a key for all of them."""
        with self.catalog() as catalog:
            for feed in feeds:
                ensure_feed(catalog, FeedFiles(FeedKey.parse(feed), (), (licence,), "public"))
            return add_key(catalog, "*", {"upload", "publish", "admin"}, now=clock())

    def start(self, *command: object, fault: str = "") -> Process:
        """A child in a process group of its own; its words go to a file beside the home."""
        environ = {**os.environ, **to_environ(self.settings), "FUTAE_TESTING": "1", "FUTAE_FAULT": fault}
        self.home.mkdir(parents=True, exist_ok=True)
        log = self.home.with_name(f"{self.home.name}-{next(self._names)}.log")
        with log.open("wb") as words:
            words.write(f"$ {' '.join(map(str, command))} {fault}\n".encode())
            words.flush()
            child = nursery.start([str(word) for word in command], environ, words)
        self.started.append(child)
        return child

    def worker(self, fault: str = "") -> Process:
        """A worker process."""
        return self.start("-m", "futae.hooks", "pipelines.worker", fault=fault)

    def api(self, key: str = "", fault: str = "") -> tuple[Process, Client]:
        """An API process that is ready: the whole service in that one process."""
        port = free_port()
        child = self.start(Path(__file__).with_name("child.py"), "api", port, fault=fault)
        return child, self._ready(child, Client(f"http://127.0.0.1:{port}", key))

    def serve(self, key: str = "", *options: object) -> tuple[Process, Client]:
        """`futae serve` with its worker, ready."""
        port = free_port()
        child = self.start("-m", "futae.cli", "serve", "--home", self.home, "--port", port, *options)
        return child, self._ready(child, Client(f"http://127.0.0.1:{port}", key))

    def _ready(self, child: Process, client: Client) -> Client:
        self._clients.append(client)

        def answers() -> bool:
            assert child.poll() is None, f"ended with {child.returncode}\n{self.words()}"
            with suppress(httpx.HTTPError):
                return client.get("/health/live").is_success
            return False

        until("the service to answer", answers, every=0.05)
        return client

    def end(self, child: Process, how: int = signal.SIGTERM) -> int:
        """End a child and its group; its exit status."""
        if child.poll() is None:
            os.kill(child.pid, how) if how == signal.SIGTERM else os.killpg(child.pid, how)
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=30)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        return child.wait()

    def end_all(self) -> None:
        """End everything started, the last first; close its clients."""
        while self._clients:
            self._clients.pop().close()
        while self.started:
            self.end(self.started.pop(), signal.SIGKILL)

    def words(self) -> str:
        """The ends of what the children wrote."""
        logs = sorted(self.home.parent.glob(f"{self.home.name}-*.log"), key=lambda p: p.stat().st_mtime)
        return "\n".join(log.read_text(errors="replace")[-3_000:] for log in logs[-4:])


def named_shas(manifest: Manifest) -> set[str]:
    """Every sha256 that a manifest names."""
    many = [f.file_sha256 for f in manifest.feeds]
    many += [sha for f in manifest.feeds for sha in f.parts.values()]
    for tileset in manifest.tilesets.values():
        many += [*tileset.cells.values(), *tileset.nodes.values(), tileset.directory]
    for collection in manifest.collections.values():
        many += [sha for file in collection.files for sha in (file.sha256, file.ids_sha256)]
    many += [sha for link in manifest.links.values() for sha in link.files.values()]
    return {sha for sha in many if sha}


def decoded_tiles(store: FolderStore, manifest: Manifest, tileset: str) -> dict[str, dict[str, Any]]:
    """z/x/y → decoded tile, of every archive the manifest names."""
    import gzip

    part, found = manifest.tilesets[tileset], {}
    for sha in sorted({s for s in (*part.cells.values(), *part.nodes.values()) if s}):
        data = store.read(sha)
        if not data:  # features near the cell, none in it
            continue
        directory = read_directory(lambda offset, length, data=data: data[offset : offset + length])
        z, x, y = cells_of(directory.tiles()[0])
        for cell in zip(z.tolist(), x.tolist(), y.tolist(), strict=True):
            place = directory.find(*cell)
            assert place is not None
            body = gzip.decompress(data[place[0] : place[0] + place[1]])
            found["/".join(map(str, cell))] = mapbox_vector_tile.decode(body)
    return found


def assert_whole(house: House, seen: set[str] | None = None) -> None:
    """What must hold at any time, whoever died when. `seen` remembers bytes that were compared before."""
    seen = set() if seen is None else seen
    with house.catalog() as catalog:
        changes = [row.change for row in live.list_changes(catalog, limit=1_000_000)]
        assert changes == list(range(1, len(changes) + 1))
        known = releases.list_releases(catalog, 1_000_000)[::-1]
        with read(catalog) as conn:
            gone = list(conn.execute(select(tables.releases_gone.c.number)).scalars())
        assert sorted([*(row.number for row in known), *gone]) == list(range(1, len(known) + len(gone) + 1))
        assert [row.change for row in known] == sorted({row.change for row in known})
        for row in live.live_rows(catalog):
            assert row.version.state == "ready"
            assert row.change <= changes[-1]
        for row in known:
            for audience, sha in row.manifests.items():
                if sha not in seen:
                    manifest = releases.load_manifest(catalog, row, audience)
                    for one in named_shas(manifest) - seen:
                        catalog.store.read(one)
                    seen |= {sha, *named_shas(manifest)}
        if known:
            for audience in known[-1].manifests:
                manifest = releases.load_manifest(catalog, known[-1], audience)
                for tileset in manifest.tilesets:
                    assert decoded_tiles(catalog.store, manifest, tileset)
    with sqlite3.connect(house.home / "futae.db") as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    plain.close()


def restless(house: House) -> list[object]:
    """What waits, is held, or pretends to go on; empty in a house at rest."""
    with house.catalog() as catalog:
        row, last = releases.current(catalog), live.last_change(catalog)
        found: list[object] = list(versions.list_claims(catalog).values())
        found += [f"change {last} waits"] * (last > (row.change if row else 0))
        found += [holder] if (holder := releases.lease_holder(catalog, releases.PUBLISHER)) else []
        with read(catalog) as conn:
            found += conn.execute(
                select(tables.versions.c.version_id).where(tables.versions.c.state == "received")
            ).all()
    with open_instance(house.settings) as instance:
        found += [run.tags for run in instance.get_runs(dg.RunsFilter(statuses=RUNNING))]
    return found


def run_ends(house: House, version_id: int) -> list[str]:
    """How each run of that version ended, oldest first."""
    with open_instance(house.settings) as instance:
        mine = instance.get_runs(dg.RunsFilter(tags={VERSION_TAG: str(version_id)}))
        return [run.status.value for run in reversed(mine)]


def run_holders(house: House) -> list[str]:
    """Who made each run."""
    with open_instance(house.settings) as instance:
        return [run.tags[HOLDER_TAG] for run in instance.get_runs()]


def wait_rest(house: House, seconds: float = HURRY_S) -> None:
    """Until nothing waits, nobody holds anything and no run pretends to go on."""
    left: list[list[object]] = [[]]

    def rests() -> bool:
        left[0] = restless(house)
        return not left[0]

    try:
        until("the house to come to rest", rests, seconds, every=0.5)
    except BaseException:
        print(f"not at rest: {left[0]}\n{house.words()}")
        raise


def assert_served(client: Client, live_versions: dict[str, int]) -> None:
    """The API serves those versions: release, tiles, items, download, file."""
    release = client.current()
    assert {f["feed"]: f["version"] for f in release["feeds"]} == live_versions
    items = client.get("/v1/collections/stops/items", params={"limit": 1000, "at": TODAY}).json()["features"]
    assert len(items) == release["collections"]["stops"]
    for feed in live_versions:
        mine = [i for i in items if i["id"].startswith(f"{feed}:")]
        assert mine, f"no stop of {feed}"
        cell = cell_of(*mine[0]["geometry"]["coordinates"], 14)
        tile = mapbox_vector_tile.decode(client.get(f"/v1/tilesets/transit/{cell}.mvt").content)
        assert {"stops", "routes"} <= set(tile)
        assert mine[0]["id"] in {f["properties"]["feature_id"] for f in tile["stops"]["features"]}
        assert client.get(f"/v1/feeds/{feed}/current.zip").content.startswith(b"PK")
    assert client.get("/v1/tilesets/transit.pmtiles", follow_redirects=True).content.startswith(b"PMTiles\x03")


def cell_of(lon: float, lat: float, z: int) -> Cell:
    """The tile that holds a point."""
    x, y = to_unit(lon, lat)
    return Cell(z, int(x * (1 << z)), int(y * (1 << z)))


@pytest.fixture(scope="session", autouse=True)
def _nursery_ends() -> Iterator[None]:
    """The forking process ends with the last test of this folder."""
    yield
    nursery.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty house; its processes end with the test."""
    made = House(tmp_path / "home")
    yield made
    made.end_all()


@pytest.fixture(scope="session")
def tools() -> Any:
    """The functions of this file (importlib mode gives tests no other way to them)."""
    return sys.modules[__name__]
