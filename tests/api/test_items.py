"""Items: pages, boxes, valid time, releases, provenance, links, one by id. Not here: the SQL (tests/layers)."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.routers.collections import after_text, parse_after
from terms.errors import BadRequest

STOPS = "/v1/collections/stops/items"
BUS_STOP = "shiomi/bus:stops:shio-s3"


def ids_of(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    return [f["id"] for f in answer.json()["features"]]


def test_an_item_has_its_columns_and_its_provenance(client):
    answer = client.get(f"{STOPS}/{quote(BUS_STOP, safe='')}")
    feature = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["cache-control"] == "public, max-age=5, stale-while-revalidate=60"
    assert feature["type"] == "Feature"
    assert feature["id"] == BUS_STOP
    assert feature["geometry"] == {"type": "Point", "coordinates": [137.915, 34.35]}
    assert feature["properties"] == {
        "feature_id": BUS_STOP,
        "feed": "shiomi/bus",
        "valid_from_at": "2026-03-31T15:00:00Z",
        "valid_to_at": "2027-03-31T15:00:00Z",
        "stop_id": "shio-s3",
        "stop_name": "shio停3",
        "location_type": 0,
        "first_service_on": "2026-04-01",
        "last_service_on": "2027-03-31",
        "trips_per_day": 1.0,
    }
    assert feature["provenance"] == {
        "feed": "shiomi/bus",
        "version": 1,
        "release": 1,
        "licence_ids": ["CC-BY-4.0"],
        "attribution": "shio交通, CC BY 4.0",
        "valid_from_at": "2026-03-31T15:00:00Z",
        "valid_to_at": "2027-03-31T15:00:00Z",
    }
    assert feature["links"]["self"] == f"{STOPS}/{quote(BUS_STOP, safe='')}?release=1"


def test_the_id_may_be_written_with_or_without_escapes(client):
    one, other = client.get(f"{STOPS}/{BUS_STOP}"), client.get(f"{STOPS}/shiomi%2fbus%3Astops:shio-s3")
    assert one.json() == other.json()


def test_one_item_at_a_time_it_is_not_valid(client):
    address = f"{STOPS}/{quote(BUS_STOP, safe='')}"
    assert client.get(f"{address}?at=2026-04-01").status_code == 200
    assert client.get(f"{address}?at=2025-04-01").status_code == 404
    assert client.get(f"{address}?at=any").status_code == 200
    assert client.get(f"{STOPS}/nobody%2Fbus:stops:1").status_code == 404
    assert client.get(f"{address}?bbox=1").status_code == 400


@pytest.mark.parametrize("limit", [1, 7, 29, 30, 31, 1000])
def test_pages_hold_every_item_once_in_order(client, limit):
    url, seen, pages = f"{STOPS}?limit={limit}", [], 0
    while url:
        answer = client.get(url)
        found = ids_of(answer)
        assert answer.json()["numberReturned"] == len(found) <= limit
        following = answer.json()["links"].get("next")
        assert (f'<{following}>; rel="next"' == answer.headers.get("link")) is bool(following)
        assert not following or "release=1" in following
        seen, url, pages = seen + found, following, pages + 1
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == 30
    assert pages == -(-30 // limit)


def test_a_box_keeps_what_it_touches(client):
    assert ids_of(client.get(f"{STOPS}?bbox=137.899,34.3,137.911,34.4")) == [
        f"shiomi/bus:stops:shio-s{i}" for i in (0, 1, 2)
    ]
    assert ids_of(client.get(f"{STOPS}?bbox=0,0,1,1")) == []
    assert ids_of(client.get("/v1/collections/routes/items?bbox=137.902,34.349,137.903,34.351")) == [
        "shiomi/bus:routes:shio-r1"
    ]
    assert ids_of(client.get("/v1/collections/places/items?bbox=137.9,34.4,137.91,34.41"))


@pytest.mark.parametrize("bbox", ["1,2,3", "a,b,c,d", "3,2,1,4", "1,2,nan,4", "1,2,inf,4", "", "1,2,3,4,5,6"])
def test_a_box_that_is_none_is_refused(client, bbox):
    assert client.get(f"{STOPS}?bbox={bbox}").status_code == 400


def test_at_is_the_reference_date_unless_told(client):
    assert client.get(STOPS).json()["at"] == "2026-11-23T03:00:00Z"
    assert len(ids_of(client.get(f"{STOPS}?at=2026-04-01"))) == 30
    assert ids_of(client.get(f"{STOPS}?at=2026-03-31")) == []
    assert len(ids_of(client.get(f"{STOPS}?at=2026-03-31T15:00:00Z"))) == 30
    assert ids_of(client.get(f"{STOPS}?at=2027-03-31T15:00:00Z")) == []
    assert len(ids_of(client.get(f"{STOPS}?at=any"))) == 30
    assert client.get(f"{STOPS}?at=soon").status_code == 400


def test_a_release_pins_and_an_instant_redirects(client):
    pinned = client.get(f"{STOPS}?release=1&at=any")
    assert pinned.headers["cache-control"] == "public, max-age=86400, immutable"
    assert client.get(f"{STOPS}?release=1").headers["cache-control"].startswith("public, max-age=5,")
    moved = client.get(f"{STOPS}?release=2099-01-01&limit=3")
    assert (moved.status_code, moved.headers["cache-control"]) == (307, "no-store")
    assert moved.headers["location"] == f"{STOPS}?release=1&limit=3"
    assert client.get(f"{STOPS}?release=2").status_code == 404
    item = client.get(f"{STOPS}/{quote('駅/x:%41', safe='')}?release=2099-01-01")
    assert item.headers["location"] == f"{STOPS}/{quote('駅/x:%41')}?release=1"


def test_links_join_the_municipality_with_the_licences_of_both(client):
    plain = client.get(f"{STOPS}?limit=1").json()["features"][0]
    assert "linked" not in plain
    answer = client.get(f"{STOPS}?limit=1&links=municipality").json()
    assert answer["features"][0]["linked"]["municipality"] == {
        "place_feature_id": "shiomi/area:places:98201",
        "place_code": "98201",
        "distance_m": 0.0,
        "licence_ids": ["CC-BY-4.0", "PDL-1.0"],
        "attribution": answer["features"][0]["linked"]["municipality"]["attribution"],
    }
    assert "shio交通" in answer["features"][0]["linked"]["municipality"]["attribution"]
    assert "links=municipality" in answer["links"]["next"]
    assert "linked" in client.get(f"{STOPS}/{quote(BUS_STOP, safe='')}?links=municipality").json()
    assert client.get("/v1/collections/routes/items?links=municipality").status_code == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "after=!!", "after=e30", "after=W10", "bbbox=1"])
def test_what_cannot_be_read_is_refused(client, query):
    assert client.get(f"{STOPS}?{query}").status_code == 400


def test_collections_tell_what_their_columns_mean(client):
    listed = client.get("/v1/collections").json()["collections"]
    assert {c["id"]: c["count"] for c in listed} == {"places": 1, "routes": 1, "stops": 30}
    one = client.get("/v1/collections/stops").json()
    assert one == next(c for c in listed if c["id"] == "stops")
    assert {"name": "trips_per_day", "unit": "1/d"}.items() <= next(
        c for c in one["columns"] if c["name"] == "trips_per_day"
    ).items()


@settings(max_examples=40)
@given(st.text(), st.none() | st.integers(-(1 << 62), 1 << 62))
def test_tokens_come_back(feature_id, start):
    text = after_text((feature_id, start)) if feature_id.isprintable() else None
    assert text is None or parse_after(text) == (feature_id, start)


@settings(max_examples=60)
@given(st.text(max_size=30) | st.builds(lambda v: after_text(json.loads(json.dumps(v))), st.lists(st.integers())))
def test_strange_tokens_are_refused_or_read(text):
    try:
        found = parse_after(text)
    except BadRequest:
        return
    assert found is not None
    assert isinstance(found[0], str)
