"""Keys of persons and agents over HTTP: an organisation's administrator makes, replaces and ends them, lets others act.

Not here: the rules themselves (tests/catalog/test_persons.py).
"""

from __future__ import annotations

import pytest

ORG, LOG = "/v1/orgs/shiomi", "/v1/orgs/shiomi/audit"
AT = (137.90, 34.35)


def problem(answer, status: int) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


def ask(busy, method: str, url: str, key=None, **more):
    """A request with a key by name, or by its secret."""
    headers = {"Authorization": f"Bearer {key}"} if key and key.startswith("futae_") else {}
    named = None if headers else key
    return busy.client.request(method, url, key=named, headers=headers, **more)


def make(busy, person: str, scopes=("upload",), org="shiomi", key="other", **more) -> dict:
    answer = ask(busy, "POST", f"/v1/orgs/{org}/keys", key, json={"person": person, "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


@pytest.fixture
def agent(busy):
    """The secret of a key of daiko that may upload and publish."""
    secret = make(busy, "鈴木", ("upload", "publish"), "daiko", "agent")["secret"]
    yield secret
    ask(busy, "PUT", f"{ORG}/agents/daiko", "other", json={"scopes": ["upload", "publish"]})
    ask(busy, "DELETE", "/v1/orgs/midori/agents/daiko", "all")


def test_a_person_gets_a_key_that_is_shown_once(busy):
    made = make(busy, "佐藤")
    assert made["secret"].startswith(made["prefix"])
    listed = ask(busy, "GET", f"{ORG}/keys", "other")
    assert listed.headers["cache-control"] == "private, no-store"
    assert made["secret"] not in listed.text
    [row] = [one for one in listed.json()["keys"] if one["id"] == made["id"]]
    assert row == {k: v for k, v in made.items() if k != "secret"}
    assert (row["person"], row["scopes"], row["last_used_on"], row["ended_at"]) == ("佐藤", ["upload"], None, None)
    me = ask(busy, "GET", "/v1/me", made["secret"]).json()
    assert (me["org"], me["person"], me["scopes"], me["acts_for"]) == ("shiomi", "佐藤", ["upload"], [])
    [row] = [one for one in ask(busy, "GET", f"{ORG}/keys", "other").json()["keys"] if one["id"] == made["id"]]
    assert len(row["last_used_on"]) == len("2026-11-26")


def test_a_lost_key_is_replaced_and_ended(busy):
    old = make(busy, "佐藤")
    new = ask(busy, "POST", f"{ORG}/keys/{old['id']}/replace", "other")
    assert (new.status_code, new.headers["cache-control"]) == (201, "no-store")
    body = new.json()
    assert (body["person"], body["scopes"], body["replaces"]) == ("佐藤", ["upload"], old["id"])
    problem(ask(busy, "GET", "/v1/me", old["secret"]), 401)
    assert f"replaced by {body['id']}" in problem(ask(busy, "POST", f"{ORG}/keys/{old['id']}/replace", "other"), 409)
    later = ask(busy, "POST", f"{ORG}/keys/{body['id']}/replace", "other", json={"grace_h": 24}).json()
    assert ask(busy, "GET", "/v1/me", body["secret"]).status_code == 200
    for one in (body, later):
        assert ask(busy, "DELETE", f"{ORG}/keys/{one['id']}", "other").status_code == 204
        problem(ask(busy, "GET", "/v1/me", one["secret"]), 401)
    problem(ask(busy, "DELETE", f"{ORG}/keys/{later['id']}", "other"), 404)
    lines = ask(busy, "GET", f"{LOG}?limit=6", "other").json()["lines"]
    assert [one["action"] for one in lines] == [
        "key.revoke", "key.revoke", "key.replace", "key.replace", "key.add", *[lines[5]["action"]]
    ]  # fmt: skip
    assert {one["detail"]["person"] for one in lines[:5]} == {"佐藤"}
    assert "secret" not in str(lines)


def test_an_administrator_gives_no_more_than_they_have(busy):
    narrow = make(busy, "田中", ("admin", "upload"))
    wide = make(busy, "佐藤", ("publish",))
    body = {"person": "x", "scopes": ["publish"]}
    assert "may not give publish" in problem(ask(busy, "POST", f"{ORG}/keys", narrow["secret"], json=body), 403)
    reading = {"person": "x", "scopes": [], "grants": ["gakko"]}
    assert "grant:gakko" in problem(ask(busy, "POST", f"{ORG}/keys", narrow["secret"], json=reading), 403)
    problem(ask(busy, "POST", f"{ORG}/keys/{wide['id']}/replace", narrow["secret"]), 403)
    problem(ask(busy, "PUT", f"{ORG}/agents/midori", narrow["secret"]), 403)
    assert make(busy, "y", ("upload",), key=narrow["secret"])["scopes"] == ["upload"]


def test_the_last_administrator_cannot_be_ended(busy):
    first = next(
        one for one in ask(busy, "GET", "/v1/orgs/kakushi/keys", "same").json()["keys"] if "admin" in one["scopes"]
    )
    words = problem(ask(busy, "DELETE", f"/v1/orgs/kakushi/keys/{first['id']}", "same"), 409)
    assert "last administrator" in words
    assert "by command" in words
    problem(ask(busy, "DELETE", f"/v1/orgs/kakushi/keys/{first['id']}", "all"), 409)
    second = make(busy, "次長", ("admin",), "kakushi", "same")
    assert ask(busy, "DELETE", f"/v1/orgs/kakushi/keys/{second['id']}", "same").status_code == 204


def test_mistakes(busy):
    for body in (
        {}, {"person": ""}, {"person": "　"}, {"person": "a\nb\x00"}, {"person": "x" * 101},
        {"person": "x", "scopes": ["root"]}, {"person": "x", "grants": ["Not A Slug"]}, {"person": "x", "more": 1},
    ):  # fmt: skip
        problem(ask(busy, "POST", f"{ORG}/keys", "other", json=body), 400)
    key_id = make(busy, "佐藤")["id"]
    problem(ask(busy, "POST", f"{ORG}/keys/{key_id}/replace", "other", json={"grace_h": 169}), 400)
    problem(ask(busy, "POST", f"{ORG}/keys/0123456789ab/replace", "other"), 404)
    problem(ask(busy, "PUT", f"{ORG}/agents/shiomi", "other"), 400)
    problem(ask(busy, "PUT", f"{ORG}/agents/midori", "other", json={"scopes": []}), 400)
    problem(ask(busy, "PUT", f"{ORG}/agents/nobody", "other"), 404)
    problem(ask(busy, "GET", f"{ORG}/agents/midori", "other"), 404)
    problem(ask(busy, "DELETE", f"{ORG}/agents/midori", "other"), 404)


def test_who_may(busy, agent):
    asked = [
        ("GET", "keys", None), ("POST", "keys", {"person": "x"}), ("POST", "keys/0123456789ab/replace", None),
        ("DELETE", "keys/0123456789ab", None), ("GET", "agents", None), ("GET", "agents/daiko", None),
        ("PUT", "agents/daiko", {}), ("DELETE", "agents/daiko", None),
        ("GET", "webhooks", None), ("GET", "mails", None),
        ("PUT", "webhooks/w", {"url": "https://example.jp/w", "kinds": ["published"]}), ("DELETE", "webhooks/w", None),
        ("DELETE", "mails/m", None),
    ]  # fmt: skip
    ask(busy, "PUT", f"{ORG}/agents/daiko", "other", json={"scopes": ["upload", "publish", "admin"]})
    for method, path, body in asked:
        more = {"json": body} if body is not None else {}
        # `agent` may admin for shiomi by now: still it makes no keys there, and has nobody
        # told: both would outlive the grant
        for key, status in ((None, 401), ("wrong", 401), ("same", 403), ("granted", 403), ("other_upload", 403),
                            ("all_upload", 403), (agent, 403), ("agent", 403)):  # fmt: skip
            told = problem(ask(busy, method, f"{ORG}/{path}", key, **more), status)
            absent = problem(ask(busy, method, f"/v1/orgs/nobody/{path}", key, **more), status)
            assert told.replace("shiomi", "nobody") == absent
        problem(ask(busy, method, f"/v1/orgs/nobody/{path}", "all", **more), 404)
        problem(ask(busy, method, f"/v1/orgs/*/{path}", "all", **more), 404)
    mail = {"address": "a@example.jp", "kinds": ["published"]}
    problem(ask(busy, "PUT", f"{ORG}/mails/m", agent, json=mail), 403)
    assert ask(busy, "GET", f"{ORG}/keys", "all").status_code == 200


def test_an_agent_sends_and_publishes_for_a_town(busy, agent, make_gtfs):
    me = ask(busy, "GET", "/v1/me", agent).json()
    assert (me["org"], me["person"]) == ("daiko", "鈴木")
    assert me["acts_for"] == [{"org": "shiomi", "scopes": ["publish", "upload"]}]
    assert [one["feed"] for one in me["feeds"]] == ["shiomi/area", "shiomi/bus"]
    versions = "/v1/feeds/shiomi/bus/versions"
    data = make_gtfs("shio", AT, stops=30, step=1)
    sent = ask(busy, "POST", versions, agent, params={"name": "a.zip"}, content=data)
    assert sent.status_code == 202, sent.text
    number = sent.json()["number"]
    busy.settle()
    shown = ask(busy, "GET", f"{versions}/{number}", agent).json()
    assert (shown["stage"], shown["actions"]) == ("draft", ["publish", "schedule", "withdraw"])
    assert ask(busy, "GET", f"{versions}/{number}/report", agent).status_code == 200
    assert ask(busy, "GET", "/v1/feeds/shiomi/bus/schedules", agent).status_code == 200
    assert ask(busy, "POST", f"{versions}/{number}/publish", agent).status_code == 202
    busy.settle()
    assert ask(busy, "GET", "/v1/feeds/shiomi/bus/current.zip").content == data
    lines = ask(busy, "GET", LOG, "other").json()["lines"]
    mine = [(one["action"], one["who"], one["org"], one["person"]) for one in lines if one["org"] == "daiko"]
    assert mine == [
        (action, "agent 鈴木 of daiko for shiomi", "daiko", "鈴木") for action in ("live.publish", "version.receive")
    ]
    problem(ask(busy, "GET", LOG, agent), 403)  # the town's own book
    put = {"licence_ids": ["CC-BY-4.0"]}
    problem(ask(busy, "PUT", "/v1/feeds/shiomi/bus", agent, json=put), 403)


def test_a_grant_narrowed_or_taken_back_is_so_at_the_next_request(busy, agent, make_gtfs):
    versions = "/v1/feeds/shiomi/bus/versions"
    data = make_gtfs("shio", AT, stops=30, step=2)
    narrowed = ask(busy, "PUT", f"{ORG}/agents/daiko", "other", json={"scopes": ["upload"]})
    assert (narrowed.json()["name"], narrowed.json()["scopes"]) == ("代行", ["upload"])
    assert [one["agent"] for one in ask(busy, "GET", f"{ORG}/agents", "other").json()["agents"]] == ["daiko"]
    number = ask(busy, "POST", versions, agent, params={"name": "a.zip"}, content=data).json()["number"]
    busy.settle()
    problem(ask(busy, "POST", f"{versions}/{number}/publish", agent), 403)
    assert ask(busy, "GET", f"{versions}/{number}", agent).json()["actions"] == []
    assert ask(busy, "DELETE", f"{ORG}/agents/daiko", "other").status_code == 204
    problem(ask(busy, "POST", versions, agent, params={"name": "a.zip"}, content=data), 403)
    problem(ask(busy, "GET", f"{versions}/{number}", agent), 404)
    me = ask(busy, "GET", "/v1/me", agent).json()
    assert (me["acts_for"], me["feeds"]) == ([], [])


def test_acting_for_a_town_reads_none_of_its_restricted_feeds_map(busy, agent):
    feed, tile = "/v1/feeds/midori/gakko", "/v1/tilesets/transit/14/14609/6051.mvt?audience=grant:gakko"
    problem(ask(busy, "GET", feed, agent), 404)
    assert ask(busy, "PUT", "/v1/orgs/midori/agents/daiko", "all").status_code == 200
    assert ask(busy, "GET", feed, agent).status_code == 200  # it sends to it, so it may know of it
    assert ask(busy, "GET", f"{feed}/versions/1/file", agent).status_code == 200
    for path in (
        tile,
        "/v1/collections/stops/items?audience=grant:gakko",
        "/v1/search?q=qqx7&at=any&audience=grant:gakko",
        "/v1/releases/current?audience=grant:gakko",
        "/v1/collections/stops/items?audience=org:midori",
    ):
        answer = ask(busy, "GET", path, agent)
        problem(answer, 404)
        assert b"qqx7" not in answer.content
    assert ask(busy, "DELETE", "/v1/orgs/midori/agents/daiko", "all").status_code == 204
    problem(ask(busy, "GET", f"{feed}/versions/1/file", agent), 404)
