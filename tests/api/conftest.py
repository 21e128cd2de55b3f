"""A home with open, restricted and unlicensed feeds, gone through the real pipeline, and a client of its service.

What does not live here: tests. The client speaks ASGI inside this process; granian is met in test_granian.py.
"""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.main import create_app
from api.tiles_app import TilesApp
from catalog import agents, keys, orgs
from catalog.db import Catalog
from catalog.open import open_catalog
from catalog.store import FolderStore
from futae.given import settings_for
from futae.home import local_worker, work_through
from futae.products import make_products
from futae.registry_file import FeedFiles
from pipelines.worker import Worker
from pipelines.workshop import clock
from terms.ids import FeedKey
from terms.settings import Settings

TODAY = date(2026, 11, 23)
OPEN_AT, HIDDEN_AT, UNSTATED_AT = (137.90, 34.35), (141.35, 43.06), (130.40, 33.59)


def gtfs(
    word: str,
    at: tuple[float, float],
    *,
    stops: int = 6,
    span: tuple[str, str] = ("20260401", "20270331"),
    step: int = 0,
) -> bytes:
    """A small GTFS zip: one line of `stops` stops eastward from `at`, named after `word`. Same input, same bytes."""
    lon, lat = at
    rows = [f"{word}-s{i},{word}停{i},{lat + step * 0.0003:.6f},{lon + i * 0.005:.6f},0" for i in range(stops)]
    times = [f"{word}-t1,08:{2 * i:02}:00,08:{2 * i:02}:00,{word}-s{i},{i + 1}" for i in range(stops)]
    files = {
        "agency.txt": f"agency_id,agency_name,agency_url,agency_timezone,agency_lang\n{word}-a,{word}交通,https://example.com,Asia/Tokyo,ja\n",
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type\n" + "\n".join(rows) + "\n",
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color\n"
        f"{word}-r1,{word}-a,{word}線,,3,1155AA,FFFFFF\n",
        "trips.txt": f"route_id,service_id,trip_id\n{word}-r1,{word}-w,{word}-t1\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "\n".join(times) + "\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        f"{word}-w,1,1,1,1,1,1,1,{span[0]},{span[1]}\n",
        "feed_info.txt": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version\n"
        f"{word}交通,https://example.com,ja,{span[0]},{span[1]},1\n",
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return sink.getvalue()


def n03(west: float, south: float, size: float, code: str, name: str) -> bytes:
    """One administrative area as KSJ N03 GeoJSON."""
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    properties = {"N03_001": "潮県", "N03_002": None, "N03_003": None, "N03_004": name, "N03_007": code}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "name": "N03-21_98_210101", "features": [feature]}).encode()


def settings_at(home: Path) -> Settings:
    """Settings of a home at the tests' reference date."""
    settings = settings_for(home, today=TODAY, serve_unstated=False)
    return replace(
        settings,
        database_url=f"sqlite:///{home / 'futae.db'}",
        store_url=str(home / "store"),
        max_upload_bytes=2_000_000,
    )


def _plan(folder: Path) -> list[FeedFiles]:
    def feed(key: str, name: str, data: bytes, licence: str, audience: str = "public") -> FeedFiles:
        path = folder / f"{key.replace('/', '_')}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        return FeedFiles(FeedKey.parse(key), (path,), (licence,), audience, title=f"{key} の題")

    return [
        feed("shiomi/bus", "bus.zip", gtfs("shio", OPEN_AT, stops=30), "CC-BY-4.0"),
        feed("shiomi/area", "N03-21_98_210101.geojson", n03(137.80, 34.30, 0.3, "98201", "汐見市"), "PDL-1.0"),
        feed("kakushi/himitsu", "himitsu.zip", gtfs("zzq9", HIDDEN_AT), "restricted", "org:kakushi"),
        feed("midori/gakko", "gakko.zip", gtfs("qqx7", (141.0, 42.5)), "restricted", "grant:gakko"),
        feed("nazo/bus", "nazo.zip", gtfs("wwk5", UNSTATED_AT), "unknown"),
    ]


@dataclass(frozen=True)
class Home:
    """A built home and the keys made in it."""

    path: Path
    keys: dict[str, str]

    @property
    def settings(self) -> Settings:
        return settings_at(self.path)


KEYS: dict[str, tuple[str, set[str], tuple[str, ...]]] = {
    "other": ("shiomi", {"upload", "publish", "admin"}, ()),
    "other_upload": ("midori", {"upload"}, ()),
    "granted": ("shiomi", set(), ("gakko",)),
    "same": ("kakushi", {"upload", "publish", "admin"}, ()),
    "same_upload": ("kakushi", {"upload"}, ()),
    "all": ("*", {"upload", "publish", "admin"}, ()),
    "all_upload": ("*", {"upload"}, ()),
    "agent": ("daiko", {"upload", "publish", "admin"}, ()),
}
"""`agent` may act for shiomi, and for nobody whose feed is hidden."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home, published once; not to be written to."""
    path = tmp_path_factory.mktemp("api") / "home"
    settings = settings_at(path)
    with local_worker(settings) as worker:
        outcomes, derived = work_through(worker, _plan(tmp_path_factory.mktemp("files")), lambda _one: None)
        assert [o.version.state for o in outcomes] == ["ready"] * 5, [o.report and o.report.totals for o in outcomes]
        assert derived is not None
        orgs.add_org(worker.workshop.catalog, "daiko", "代行", now=clock())
        agents.put_agent(worker.workshop.catalog, "shiomi", "daiko", now=clock())
        made = {
            name: keys.add_key(worker.workshop.catalog, org, scopes, grants, now=clock())
            for name, (org, scopes, grants) in KEYS.items()
        }
    assert make_products(settings, lambda _line: None) == 0
    return Home(path, {**made, "wrong": "futae_0123456789ab_" + "0" * 48})


