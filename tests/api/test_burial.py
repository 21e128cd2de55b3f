"""A legal withdrawal, and a feed that is for fewer people by now: no address gives anything of it, pinned ones neither.

What does not live here: the command and sudden death (tests/system/test_keeping_kills.py), rows (tests/catalog).
"""

from __future__ import annotations

import gzip
import io
import itertools
import re
import time
import zipfile
from datetime import timedelta

import polars as pl
import pytest

from catalog import live, tombstones
from catalog.audit import list_notes
from catalog.versions import list_versions
from pipelines.sweep import Keeper, sweep
from pipelines.workshop import clock, holder_name
from terms.errors import Gone
from terms.ids import FeedKey

BUS = FeedKey.parse("shiomi/bus")
MARKS = (b"shio-s", "shio停".encode(), "shio線".encode())
"""In every name and id of the feed's stops and routes."""
TILE = "tilesets/transit/14/14467/6525.mvt"
REASON = "裁判所の命令 2026-11-20"
KEYS = ("none", "other", "all")
TRAM_AT = (138.0, 34.4)


def whole(answer) -> bytes:
    """Headers and body of an answer, what is gzip inside unpacked too."""
    return b"".join(k + b": " + v + b"\n" for k, v in answer.headers.raw) + unpacked(answer.content)


def unpacked(data: bytes) -> bytes:
    found = data
    for start in (m.start() for m in re.finditer(b"\x1f\x8b\x08", data)):
        try:
            found += gzip.decompress(data[start:])
        except (OSError, EOFError, gzip.zlib.error):
            try:
                found += gzip.zlib.decompressobj(31).decompress(data[start:])
            except gzip.zlib.error:
                continue
    return found


def names_any(data: bytes) -> bool:
    return any(mark in data for mark in MARKS)


def pinned(number: int) -> list[str]:
    return [
        f"/v1/releases/{number}",
        f"/v1/releases/{number}/{TILE}",
        f"/v1/{TILE}?release={number}",
        f"/v1/releases/{number}/tilesets/places.pmtiles",
        f"/v1/tilesets/transit?release={number}",
        f"/v1/styles/futae.json?release={number}",
        f"/v1/collections/stops/items?release={number}&at=any&limit=1000",
        f"/v1/collections/stops/items/shiomi%2Fbus:stops:shio-s0?release={number}&at=any",
        f"/v1/search?q=shio&at=any&release={number}",
    ]


def until_refused(client, path: str) -> None:
    """Within a second of the deed; asked for longer so that a loaded machine does not decide."""
    begun = time.monotonic()
    while client.get(path).status_code != 410:
        assert time.monotonic() - begun < 30, path
        time.sleep(0.05)


def rebuild(busy) -> int:
    live.ask_rebuild(busy.worker.workshop.catalog, actor="test", now=clock())
    busy.settle()
    time.sleep(0.3)
    return int(busy.client.get("/v1/releases/current").json()["release"])


def put_feed(busy, audience: str, licence: str = "CC-BY-4.0") -> None:
    body = {"licence_ids": [licence], "audience": audience}
    assert busy.client.request("PUT", "/v1/feeds/shiomi/bus", key="other", json=body).status_code == 200


def test_a_release_that_holds_a_feed_for_fewer_people_by_now_is_closed_at_once(busy):
    client, number = busy.client, rebuild(busy)
    for path in [*pinned(1), *pinned(number)]:
        assert client.get(path).status_code == 200, path
        client.get(path, headers={"Accept-Encoding": "gzip"})  # a ready answer, held in memory
    put_feed(busy, "org:shiomi")
    until_refused(client, pinned(1)[1])
    for path in [*pinned(1), *pinned(number)]:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (410, "application/problem+json"), path
        assert answer.headers["cache-control"] == "no-store"
        assert not names_any(answer.content)
        assert b"shiomi" not in answer.content
    busy.settle()
    time.sleep(0.3)
    after = int(client.get("/v1/releases/current").json()["release"])
    assert after == number + 1
    assert not names_any(whole(client.get(f"/v1/releases/{after}/tilesets/transit.pmtiles")))
    assert client.get(f"/v1/releases/{after}").status_code == 200
    theirs = f"/v1/releases/{after}?audience=org:shiomi"
    assert [f["feed"] for f in client.get(theirs, key="other").json()["feeds"]] == ["shiomi/bus"]

    put_feed(busy, "public")
    busy.settle()
    time.sleep(0.3)
    assert [client.get(path).status_code for path in pinned(1)] == [200] * len(pinned(1))
    assert client.get(theirs, key="other").status_code == 410


def test_a_licence_that_permits_no_more_closes_it_too(busy):
    put_feed(busy, "public", "restricted")
    until_refused(busy.client, pinned(1)[1])
    put_feed(busy, "public")
    busy.settle()
    time.sleep(0.3)
    assert busy.client.get(pinned(1)[1]).status_code == 200


