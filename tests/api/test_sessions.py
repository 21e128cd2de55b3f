"""Sessions of browsers: a key exchanged for a cookie that is nobody without its proof. Not here: the pages that use
them (tests/web)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from catalog import sessions, tables
from catalog.db import read
from catalog.sessions import proof_of

ADDRESS = "/v1/session"
HIDDEN_TILE = "/v1/tilesets/transit/14/14625/6016.mvt?audience=org:kakushi"
OPEN_TILE = "/v1/tilesets/transit/13/7234/3262.mvt"


def problem(answer, status: int) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


class Browser:
    """One browser: it keeps its cookie, and the page in it keeps the proof."""

    def __init__(self, service) -> None:
        self.client = service.client
        self.key, self.token, self.proof, self.told, self.cookie = "", "", "", {}, ""

    def sign_in(self, key: str, **more):
        answer = self.client.post(ADDRESS, json={"key": self.client.home.keys.get(key, key)}, **more)
        self.client._http.cookies.clear()
        if answer.status_code == 201:
            self.cookie, self.told = answer.headers["set-cookie"], answer.json()
            self.token, self.proof = self.cookie.partition(";")[0].partition("=")[2], self.told["proof"]
        return answer

    def ask(self, method: str, url: str, *, proof: str | None = "own", key=None, headers=None, **more):
        sent = {"Cookie": f"theme=dark; futae_session={self.token}", **(headers or {})}
        if proof is not None:
            sent["X-Futae-Session"] = self.proof if proof == "own" else proof
        answer = self.client.request(method, url, key=key, headers=sent, **more)
        self.client._http.cookies.clear()
        return answer


@pytest.fixture
def browser(busy) -> Browser:
    return Browser(busy)


def signed_in(busy, key: str) -> Browser:
    browser = Browser(busy)
    assert browser.sign_in(key).status_code == 201
    return browser


def test_a_key_is_exchanged_and_a_page_loaded_anew_goes_on(busy, browser):
    made = browser.sign_in("other")
    assert (made.status_code, made.headers["cache-control"]) == (201, "private, no-store")
    assert browser.cookie == f"futae_session={browser.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"
    assert sorted(browser.told) == ["expires_at", "org", "person", "proof", "scopes"]
    assert (browser.told["org"], browser.told["person"]) == ("shiomi", "")
    assert browser.told["scopes"] == ["admin", "publish", "upload"]
    again = browser.ask("GET", ADDRESS, proof=None)
    assert (again.status_code, again.json()) == (200, browser.told)
    assert again.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in again.headers
    me = browser.ask("GET", "/v1/me")
    assert me.json()["org"] == "shiomi"
    for answer in (made, again, me):
        for said in (answer.text, str(answer.headers)):
            assert busy.home.keys["other"] not in said
            assert busy.home.keys["other"].split("_")[2] not in said
    assert browser.token not in made.text + again.text


def test_only_hashes_are_kept(busy, browser):
    browser.sign_in("other")
    with read(busy.worker.workshop.catalog) as conn:
        rows = conn.execute(sa.select(tables.sessions)).all()
    assert rows
    assert not {browser.token, browser.proof} & {str(cell) for row in rows for cell in row}


def test_the_end(browser, busy):
    other = signed_in(busy, "other")
    browser.sign_in("other")
    ended = browser.ask("DELETE", ADDRESS)
    assert (ended.status_code, ended.content) == (204, b"")
    assert ended.headers["set-cookie"] == "futae_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    problem(browser.ask("GET", ADDRESS, proof=None), 401)
    problem(browser.ask("GET", "/v1/me"), 401)
    problem(browser.ask("DELETE", ADDRESS), 401)
    assert other.ask("GET", "/v1/me").status_code == 200
    assert busy.client.get("/v1/me", key="other").status_code == 200


def test_the_end_needs_the_proof(busy, browser):
    browser.sign_in("other")
    for proof in (None, "", "0" * 64):
        problem(browser.ask("DELETE", ADDRESS, proof=proof), 401)
    assert browser.ask("GET", "/v1/me").status_code == 200


def test_a_cookie_without_its_proof_is_nobody(browser):
    browser.sign_in("same")
    problem(browser.ask("GET", "/v1/me", proof=None), 401)
    problem(browser.ask("GET", HIDDEN_TILE, proof=None), 404)
    problem(browser.ask("POST", "/v1/feeds/kakushi/himitsu/versions/1/withdraw", proof=None, json={"reason": "x"}), 401)
    public = browser.ask("GET", OPEN_TILE, proof=None)
    assert public.headers["cache-control"].startswith("public")


@pytest.mark.parametrize("proof", ["", "0" * 64, "ж".encode(), "token"])
def test_a_wrong_proof_is_told(browser, proof):
    browser.sign_in("same")
    sent = browser.token if proof == "token" else proof
    for url in ("/v1/me", HIDDEN_TILE, OPEN_TILE, "/v1/feeds"):
        problem(browser.ask("GET", url, proof=sent), 401)


def test_a_proof_without_its_cookie_is_told(busy, browser):
    browser.sign_in("same")
    other = signed_in(busy, "other")
    for url in ("/v1/me", HIDDEN_TILE, OPEN_TILE):
        problem(busy.client.get(url, headers={"X-Futae-Session": browser.proof}), 401)
        problem(other.ask("GET", url, proof=browser.proof), 401)
        made_up = {"X-Futae-Session": proof_of("x"), "Cookie": "futae_session=x"}
        problem(busy.client.get(url, headers=made_up), 401)


def test_a_cookie_that_a_neighbouring_host_set_hides_no_session_and_lends_none(busy, browser):
    browser.sign_in("same")
    other = signed_in(busy, "other")
    both = f"futae_session={other.token}; futae_session={browser.token}"
    me = browser.ask("GET", "/v1/me", headers={"Cookie": both})
    assert me.json()["org"] == "kakushi"
    problem(browser.ask("GET", ADDRESS, proof=None, headers={"Cookie": both}), 401)


def test_a_key_goes_before_a_session(browser):
    browser.sign_in("same")
    assert browser.ask("GET", "/v1/me", key="other").json()["org"] == "shiomi"
    problem(browser.ask("GET", "/v1/me", key="wrong"), 401)
    assert browser.ask("GET", "/v1/me", key="other", proof="wrong").json()["org"] == "shiomi"


def test_two_sessions_at_once(busy):
    one, two, third = signed_in(busy, "same"), signed_in(busy, "same"), signed_in(busy, "other")
    assert len({one.token, two.token, one.proof, two.proof}) == 4
    orgs = [each.ask("GET", "/v1/me").json()["org"] for each in (one, two, third)]
    assert orgs == ["kakushi", "kakushi", "shiomi"]


def test_a_tile_of_an_organisation_by_session(busy, browser):
    busy.client.get(OPEN_TILE)  # it lies ready now
    browser.sign_in("same")
    tile = browser.ask("GET", HIDDEN_TILE)
    assert (tile.status_code, b"zzq9" in tile.content) == (200, True)
    assert tile.headers["cache-control"] == "private, no-store"
    assert tile.headers["vary"] == "Accept-Encoding, Authorization, X-Futae-Session"
    public = browser.ask("GET", OPEN_TILE)
    assert (public.status_code, public.headers["vary"]) == (200, "Accept-Encoding")
    problem(signed_in(busy, "other").ask("GET", HIDDEN_TILE), 404)


def test_answers_that_depend_on_who_asks_say_so(browser):
    browser.sign_in("other")
    for path in ("/v1/feeds/shiomi/bus/versions/1/report", "/v1/feeds/shiomi/bus/events.atom",
                 "/v1/feeds/shiomi/bus/versions/1/preview"):  # fmt: skip
        assert browser.ask("GET", path).headers["vary"].endswith("Authorization, X-Futae-Session"), path


@pytest.mark.parametrize("key", ["wrong", "futae_", "x", "ж"])
def test_a_wrong_key_makes_no_session(browser, key):
    answer = browser.sign_in(key)
    problem(answer, 401)
    assert "set-cookie" not in answer.headers


def test_bodies_that_are_none(busy):
    for body in ({}, {"key": ""}, {"key": 7}, {"key": "x" * 201}, {"key": "x", "more": 1}, []):
        answer = busy.client.post(ADDRESS, json=body)
        problem(answer, 400)
        assert "set-cookie" not in answer.headers
    form = {"Content-Type": "text/plain"}  # what a form of a foreign page can send
    problem(busy.client.post(ADDRESS, content=b'{"key": "x"}', headers=form), 400)


FOREIGN = [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://futae.test.evil.example"},
    {"Origin": "http://futae.test:8080"}, {"Origin": "file://futae.test"}, {"Origin": "http://[x"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site", "Origin": "http://futae.test"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_page_of_another_origin_is_refused(browser, headers):
    refused = browser.sign_in("other", headers=headers)
    problem(refused, 403)
    assert "set-cookie" not in refused.headers
    browser.sign_in("other")
    for method, proof in (("GET", None), ("DELETE", "own")):
        answer = browser.ask(method, ADDRESS, proof=proof, headers=headers)
        assert browser.proof not in answer.text
        problem(answer, 403)


@pytest.mark.parametrize("headers", [
    {"Origin": "http://futae.test", "Sec-Fetch-Site": "same-origin"}, {"Origin": "https://futae.test"},
    {"Sec-Fetch-Site": "none"}, {"Origin": "http://127.0.0.1:8000"},
], ids=str)  # fmt: skip
def test_the_services_own_page_is_let_in(browser, headers):
    """By Host, whatever ended TLS before it, or by the public address (here its default)."""
    assert browser.sign_in("other", headers=headers).status_code == 201


def test_no_other_origin_is_told_anything(browser):
    made = browser.sign_in("other")
    for answer in (made, browser.ask("GET", ADDRESS, proof=None), browser.ask("OPTIONS", ADDRESS, proof=None),
                   browser.ask("DELETE", ADDRESS)):  # fmt: skip
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    told = browser.client.request("OPTIONS", ADDRESS, headers={"Origin": "https://evil.example"})
    assert (told.status_code, told.headers["allow"]) == (204, "DELETE, GET, HEAD, OPTIONS, POST")
    for url in ("/v1/me", OPEN_TILE, "/v1/feeds"):
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Headers": "x-futae-session"}
        allowed = browser.client.request("OPTIONS", url, headers=asked).headers
        assert "futae" not in allowed["access-control-allow-headers"].lower()
        assert "access-control-allow-credentials" not in allowed


def test_a_key_that_ends_takes_its_sessions_along(busy):
    made = busy.client.post("/v1/orgs/shiomi/keys", key="other", json={"person": "佐藤", "scopes": ["upload"]}).json()
    one, two = signed_in(busy, made["secret"]), signed_in(busy, made["secret"])
    assert (one.told["person"], one.told["scopes"]) == ("佐藤", ["upload"])
    assert busy.client.request("DELETE", f"/v1/orgs/shiomi/keys/{made['id']}", key="other").status_code == 204
    for each in (one, two):
        problem(each.ask("GET", ADDRESS, proof=None), 401)
        problem(each.ask("GET", "/v1/me"), 401)


def test_a_key_that_is_replaced_takes_its_sessions_along(busy):
    made = busy.client.post("/v1/orgs/shiomi/keys", key="other", json={"person": "佐藤", "scopes": ["upload"]}).json()
    one = signed_in(busy, made["secret"])
    new = busy.client.post(f"/v1/orgs/shiomi/keys/{made['id']}/replace", key="other", json={"grace_h": 1}).json()
    assert one.ask("GET", "/v1/me").status_code == 200
    two = signed_in(busy, made["secret"])  # the old key goes on for an hour: so does what it makes
    assert two.told["expires_at"] < one.told["expires_at"]
    newer = busy.client.post(f"/v1/orgs/shiomi/keys/{new['id']}/replace", key="other").json()
    problem(Browser(busy).sign_in(new["secret"]), 401)
    assert signed_in(busy, newer["secret"]).ask("GET", "/v1/me").json()["person"] == "佐藤"


def test_an_agents_session_acts_as_its_key(busy):
    agent = signed_in(busy, "agent")
    me = agent.ask("GET", "/v1/me").json()
    assert (me["org"], [one["org"] for one in me["acts_for"]]) == ("daiko", ["shiomi"])
    assert agent.ask("GET", "/v1/feeds/shiomi/bus/schedules").status_code == 200
    assert busy.client.request("DELETE", "/v1/orgs/shiomi/agents/daiko", key="other").status_code == 204
    assert agent.ask("GET", "/v1/me").json()["acts_for"] == []
    busy.client.request("PUT", "/v1/orgs/shiomi/agents/daiko", key="other")


def test_a_session_ends_by_itself(timed):
    service = timed()
    begun = service.clock.now
    browser = signed_in(service, "admin")
    assert browser.told["expires_at"] == "2026-11-23T15:00:00Z"
    service.clock.now = begun + sessions.LIFE - timedelta(seconds=1)
    assert browser.ask("GET", "/v1/me").status_code == 200
    assert browser.ask("GET", ADDRESS, proof=None).json() == browser.told  # asking makes it no longer
    service.clock.now = begun + sessions.LIFE
    problem(browser.ask("GET", "/v1/me"), 401)
    problem(browser.ask("GET", ADDRESS, proof=None), 401)
    problem(browser.ask("DELETE", ADDRESS), 401)
    assert signed_in(service, "admin").ask("GET", "/v1/me").status_code == 200


def test_sessions_long_over_are_forgotten(timed):
    service = timed()
    begun = service.clock.now

    def rows() -> int:
        with read(service.catalog) as conn:
            return len(conn.execute(sa.select(tables.sessions)).all())

    signed_in(service, "admin").ask("DELETE", ADDRESS)
    signed_in(service, "admin")
    service.clock.now = begun + sessions.LIFE + sessions.KEPT_OVER
    signed_in(service, "admin")
    assert rows() == 3
    service.clock.now += timedelta(seconds=1)
    last = signed_in(service, "admin")
    assert rows() == 2
    assert last.ask("GET", "/v1/me").status_code == 200


def test_the_cookie_stays_on_https_where_the_service_is_reached_by_it(timed):
    proxied = Browser(timed(public_url="https://Futae.example"))
    assert proxied.sign_in("admin", headers={"Origin": "https://futae.example"}).status_code == 201
    assert proxied.cookie.endswith("; Max-Age=43200; Secure")
    assert proxied.ask("DELETE", ADDRESS).headers["set-cookie"].endswith("; Max-Age=0; Secure")
    plain = Browser(timed())
    answer = plain.client.post(f"https://futae.test{ADDRESS}", json={"key": plain.client.home.keys["admin"]})
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert plain.sign_in("admin").status_code == 201
    assert "Secure" not in plain.cookie


def test_cookies_in_many_headers_are_read_as_one(busy, browser):
    """HTTP/2 may send each cookie in a header of its own."""
    browser.sign_in("same")
    many = [("cookie", "theme=dark"), ("cookie", f"futae_session={browser.token}"), ("cookie", "z=1")]
    for url, sent in ((ADDRESS, many), (HIDDEN_TILE, [*many, ("x-futae-session", browser.proof)])):
        answer = busy.client._portal.call(lambda u=url, s=sent: busy.client._http.get(u, headers=s))
        assert answer.status_code == 200, url
