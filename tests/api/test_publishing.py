"""Publishing at a time, going back, overriding, and the audit log, over HTTP. Not here: rules (tests/catalog)."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta

from pipelines.workshop import clock
from terms.clocks import instant_text

BUS, LOG = "/v1/feeds/shiomi/bus", "/v1/orgs/shiomi/audit"
AT = (137.90, 34.35)


def problem(answer, status: int) -> dict:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()


def send(busy, data: bytes, **params) -> dict:
    answer = busy.client.post(f"{BUS}/versions", params={"name": "a.zip", **params}, content=data, key="other")
    assert answer.status_code in (200, 202), answer.text
    return answer.json()


def without_agency_name(data: bytes) -> bytes:
    """The feed without a name that GTFS requires: blocked, and yet it can be built."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w") as new:
        for one in old.namelist():
            new.writestr(one, old.read(one).replace("shio-a,shio交通,".encode(), b"shio-a,,"))
    return sink.getvalue()


def version(busy, number: int, key="other") -> dict:
    return busy.client.get(f"{BUS}/versions/{number}", key=key).json()


def test_the_whole_way_there_and_back(busy, make_gtfs):
    client = busy.client
    assert version(busy, 1)["stage"] == "live"
    assert (version(busy, 1)["actions"], version(busy, 1, None)["actions"]) == (["withdraw"], [])
    one = client.get(f"{BUS}/current.zip")
    number = send(busy, make_gtfs("shio", AT, stops=30, step=1))["number"]
    assert version(busy, number)["stage"] == "received"
    busy.settle()
    assert (version(busy, number)["stage"], version(busy, number)["actions"]) == (
        "draft", ["publish", "schedule", "withdraw"]
    )  # fmt: skip
    tile = "/v1/tilesets/transit/14/14467/6525.mvt"
    etag = client.get(tile).headers["etag"]
    assert client.post(f"{BUS}/versions/{number}/publish", key="other").json()["change"] > 0
    busy.settle()
    assert (version(busy, number)["stage"], version(busy, 1)["stage"]) == ("live", "superseded")
    assert client.get(tile).headers["etag"] != etag
    assert version(busy, number)["actions"] == ["rollback", "withdraw"]

    back = client.post(f"{BUS}/rollback", json={"expected_live": number}, key="other")
    assert (back.status_code, back.json()["version"], back.json()["again"]) == (202, 1, False)
    again = client.post(f"{BUS}/rollback", json={"expected_live": number}, key="other").json()
    assert (again["again"], again["change"]) == (True, back.json()["change"])
    busy.settle()
    time.sleep(0.3)  # the read model looks each quarter of a second
    assert client.get(tile).headers["etag"] == etag
    after = client.get(f"{BUS}/current.zip")
    assert (after.content, after.headers["etag"]) == (one.content, one.headers["etag"])
    problem(client.post(f"{BUS}/rollback", json={"expected_live": 1}, key="other"), 409)
    problem(client.post(f"{BUS}/rollback", json={}, key="other"), 400)
    for key, status in ((None, 401), ("same", 403), ("all_upload", 403)):
        problem(client.post(f"{BUS}/rollback", json={"expected_live": 1}, key=key), status)


