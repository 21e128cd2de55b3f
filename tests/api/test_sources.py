"""A feed's source over HTTP: set, read and ended by who administers the feed, and by nobody else.

What does not live here: asking (tests/pipelines/test_following.py).
"""

from __future__ import annotations

import pytest

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
