"""current.zip, next.zip and merged.zip over HTTP, and who may have them. Not here: joining (tests/feeds/joining)."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta

from futae.products import make_products
from pipelines.workshop import clock
from terms.clocks import instant_text

BUS = "/v1/feeds/shiomi/bus"
AT = (137.90, 34.35)


def get(busy, name: str, **more):
    return busy.client.get(f"{BUS}/{name}", **more)


def send(busy, data: bytes) -> int:
    answer = busy.client.post(f"{BUS}/versions", params={"name": "next.zip"}, content=data, key="other")
    busy.settle()
    return int(answer.json()["number"])


def settled(busy) -> None:
    busy.settle()
    time.sleep(0.3)


def test_current_next_and_merged(busy, make_gtfs):
    """The home's version 1 runs to 2027-03-31; the reference date is 2026-11-23."""
    client, first = busy.client, get(busy, "current.zip")
    assert (get(busy, "next.zip").status_code, get(busy, "merged.zip").content) == (404, first.content)
    ahead = make_gtfs("shio", AT, stops=30, span=("20270101", "20271231"))
    number = send(busy, ahead)
    assert get(busy, f"versions/{number}/file").status_code == get(busy, "next.zip").status_code == 404
    at = instant_text(clock() + timedelta(days=9))

    def publish(**body):
        answer = client.post(f"{BUS}/versions/{number}/publish", json=body, key="other")
        assert answer.status_code == 202, answer.text

    publish(at=at, announced=False)
    assert get(busy, "next.zip").status_code == 404
    assert client.get(f"{BUS}/versions", key=None).json()["versions"][0]["number"] == 1
    publish(at=at)
    assert get(busy, "next.zip").content == get(busy, f"versions/{number}/file").content == ahead
    waiting = get(busy, "merged.zip")
    assert (waiting.status_code, waiting.headers["retry-after"]) == (404, "15")
    assert make_products(busy.home.settings, lambda _line: None) == 0
    merged = get(busy, "merged.zip")
    assert (merged.status_code, merged.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(merged.content)) as archive:
        calendar = archive.read("calendar.txt").decode().splitlines()
        stops = archive.read("stops.txt").decode().splitlines()
    assert [line.split(",")[0] + line[-18:] for line in calendar[1:]] == [
        "shio-w,20260401,20261231", "shio-w~20270101,20270101,20271231"
    ]  # fmt: skip
    assert len(stops) == 31
    again = get(busy, "merged.zip", headers={"If-None-Match": merged.headers["etag"]})
    assert again.status_code == 304

    publish()
    settled(busy)
    assert client.get(BUS).json()["live"]["version"] == number
    assert get(busy, "current.zip").content == first.content
    assert get(busy, "current.zip", params={"at": "2027-01-01"}).content == ahead
    assert get(busy, "current.zip", params={"at": "2026-12-31T23:59:59+09:00"}).content == first.content
    assert get(busy, "next.zip").content == ahead
    assert get(busy, "next.zip", params={"at": "2027-01-01"}).status_code == 404
    assert get(busy, "merged.zip").content == merged.content
    assert get(busy, "versions/1/file").content == first.content
    assert get(busy, "current.zip", params={"at": "soon"}).status_code == 400

    assert client.post(f"{BUS}/rollback", json={"expected_live": number}, key="other").status_code == 202
    settled(busy)
    assert (get(busy, "next.zip").status_code, get(busy, "merged.zip").content) == (404, first.content)
    assert get(busy, f"versions/{number}/file").status_code == 404
    client.post(f"{BUS}/versions/{number}/withdraw", json={"reason": "誤りました"}, key="other")
    gone = get(busy, f"versions/{number}/file")
    assert (gone.status_code, "誤りました" in gone.json()["detail"]) == (410, True)
