"""Webhooks, mail addresses, the log of deliveries and the Atom feed of events, over HTTP.

Not here: sending (tests/pipelines), which events there are (tests/catalog).
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from catalog import deliveries
from catalog.deliveries import LEASE, Outcome
from catalog.releases import give_lease, take_lease
from pipelines.workshop import clock

ORG, ATOM = "/v1/orgs/shiomi", "/v1/feeds/shiomi/bus/events.atom"
HIDDEN_ATOM = "/v1/feeds/kakushi/himitsu/events.atom"
HOOK = {"url": "https://hooks.example.jp/futae?token=t0psecret", "kinds": ["checked", "published"]}
NS = {"a": "http://www.w3.org/2005/Atom"}


def problem(answer, status: int) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


def put(busy, body=HOOK, name="app", key="other", org="shiomi"):
    return busy.client.request("PUT", f"/v1/orgs/{org}/webhooks/{name}", json=body, key=key)


@pytest.fixture
def hook(busy):
    made = put(busy)
    assert made.status_code == 200, made.text
    yield made.json()
    busy.client.request("DELETE", f"{ORG}/webhooks/app", key="other")


def deliver(busy, outcome: Outcome) -> None:
    """What a sender would do with everything that is due."""
    catalog = busy.worker.workshop.catalog
    fencing = take_lease(catalog, LEASE, "t", now=clock(), ttl_s=60)
    assert fencing is not None
    while due := deliveries.due(catalog, now=clock(), busy=(), limit=10):
        for one, _ in due:
            work = deliveries.begin(catalog, one, fencing=fencing, now=clock())
            assert work is not None
            deliveries.finish(catalog, work, outcome, chance=1, fencing=fencing, now=clock())
    give_lease(catalog, LEASE, "t", fencing=fencing, now=clock())


def send(busy, data: bytes) -> int:
    answer = busy.client.post(
        "/v1/feeds/shiomi/bus/versions", params={"name": "a.zip", "publish": "true"}, content=data, key="other"
    )
    assert answer.status_code in (200, 202), answer.text
    busy.settle()
    return answer.json()["number"]


def test_a_secret_is_shown_once(busy, hook):
    assert hook["secret"].startswith("whsec_")
    assert (hook["url"], hook["kinds"]) == (HOOK["url"], HOOK["kinds"])
    again = put(busy)
    assert again.json()["secret"] is None
    assert again.headers["cache-control"] == "no-store"
    listed = busy.client.get(f"{ORG}/webhooks", key="other")
    assert [one["name"] for one in listed.json()["webhooks"]] == ["app"]
    assert hook["secret"] not in listed.text
    renewed = put(busy, {**HOOK, "new_secret": True}).json()["secret"]
    assert renewed not in (None, hook["secret"])


def test_who_may(busy, hook):
    client = busy.client
    for key, status in ((None, 401), ("wrong", 401), ("same", 403), ("granted", 403), ("other_upload", 403)):
        problem(put(busy, key=key), status)
        problem(client.get(f"{ORG}/webhooks", key=key), status)
        problem(client.request("DELETE", f"{ORG}/webhooks/app", key=key), status)
        problem(client.get(f"{ORG}/mails", key=key), status)
        problem(client.post(f"{ORG}/deliveries/1/replay", key=key), status)
    for key, status in ((None, 401), ("same", 403)):
        problem(client.get(f"{ORG}/deliveries", key=key), status)
    assert client.get(f"{ORG}/deliveries", key="granted").status_code == 200  # any key of the organisation
    assert client.get(f"{ORG}/webhooks", key="all").status_code == 200
    problem(client.get("/v1/orgs/nobody/webhooks", key="all"), 404)
    problem(put(busy, org="nobody", key="all"), 404)


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example.jp/", "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.1/",
     "https://hooks.example.jp:25/", "https://a:b@hooks.example.jp/", "gopher://x/", "", "x" * 3000],
)  # fmt: skip
def test_addresses_that_are_not_called(busy, url):
    problem(put(busy, {**HOOK, "url": url}, name="inside"), 400)


def test_other_mistakes(busy):
    assert "unknown kinds nothing" in problem(put(busy, {**HOOK, "kinds": ["nothing"]}), 400)
    problem(put(busy, HOOK, name="Not-A-Slug"), 400)
    problem(put(busy, {}), 400)
    problem(busy.client.request("DELETE", f"{ORG}/webhooks/none", key="other"), 404)
    problem(busy.client.post(f"{ORG}/deliveries/9999/replay", key="other"), 404)
    problem(busy.client.get(f"{ORG}/deliveries?channel=fax", key="other"), 400)
    mail = busy.client.request("PUT", f"{ORG}/mails/office", json={"address": "dia@example.jp"}, key="other")
    assert "FUTAE_SMTP_HOST" in problem(mail, 400)
    assert busy.client.get(f"{ORG}/mails", key="other").json() == {"mails": [], "is_sent": False}


def test_what_was_sent_and_sending_it_again(busy, hook, make_gtfs):
    client = busy.client
    number = send(busy, make_gtfs("shio", (137.90, 34.35), stops=30, step=1))
    rows = client.get(f"{ORG}/deliveries", key="granted").json()["deliveries"]
    assert [(one["kind"], one["version"], one["state"]) for one in rows] == [
        ("published", number, "waiting"), ("checked", number, "waiting")
    ]  # fmt: skip
    problem(client.post(f"{ORG}/deliveries/{rows[0]['id']}/replay", key="other"), 409)
    deliver(busy, Outcome(True, "204 No Content", 204))
    answer = client.get(f"{ORG}/deliveries?target=app&channel=webhook&limit=1", key="granted")
    assert "t0psecret" not in answer.text
    assert hook["secret"] not in answer.text
    [row] = answer.json()["deliveries"]
    assert (row["state"], row["attempts"], row["tries"][0]["status"]) == ("sent", 1, 204)
    older = client.get(answer.json()["links"]["next"], key="granted").json()["deliveries"]
    assert [one["kind"] for one in older] == ["checked"]
    again = client.post(f"{ORG}/deliveries/{row['id']}/replay", key="other")
    assert again.status_code == 202
    newest = client.get(f"{ORG}/deliveries?limit=1", key="other").json()["deliveries"][0]
    assert (newest["id"], newest["replay"], newest["message_id"]) == (again.json()["id"], 1, row["message_id"])
    actions = [one["action"] for one in client.get(f"{ORG}/audit", key="other").json()["lines"]]
    assert {"webhook.add", "webhook.replay"} <= set(actions)


def entries(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    root = ET.fromstring(answer.content)
    return [
        (one.find("a:category", NS).get("term"), one.find("a:title", NS).text) for one in root.findall("a:entry", NS)
    ]


def test_atom_for_everybody_and_for_the_organisation(busy):
    client = busy.client
    public, own = client.get(ATOM), client.get(ATOM, key="other_upload")
    assert public.headers["content-type"] == "application/atom+xml; charset=utf-8"
    kinds = [kind for kind, _ in entries(public)]
    assert kinds
    assert set(kinds) <= {"published", "withdrawn", "expiring", "expired"}
    assert entries(own) == entries(public)  # a key of another organisation
    all_of = [kind for kind, _ in entries(client.get(ATOM, key="granted"))]
    assert "checked" in all_of
    assert client.get(ATOM, key="granted").headers["cache-control"] == "private, no-store"
    assert public.headers["cache-control"].startswith("public, max-age=5")


def test_atom_is_a_document_of_its_kind(busy):
    answer = busy.client.get(ATOM)
    root = ET.fromstring(answer.content)
    assert root.tag == f"{{{NS['a']}}}feed"
    for name in ("id", "title", "updated", "author/a:name"):
        assert root.find(f"a:{name}", NS).text
    assert root.find("a:title", NS).text == "shiomi/bus の題"
    links = {one.get("rel"): one.get("href") for one in root.findall("a:link", NS)}
    assert links["self"] == f"http://futae.test{ATOM}"
    ids = [one.find("a:id", NS).text for one in root.findall("a:entry", NS)]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert all(one.find("a:updated", NS).text.endswith("Z") for one in root.findall("a:entry", NS))


def test_atom_says_nothing_new(busy):
    etag = busy.client.get(ATOM).headers["etag"]
    assert busy.client.get(ATOM).headers["etag"] == etag
    unchanged = busy.client.get(ATOM, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", etag)
    own = busy.client.get(ATOM, key="other", headers={"If-None-Match": etag})
    assert own.status_code == 200  # more is in it


def test_atom_of_a_restricted_feed(busy):
    client = busy.client
    absent = client.get("/v1/feeds/kakushi/nothing/events.atom")
    for key in (None, "other", "all_upload"):
        hidden = client.get(HIDDEN_ATOM, key=key)
        assert (hidden.status_code, hidden.json()["detail"].replace("himitsu", "nothing")) == (
            404, absent.json()["detail"]
        )  # fmt: skip
    problem(client.get(f"{HIDDEN_ATOM}?audience=org:kakushi", key="other"), 404)
    answer = client.get(f"{HIDDEN_ATOM}?audience=org:kakushi", key="same_upload")
    assert {kind for kind, _ in entries(answer)} == {"checked", "published"}
    assert "audience=org:kakushi" in answer.text
    granted = client.get("/v1/feeds/midori/gakko/events.atom?audience=grant:gakko", key="granted")
    assert [kind for kind, _ in entries(granted)] == ["published"]
    assert granted.headers["cache-control"] == "private, no-store"


def test_atom_pages_and_what_was_withdrawn(busy, make_gtfs, monkeypatch):
    monkeypatch.setattr("api.routers.events.MOST", 1)
    client = busy.client
    number = send(busy, make_gtfs("shio", (137.90, 34.35), stops=30, step=2))
    told = client.post(
        f"/v1/feeds/shiomi/bus/versions/{number}/withdraw", json={"reason": "x < y & \x0bz"}, key="other"
    )
    assert told.status_code == 202
    first = client.get(ATOM)
    assert [kind for kind, _ in entries(first)] == ["withdrawn"]
    assert "x &lt; y &amp; z" in first.text
    links = {one.get("rel"): one.get("href") for one in ET.fromstring(first.content).findall("a:link", NS)}
    second = client.get(links["next"].removeprefix("http://futae.test"))
    assert [kind for kind, _ in entries(second)] == ["published"]


def test_atom_tells_everybody_no_reason_that_the_audit_log_keeps(busy, make_gtfs):
    client = busy.client
    number = send(busy, make_gtfs("shio", (137.90, 34.35), stops=30, step=3))
    send(busy, make_gtfs("shio", (137.90, 34.35), stops=30, step=4))
    body = {"expected_live": number + 1, "reason": "0nly-for-us"}
    assert client.post("/v1/feeds/shiomi/bus/rollback", json=body, key="other").status_code == 202
    assert "0nly-for-us" not in client.get(ATOM).text
    assert "0nly-for-us" in client.get(ATOM, key="granted").text


def test_a_feed_says_when_it_is_silent(busy):
    body = {"licence_ids": ["CC-BY-4.0"], "silent_after_days": 90}
    url = "/v1/feeds/shiomi/new"
    assert busy.client.request("PUT", url, json=body, key="other").json()["silent_after_days"] == 90
    assert busy.client.request("PUT", url, json=body | {"silent_after_days": None}, key="other").json()[
        "silent_after_days"
    ] == 90  # fmt: skip
    assert busy.client.request("PUT", url, json=body | {"silent_after_days": 0}, key="other").json()[
        "silent_after_days"
    ] is None  # fmt: skip
    problem(busy.client.request("PUT", url, json=body | {"silent_after_days": -1}, key="other"), 400)
