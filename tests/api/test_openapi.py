"""The OpenAPI document tells all: every endpoint, every answer, every problem. Not here: what the answers hold."""

from __future__ import annotations

import re

FILL = {
    "org": "shiomi", "feed": "bus", "number": "1", "release": "1", "name": "transit", "collection": "stops", "z": "14",
    "x": "14468", "y": "6525", "stack": "Noto Sans JP Regular", "range": "0-255", "sheet": "futae@2x",
    "key_id": "0a1b2c3d4e5f", "agent": "midori",
    "q": "shio", "feature_id": "shiomi%2Fbus:stops:shio-s1", "code": "jp_fare_files_missing",
}  # fmt: skip
ADDRESSES = [
    "/health/live",
    "/health/ready",
    "/metrics",
    "/v1",
    "/v1/collections",
    "/v1/collections/{collection}",
    "/v1/collections/{collection}/items",
    "/v1/collections/{collection}/items/{feature_id}",
    "/v1/feeds",
    "/v1/feeds/{org}/{feed}",
    "/v1/feeds/{org}/{feed}/current.zip",
    "/v1/feeds/{org}/{feed}/events.atom",
    "/v1/feeds/{org}/{feed}/merged.zip",
    "/v1/feeds/{org}/{feed}/next.zip",
    "/v1/feeds/{org}/{feed}/rollback",
    "/v1/feeds/{org}/{feed}/schedules",
    "/v1/feeds/{org}/{feed}/source",
    "/v1/feeds/{org}/{feed}/statistics",
    "/v1/feeds/{org}/{feed}/versions",
    "/v1/feeds/{org}/{feed}/versions/{number}",
    "/v1/feeds/{org}/{feed}/versions/{number}/diff",
    "/v1/feeds/{org}/{feed}/versions/{number}/diff.geojson",
    "/v1/feeds/{org}/{feed}/versions/{number}/file",
    "/v1/feeds/{org}/{feed}/versions/{number}/preview",
    "/v1/feeds/{org}/{feed}/versions/{number}/preview-links",
    "/v1/feeds/{org}/{feed}/versions/{number}/preview/collections/{collection}/items",
    "/v1/feeds/{org}/{feed}/versions/{number}/preview/style.json",
    "/v1/feeds/{org}/{feed}/versions/{number}/preview/tilesets/{name}",
    "/v1/feeds/{org}/{feed}/versions/{number}/preview/tilesets/{name}/{z}/{x}/{y}.pbf",
    "/v1/feeds/{org}/{feed}/versions/{number}/publish",
    "/v1/feeds/{org}/{feed}/versions/{number}/report",
    "/v1/feeds/{org}/{feed}/versions/{number}/report/rows.csv",
    "/v1/feeds/{org}/{feed}/versions/{number}/report/rows.geojson",
    "/v1/feeds/{org}/{feed}/versions/{number}/schedule",
    "/v1/feeds/{org}/{feed}/versions/{number}/withdraw",
    "/v1/fonts/{stack}/{range}.pbf",
    "/v1/gtfs/unified",
    "/v1/gtfs/unified.zip",
    "/v1/licences",
    "/v1/me",
    "/v1/me/overview",
    "/v1/orgs/{org}/agents",
    "/v1/orgs/{org}/agents/{agent}",
    "/v1/orgs/{org}/audit",
    "/v1/orgs/{org}/deliveries",
    "/v1/orgs/{org}/deliveries/{number}/replay",
    "/v1/orgs/{org}/keys",
    "/v1/orgs/{org}/keys/{key_id}",
    "/v1/orgs/{org}/keys/{key_id}/replace",
    "/v1/orgs/{org}/mails",
    "/v1/orgs/{org}/mails/{name}",
    "/v1/orgs/{org}/webhooks",
    "/v1/orgs/{org}/webhooks/{name}",
    "/v1/releases",
    "/v1/releases/current",
    "/v1/releases/{release}",
    "/v1/releases/{release}/tilesets/{name}.pmtiles",
    "/v1/releases/{release}/tilesets/{name}/{z}/{x}/{y}.mvt",
    "/v1/search",
    "/v1/session",
    "/v1/sprites/{sheet}.json",
    "/v1/sprites/{sheet}.png",
    "/v1/styles/{name}.json",
    "/v1/tilesets",
    "/v1/tilesets/{name}",
    "/v1/tilesets/{name}.pmtiles",
    "/v1/tilesets/{name}/{z}/{x}/{y}.mvt",
]


def operations(document):
    return [(m, p, one) for p, many in document["paths"].items() for m, one in many.items()]


def test_the_addresses_are_those_of_the_plan(client):
    assert sorted(client.get("/openapi.json").json()["paths"]) == ADDRESSES


def test_every_operation_is_described_and_tells_its_problems(client):
    document = client.get("/openapi.json").json()
    assert not re.search("HTTPValidationError|422", client.get("/openapi.json").text)
    names = [one["operationId"] for _, _, one in operations(document)]
    assert len(names) == len(set(names))
    for method, path, one in operations(document):
        assert one["summary"], path
        assert "500" in one["responses"] or path == "/", (method, path)
        for status, answer in one["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], (path, status)
        if method != "get":
            assert {"401", "403"} <= set(one["responses"]), path


def test_what_is_answered_is_told(client):
    """Every read with usual and with wrong arguments gives a status and a media type that the document names."""
    document = client.get("/openapi.json").json()
    seen = set()
    for method, path, one in operations(document):
        if method != "get":
            continue
        for change in (
            {},
            {"name": "futae"},
            {"feed": "none", "name": "none", "number": "x", "z": "30", "stack": "none"},
        ):
            values = {**FILL, **change}
            url = re.sub(r"{(\w+)}", lambda m, v=values: v[m[1]], path)
            needed = [p["name"] for p in one.get("parameters", ()) if p["in"] == "query" and p["required"]]
            asked = "".join(f"&{name}={FILL[name]}" for name in needed)
            for query in ("?", "?nothing=1", "?audience=org:kakushi", "?release=2099-01-01", "?release=7"):
                answer = client.get(url + query + asked)
                status = str(answer.status_code)
                assert status in one["responses"], (url + query, status)
                kinds = one["responses"][status].get("content")
                kind = answer.headers.get("content-type", "").split(";")[0]
                if answer.content and kinds and status == "200" and "*/*" not in kinds:
                    assert kind in kinds, (url, kind)
                seen.add((path, status))
    assert {status for _, status in seen} == {"200", "307", "400", "401", "404"}
