"""Nothing of a restricted feed reaches who may not have it: every address, every kind of key, every byte.

The addresses come from the OpenAPI document, so a new endpoint is walked without being named here; those outside it
(page, files of the page) are added. What does not live here: what those who may read get to see (the other tests).
"""

from __future__ import annotations

import gzip
import itertools
import re

import pytest

HIDDEN = {
    "org:kakushi": ("kakushi", "himitsu", b"zzq9", (14625, 6016), "1"),
    "grant:gakko": ("midori", "gakko", b"qqx7", (14609, 6051), "1"),
}
"""Audience → organisation, feed, marker in every name and id of the feed, z14 tile it lies in, its version."""
UNSTATED = b"wwk5"
MAY_READ = {"org:kakushi": {"same", "same_upload", "all"}, "grant:gakko": {"granted", "other_upload", "all"}}
"""Keys of the audience, of the feed's own organisation, or of all."""
KEYS = ("none", "wrong", "other", "other_upload", "granted", "same", "same_upload", "all", "all_upload", "agent")
OUTSIDE = (
    "/",
    "/send",
    "/console",
    "/assets/index-1.js",
    "/lib/maplibre-gl.mjs",
    "/fonts/NotoSansJP-Regular.ttf",
    "/openapi.json",
)
MORE = {
    "/v1/collections/{collection}/items": ("at=any&limit=1000", "at=any&bbox=-180,-90,180,90", "links=municipality"),
    "/v1/collections/{collection}/items/{feature_id}": ("at=any",),
    "/v1/feeds/{org}/{feed}/versions/{number}/report/rows.csv": ("code=expired_calendar",),
    "/v1/feeds/{org}/{feed}/versions/{number}/report/rows.geojson": ("code=expired_calendar",),
    "/v1/styles/{name}.json": ("lang=en", "theme=dark"),
    "/v1/releases": ("limit=1000",),
    "/v1/search": ("q=zzq9&at=any&limit=50", "q=qqx7&at=any&limit=50", "q=停&at=any&limit=50&release=1"),
}


def values_of(audience):
    org, feed, marker, (x, y), number = HIDDEN[audience]
    word = marker.decode()
    return {
        "org": [org], "feed": [feed], "number": [number], "release": ["1", "2099-01-01"],
        "name": ["transit", "places", "futae"], "collection": ["stops", "routes", "places"],
        "feature_id": [f"{org}%2F{feed}:stops:{word}-s0", f"{org}%2F{feed}:routes:{word}-r1"],
        "z": ["14"], "x": [str(x)], "y": [str(y)], "stack": ["Noto Sans JP Regular"], "range": ["0-255"],
        "sheet": ["futae", "futae@2x"], "key_id": ["0123456789ab"], "agent": ["daiko"],
    }  # fmt: skip


def addresses(client, audience, method="get"):
    """Every address of the document with every value that leads to the feed."""
    values = values_of(audience)
    for template, many in client.get("/openapi.json").json()["paths"].items():
        if method not in many:
            continue
        names = re.findall(r"{(\w+)}", template)
        for chosen in itertools.product(*(values[name] for name in names)):
            path = template
            for name, value in zip(names, chosen, strict=True):
                path = path.replace(f"{{{name}}}", value)
            can = {p["name"] for p in many[method].get("parameters", ()) if p["in"] == "query"}
            for query in ("", *MORE.get(template, ())):
                for named in ("", f"audience={audience}") if "audience" in can else ("",):
                    full = "&".join(part for part in (query, named) if part)
                    yield f"{path}?{full}" if full else path


def everything(answer):
    """Headers and body of an answer; what is gzip inside is unpacked too."""
    body = answer.content
    whole = b"".join(k + b": " + v + b"\n" for k, v in answer.headers.raw) + body
    for start in (m.start() for m in re.finditer(b"\x1f\x8b\x08", body)):
        try:
            whole += gzip.decompress(body[start:])
        except (OSError, EOFError, gzip.zlib.error):
            continue
    if "vector-tile" in answer.headers.get("content-type", "") or b"\x1f\x8b" in body:
        whole += body
    return whole


def stranger(text, audience):
    """The same request for a feed, an organisation and an audience that do not exist."""
    org, feed, marker, _, _ = HIDDEN[audience]
    swaps = ((org, "x" * len(org)), (feed, "y" * len(feed)), (marker.decode(), "z" * len(marker)), (audience[6:], ""))
    for was, now in swaps[:3]:
        text = text.replace(was, now)
    return text


@pytest.mark.parametrize("audience", HIDDEN)
@pytest.mark.parametrize("key", KEYS)
def test_who_may_not_read_finds_nothing_anywhere(client, audience, key):
    if key in MAY_READ[audience]:
        pytest.skip("may read it")
    org, feed, marker, _, _ = HIDDEN[audience]
    paths = [*addresses(client, audience), *OUTSIDE]
    assert len(paths) > 60
    for path in paths:
        asked = path.encode()
        for method in ("GET", "HEAD"):
            whole = everything(client.request(method, path, key=key))
            # what the caller wrote may be said back to them; beyond that, no word of the feed
            said = whole.count(marker)
            assert said == 0 or (b"no item" in whole and marker in asked), (method, path, key)
            for word in (feed.encode(), org.encode()):
                # gakko and kakushi stand in the audience asked for, midori and kakushi are public organisations' names
                assert word not in whole or word in asked, (method, path, key, word)


