"""How the feeds of a key stand, who sent a version, and the log of one feed, over HTTP. Not here: the reckoning
(tests/catalog/test_overview.py)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pipelines.workshop import clock

SOURCE = "/v1/feeds/shiomi/bus/source"


@pytest.fixture
def bus(busy):
    """The overview's line of shiomi/bus, for a key by name."""

    def line(key="other"):
        answer = busy.client.get("/v1/me/overview", key=key)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
        return next(one for one in answer.json()["feeds"] if one["feed"]["feed"] == "shiomi/bus")

    return line


def test_the_overview_tells_until_when_a_feed_serves(busy, bus):
    one = bus()
    assert (one["version"], one["today"], one["timezone"]) == (1, "2026-11-23", "Asia/Tokyo")
    assert (one["last_service_on"], one["last_service_of"], one["days_left"]) == ("2027-03-31", 1, 128)
    assert one["feed"] == busy.client.get("/v1/feeds/shiomi/bus", key="other").json()
    assert (one["next"], one["pending"], one["source"]) == (None, [], None)
    assert one["scopes"] == ["admin", "publish", "upload"]
    areas = next(
        o for o in busy.client.get("/v1/me/overview", key="other").json()["feeds"] if o["feed"]["feed"] != "shiomi/bus"
    )
    assert (areas["version"], areas["last_service_on"], areas["days_left"]) == (1, None, None)


def test_what_waits_for_its_time_and_who_sent_it(busy, bus, make_gtfs):
    sent = busy.client.post(
        "/v1/feeds/shiomi/bus/versions?name=next.zip",
        key="other",
        content=make_gtfs("shio", (137.90, 34.35), stops=7, span=("20270401", "20280331")),
    ).json()
    number = sent["number"]
    assert sent["sender"] == {"actor": sent["sender"]["actor"], "person": "", "org": "shiomi"}
    [waits] = bus()["pending"]
    assert (waits["number"], waits["state"], waits["file_name"]) == (number, "received", "next.zip")
    busy.settle()
    at = (clock() + timedelta(days=3)).isoformat()
    address = f"/v1/feeds/shiomi/bus/versions/{number}"
    assert busy.client.post(f"{address}/publish", key="other", json={"at": at}).status_code == 202
    one = bus()
    assert (one["next"]["number"], one["pending"][0]["state"]) == (number, "ready")
    assert (one["last_service_on"], one["last_service_of"], one["days_left"]) == ("2028-03-31", number, 494)
    assert busy.client.get(address, key="all").json()["sender"]["org"] == "shiomi"
    assert busy.client.get("/v1/feeds/shiomi/bus/versions/1").json()["sender"] is None
    assert busy.client.request("DELETE", f"{address}/schedule", key="other").status_code == 200
    busy.client.post(f"{address}/withdraw", key="other", json={"reason": "only a test"})


def test_the_source_is_for_administrators_only(busy, bus):
    url = "https://example.jp/gtfs.zip?key=verysecret"
    assert busy.client.request("PUT", SOURCE, key="other", json={"url": url}).status_code == 200
    assert bus()["source"] == busy.client.get(SOURCE, key="other").json()
    for key in ("granted", "agent"):
        assert bus(key)["source"] is None, key
    assert bus("agent")["scopes"] == ["publish", "upload"]
    assert bus("granted")["scopes"] == []
    busy.client.request("DELETE", SOURCE, key="other")


def test_the_overview_needs_a_key_and_shows_none_of_others(busy):
    assert busy.client.get("/v1/me/overview").status_code == 401
    assert busy.client.get("/v1/me/overview", key="wrong").status_code == 401
    assert {one["feed"]["feed"] for one in busy.client.get("/v1/me/overview", key="same").json()["feeds"]} == {
        "kakushi/himitsu"
    }
    assert busy.client.get("/v1/me/overview", key="all_upload").json()["feeds"] == []
    assert len(busy.client.get("/v1/me/overview", key="all").json()["feeds"]) == 5


def test_the_log_of_one_feed_and_its_pages(busy):
    log = "/v1/orgs/shiomi/audit"
    lines, asked = [], f"{log}?feed=bus&limit=2"
    while asked:
        page = busy.client.get(asked, key="other").json()
        lines += page["lines"]
        asked = page["links"].get("next")
    assert {one["subject"] for one in lines} >= {"shiomi/bus", "shiomi/bus/1"}
    assert all(one["subject"].split("/")[:2] == ["shiomi", "bus"] for one in lines)
    everything = busy.client.get(f"{log}?limit=1000", key="other").json()["lines"]
    assert lines == [one for one in everything if f"{one['subject']}/".startswith("shiomi/bus/")]
    assert busy.client.get(f"{log}?feed=../x", key="other").status_code == 400
    assert json.loads(busy.client.get(f"{log}?feed=nothing", key="other").text)["lines"] == []