def test_at_a_time(busy, make_gtfs):
    client = busy.client
    number = send(busy, make_gtfs("shio", AT, stops=30, step=2))["number"]
    busy.settle()
    address = f"{BUS}/versions/{number}/publish"
    for at, code in (("2020-01-01T00:00", "past"), ("soon", "unreadable"), ("2099-01-01T00:00", "too_far")):
        refused = problem(client.post(address, json={"at": at}, key="other"), 400)
        assert (refused["code"], bool(refused["ja"]), bool(refused["en"])) == (code, True, True)
    problem(client.post(address, json={"at": "x" * 41}, key="other"), 400)
    problem(client.post(f"{BUS}/versions/99/publish", json={"at": "2027-01-01T00:00"}, key="other"), 404)
    minute = clock().replace(second=0)
    local = (minute + timedelta(days=2, hours=9)).strftime("%Y-%m-%dT%H:%M")
    set_for = client.post(address, json={"at": local, "announced": False}, key="other")
    assert set_for.status_code == 202
    planned = set_for.json()["schedule"]
    assert (set_for.json()["change"], planned["due_local"], planned["timezone"]) == (
        None, f"{local}:00+09:00", "Asia/Tokyo"
    )  # fmt: skip
    assert planned["due_at"] == instant_text(minute + timedelta(days=2))
    assert (version(busy, number)["stage"], version(busy, number)["schedule"]) == ("scheduled", planned)
    assert "cancel_schedule" in version(busy, number)["actions"]
    assert client.get(f"{BUS}/schedules", key="other").json()["schedules"][0] == planned
    for key, status in ((None, 401), ("same", 403), ("all_upload", 403)):
        problem(client.get(f"{BUS}/schedules", key=key), status)
        problem(client.request("DELETE", f"{BUS}/versions/{number}/schedule", key=key), status)
    problem(client.get(f"{BUS}/versions/{number}"), 404)
    ended = client.request("DELETE", f"{BUS}/versions/{number}/schedule", key="other")
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")
    problem(client.request("DELETE", f"{BUS}/versions/{number}/schedule", key="other"), 404)

    soon = instant_text(clock() + timedelta(seconds=20))
    assert client.post(address, json={"at": soon}, key="other").json()["schedule"]["due_at"] == soon
    moved = busy.worker.workshop
    busy.worker.timekeeper.keep()
    assert version(busy, number)["stage"] == "scheduled"
    moved.now = lambda: clock() + timedelta(seconds=30)
    try:
        busy.worker.timekeeper.keep()
    finally:
        moved.now = clock
    busy.settle()
    assert version(busy, number)["stage"] == "live"
    assert client.get(BUS).json()["live"]["version"] == number
    while instant_text(clock()) <= soon:  # what is asked from now on is asked later than it was due
        time.sleep(0.5)


def test_an_override_and_the_log(busy, make_gtfs):
    client = busy.client
    number = send(busy, without_agency_name(make_gtfs("shio", AT)))["number"]
    busy.settle()
    one = version(busy, number)
    assert (one["state"], one["stage"], one["override"]) == ("blocked", "checked", None)
    address = f"{BUS}/versions/{number}/publish"
    problem(client.post(address, key="other"), 409)
    problem(client.post(address, json={"override": "  "}, key="other"), 400)
    problem(client.post(address, json={"override": "x" * 2001}, key="other"), 400)
    problem(client.post(address, json={"override": "because"}, key="other_upload"), 403)
    problem(client.post(address, json={"override": "because"}), 401)
    asked = client.post(address, json={"override": "規則の誤りです"}, key="other")
    assert (asked.status_code, asked.json()["change"]) == (202, None)
    busy.settle()
    one = version(busy, number)
    assert (one["state"], one["stage"], one["override"]["reason"]) == ("ready", "live", "規則の誤りです")
    assert client.get(BUS).json()["live"]["version"] == number
    assert client.get(f"{BUS}/versions/{number}/report").json()["publishable"] is False

    client.post(f"{BUS}/versions/{number}/withdraw", json={"reason": "x"}, key="other")
    first = client.get(LOG, params={"limit": 3}, key="other").json()
    assert [line["action"] for line in first["lines"]] == ["version.withdraw", "live.take_back", "live.publish"]
    rest = client.get(first["links"]["next"], key="all").json()
    assert rest["lines"][0]["id"] < first["lines"][-1]["id"]
    every = client.get(LOG, params={"limit": 1000}, key="other").json()
    assert "next" not in every["links"]
    assert {line["action"] for line in every["lines"]} >= {
        "key.add", "feed.add", "version.receive", "version.check", "version.override", "live.publish", "live.rollback",
        "live.take_back", "schedule.set", "schedule.cancel", "version.withdraw",
    }  # fmt: skip
    assert {line["subject"].split("/")[0] for line in every["lines"]} == {"shiomi"}
    for key, status in ((None, 401), ("wrong", 401), ("same", 403), ("all_upload", 403)):
        problem(client.get(LOG, key=key), status)
    problem(client.get("/v1/orgs/nobody/audit", key="other"), 403)
    problem(client.get("/v1/orgs/nobody/audit", key="all"), 404)
    problem(client.get(LOG, params={"before": 0}, key="other"), 400)
