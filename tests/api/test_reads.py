"""Reads: releases, tilesets, styles, fonts, pages; caching, CORS, HEAD, problems. Not here: items, tiles, downloads."""

from __future__ import annotations

import gzip

import pytest

from api.glyphs import Glyphs
from tiles.glyph_files import folder_name

MOVING = "public, max-age=5, stale-while-revalidate=60"
PINNED = "public, max-age=86400, immutable"


def is_problem(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body


def test_the_current_release_names_its_feeds_with_licence_and_validity(client):
    answer = client.get("/v1/releases/current")
    release = answer.json()
    assert answer.headers["cache-control"] == MOVING
    assert release["reference_date"] == "2026-11-23"
    assert release["in_force"] is True
    assert release["last_service_on"] == "2027-03-31"
    assert [f["feed"] for f in release["feeds"]] == ["shiomi/area", "shiomi/bus"]
    bus = release["feeds"][1]
    assert bus["licence_ids"] == ["CC-BY-4.0"]
    assert bus["attribution"] == "shio交通, CC BY 4.0"
    assert (bus["valid_from_at"], bus["valid_to_at"]) == ("2026-03-31T15:00:00Z", "2027-03-31T15:00:00Z")
    assert release["collections"] == {"places": 1, "routes": 1, "stops": 30}


def test_a_release_by_number_never_changes_and_by_instant_redirects(client):
    number = client.get("/v1/releases/current").json()["release"]
    pinned = client.get(f"/v1/releases/{number}")
    assert pinned.headers["cache-control"] == PINNED
    assert pinned.json()["release"] == number
    moved = client.get("/v1/releases/2099-01-01T00:00:00Z")
    assert (moved.status_code, moved.headers["cache-control"]) == (307, "no-store")
    assert moved.headers["location"] == f"/v1/releases/{number}"
    is_problem(client.get("/v1/releases/2001-01-01"), 404)
    is_problem(client.get("/v1/releases/yesterday"), 400)
    is_problem(client.get(f"/v1/releases/{number + 1}"), 404)
    is_problem(client.get("/v1/releases/0"), 404)


def test_releases_are_listed_newest_first(client):
    listed = client.get("/v1/releases?limit=1").json()
    assert [r["release"] for r in listed["releases"]] == [client.get("/v1/releases/current").json()["release"]]
    assert client.get("/v1/releases?before=1").json()["releases"] == []


def test_tilejson_is_absolute_and_moving_or_pinned(client):
    moving = client.get("/v1/tilesets/transit")
    document = moving.json()
    assert moving.headers["cache-control"] == MOVING
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == ["http://futae.test/v1/tilesets/transit/{z}/{x}/{y}.mvt"]
    assert document["attribution"] == "shio交通, CC BY 4.0"
    assert [layer["id"] for layer in document["vector_layers"]] == ["stops", "routes"]
    pinned = client.get("/v1/tilesets/transit?release=1")
    assert pinned.headers["cache-control"] == PINNED
    assert pinned.json()["tiles"] == ["http://futae.test/v1/releases/1/tilesets/transit/{z}/{x}/{y}.mvt"]
    by_instant = client.get("/v1/tilesets/transit?release=2099-01-01")
    assert by_instant.headers["location"] == "/v1/tilesets/transit?release=1"
    is_problem(client.get("/v1/tilesets/nothing"), 404)
    is_problem(client.get("/v1/tilesets/transit?release=7"), 404)


def test_attribution_in_tilejson_is_text_even_for_maps_that_take_html(busy):
    body = {"licence_ids": ["CC-BY-4.0"], "holder": '<img src=x onerror=alert(1)> & "co"'}
    assert busy.client.request("PUT", "/v1/feeds/shiomi/bus", key="all", json=body).is_success
    busy.settle()
    said = busy.client.get("/v1/tilesets/transit").json()["attribution"]
    assert said == "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;, CC BY 4.0"
    feeds = busy.client.get("/v1/releases/current").json()["feeds"]
    assert body["holder"] in {f["holder"] for f in feeds}  # JSON says it as it is


def test_tilesets_of_another_audience_keep_the_audience_in_their_addresses(client):
    answer = client.get("/v1/tilesets/transit?audience=org:kakushi", key="same")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json()["tiles"] == ["http://futae.test/v1/tilesets/transit/{z}/{x}/{y}.mvt?audience=org:kakushi"]
    assert [t["tileset"] for t in client.get("/v1/tilesets").json()["tilesets"]] == ["places", "transit"]
    own = client.get("/v1/tilesets?audience=org:kakushi", key="same").json()["tilesets"]
    assert [t["tileset"] for t in own] == ["transit"]
    assert own[0]["links"]["self"] == "/v1/tilesets/transit?audience=org:kakushi"


def test_the_style_has_absolute_sources_labels_by_language_and_at(client):
    style = client.get("/v1/styles/futae.json").json()
    assert {s["url"] for s in style["sources"].values()} == {
        "http://futae.test/v1/tilesets/places",
        "http://futae.test/v1/tilesets/transit",
    }
    assert style["glyphs"] == "http://futae.test/v1/fonts/{fontstack}/{range}.pbf"
    assert style["sprite"] == "http://futae.test/v1/sprites/futae"
    assert "name:en" in client.get("/v1/styles/futae.json?lang=en").text
    assert "2020-01-15T03:00:00Z" in client.get("/v1/styles/futae.json?at=2020-01-15").text
    pinned = client.get("/v1/styles/futae.json?release=1").json()
    assert pinned["sources"]["places"]["url"] == "http://futae.test/v1/tilesets/places?release=1"
    is_problem(client.get("/v1/styles/other.json"), 404)
    dark = client.get("/v1/styles/futae.json?theme=dark").json()
    assert (style["metadata"]["futae:theme"], dark["metadata"]["futae:theme"]) == ("light", "dark")
    assert dark["sources"] == style["sources"]
    is_problem(client.get("/v1/styles/futae.json?lang=fr"), 400)
    is_problem(client.get("/v1/styles/futae.json?theme=sepia"), 400)


def test_glyphs_are_made_once_and_kept_in_the_home(client, web):
    if not any((web / "fonts").iterdir()):
        pytest.skip("the page's font is not built (make web)")
    answer = client.get("/v1/fonts/Nothing,Noto Sans JP Regular/12288-12543.pbf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-protobuf")
    assert b"12288-12543" in answer.content
    assert list((client.home.path / "cache" / "glyphs").glob("NotoSansJP-Regular-*/12288-12543.pbf.gz"))
    assert client.get("/v1/fonts/Noto Sans JP Regular/12288-12543.pbf").content == answer.content
    is_problem(client.get("/v1/fonts/Noto Sans JP Regular/1-256.pbf"), 400)
    is_problem(client.get("/v1/fonts/Nothing/0-255.pbf"), 404)


def test_glyphs_built_with_the_page_are_sent_as_they_lie_there(tmp_path):
    font = tmp_path / "fonts" / "Some-Regular.ttf"
    folder = font.parent / "glyphs" / folder_name(b"font", "Some-Regular")
    folder.mkdir(parents=True)
    font.write_bytes(b"font")
    (folder / "0-255.pbf.gz").write_bytes(gzip.compress(b"ranges"))
    glyphs = Glyphs(font.parent, tmp_path / "cache")
    assert glyphs.get("Some Regular", "0-255").zipped == gzip.compress(b"ranges")
    assert not (tmp_path / "cache").exists()


def test_glyphs_are_kept_long_by_etag_and_sent_zipped_to_who_takes_it(client, web):
    if not any((web / "fonts").iterdir()):
        pytest.skip("the page's font is not built (make web)")
    url = "/v1/fonts/Noto Sans JP Regular/0-255.pbf"
    zipped = client.get(url, headers={"Accept-Encoding": "gzip"})
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content
    assert plain.headers["vary"] == "Accept-Encoding"
    assert "max-age=604800" in plain.headers["cache-control"]
    assert zipped.headers["etag"] != plain.headers["etag"]
    again = client.get(url, headers={"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_sprite_has_places_and_a_sheet_for_both_kinds_of_screens(client):
    for name, ratio in (("futae", 1), ("futae@2x", 2), ("futae%402x", 2)):
        places, sheet = (client.get(f"/v1/sprites/{name}.{kind}") for kind in ("json", "png"))
        assert (places.status_code, places.headers["content-type"]) == (200, "application/json")
        assert {place["pixelRatio"] for place in places.json().values()} == {ratio}
        assert (sheet.status_code, sheet.headers["content-type"]) == (200, "image/png")
        assert sheet.content.startswith(b"\x89PNG")
        for answer in (places, sheet):
            assert "max-age=604800" in answer.headers["cache-control"]
            assert answer.headers["access-control-allow-origin"] == "*"
            again = client.get(answer.request.url.path, headers={"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
    for wrong in ("futae@3x.png", "other.json", "futae.svg"):
        is_problem(client.get(f"/v1/sprites/{wrong}"), 404)


def test_fonts_without_a_built_page_are_404(empty_client):
    assert "make web" in is_problem(empty_client.get("/v1/fonts/Noto Sans JP Regular/0-255.pbf"), 404)["detail"]


def test_a_new_service_is_empty_and_says_so(empty_client):
    assert empty_client.get("/v1/collections").json()["collections"][0]["count"] == 0
    assert empty_client.get("/v1/tilesets").json() == {"tilesets": []}
    assert empty_client.get("/v1").json()["release"] is None
    assert empty_client.get("/v1/releases").json()["releases"] == []
    assert "released" in is_problem(empty_client.get("/v1/releases/current"), 404)["detail"]
    is_problem(empty_client.get("/v1/tilesets/transit/0/0/0.mvt"), 404)
    is_problem(empty_client.get("/v1/collections/stops/items"), 404)
    assert empty_client.get("/health/ready").json() == {"status": "ok", "details": {"release": None}}
    page = empty_client.get("/")
    assert "make web" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_pages_carry_security_headers_and_leave_no_folder(client):
    page = client.get("/")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-cache"
    script = client.get("/assets/index-1.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    library = client.get("/lib/maplibre-gl.mjs")
    assert library.headers["access-control-allow-origin"] == "*"
    assert library.headers["content-type"].startswith("text/javascript")
    for path in (
        "/assets/%2e%2e/index.html",
        "/lib/..%2F..%2Foutside.txt",
        "/assets/%00",
        "/assets/",
        "/fonts/none.ttf",
    ):
        is_problem(client.get(path), 404)


def test_feeds_and_licences(client):
    feeds = {f["feed"]: f for f in client.get("/v1/feeds").json()["feeds"]}
    assert set(feeds) == {"shiomi/area", "shiomi/bus", "nazo/bus"}
    assert feeds["nazo/bus"]["live"] is None
    assert feeds["shiomi/bus"]["live"]["version"] == 1
    assert client.get("/v1/feeds/shiomi/bus").json()["links"]["versions"] == "/v1/feeds/shiomi/bus/versions"
    licences = {x["licence_id"]: x for x in client.get("/v1/licences").json()}
    assert licences["CC-BY-4.0"]["redistribute"] == "yes"
    is_problem(client.get("/v1/feeds/Not A Slug/x"), 400)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nowhere", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/v1/feeds/", 404),
        ("DELETE", "/v1/feeds", 405),
        ("PATCH", "/v1/tilesets/transit/0/0/0.mvt", 405),
        ("GET", "/v1/feeds/shiomi/bus/versions/one", 400),
        ("GET", "/v1/releases?limit=0", 400),
        ("GET", "/v1/releases?limit=many", 400),
        ("GET", "/v1/feeds?unknown=1", 400),
        ("GET", "/v1/licences?x", 400),
        ("GET", "/v1/feeds?audience=nobody", 400),
        ("GET", "/v1/collections/nothing", 404),
        ("GET", "/v1/collections/nothing/items", 404),
        ("GET", "/v1/feeds/shiomi/bus/versions/99999999999999999999", 404),
        ("GET", "/v1/feeds/shiomi/bus/versions/-1", 404),
        ("GET", "/v1/feeds/shiomi/bus/versions/1/report?lang=fr", 400),
    ],
)
def test_every_error_is_a_problem_document(client, method, path, status):
    answer = client.request(method, path)
    is_problem(answer, status)
    if status == 405:
        assert "GET" in answer.headers["allow"]


def test_a_failure_of_ours_tells_nothing_of_the_inside(client, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("catalog.feeds.list_feeds", broken)
    assert "secret" not in str(is_problem(client.get("/v1/feeds"), 500))


def test_reads_answer_any_origin_and_writes_do_not(client):
    for path in ("/v1/releases/current", "/v1/tilesets/transit/0/0/0.mvt", "/v1/nowhere", "/openapi.json"):
        answer = client.get(path, headers={"Origin": "https://other.example"})
        assert answer.headers.get_list("access-control-allow-origin") == ["*"], path
        assert {"ETag", "Content-Range", "Link"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    for path in ("/v1/feeds/shiomi/bus/current.zip", "/v1/tilesets/transit/0/0/0.mvt"):
        preflight = client.request("OPTIONS", path, headers={**asked, "Access-Control-Request-Headers": "range"})
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == "*"
        assert "Range" in preflight.headers["access-control-allow-headers"]
        assert preflight.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    sent = client.post("/v1/feeds/shiomi/bus/versions", content=b"x", headers={"Origin": "https://other.example"})
    assert sent.status_code == 401
    assert "access-control-allow-origin" not in sent.headers
    assert "access-control-allow-origin" not in client.get("/metrics").headers


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v1/feeds", "/v1/releases/current", "/v1/tilesets/transit", "/v1/collections/stops/items?limit=2",
        "/v1/feeds/shiomi/bus/current.zip", "/v1/releases/1/tilesets/transit.pmtiles", "/v1/nowhere",
        "/lib/maplibre-gl.mjs", "/v1/tilesets/transit/14/14468/6525.mvt", "/health/live",
    ],
)  # fmt: skip
def test_head_is_get_without_the_body(client, path):
    get, head = client.get(path), client.request("HEAD", path)
    assert head.content == b""
    assert head.status_code == get.status_code
    assert dict(head.headers) == dict(get.headers)


def test_metrics_name_routes_and_statuses_only(client):
    client.get("/v1/feeds/shiomi/bus")
    client.get("/v1/feeds/kakushi/himitsu")
    client.get("/v1/tilesets/transit/0/0/0.mvt")
    text = client.get("/metrics").text
    assert 'futae_requests_total{route="/v1/feeds/{org}/{feed}",status="200"}' in text
    assert 'futae_requests_total{route="/v1/feeds/{org}/{feed}",status="404"}' in text
    assert 'futae_tiles_total{status="200"}' in text
    assert not [word for word in ("kakushi", "himitsu", "shiomi", "org:") if word in text]
