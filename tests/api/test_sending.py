"""Sending: upload, report, publication, release, withdrawal. Not here: what a report says (tests/feeds)."""

from __future__ import annotations

import json
import threading
import time
from datetime import date

import pytest

from futae.checkfile import as_json, check_file
from pipelines.worker import wait_for_wake, wake_pipe

BUS = "/v1/feeds/shiomi/bus"
AT = (137.90, 34.35)


def problem(answer, status):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


def put(busy, feed, **more):
    made = busy.client.request(
        "PUT", f"/v1/feeds/shiomi/{feed}", key="other", json={"licence_ids": ["CC0-1.0"], **more}
    )
    assert made.status_code == 200, made.text
    return f"/v1/feeds/shiomi/{feed}"


def test_a_feed_is_made_by_an_administrator_of_its_organisation(busy):
    body = {"licence_ids": ["CC-BY-4.0"], "title": "新しい路線"}
    problem(busy.client.request("PUT", "/v1/feeds/shiomi/new", json=body), 401)
    problem(busy.client.request("PUT", "/v1/feeds/shiomi/new", json=body, key="wrong"), 401)
    problem(busy.client.request("PUT", "/v1/feeds/shiomi/new", json=body, key="same"), 403)
    problem(busy.client.request("PUT", "/v1/feeds/kakushi/new", json=body, key="same_upload"), 403)
    made = busy.client.request("PUT", "/v1/feeds/shiomi/new", json=body, key="other")
    assert (made.status_code, made.json()["title"]) == (200, "新しい路線")
    assert problem(
        busy.client.request("PUT", "/v1/feeds/shiomi/new", json={"licence_ids": ["my own"]}, key="other"), 400
    )
    for bad in ({}, {"licence_ids": []}, {**body, "edition": "v9"}, {**body, "audience": "all"}, {**body, "more": 1}):
        problem(busy.client.request("PUT", "/v1/feeds/shiomi/new", json=bad, key="other"), 400)
    problem(busy.client.request("PUT", "/v1/feeds/shiomi/new", content=b"{", key="other"), 400)


def test_upload_needs_a_key_a_scope_and_a_feed(busy, make_gtfs):
    data = make_gtfs("shio", AT)
    problem(busy.client.post(f"{BUS}/versions", content=data), 401)
    problem(busy.client.post(f"{BUS}/versions", content=data, key="wrong"), 401)
    problem(busy.client.post(f"{BUS}/versions", content=data, key="other_upload"), 403)
    problem(busy.client.post(f"{BUS}/versions", content=data, key="granted"), 403)
    problem(busy.client.post("/v1/feeds/shiomi/nobody-made/versions", content=data, key="other"), 404)
    problem(busy.client.post("/v1/feeds/kakushi/himitsu/versions?publish=true", content=data, key="same_upload"), 403)


def test_the_same_bytes_are_the_same_version(busy, make_gtfs):
    feed, data = put(busy, "same-bytes"), make_gtfs("same", AT)
    first = busy.client.post(f"{feed}/versions?name=../a.zip", content=data, key="other")
    assert first.status_code == 202
    assert first.headers["location"] == f"{feed}/versions/1"
    assert (first.json()["state"], first.json()["again"], first.json()["file_name"]) == ("received", False, "a.zip")
    second = busy.client.post(f"{feed}/versions", content=data, key="other").json()
    assert (second["number"], second["again"]) == (1, True)
    named = {"Content-Disposition": "attachment; filename*=UTF-8''%E8%B7%AF%E7%B7%9A.zip"}
    third = busy.client.post(f"{feed}/versions", content=data + b" ", key="other", headers=named).json()
    assert (third["number"], third["file_name"]) == (2, "路線.zip")
    assert [v["number"] for v in busy.client.get(f"{feed}/versions", key="other").json()["versions"]] == [2, 1]
    assert busy.client.get(f"{feed}/versions").json()["versions"] == []


