"""The tile route: moving and pinned addresses, ETags, encodings, refusals. Not here: what tiles hold."""

from __future__ import annotations

import gzip

import mapbox_vector_tile
import pytest

from api.files import accepts_gzip
from api.tiles_app import READY_COSTS, HotTiles, ReadyAnswers

STOPS = "/v1/tilesets/transit/14/14468/6525.mvt"
PINNED = "/v1/releases/1/tilesets/transit/14/14468/6525.mvt"
PLAIN = {"Accept-Encoding": "identity"}


def test_a_tile_holds_the_feeds_features(client):
    layers = mapbox_vector_tile.decode(client.get(STOPS, headers=PLAIN).content)
    assert {f["properties"]["feed"] for layer in layers.values() for f in layer["features"]} == {"shiomi/bus"}
    assert "shio停1" in {f["properties"].get("name") for f in layers["stops"]["features"]}


def test_moving_and_pinned_addresses_give_one_tile_with_other_caching(client):
    moving, pinned = client.get(STOPS), client.get(PINNED)
    assert (moving.status_code, pinned.status_code) == (200, 200)
    assert moving.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert pinned.headers["cache-control"] == "public, max-age=86400, immutable"
    assert moving.content == pinned.content
    assert moving.headers["etag"] == pinned.headers["etag"] == client.get(f"{STOPS}?release=1").headers["etag"]
    assert moving.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert moving.headers["vary"] == "Accept-Encoding"


def test_gzip_and_identity_differ_in_etag_only(client):
    zipped = client.get(STOPS, headers={"Accept-Encoding": "gzip"})
    plain = client.get(STOPS, headers=PLAIN)
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content  # httpx has unpacked the first
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert int(plain.headers["content-length"]) == len(plain.content)


def test_twenty_at_once_have_one_etag(client):
    answers = client.at_once([STOPS] * 20)
    assert {a.status_code for a in answers} == {200}
    assert len({a.headers["etag"] for a in answers}) == 1
    assert len({a.content for a in answers}) == 1


def test_nothing_new_is_304(client):
    etag = client.get(STOPS).headers["etag"]
    for header in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = client.get(STOPS, headers={"If-None-Match": header})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert client.get(STOPS, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tile_without_features_is_204(client):
    answer = client.get("/v1/tilesets/transit/14/0/0.mvt")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/tilesets/transit/15/0/0.mvt", 404),
        ("/v1/tilesets/transit/1/2/0.mvt", 404),
        ("/v1/tilesets/nothing/0/0/0.mvt", 404),
        ("/v1/releases/99/tilesets/transit/0/0/0.mvt", 404),
        ("/v1/releases/9999999999/tilesets/transit/0/0/0.mvt", 404),
        ("/v1/tilesets/transit/0/0/0.mvt?release=now", 400),
        ("/v1/tilesets/transit/0/0/0.mvt?release=", 400),
        ("/v1/tilesets/transit/0/0/0.mvt?audience=", 400),
        ("/v1/tilesets/transit/0/0/0.mvt?v=1", 400),
        ("/v1/tilesets/transit/0/0/0.mvt?audience=org:kakushi", 404),
        ("/v1/tilesets/transit/0/0/0.mvt\n", 404),
        ("/v1/tilesets/transit/0/0/x.mvt", 404),
    ],
)
def test_what_there_is_not_is_a_problem(client, path, status):
    answer = client.get(path.replace("\n", "%0A"))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_failure_of_ours_is_a_problem_too(client, monkeypatch):
    def broken(*_args):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("api.tiles_app._find", broken)
    answer = client.get(f"{STOPS}?release=1")  # one that is not held ready
    assert (answer.status_code, "secret" in answer.text) == (500, False)


@pytest.mark.parametrize(
    ("header", "accepts"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("", False), ("br", False), ("gzip; q=0.0", False)],
)
def test_accept_encoding(header, accepts):
    assert accepts_gzip(header) is accepts


def test_hot_tiles_stay_below_their_size():
    hot, made = HotTiles(max_bytes=2_000), []

    def maker(at):
        made.append(at)
        return gzip.compress(bytes([at]) * 900, compresslevel=0)

    for at in (0, 1, 0, 2, 0, 1):
        assert hot.get(("x", at, True), lambda at=at: maker(at)).body == gzip.compress(
            bytes([at]) * 900, compresslevel=0
        )
    assert made == [0, 1, 2, 1]


class Reads:
    """The read model as ready answers ask it: the current release's number, and whether a release is open."""

    def __init__(self, current):
        self.current, self.open = current, {1, 2}

    def current_number(self):
        return self.current

    def peek(self, number, _audience):
        return number if number in self.open else None


def test_a_ready_answer_holds_for_its_release_only():
    ready, reads = ReadyAnswers(), Reads(1)
    ready.put("/moving.mvt", True, 1, None, [(b"etag", b"1")], b"one")
    ready.put("/pinned.mvt", True, 1, 1, [], b"one")
    start, body = ready.get("/moving.mvt", True, reads)
    assert start == {"type": "http.response.start", "status": 200, "headers": [(b"etag", b"1")]}
    assert body == {"type": "http.response.body", "body": b"one"}
    assert ready.get("/moving.mvt", False, reads) is None
    for current in (2, None):  # another release; not looked at lately
        reads.current = current
        assert ready.get("/moving.mvt", True, reads) is None
        assert ready.get("/pinned.mvt", True, reads)[1]["body"] == b"one"
    reads.open = {2}
    assert ready.get("/pinned.mvt", True, reads) is None


def test_ready_answers_stay_below_their_size():
    ready, reads = ReadyAnswers(max_bytes=2 * (READY_COSTS + 100)), Reads(1)
    for path in ("a", "b", "b"):
        ready.put(path, True, 1, None, [], bytes(100))
    assert [ready.get(p, True, reads) is None for p in "ab"] == [False, False]
    ready.put("c", True, 1, None, [], bytes(100))
    assert [ready.get(p, True, reads) is None for p in "abc"] == [True, True, False]


def test_a_tile_asked_for_often_is_one_answer_and_keys_are_still_looked_at(client):
    first, second = client.get(STOPS), client.get(STOPS)
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    assert client.get(STOPS, headers={"Authorization": "Bearer futae_wrong"}).status_code == 401
    assert client.request("HEAD", STOPS).headers["content-length"] == second.headers["content-length"]
