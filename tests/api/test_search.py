"""`/v1/search`: what it says of a place, in which release and at which time, and what it refuses.

Not here: what finds what (tests/layers/test_search.py), who may find it (test_audiences.py).
"""

from __future__ import annotations

from urllib.parse import parse_qs, quote

import pytest

from api.front import ascii_query


def results(client, query):
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def test_a_stop_says_where_it_is_whose_and_since_when(client):
    answer = client.get(f"/v1/search?q={quote('ｓｈｉｏ停7')}&lang=ja&at=2026-11-23")
    assert answer.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert answer.headers["access-control-allow-origin"] == "*"
    whole = answer.json()
    assert (whole["release"], whole["at"]) == (1, "2026-11-23T03:00:00Z")
    (one,) = whole["results"]
    provenance, linked = one.pop("provenance"), one.pop("linked")
    assert one == {
        "feature_id": "shiomi/bus:stops:shio-s7", "feature_ids": ["shiomi/bus:stops:shio-s7"], "count": 1,
        "collection": "stops", "feed": "shiomi/bus", "feed_title": "shiomi/bus の題", "title": "shio停7",
        "name": "shio停7", "name_ja": None, "name_kana": None, "name_en": None, "context": "汐見市", "match": "exact",
        "matched_column": "stop_name", "matched_text": "shio停7",
        "geometry": {"type": "Point", "coordinates": [137.935, 34.35]}, "bbox": [137.935, 34.35, 137.935, 34.35],
        "valid_from_at": "2026-03-31T15:00:00Z", "valid_to_at": "2027-03-31T15:00:00Z", "is_in_force": True,
    }  # fmt: skip
    assert (provenance["feed"], provenance["licence_ids"]) == ("shiomi/bus", ["CC-BY-4.0"])
    assert linked["municipality"]["licence_ids"] == ["CC-BY-4.0", "PDL-1.0"]


def test_an_area_and_a_route_say_what_they_belong_to(client):
    area = results(client, f"q={quote('汐見')}")[0]
    assert (area["collection"], area["name"], area["context"]) == ("places", "汐見市", "潮県")
    route = results(client, f"q={quote('shio線')}")[0]
    assert (route["collection"], route["context"], route["match"]) == ("routes", "shio交通", "exact")


def test_at_another_day_nothing_is_in_force_and_all_is_marked(client):
    old = results(client, f"q={quote('shio停')}&at=2019-06-03&limit=50")
    assert (len(old), {one["is_in_force"] for one in old}) == (30, {False})


def test_limit_bbox_and_release_are_kept(client):
    assert len(results(client, f"q={quote('停')}&limit=3")) == 3
    near = results(client, f"q={quote('停')}&bbox=137.899,34.3,137.906,34.4&limit=50")
    assert [one["feature_id"] for one in near] == ["shiomi/bus:stops:shio-s0", "shiomi/bus:stops:shio-s1"]
    pinned = client.get(f"/v1/search?q={quote('停')}&release=1&at=2026-11-23")
    assert pinned.headers["cache-control"] == "public, max-age=86400, immutable"
    assert client.get("/v1/search?q=a&release=99").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "", "q=", "q=" + "a" * 201, "q=" + "a" * 60_000, "q=a&limit=0", "q=a&limit=51", "q=a&lang=fr",
        "q=a&bbox=1,2,3", "q=a&at=yesterday", "q=a&colour=red",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(client, query):
    answer = client.get(f"/v1/search?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("q", ["%25", "_", "%27%3B--", "%5C", "%ED%A0%80", "%FF", "%00", "(((", ".*", "%E3%80%80"])
def test_signs_and_broken_bytes_find_nothing(client, q):
    assert results(client, f"q={q}") == []


def test_before_the_first_release_there_is_nothing_to_search(empty_client):
    assert empty_client.get("/v1/search?q=a").status_code == 404


def test_a_query_in_raw_utf_8_is_read_as_utf_8():
    """What curl sends of `?q=みなと`; what is percent-encoded already stays as it is."""
    query = ascii_query("q=みなと&lang=ja&x=%E6%B8%AF+a%26b".encode())
    assert parse_qs(query.decode("ascii")) == {"q": ["みなと"], "lang": ["ja"], "x": ["港 a&b"]}
