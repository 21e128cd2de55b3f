"""What the service loads: a process of its own visits every endpoint, then says which modules it has (DESIGN §2).

Not here: imports as they are written (import-linter's contracts).
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest

from catalog import agents, diffs, intake, orgs, sources
from catalog.diffs import Pair
from catalog.keys import LOCAL, add_key
from catalog.previews import want
from catalog.schedules import When, put_schedule
from catalog.versions import get_version
from futae.demo import town_plan
from futae.given import settings_for
from futae.home import local_worker, work_through
from futae.products import make_products
from pipelines.comparing import Comparer
from pipelines.previews import make_preview
from pipelines.workshop import clock
from terms.ids import FeedKey
from terms.settings import to_environ

FORBIDDEN = (
    "alembic",
    "dagster",
    "pandas",
    "geopandas",
    "fiona",
    "pyogrio",
    "freestiler",
    "gtfs_guru",
    "gtfs_kit",
    "pandera",
    "boxes",
)

VISIT = r"""
import asyncio, json, re, sys
from urllib.parse import urlencode
import httpx
from api.main import create_app
FILL = {"org": "shiomi", "feed": "bus", "number": "1", "release": "1", "collection": "stops", "z": "0", "x": "0",
        "y": "0", "q": "shiomi", "stack": "Noto Sans JP Regular", "range": "0-255", "sheet": "futae",
        "code": "non_ascii_or_non_printable_char", "key_id": "0123456789ab", "agent": "daiko"}
OWN = ("/me", "/me/overview", "/schedules", "/audit", "/webhooks", "/mails", "/deliveries", "/keys", "/agents",
       "/agents/{agent}", "/source")
async def visit():
    app, seen = create_app(), {}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://futae.test") as http:
        document = (await http.get("/openapi.json")).json()
        await http.post("/v1/session", json={"key": sys.argv[1]})  # for its own address; elsewhere its cookie is nobody
        items = (await http.get("/v1/collections/stops/items?at=any&limit=1")).json()["features"]
        fill = {**FILL, "feature_id": items[0]["id"].replace("/", "%2F")}
        paths = [*document["paths"], "/", "/v1/collections/places/items?bbox=137,34,138,35&at=2026-11-23",
                 "/v1/collections/stops/items?links=municipality&at=any"]
        for path in paths:
            for method in document["paths"].get(path, {"get": {}}):
                name = "futae" if "styles" in path else "transit"
                url = re.sub(r"{(\w+)}", lambda m: {**fill, "name": name}[m[1]], path)
                asked = document["paths"].get(path, {}).get(method, {}).get("parameters", ())
                needed = {p["name"]: FILL[p["name"]] for p in asked if p["in"] == "query" and p["required"]}
                needed |= {"against": "2"} if "/diff" in path else {}
                url += "?" + urlencode(needed) if needed else ""
                own = method == "get" and (re.search("/preview|/diff", path) or path.endswith(OWN))
                headers = {"Authorization": f"Bearer {sys.argv[1]}"} if own else {}
                body = None if method == "get" else b"{}"
                answer = await http.request(method.upper(), url, content=body, headers=headers)
                seen[f"{method} {path}"] = answer.status_code
    return seen
print(json.dumps({"seen": asyncio.run(visit()), "loaded": sorted(sys.modules)}))
"""


def _announce_next(worker, bus) -> None:
    """A second generation of the feed, a year later, whose publication is announced."""
    catalog, sink = worker.workshop.catalog, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(catalog.store.read(bus.sha256))) as old, zipfile.ZipFile(sink, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name in ("calendar.txt", "calendar_dates.txt", "feed_info.txt"):
                data = re.sub(rb"\b(20\d\d)(\d{4})\b", lambda m: b"%d%s" % (int(m[1]) + 1, m[2]), data)
            new.writestr(name, data)
    now = clock()
    row = intake.receive(
        catalog, bus.feed, [sink.getvalue()], file_name="next.zip", media_type="application/zip", max_bytes=1 << 24,
        caller=LOCAL, now=now,
    )  # fmt: skip
    assert worker.work_once() == 1
    put_schedule(catalog, bus.feed, row.number, When(now + timedelta(days=1), "Asia/Tokyo"), actor="t", now=now)


@pytest.fixture(scope="module")
def visited(tmp_path_factory, repository):
    """Statuses by address, and the modules loaded after all of them."""
    home = tmp_path_factory.mktemp("loads") / "home"
    settings = settings_for(home)
    with local_worker(settings) as worker:
        work_through(worker, town_plan(tmp_path_factory.mktemp("files"), settings), lambda _one: None)
        catalog = worker.workshop.catalog
        key = add_key(catalog, "shiomi", {"upload", "admin"}, now=clock())
        orgs.add_org(catalog, "daiko", now=clock())
        agents.put_agent(catalog, "shiomi", "daiko", now=clock())
        bus = get_version(catalog, FeedKey("shiomi", "bus"), 1)
        sources.put_source(catalog, bus.feed, "https://example.jp/f.zip", actor="t", now=clock())
        _announce_next(worker, bus)
        make_preview(worker.workshop, want(catalog, bus, "public", now=clock()))
        diffs.want(catalog, Pair(get_version(catalog, bus.feed, 2), bus), "public", now=clock())
        Comparer(worker.workshop, patience_s=0).fulfil_all()
    make_products(settings, lambda _line: None)
    done = subprocess.run(
        [sys.executable, "-c", VISIT, key], cwd=repository, env={**os.environ, **to_environ(settings)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_read_is_answered(visited):
    wrong = {a: s for a, s in visited["seen"].items() if a.startswith("get") and s not in (200, 307)}
    assert {a: s for a, s in wrong.items() if "fonts" not in a} == {}  # fonts are there once the page is built
    assert {s for a, s in visited["seen"].items() if not a.startswith("get")} <= {400, 401}


def test_the_service_never_loads_what_builds(visited):
    loaded = visited["loaded"]
    tops = {name.split(".")[0] for name in loaded}
    assert sorted(tops & {*FORBIDDEN, "pipelines"}) == []
    assert [name for name in loaded if re.match(r"layers\..*\.(build|contract)$", name)] == []