def test_a_buried_version_is_gone_and_the_others_of_its_feed_stay(busy, make_gtfs):
    client, catalog = busy.client, busy.worker.workshop.catalog
    body = {"licence_ids": ["CC-BY-4.0"]}
    assert client.request("PUT", "/v1/feeds/shiomi/tram", key="other", json=body).status_code == 200
    sent = [make_gtfs("tram", TRAM_AT, step=step) for step in (0, 1)]
    numbers = []
    for data in sent:
        client.post("/v1/feeds/shiomi/tram/versions?publish=true", key="other", content=data)
        busy.settle()
        time.sleep(0.3)
        numbers.append(int(client.get("/v1/releases/current").json()["release"]))
    key = FeedKey.parse("shiomi/tram")
    assert tombstones.bury(catalog, key, 1, reason=REASON, actor="test", now=clock()).change is None
    until_refused(client, f"/v1/releases/{numbers[0]}")
    assert client.get(f"/v1/releases/{numbers[1]}").status_code == 200
    assert client.get("/v1/feeds/shiomi/tram/current.zip").content == sent[1]
    for name in ("", "/report", "/report?format=html", "/file", "/preview"):
        answer = client.get(f"/v1/feeds/shiomi/tram/versions/1{name}", key="other")
        assert (answer.status_code, REASON in answer.json()["detail"]) == (410, True), name
    again = client.post("/v1/feeds/shiomi/tram/versions?publish=true", key="other", content=sent[0])
    assert (again.status_code, REASON in again.json()["detail"]) == (410, True)
    assert client.post("/v1/feeds/shiomi/tram/versions/1/publish", key="other").status_code == 410
    assert next(note.action for note in list_notes(catalog, subject="shiomi/tram/1")) == "bury"
    assert tombstones.bury(catalog, key, 1, reason="other", actor="test", now=clock()).reason == REASON


def addresses(client, number: int) -> list[str]:
    """Every address of the document with every value that leads to the feed, moving and at the release."""
    values = {
        "org": ["shiomi"], "feed": ["bus"], "number": ["1"], "release": ["1", str(number)],
        "name": ["transit", "futae"], "collection": ["stops", "routes"],
        "feature_id": ["shiomi%2Fbus:stops:shio-s0", "shiomi%2Fbus:routes:shio-r1"],
        "z": ["14"], "x": ["14467"], "y": ["6525"], "stack": ["Noto Sans JP Regular"], "range": ["0-255"],
    }  # fmt: skip
    found = []
    for template, many in client.get("/openapi.json").json()["paths"].items():
        if "get" not in many or template == "/metrics":
            continue
        can = {p["name"] for p in many["get"].get("parameters", ()) if p["in"] == "query"}
        names = re.findall(r"{(\w+)}", template)
        for chosen in itertools.product(*(values.get(name, ["1"]) for name in names)):
            path = template
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"{{{name}}}", value)
            more = "&".join([*["q=x"] * ("q" in can), *["at=any"] * ("at" in can and "q" in can)])
            found += [f"{path}?{more}" if more else path]
            found += [f"{path}?release={n}&at=any" if "at" in can else f"{path}?release={n}" for n in (1, number)
                      if "release" in can and not more]  # fmt: skip
    return found


def test_nothing_of_a_buried_feed_is_given_by_any_address_and_its_bytes_go(busy):
    client, catalog = busy.client, busy.worker.workshop.catalog
    before = int(client.get("/v1/releases/current").json()["release"])
    (version,) = list_versions(catalog, BUS)
    data = catalog.store.read(version.sha256)
    paths = addresses(client, before)
    seen = [path for path in paths if names_any(whole(client.get(path, key="other")))]
    assert len(seen) >= 10, "the test would see it"

    stone = tombstones.bury(catalog, BUS, None, reason=REASON, actor="test", now=clock())
    assert stone.change is not None
    for path in ("/v1/feeds/shiomi/bus/current.zip", "/v1/feeds/shiomi/bus/statistics", "/v1/feeds/shiomi/bus"):
        assert (client.get(path).status_code, REASON in client.get(path).text) == (410, True)
    busy.settle()
    until_refused(client, pinned(before)[1])
    for key, path in itertools.product(KEYS, paths):
        answer = client.get(path, key=key)
        said = whole(answer).replace(b"shiomi/bus:stops:shio-s0", b"what was asked for")
        assert not names_any(said), (key, path)
        assert answer.status_code != 500, (key, path)
    assert "shiomi/bus" not in {f["feed"] for f in client.get("/v1/feeds").json()["feeds"]}
    for path in pinned(1):
        answer = client.get(path)
        assert (answer.status_code, REASON in answer.json()["detail"]) == (410, True), path
    for given in (data, data + b" "):
        sent = client.post("/v1/feeds/shiomi/bus/versions", key="other", content=given)
        assert (sent.status_code, REASON in sent.json()["detail"]) == (410, True)
    body = {"licence_ids": ["CC0-1.0"]}
    assert client.request("PUT", "/v1/feeds/shiomi/bus", key="other", json=body).status_code == 410
    with pytest.raises(Gone, match=REASON):
        live.set_live(catalog, BUS, 1, actor="test", now=clock())

    assert any(names_any(text_of(catalog.store.read(sha))) for sha in catalog.store.list())
    ahead = timedelta(minutes=2)  # bytes younger than a minute stay
    keeper = Keeper(catalog, busy.worker.workshop.settings, holder_name("gc"), lambda: clock() + ahead)
    swept = sweep(keeper)
    assert swept.gone == []
    assert {"tiles", "features", "other"} <= set(swept.kinds)
    assert [sha for sha in catalog.store.list() if names_any(text_of(catalog.store.read(sha)))] == []
    assert all(stone.swept_at is not None for stone in tombstones.list_tombstones(catalog))
    assert [client.get(path).status_code for path in pinned(1)] == [410] * len(pinned(1))
    number = int(client.get("/v1/releases/current").json()["release"])
    for path in (f"/v1/releases/{number}", f"/v1/releases/{number}/tilesets/places.pmtiles",
                 f"/v1/collections/places/items?release={number}&at=any"):  # fmt: skip
        assert client.get(path).status_code == 200, path


def text_of(data: bytes) -> bytes:
    """Stored bytes as they can be searched: tables as CSV, gzip unpacked, a zip's members."""
    if data[:4] == b"PAR1":
        frame = pl.read_parquet(io.BytesIO(data))
        return frame.select(pl.col(pl.String)).write_csv().encode()
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    return unpacked(data)