class Client:
    """A synchronous client of an ASGI application that runs in another thread."""

    def __init__(self, portal: BlockingPortal, http: httpx.AsyncClient, home: Home) -> None:
        self._portal, self._http, self.home = portal, http, home

    def request(self, method: str, url: str, *, key: str | None = None, **more: Any) -> httpx.Response:
        """One request; `key` names a key of the home."""
        headers = dict(more.pop("headers", None) or {})
        if key is not None and key != "none":
            headers["Authorization"] = f"Bearer {self.home.keys[key]}"
        return self._portal.call(partial(self._http.request, method, url, headers=headers, **more))

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self.request("POST", url, **more)

    def at_once(self, urls: Sequence[str]) -> list[httpx.Response]:
        """Many GETs at one moment."""

        async def all_of() -> list[httpx.Response]:
            return list(await asyncio.gather(*(self._http.get(url) for url in urls)))

        return self._portal.call(all_of)


@contextmanager
def client_of(app: TilesApp, home: Home) -> Iterator[Client]:
    """A client of an application; errors of the application reach it as 500, as they would over a network."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    with start_blocking_portal() as portal:
        http = httpx.AsyncClient(transport=transport, base_url="http://futae.test")
        try:
            yield Client(portal, http, home)
        finally:
            portal.call(http.aclose)


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A page as a build leaves it; its font is the real one where it was built."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "assets").mkdir()
    (folder / "lib").mkdir()
    (folder / "fonts").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>page</title>")
    (folder / "assets" / "index-1.js").write_text("export {}")
    (folder / "lib" / "maplibre-gl.mjs").write_text("export {}")
    (folder.parent / "outside.txt").write_text("outside")
    font = repository / "web" / "dist" / "fonts" / "NotoSansJP-Regular.ttf"
    if font.is_file():
        shutil.copy(font, folder / "fonts" / font.name)
    return folder


@pytest.fixture(scope="session")
def client(built: Home, web: Path) -> Iterator[Client]:
    """A client that only reads."""
    app = create_app(built.settings, web=web)
    with client_of(app, built) as opened:
        yield opened


@dataclass(frozen=True)
class Busy:
    """A home of one's own with a service and a worker that works when told."""

    client: Client
    worker: Worker
    home: Home

    def settle(self) -> None:
        """Check everything that waits and make the release that is due."""
        while self.worker.work_once():
            pass
        self.worker.publisher.publish_once()


@pytest.fixture(scope="module")
def busy(built: Home, web: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    """A copy of the home that the tests of one module may change."""
    home = Home(Path(shutil.copytree(built.path, tmp_path_factory.mktemp("busy") / "home")), built.keys)
    app = create_app(home.settings, web=web)
    with local_worker(home.settings) as worker, client_of(app, home) as client:
        yield Busy(client, worker, home)


@pytest.fixture(scope="session")
def make_gtfs() -> Any:
    """The builder `gtfs`."""
    return gtfs


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[Client]:
    """A service on a home in which nothing was ever released, without a page; one organisation and its key."""
    settings = settings_at(tmp_path / "home")
    app = create_app(settings, web=tmp_path / "no-page")
    catalog = open_catalog(settings.database_url, FolderStore(Path(settings.store_url)))
    orgs.add_org(catalog, "shiomi", now=clock())
    made = {"admin": keys.add_key(catalog, "shiomi", {"admin", "upload", "publish"}, now=clock())}
    catalog.close()
    with client_of(app, Home(tmp_path / "home", made)) as opened:
        yield opened


class Clock:
    """The clock of a service, set by its test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Timed:
    """A service on an empty home (one organisation, its key `admin`) whose clock the test sets."""

    client: Client
    clock: Clock
    catalog: Catalog


@pytest.fixture
def timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Timed]]:
    """Makes such services, each on a home of its own; arguments are settings."""
    with ExitStack() as stack:

        def make(**more: Any) -> Timed:
            home, set_clock = Path(tempfile.mkdtemp(dir=tmp_path)), Clock()
            settings = replace(settings_at(home), **more)
            monkeypatch.setattr("api.main._now", set_clock)
            app = create_app(settings, web=tmp_path / "no-page")
            catalog = open_catalog(settings.database_url, FolderStore(Path(settings.store_url)))
            stack.callback(catalog.close)
            orgs.add_org(catalog, "shiomi", now=set_clock())
            made = {"admin": keys.add_key(catalog, "shiomi", {"admin", "upload", "publish"}, now=set_clock())}
            return Timed(stack.enter_context(client_of(app, Home(home, made))), set_clock, catalog)

        yield make