def test_too_large_a_body_is_refused_by_its_word_and_by_its_bytes(busy):
    feed = put(busy, "large")
    before = len(list((busy.home.path / "store").rglob("*")))
    problem(busy.client.post(f"{feed}/versions", content=b"x" * 2_000_001, key="other"), 413)

    async def without_length():
        for _ in range(40):
            yield b"x" * 100_000

    problem(busy.client.post(f"{feed}/versions", content=without_length(), key="other"), 413)
    assert len(list((busy.home.path / "store").rglob("*"))) == before
    assert busy.client.get(f"{feed}/versions", key="other").json()["versions"] == []


def test_a_body_that_ends_early_leaves_nothing(busy):
    feed = put(busy, "early")

    async def shorter():
        yield b"x" * 1_000

    sent = busy.client.post(f"{feed}/versions", content=shorter(), key="other", headers={"Content-Length": "5000"})
    assert "early" in problem(sent, 400)
    assert busy.client.get(f"{feed}/versions", key="other").json()["versions"] == []
    assert not list((busy.home.path / "store" / "tmp").iterdir())


def test_wait_answers_when_the_report_is_there(busy, make_gtfs):
    busy.settle()  # what tests before this one sent would be checked first
    feed = put(busy, "waiting")
    stop = threading.Event()

    def work():
        while not stop.wait(0.1):
            busy.worker.work_once()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        begun = time.monotonic()
        answer = busy.client.post(f"{feed}/versions?wait=30", content=make_gtfs("wait", AT), key="other")
    finally:
        stop.set()
        thread.join()
    assert (answer.status_code, answer.json()["state"], answer.json()["format"]) == (200, "ready", "gtfs-jp")
    assert answer.json()["counts"] == {"routes": 1, "stops": 6}
    assert time.monotonic() - begun < 30
    assert busy.client.post(f"{feed}/versions?wait=0.1", content=b"none", key="other").status_code == 202
    problem(busy.client.post(f"{feed}/versions?wait=61", content=b"none", key="other"), 400)
    busy.settle()
    assert busy.client.get(f"{feed}/versions/2", key="other").json()["state"] == "unreadable"
    assert busy.client.get(f"{feed}/versions/2/report", key="other").json()["publishable"] is False
    problem(busy.client.post(f"{feed}/versions/2/publish", key="other"), 409)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_report_equals_that_of_check(busy, make_gtfs, tmp_path, lang):
    feed, path = put(busy, "reported"), tmp_path / "reported.zip"
    path.write_bytes(make_gtfs("rep", (137.90, 95.0)))  # a latitude that cannot be
    number = busy.client.post(f"{feed}/versions?name=reported.zip", content=path.read_bytes(), key="other").json()[
        "number"
    ]
    busy.settle()
    answer = busy.client.get(f"{feed}/versions/{number}/report", key="other", headers={"Accept-Language": lang})
    assert answer.headers["content-language"] == lang
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json() == json.loads(
        as_json(check_file(path, today=date(2026, 11, 23), licence_ids=["CC0-1.0"]), lang)
    )
    assert answer.json()["notices"]
    problem(busy.client.get(f"{feed}/versions/{number}/report"), 404)


def test_the_report_is_a_page_when_that_is_asked_for(busy, make_gtfs):
    feed, client = put(busy, "paged"), busy.client
    client.post(f"{feed}/versions?name=%E8%B7%AF%E7%B7%9A.zip", content=make_gtfs("pag", (137.90, 95.0)), key="other")
    busy.settle()
    path = f"{feed}/versions/1/report"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for how in ({"headers": {"Accept": browser, "Accept-Language": "ja,en;q=0.5"}}, {"url": "?format=html"}):
        page = client.get(path + how.pop("url", ""), key="other", **how)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["vary"] == "Accept, Accept-Language, Authorization, X-Futae-Session"
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert (page.headers["cache-control"], page.headers["content-language"]) == ("private, no-store", "ja")
        assert "<bdi>路線.zip</bdi>" in page.text
        assert "第1版として受け取ったもの" in page.text
    report = client.get(path, key="other", headers={"Accept": "*/*"}).json()
    for accept in ("application/json", "text/html;q=0.2, application/json", "text/html;q=0"):
        answer = client.get(path, key="other", headers={"Accept": accept})
        assert answer.json()["summary"] == report["summary"], accept
    for code in report["summary"]["codes"]:
        assert f"<code>{code['code']}</code>" in page.text
    asked = client.get(f"{path}?format=json&lang=en", key="other", headers={"Accept": browser})
    assert (asked.headers["content-type"], asked.json()["language"]) == ("application/json", "en")
    plain = client.get(path, key="other", headers={"Accept": "text/plain", "Accept-Language": "ja"})
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.text.splitlines()[0].startswith("路線.zip：このままでは公開できません（")
    assert client.get(f"{path}?format=text&lang=en", key="other").text.startswith("路線.zip: cannot be published")
    problem(client.get(f"{path}?format=pdf", key="other"), 400)
    problem(client.get(f"{path}?format=html"), 404)


