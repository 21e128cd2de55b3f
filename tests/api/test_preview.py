"""Previews: who sees an unpublished version, what of it, and for how long. Not here: the map page (tests/web)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from api.signing import is_signed, sign
from catalog import previews, versions
from catalog.db import write
from catalog.secrets import renew, secret
from catalog.tables import products
from pipelines.previews import fulfil_one
from pipelines.workshop import clock
from terms.ids import FeedKey

AT = (137.90, 34.35)
TILE = "14/14468/6525"


def problem(answer, status):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


@pytest.fixture
def sent(busy, make_gtfs, request):
    """A feed of its own with one ready version that nobody published; the path of that version."""
    name = request.node.name.replace("_", "-")[:60].rstrip("-")
    feed = f"/v1/feeds/shiomi/{name}"
    busy.client.request("PUT", feed, key="other", json={"licence_ids": ["CC0-1.0"], "holder": "汐見交通"})
    busy.client.post(f"{feed}/versions", content=make_gtfs("vorab", AT), key="other")
    busy.settle()
    return f"{feed}/versions/1"


def made(busy, sent):
    """The preview's document once a worker has cut its tiles."""
    first = busy.client.get(f"{sent}/preview", key="other")
    assert (first.status_code, first.json()["state"]) == (202, "preparing")
    while fulfil_one(busy.worker.workshop):  # wishes of other tests too
        pass
    answer = busy.client.get(f"{sent}/preview", key="other")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    return answer.json()


def test_the_organisation_sees_tiles_style_and_items_of_its_version(busy, sent):
    client, preview = busy.client, f"{sent}/preview"
    assert "not cut" in problem(client.get(f"{preview}/tilesets/transit/{TILE}.pbf", key="other"), 409)
    document = made(busy, sent)
    assert document["state"] == "ready"
    assert {c["id"]: c["count"] for c in document["collections"]} == {"routes": 1, "stops": 6}
    assert document["bounds"] == [137.9, 34.35, 137.925, 34.35]
    (address,) = document["tilesets"]["transit"]["tiles"]
    assert address == f"http://futae.test{preview}/tilesets/transit/{{z}}/{{x}}/{{y}}.pbf"
    tile = client.get(f"{preview}/tilesets/transit/{TILE}.pbf", key="other")
    assert (tile.status_code, b"vorab-s0" in tile.content) == (200, True)
    assert (tile.headers["cache-control"], tile.headers["content-encoding"]) == ("private, no-store", "gzip")
    plain = client.get(f"{preview}/tilesets/transit/{TILE}.pbf", key="other", headers={"Accept-Encoding": "identity"})
    assert (plain.content, "content-encoding" in plain.headers) == (tile.content, False)
    assert client.get(f"{preview}/tilesets/transit/14/0/0.pbf", key="other").status_code == 204
    problem(client.get(f"{preview}/tilesets/transit/30/0/0.pbf", key="other"), 404)
    problem(client.get(f"{preview}/tilesets/places/5/0/0.pbf", key="other"), 404)
    style = client.get(f"{preview}/style.json?lang=en", key="other").json()
    assert style["sources"]["transit"]["url"] == f"http://futae.test{preview}/tilesets/transit"
    assert style["sources"]["places"]["url"] == "http://futae.test/v1/tilesets/places"
    assert client.get(f"{preview}/tilesets/transit", key="other").json()["tiles"] == [address]
    assert busy.worker.work_once() == 0
    assert not fulfil_one(busy.worker.workshop)  # the wish is fulfilled once


def test_items_of_a_version_come_in_pages(busy, sent):
    items = f"{sent}/preview/collections/stops/items"
    page = busy.client.get(f"{items}?limit=4", key="other")
    assert page.headers["content-type"] == "application/geo+json"
    found = page.json()
    assert (found["numberReturned"], found["version"]) == (4, 1)
    assert "汐見交通" in found["features"][0]["provenance"]["attribution"]
    rest = busy.client.get(found["links"]["next"], key="other").json()
    ids = [f["id"].rpartition(":")[2] for f in [*found["features"], *rest["features"]]]
    assert ids == [f"vorab-s{i}" for i in range(6)]
    assert "next" not in rest["links"]
    near = busy.client.get(f"{items}?bbox=137.899,34.34,137.906,34.36", key="other").json()
    assert near["numberReturned"] == 2
    assert busy.client.get(f"{items}?at=2031-01-01", key="other").json()["numberReturned"] == 0
    assert busy.client.get(f"{sent}/preview/collections/places/items", key="other").json()["features"] == []
    problem(busy.client.get(f"{items}?limit=0", key="other"), 400)
    problem(busy.client.get(f"{items}?more=1", key="other"), 400)


