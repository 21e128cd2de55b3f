"""Statistics and the unified feed: what they say, ranges and ETags, and that nothing is given that may not be.

What does not live here: making them (tests/pipelines/test_afterwork.py), the sweep over all keys (test_audiences).
"""

from __future__ import annotations

import io
import threading
import time
import zipfile

import pytest

from api.readmodel import LOOK_S
from catalog import feeds, products, tables
from catalog.db import write
from catalog.products import STATISTICS, UNIFIED
from pipelines.afterwork import make_missing
from pipelines.workshop import clock
from terms.ids import FeedKey

ZIP, ABOUT, STATS = "/v1/gtfs/unified.zip", "/v1/gtfs/unified", "/v1/feeds/shiomi/bus/statistics"
BUS = FeedKey("shiomi", "bus")


def test_the_unified_feed_is_a_zip_with_its_licence(client):
    answer = client.get(ZIP)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''unified.zip"
    assert answer.headers["link"] == (
        '</v1/gtfs/unified>; rel="describedby", <https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    )
    data, etag = answer.content, answer.headers["etag"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("stops.txt").count(b"shiomi/bus:shio-s") == 30
    part = client.get(ZIP, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.content) == (206, data[2:10])
    assert client.get(ZIP, headers={"If-None-Match": etag}).status_code == 304
    head = client.request("HEAD", ZIP)
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", len(data))


def test_its_account(client):
    found = client.get(ABOUT).json()
    assert (found["release"], found["audience"], found["licence_id"]) == (1, "public", "CC-BY-4.0")
    (feed,) = found["feeds"]
    assert (feed["feed"], feed["version"], feed["licence_ids"]) == ("shiomi/bus", 1, ["CC-BY-4.0"])
    assert feed["attribution"] == "shio交通, CC BY 4.0"
    assert [(one["feed"], one["reason"]) for one in found["excluded"]] == [("shiomi/area", "not_gtfs")]
    assert found["tables"]["stops"] == 30
    assert found["size_bytes"] == len(client.get(found["links"]["zip"]).content)


@pytest.mark.parametrize(
    ("audience", "key", "word"), [("org:kakushi", "same", "zzq9"), ("grant:gakko", "granted", "qqx7")]
)
def test_an_audience_has_its_own(client, audience, key, word):
    answer = client.get(f"{ZIP}?audience={audience}", key=key)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        stops = archive.read("stops.txt").decode()
    assert (stops.count(f"{word}-s"), "shio-s" in stops) == (6, False)
    assert client.get(f"{ABOUT}?audience={audience}", key=key).json()["excluded"] == []
    assert client.get(f"{ZIP}?audience={audience}", key="other").status_code == 404 or key == "granted"


def test_statistics(client):
    answer = client.get(STATS)
    found = answer.json()
    assert (found["feed"], found["version"], found["status"]) == ("shiomi/bus", 1, "partial")
    assert [one["reason"] for one in found["missing"]] == ["no_direction", "no_shape"]
    assert (found["reference_date"], found["reference_days"], found["service_days"]) == ("2026-04-01", 365, 365)
    assert found["departures_by_hour"] == [0] * 8 + [1] + [0] * 15
    assert [r["name"] for r in found["routes"]] == ["shio線"]
    assert found["routes"][0]["first_departure"] == "08:00:00"
    assert found["links"]["self"] == STATS
    assert answer.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert client.get(STATS, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    area = client.get("/v1/feeds/shiomi/area/statistics")
    assert (area.status_code, "retry-after" in area.headers) == (404, False)
    assert client.get("/v1/feeds/nazo/bus/statistics").status_code == 404
    own = client.get("/v1/feeds/kakushi/himitsu/statistics?audience=org:kakushi", key="same")
    assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")


def test_before_anything_is_made(empty_client):
    for path in (ZIP, ABOUT, STATS):
        answer = empty_client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def make(busy):
    make_missing(busy.worker.workshop, lambda _wanted, _row: None, stop=threading.Event())


def refused(busy):
    """The zip and its account are not given, and say that they are being made anew."""
    for path in (ZIP, ABOUT):
        answer = busy.client.get(path)
        assert (answer.status_code, answer.headers["retry-after"], answer.headers["cache-control"]) == (
            404, "15", "no-store",
        )  # fmt: skip
        assert answer.json()["detail"] == "the unified feed is being made anew"
        assert "shiomi/bus" not in answer.text


def test_what_may_not_be_given_any_more_leaves_at_once(busy):
    catalog, client = busy.worker.workshop.catalog, busy.client
    assert client.get(ZIP).status_code == 200
    feeds.put_feed(catalog, BUS, licence_ids=["restricted"], now=clock())
    refused(busy)  # before any publisher has worked
    busy.settle()
    refused(busy)
    make(busy)
    assert client.get(ZIP).status_code == 404
    feeds.put_feed(catalog, BUS, licence_ids=["CC-BY-4.0"], now=clock())
    busy.settle()
    make(busy)
    assert client.get(ZIP).status_code == 200

    feeds.put_feed(catalog, BUS, licence_ids=["CC-BY-4.0"], audience="org:shiomi", now=clock())
    refused(busy)
    busy.settle()
    assert client.get(STATS).status_code == 404
    make(busy)
    assert products.get_product(catalog, STATISTICS, "public", "shiomi/bus") is None
    moved = client.get(f"{ZIP}?audience=org:shiomi", key="other")
    assert moved.status_code == 200
    feeds.put_feed(catalog, BUS, licence_ids=["CC-BY-4.0"], now=clock())
    busy.settle()
    make(busy)

    row = feeds.get_feed(catalog, BUS)
    with write(catalog) as conn:
        conn.execute(tables.tombstones.insert().values(
            feed_id=row.feed_id, version_id=None, reason="a court", actor="a", set_at=clock()
        ))  # fmt: skip
    refused(busy)
    with write(catalog) as conn:
        conn.execute(tables.tombstones.delete())
    assert client.get(ZIP).status_code == 200
    assert client.post("/v1/feeds/shiomi/bus/versions/1/withdraw", key="other", json={"reason": "x"}).status_code == 202
    refused(busy)
    assert client.get(STATS).status_code == 410
    busy.settle()
    make(busy)
    time.sleep(LOOK_S + 0.05)  # until the read model looks again
    gone = client.get(ZIP)
    assert (gone.status_code, "retry-after" in gone.headers) == (404, False)
    assert products.get_product(catalog, UNIFIED, "public") is None


def test_a_newer_version_has_no_statistics_until_they_are_made(busy, make_gtfs):
    newer = make_gtfs("shio", (137.9, 34.35), stops=30, step=1)
    sent = busy.client.post("/v1/feeds/shiomi/bus/versions?publish=true&name=b.zip", key="other", content=newer)
    assert sent.status_code in (200, 201, 202), sent.text
    busy.settle()
    wait = busy.client.get(STATS)
    assert (wait.status_code, wait.headers["retry-after"]) == (404, "15")
    make(busy)
    assert busy.client.get(STATS).json()["version"] == sent.json()["number"]
