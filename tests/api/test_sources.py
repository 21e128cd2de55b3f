"""A feed's source over HTTP: set, read and ended by who administers the feed, and by nobody else.

And what the worker's thread finds there, by licence. What does not live here: asking
(tests/pipelines/test_following.py).
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from catalog import feeds, live, sources
from pipelines.workshop import clock
from terms.ids import FeedKey

SOURCE = "/v1/feeds/shiomi/bus/source"
URL = "https://example.jp/gtfs.zip?key=verysecret"


def test_a_source_from_its_begin_to_its_end(busy):
    client = busy.client
    assert client.get(SOURCE, key="other").status_code == 404
    put = client.request("PUT", SOURCE, key="other", json={"url": URL, "every_hours": 6})
    assert put.status_code == 200
    assert put.headers["cache-control"] == "no-store"
    made = put.json()
    assert (made["feed"], made["url"], made["every_hours"], made["failures"]) == ("shiomi/bus", URL, 6, 0)
    assert (made["asked_at"], made["version"], made["outcome"]) == (None, None, "")
    assert client.get(SOURCE, key="other").json() == made
    for key, status in (("none", 401), ("wrong", 401), ("same", 403), ("all_upload", 403)):
        for method in ("GET", "PUT", "DELETE"):
            answer = client.request(method, SOURCE, key=key, **({"json": {"url": URL}} if method == "PUT" else {}))
            assert answer.status_code == status, (key, method)
            assert "verysecret" not in answer.text
    notes = client.get("/v1/orgs/shiomi/audit", key="other")
    assert "source.set" in notes.text
    assert "verysecret" not in notes.text
    assert client.request("DELETE", SOURCE, key="other").status_code == 204
    assert client.request("DELETE", SOURCE, key="other").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {}, {"url": 1}, {"url": ""}, {"url": "http://example.jp/"}, {"url": "https://127.0.0.1/"},
        {"url": "https://169.254.169.254/latest/"}, {"url": "https://[::1]/"}, {"url": "https://u:p@example.jp/"},
        {"url": "file:///etc/passwd"}, {"url": URL, "every_hours": 0}, {"url": URL, "every_hours": 10_000},
        {"url": URL, "other": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_a_problem(busy, body):
    answer = busy.client.request("PUT", SOURCE, key="other", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_an_unknown_feed(busy):
    put = busy.client.request("PUT", "/v1/feeds/shiomi/nothing/source", key="other", json={"url": URL})
    assert put.status_code == 404


@pytest.fixture
def following(busy):
    """The worker's thread, which may call loopback, until the test ends."""
    shop = busy.worker.workshop
    before = shop.settings
    shop.settings = replace(before, outside_loopback=True)
    thread = busy.worker._follow()
    yield
    busy.worker.stop.set()
    busy.worker.wake_follower.set()
    thread.join(timeout=20)
    busy.worker.stop, shop.settings = threading.Event(), before


def test_the_worker_takes_in_what_is_due_and_the_licence_says_who_gets_it(busy, following, shelf, thing, make_gtfs):
    """A feed that may not be redistributed is checked and listed; its own organisation reads it, the public gets
    nothing of it."""
    client, catalog = busy.client, busy.worker.workshop.catalog
    for name, licence, word in (("open", "CC0-1.0", "vva1"), ("closed", "ODPT-BASIC", "vvb2")):
        key = FeedKey("shiomi", name)
        feeds.put_feed(catalog, key, licence_ids=[licence], now=clock())
        shelf.things[f"/{name}.zip"] = thing(make_gtfs(word, (137.9, 34.35)), etag='"1"')
        sources.put_source(catalog, key, shelf.url(f"/{name}.zip"), actor="t", now=clock())
    busy.worker.wake_follower.set()
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at and not all(one.asked_at for one in sources.list_sources(catalog, "shiomi")):
        time.sleep(0.05)
    busy.settle()
    for name in ("open", "closed"):
        live.set_live(catalog, FeedKey("shiomi", name), 1, actor="t", now=clock())
    busy.settle()
    told = client.get("/v1/feeds/shiomi/closed/source", key="other").json()
    assert (told["version"], told["status"], told["failures"]) == (1, 200, 0)
    listed = {one["feed"]: one["live"] for one in client.get("/v1/feeds").json()["feeds"]}
    assert (listed["shiomi/closed"], listed["shiomi/open"]["version"]) == (None, 1)
    assert client.get("/v1/feeds/shiomi/open/current.zip").status_code == 200
    assert client.get("/v1/feeds/shiomi/closed/versions/1/report", key="other").status_code == 200
    for path in ("current.zip", "versions/1/file", "versions/1/report", "statistics"):
        assert client.get(f"/v1/feeds/shiomi/closed/{path}").status_code == 404, path
    items = client.get("/v1/collections/stops/items?limit=1000&at=any").text
    assert ("vva1" in items, "vvb2" in items) == (True, False)