def test_a_signed_link_shows_this_version_and_nothing_else(busy, sent):
    client = busy.client
    made(busy, sent)
    problem(client.post(f"{sent}/preview-links"), 401)
    problem(client.post(f"{sent}/preview-links", key="same"), 403)
    answer = client.post(f"{sent}/preview-links", key="other")
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "private, no-store")
    url = answer.json()["url"].removeprefix("http://futae.test")
    document = client.get(url).json()
    assert document["state"] == "ready"
    (tiles,) = document["tilesets"]["transit"]["tiles"]
    z, x, y = TILE.split("/")
    tile = client.get(tiles.format(z=z, x=x, y=y))
    assert (tile.status_code, b"vorab-s0" in tile.content) == (200, True)
    assert tile.headers["cache-control"] == "private, no-store"
    assert client.get(document["collections"][0]["items"]).json()["features"]
    style = client.get(document["links"]["style"]).json()
    assert client.get(style["sources"]["transit"]["url"]).json()["tiles"] == [tiles]
    signed = url.partition("?")[2]
    for path in ("", "/report", "/file", "/preview-links"):
        assert client.get(f"{sent}{path}?{signed}").status_code in (400, 404, 405)
    problem(client.get(f"{sent.replace('/1', '/2')}/preview?{signed}"), 404)
    for wrong in (
        url.replace("sig=", "sig=A"),
        url[:-1] + str(9 - int(url[-1])),
        url.replace("until=", "until=1"),
        url + "0",
    ):
        assert client.get(wrong).status_code in (400, 404), wrong
    problem(client.get(url.replace("sig=", "sig=%E4%BA%8C")), 404)
    problem(client.get(f"{sent}/preview"), 404)


def test_a_link_ends_with_its_time_its_secret_and_its_version(busy, sent, make_gtfs):
    client, catalog = busy.client, busy.worker.workshop.catalog
    feed = sent.removesuffix("/versions/1")
    key = FeedKey(*feed.split("/")[3:])
    path, past = f"{sent}/preview", clock() - timedelta(days=8)
    sig, until = sign(catalog, path, "public", now=past)
    assert until == int((past + timedelta(days=7)).timestamp())
    assert "held until" in problem(client.get(f"{path}?sig={sig}&until={until}"), 410)
    assert not is_signed(catalog, path, "org:shiomi", sig, until, now=clock())
    assert not is_signed(catalog, path, "public", sig, until + 86_400 * 30, now=clock())
    url = client.post(f"{sent}/preview-links", key="other").json()["url"].removeprefix("http://futae.test")
    assert client.get(url).status_code == 202
    client.post(f"{feed}/versions?publish=true", content=make_gtfs("vorab", AT, step=2), key="other")
    busy.settle()
    assert "version 2" in problem(client.get(url), 410)  # superseded
    assert client.get(path, key="other").status_code == 202  # its organisation still sees it
    assert versions.get_version(catalog, key, 1).state == "ready"
    client.post(f"{sent}/withdraw", json={"reason": "取り違え"}, key="other")
    assert "取り違え" in problem(client.get(path, key="other"), 410)
    second = client.post(f"{feed}/versions/2/preview-links", key="other").json()["url"]
    assert client.get(second).status_code == 202
    renew(catalog, "signed-links")
    problem(client.get(second), 404)


def test_a_blocked_or_waiting_version_has_no_preview_and_says_why(busy, sent, make_gtfs):
    client, feed = busy.client, sent.removesuffix("/versions/1")
    client.post(f"{feed}/versions", content=make_gtfs("vorab", (137.9, 95.0)), key="other")
    assert "waiting" in problem(client.get(f"{feed}/versions/2/preview", key="other"), 409)
    busy.settle()
    assert "blocked" in problem(client.get(f"{feed}/versions/2/preview", key="other"), 409)
    problem(client.post(f"{feed}/versions/2/preview-links", key="other"), 409)
    problem(client.get(f"{feed}/versions/9/preview", key="other"), 404)
    for number in (1, 2, 9):  # nobody else learns which numbers there are
        words = problem(client.get(f"{feed}/versions/{number}/preview", key="same"), 404)
        assert words == f"no version {number} of {feed.removeprefix('/v1/feeds/')}"
        assert problem(client.get(f"{feed}/versions/{number}/preview"), 404) == words