def test_from_publication_to_release_to_withdrawal(busy, make_gtfs):
    feed, first, second = put(busy, "life"), make_gtfs("life", AT), make_gtfs("life", AT, step=3)
    client = busy.client
    sent = client.post(f"{feed}/versions?publish=true", content=first, key="other").json()
    problem(client.post(f"{feed}/versions/1/publish", key="other"), 409)  # still waits for its check
    busy.settle()
    assert client.get(f"{feed}/versions/1", key="other").json()["live_change"] >= 1
    time.sleep(0.3)  # the read model looks four times a second
    before = client.get("/v1/releases/current").json()
    assert client.get(f"{feed}/current.zip").content == first
    assert sent["sha256"].startswith(client.get(f"{feed}/current.zip").headers["etag"].strip('"'))
    client.post(f"{feed}/versions", content=second, key="other")
    busy.settle()
    problem(client.get(f"{feed}/versions/2"), 404)
    problem(client.get(f"{feed}/versions/2/file"), 404)
    problem(client.post(f"{feed}/versions/2/publish"), 401)
    problem(client.post(f"{feed}/versions/2/publish", key="same"), 403)
    answer = client.post(f"{feed}/versions/2/publish", key="other")
    assert answer.status_code == 202
    assert client.post(f"{feed}/versions/2/publish", key="other").json() == answer.json()
    busy.settle()
    time.sleep(0.3)
    after = client.get("/v1/releases/current").json()
    assert after["change"] >= answer.json()["change"] > before["change"]
    assert client.get(f"{feed}/current.zip").content == second
    stop = "/v1/collections/stops/items/shiomi%2Flife:stops:life-s0"
    assert client.get(stop).json()["geometry"]["coordinates"] == [137.9, 34.3509]
    assert client.get(f"{stop}?release={before['release']}").json()["geometry"]["coordinates"] == [137.9, 34.35]
    gone = client.post(f"{feed}/versions/2/withdraw", json={"reason": "誤った座標"}, key="other")
    assert gone.status_code == 202
    for path in (f"{feed}/current.zip", f"{feed}/versions/2/file", f"{feed}/versions/2"):
        assert "誤った座標" in problem(client.get(path), 410)  # at once, before the next release
    busy.settle()
    time.sleep(0.3)
    problem(client.get(f"{feed}/current.zip"), 410)
    problem(client.get(stop), 404)
    assert client.get(f"{feed}/versions/2", key="other").json()["reason"] == "誤った座標"
    problem(client.post(f"{feed}/versions/2/publish", key="other"), 410)
    problem(client.post(f"{feed}/versions/1/withdraw", json={}, key="other"), 400)
    problem(client.post(f"{feed}/versions/9/withdraw", json={"reason": "x"}, key="other"), 404)


def test_an_upload_wakes_the_worker(busy, make_gtfs):
    feed = put(busy, "wakes")
    with wake_pipe(busy.home.settings.wake_path) as end:
        begun = time.monotonic()
        busy.client.post(f"{feed}/versions", content=make_gtfs("wake", AT), key="other")
        wait_for_wake(end, 10.0, threading.Event())
        assert time.monotonic() - begun < 5