@pytest.mark.parametrize("audience", HIDDEN)
@pytest.mark.parametrize("key", ["none", "wrong", "other", "all_upload", "agent"])
@pytest.mark.parametrize("method", ["get", "put", "post", "delete"])
def test_a_hidden_feed_and_none_at_all_answer_byte_for_byte_alike(client, audience, key, method):
    body = {"json": {"licence_ids": ["CC0-1.0"], "reason": "x"}} if method in ("put", "post") else {}
    for path in addresses(client, audience, method):
        if key == "all_upload" and method == "post" and path.endswith("/versions"):
            continue  # this key may upload anywhere: it is told what is there
        hidden = client.request(method.upper(), path, key=key, **body)
        absent = client.request(method.upper(), stranger(path, audience), key=key, **body)
        assert hidden.status_code == absent.status_code, path
        swapped = [(k, stranger(v, audience)) for k, v in hidden.headers.items()]
        if path == "/metrics":
            continue  # numbers that count these very requests
        assert swapped == list(absent.headers.items()), path
        if b"\x1f\x8b" not in hidden.content:
            assert stranger(hidden.content.decode("utf-8", "replace"), audience) == absent.content.decode(
                "utf-8", "replace"
            ), path


@pytest.mark.parametrize("audience", HIDDEN)
def test_who_may_read_finds_it_in_its_audience_and_not_in_another(client, audience):
    org, feed, marker, (x, y), _ = HIDDEN[audience]
    (key, *_) = sorted(MAY_READ[audience] - {"other_upload", "all"})
    tile = f"/v1/tilesets/transit/14/{x}/{y}.mvt"
    own = client.get(f"{tile}?audience={audience}", key=key)
    assert (own.status_code, marker in own.content) == (200, True)
    assert own.headers["cache-control"] == "private, no-store"
    assert own.headers["vary"] == "Accept-Encoding, Authorization, X-Futae-Session"
    assert client.get(tile, key=key).status_code == 204
    item = f"/v1/collections/stops/items/{org}%2F{feed}:stops:{marker.decode()}-s0"
    assert client.get(f"{item}?audience={audience}", key=key).status_code == 200
    assert client.get(item, key=key).status_code == 404
    counted = client.get(f"/v1/collections/stops?audience={audience}", key=key).json()["count"]
    assert (counted, client.get("/v1/collections/stops", key=key).json()["count"]) == (6, 30)
    release = client.get(f"/v1/releases/current?audience={audience}", key=key)
    assert [f["feed"] for f in release.json()["feeds"]] == [f"{org}/{feed}"]
    assert release.headers["cache-control"] == "private, no-store"
    style = client.get(f"/v1/styles/futae.json?audience={audience}", key=key).json()
    assert style["sources"]["transit"]["url"].endswith(f"?audience={audience}")
    assert client.get(f"/v1/feeds/{org}/{feed}/current.zip?audience={audience}", key=key).status_code == 200
    named = f"/v1/search?q={marker.decode()}&at=any"
    own_results = client.get(f"{named}&audience={audience}", key=key)
    assert {r["feed"] for r in own_results.json()["results"]} == {f"{org}/{feed}"}
    assert own_results.headers["cache-control"] == "private, no-store"
    assert client.get(named, key=key).json()["results"] == []
    other = next(a for a in HIDDEN if a != audience)
    assert client.get(f"{tile}?audience={other}", key=key).status_code == 404


def test_the_organisation_itself_sees_its_feed_without_naming_the_audience(client):
    for path in ("", "/versions", "/versions/1", "/versions/1/report", "/versions/1/file", "/current.zip"):
        answer = client.get(f"/v1/feeds/kakushi/himitsu{path}", key="same_upload")
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "private, no-store"
    assert client.get("/v1/feeds/kakushi/himitsu", key="all").status_code == 200


@pytest.mark.parametrize("key", [k for k in KEYS if k not in ("wrong", "all")])
def test_a_feed_of_unknown_licence_is_named_and_never_served(client, key):
    live = {f["feed"]: f["live"] for f in client.get("/v1/feeds", key=key).json()["feeds"]}
    assert live["nazo/bus"] is None
    rows = [f"versions/1/report/rows.{form}?code=expired_calendar" for form in ("csv", "geojson")]
    for path in ("current.zip", "versions/1", "versions/1/file", "versions/1/report", *rows):
        assert client.get(f"/v1/feeds/nazo/bus/{path}", key=key).status_code == 404, path
    for path in [
        "/v1/tilesets/transit/14/14126/6567.mvt", "/v1/tilesets/transit/0/0/0.mvt", "/v1/tilesets/transit.pmtiles",
        "/v1/releases/1/tilesets/transit.pmtiles", "/v1/collections/stops/items?limit=1000&at=any",
        "/v1/releases/current", "/v1/search?q=wwk5&at=any", "/v1/search?q=停&at=any&limit=50",
        "/v1/collections/routes/items?at=any", "/v1/tilesets/transit", "/v1/collections/stops/items/nazo%2Fbus:stops:1",
    ]:  # fmt: skip
        assert UNSTATED not in everything(client.get(path, key=key)), path


def test_the_test_would_see_a_leak(client):
    """The search itself: it finds the marker in what those who may read are given, also inside archives."""
    for path in [
        "/v1/tilesets/transit/14/14625/6016.mvt?audience=org:kakushi",
        "/v1/releases/1/tilesets/transit.pmtiles?audience=org:kakushi",
        "/v1/collections/stops/items?audience=org:kakushi",
    ]:
        assert b"zzq9" in everything(client.get(path, key="same")), path