def test_tiles_that_were_swept_or_are_of_older_parts_are_made_again(busy, sent):
    client, workshop = busy.client, busy.worker.workshop
    made(busy, sent)
    version = versions.get_version(workshop.catalog, FeedKey(*sent.split("/")[3:5]), 1)
    (row,) = previews.previews_of(workshop.catalog, version, "public").values()
    workshop.catalog.store.delete(row.sha256)
    assert made(busy, sent)["state"] == "ready"
    previews.put_preview(workshop.catalog, version, "public", "transit", replace(row, memo_key="older"), now=clock())
    assert made(busy, sent)["state"] == "ready"
    assert previews.previews_of(workshop.catalog, version, "org:shiomi") == {}
    assert previews.drop_previews(workshop.catalog, before=clock() - timedelta(days=8)) == 0
    assert previews.drop_previews(workshop.catalog, before=clock()) >= 1
    assert client.get(f"{sent}/preview", key="other").status_code == 202


def test_a_preview_that_fails_of_itself_says_so_after_three_tries(busy, sent, monkeypatch):
    def broken(*_given):
        raise OSError("the disk is full")

    while fulfil_one(busy.worker.workshop):
        pass
    assert busy.client.get(f"{sent}/preview", key="other").status_code == 202
    monkeypatch.setattr("pipelines.cutting.cut_cells", broken)
    for _ in range(previews.TRIES):
        assert fulfil_one(busy.worker.workshop)
    assert not fulfil_one(busy.worker.workshop)
    answer = busy.client.get(f"{sent}/preview", key="other")
    assert (answer.status_code, answer.json()["state"]) == (200, "failed")
    with write(busy.worker.workshop.catalog) as conn:
        conn.execute(products.delete().where(products.c.product == previews.WISH))


def test_a_secret_is_made_once(busy):
    catalog = busy.worker.workshop.catalog
    first = secret(catalog, "test", now=clock())
    assert (len(first), first) == (32, secret(catalog, "test", now=clock()))
    renew(catalog, "test")
    assert secret(catalog, "test", now=clock()) != first


def test_a_hidden_feeds_preview_is_for_its_organisation_and_its_links(busy):
    client, path = busy.client, "/v1/feeds/kakushi/himitsu/versions/1/preview"
    assert client.get(path, key="same_upload").status_code == 202
    while fulfil_one(busy.worker.workshop):
        pass
    tile = f"{path}/tilesets/transit/14/14625/6016.pbf"
    assert b"zzq9" in client.get(tile, key="same_upload").content
    for key in ("none", "other", "granted", "all_upload"):
        problem(client.get(tile, key=key), 404)
    url = client.post(f"{path}-links", key="same_upload").json()["url"]
    assert client.get(url).json()["state"] == "ready"
    assert b"zzq9" in client.get(tile + "?" + url.partition("?")[2]).content


def test_a_key_is_told_what_it_is_for(busy):
    assert "needs a key" in problem(busy.client.get("/v1/me"), 401)
    problem(busy.client.get("/v1/me", key="wrong"), 401)
    me = busy.client.get("/v1/me", key="same_upload")
    assert me.headers["cache-control"] == "private, no-store"
    found = me.json()
    assert (found["org"], found["scopes"], found["max_upload_bytes"]) == ("kakushi", ["upload"], 2_000_000)
    assert [(f["feed"], f["audience"], f["live"]["version"]) for f in found["feeds"]] == [
        ("kakushi/himitsu", "org:kakushi", 1)
    ]
    every = {f["feed"] for f in busy.client.get("/v1/me", key="all").json()["feeds"]}
    assert {"kakushi/himitsu", "midori/gakko", "shiomi/bus", "nazo/bus"} <= every
    assert busy.client.get("/v1/me", key="all_upload").json()["feeds"] == []
